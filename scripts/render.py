"""Bring some batches of a plan up to date, or one figure by its path."""

from __future__ import annotations

import argparse
import sys
import time
from itertools import chain
from pathlib import Path

from sweepfig import cli, names, pool
from sweepfig.manifest import Outcome, Receipt, pending_batches, write_receipt, write_some
from sweepfig.planfile import load
from sweepfig.render import render_targets
from sweepfig.selection import Selection, runs, within
from sweepfig.sweep import fewest_at_once


def main() -> int:
    """Draw; return the exit status: for one figure whether it is there, for batches always 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="plan.json")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--job", type=names.batches_of, help="a batch, 3, or those of 3-7 not done")
    what.add_argument("--figure", help="path of one figure")
    parser.add_argument("--receipt", type=Path, help="file for what was done")
    parser.add_argument("--processes", type=int, default=1, help="workers for a job")
    parser.add_argument("--settings", default="{}", help="the config, as JSON: its only and limit")
    options = parser.parse_args()
    if options.figure is not None:
        return render_figure(options.plan, options.figure)
    try:
        selection = Selection.from_json(options.settings)
        render_batches(options.plan, options.job, options.receipt, options.processes, selection)
    except pool.WorkerDied as death:
        print(f"error: {death}; what was drawn stays", file=sys.stderr)
        return cli.FAILED
    return 0


def render_batches(
    plan_path: str, job: range, receipt: Path | None, processes: int, selection: Selection
) -> None:
    """Bring batches up to date, or what is selected of them; leave manifests, and a receipt."""
    began = time.perf_counter()
    plan, output = load(plan_path), names.output_of(plan_path)
    chosen = selection.targets(plan)
    drawn: list[Outcome] = []
    for batch in pending_batches(plan, output, job, chosen) if len(job) > 1 else job:
        which = runs(within(chosen, plan.targets_of(batch)))
        outcomes = [outcome for run in which for outcome in render(plan_path, run, processes)]
        write_some(plan, output, batch, chosen, [outcome.row for outcome in outcomes])
        drawn += outcomes
    if receipt is not None:
        write_receipt(receipt, Receipt.of(drawn, time.perf_counter() - began))


def render_figure(plan_path: str, figure: str) -> int:
    """Bring one figure up to date."""
    plan, output = load(plan_path), names.output_of(plan_path)
    index = plan.find(Path(figure).relative_to(output).as_posix()).index
    (outcome,) = render(plan_path, range(index, index + 1), 1)
    if outcome.row.status == "failed":
        print(f"error: {figure}: {outcome.row.cause}", file=sys.stderr)
        return cli.FAILED
    return 0


def render(plan_path: str, which: range, processes: int) -> list[Outcome]:
    """Bring a run of targets up to date, in this process if that is safe."""
    plan, output = load(plan_path), names.output_of(plan_path)
    # A user's function may end its process, or never end.
    is_safe = ":" not in plan.look.kind and plan.time_limit is None
    if is_safe and processes == 1:
        return render_targets(plan, output, which)
    from sweepfig.pieces import cut, render_pieces  # imports that others need not pay

    pieces = cut([which], processes, fewest_at_once(plan.sources, plan.slice_bytes))
    return list(chain.from_iterable(render_pieces(plan_path, output, pieces, processes)))


if __name__ == "__main__":
    cli.run(main)
