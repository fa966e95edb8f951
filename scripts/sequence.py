"""Make movies or books of a drawn sweep: one by its name, or all."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig.core import console, paths
from sweepfig.plan.plan_file import load
from sweepfig.report import sequences


def main() -> int:
    """Make what is asked for; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="plan.json")
    parser.add_argument("kind", choices=sequences.SEQUENCES)
    parser.add_argument("--name", help="the one to make; default: all")
    options = parser.parse_args()
    plan, output = load(options.plan), str(paths.output_of(options.plan))
    made = sequences.make(plan, output, options.kind, options.name)
    print(made)
    print(
        *made.lines(), sep="\n", end="\n" if made.not_made or made.left_out else "", file=sys.stderr
    )
    return console.EXIT_FAILED if made.not_made else 0


if __name__ == "__main__":
    console.run(main)
