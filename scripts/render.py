"""Bring some batches of a plan up to date, or the figures that a run was asked for by their paths."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig.core import console, paths
from sweepfig.plan.selection import Selection
from sweepfig.pool.starmap import WorkerDied
from sweepfig.workflow import job, run_folder


def main() -> int:
    """Draw; return the exit status: for figures asked for whether all are there, for batches always 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="plan.json")
    parser.add_argument("--job", type=paths.batches_of, help="a batch, 3, or those of 3-7 not done")
    parser.add_argument("--receipt", type=Path, required=True, help="file for what was done")
    parser.add_argument("--end-with-run", action="store_true", help="the run of the receipt")
    parser.add_argument("--processes", type=int, default=1, help="workers for a job")
    parser.add_argument("--attempt", type=int, default=1, help="2 if the job ended before its time")
    parser.add_argument("--settings", default="{}", help="the config, as JSON: its only and limit")
    o = parser.parse_args()
    if o.end_with_run:
        run_folder.end_with(o.receipt.parent.name)
    try:
        if o.job is None:
            is_done = job.draw_asked(o.plan, o.receipt, processes=o.processes)
            return 0 if is_done else console.EXIT_FAILED
        tries = {"processes": o.processes, "attempt": o.attempt}
        selection = Selection.from_json(o.settings)
        job.draw_batches(o.plan, o.job, o.receipt, selection, **tries)
    except WorkerDied as death:
        print(f"error: {death}; what was drawn stays", file=sys.stderr)
        return console.EXIT_FAILED
    return 0


if __name__ == "__main__":
    console.run(main)
