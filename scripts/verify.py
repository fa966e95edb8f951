"""Check a drawn sweep against the other path, and against plain matplotlib."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig.core import console
from sweepfig.verify.checks import check


def main() -> int:
    """Run both checks; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="plan.json of the tree to check")
    parser.add_argument("--processes", type=int, help="workers; default: all usable cores less one")
    options = parser.parse_args()
    return check(options.plan, processes=options.processes)


if __name__ == "__main__":
    console.run(main)
