"""Log a drawn sweep's figures and table to MLflow."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig.core import console, paths
from sweepfig.plan.plan_file import load
from sweepfig.report.findings import Rows
from sweepfig.report.tracking import log_to_mlflow


def main() -> int:
    """Log them; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="plan.json")
    plan_path = parser.parse_args().plan
    output = paths.output_of(plan_path)
    is_logged, line = log_to_mlflow(Rows(load(plan_path), output), output)
    print(line, file=sys.stdout if is_logged else sys.stderr)
    return 0 if is_logged else console.EXIT_FAILED


if __name__ == "__main__":
    console.run(main)
