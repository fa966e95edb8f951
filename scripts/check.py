"""Fail if a target of the plan has no figure, and list which and why."""

from __future__ import annotations

import argparse
import sys

from sweepfig import cli, names
from sweepfig.manifest import read_rows
from sweepfig.planfile import load
from sweepfig.summary import failure_lines, mark_complete


def main() -> int:
    """Leave the file `complete` if nothing failed; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="plan.json")
    options = parser.parse_args()
    output = names.output_of(options.plan)
    plan = load(options.plan)
    rows = list(read_rows(plan, output))
    if mark_complete(plan, output, rows):
        return 0
    print(*failure_lines(plan, rows, output), sep="\n", file=sys.stderr)
    return cli.FAILED


if __name__ == "__main__":
    cli.run(main)
