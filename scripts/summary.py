"""Gather what the batches left: data.csv, and what the run came to."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig.batch import journal
from sweepfig.batch.manifest import chosen_rows
from sweepfig.batch.receipt import read_receipts
from sweepfig.core import console, paths
from sweepfig.plan.plan_file import load_this
from sweepfig.plan.selection import Selection
from sweepfig.report.summary import closing_lines, is_complete, limited_lines, summarise
from sweepfig.workflow.run_folder import Orders


def main() -> int:
    """Write the table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="plan.json")
    parser.add_argument("--run", required=True, help="the name of Snakemake's run")
    parser.add_argument("--settings", default="{}", help="the config, as JSON: its only and limit")
    options = parser.parse_args()
    output = paths.output_of(options.plan)
    folder = paths.run_folder(output, options.run)
    plan = load_this(options.plan, Orders(folder).plan)
    journal.enter(folder, plan, output)
    began, receipt = read_receipts(folder)
    selection = Selection.from_json(options.settings)
    chosen = selection.targets(plan)
    if chosen is not None:
        rows = chosen_rows(plan, output, chosen)
        seconds = time.time() - began
        print(*limited_lines(plan, rows, receipt, selection, output, seconds), sep="\n")
        return 0 if is_complete(plan, rows) else console.FAILED
    _, found = summarise(plan, output)
    print(*closing_lines(plan, found, receipt, output, time.time() - began), sep="\n")
    return 0


if __name__ == "__main__":
    console.run(main)
