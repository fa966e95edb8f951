"""Gather what a run's jobs left: make data.csv, and the lines that the run closes with."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig.core import console
from sweepfig.plan.selection import Selection
from sweepfig.workflow import table


def main() -> int:
    """Make the table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="plan.json")
    parser.add_argument("--run", required=True, help="the name of Snakemake's run")
    parser.add_argument("--settings", default="{}", help="the config, as JSON: its only and limit")
    parser.add_argument("--processes", type=int, default=1, help="that make the files")
    options = parser.parse_args()
    selection = Selection.from_json(options.settings)
    is_whole = table.make(options.plan, options.run, selection, processes=options.processes)
    return 0 if is_whole else console.EXIT_FAILED


if __name__ == "__main__":
    console.run(main)
