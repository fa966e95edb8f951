"""Remove the figures of earlier plans that are of no target any more: lists them, and asks first."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig import cli
from sweepfig.core import console, paths
from sweepfig.plan.plan_file import load


def main() -> int:
    """List the orphans and remove them, if that is wanted; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="the plan.json of now, in the output folder's .sweepfig")
    parser.add_argument("--yes", action="store_true", help="remove them without asking")
    options = parser.parse_args()
    cli.offer_to_prune(load(options.plan), paths.output_of(options.plan), yes=options.yes)
    return 0


if __name__ == "__main__":
    console.run(main)
