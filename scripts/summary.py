"""Gather what the batches left: data.csv, and what the run came to."""

from __future__ import annotations

import argparse
import time

from sweepfig import cli, names
from sweepfig.manifest import read_receipts
from sweepfig.plan import load
from sweepfig.summary import closing_lines, summarise


def main() -> int:
    """Write the table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="plan.json")
    options = parser.parse_args()
    plan, output = load(options.plan), names.output_of(options.plan)
    rows = summarise(plan, output)
    began, receipt = read_receipts(output)
    print(*closing_lines(plan, rows, receipt, output, time.time() - began), sep="\n")
    return 0


if __name__ == "__main__":
    cli.run(main)
