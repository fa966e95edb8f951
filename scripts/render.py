"""Bring some batches of a plan up to date, or the figures that a run was asked for by their paths."""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig import cli
from sweepfig.batch.manifest import Row, pending_batches, write_manifests
from sweepfig.batch.receipt import Outcome, Receipt, write_receipt
from sweepfig.batch.render import render_targets
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load_this
from sweepfig.plan.selection import Selection, runs, within
from sweepfig.pool import progress, starmap
from sweepfig.run import snakemake_run
from sweepfig.sweep.source import fewest_at_once


class How(NamedTuple):
    """With how many processes a job draws, which try it is (the first is 1), and whether all anew."""

    processes: int = 1
    attempt: int = 1
    redraw: bool = False


def main() -> int:
    """Draw; return the exit status: for figures asked for whether all are there, for batches always 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="plan.json")
    parser.add_argument("--job", type=paths.batches_of, help="a batch, 3, or those of 3-7 not done")
    parser.add_argument("--receipt", type=Path, required=True, help="file for what was done")
    parser.add_argument(
        "--end-with-run", action="store_true", help="the run that the receipt is of"
    )
    parser.add_argument("--processes", type=int, default=1, help="workers for a job")
    parser.add_argument("--attempt", type=int, default=1, help="2 if the job ended before its time")
    parser.add_argument("--settings", default="{}", help="the config, as JSON: its only and limit")
    options = parser.parse_args()
    if options.end_with_run:
        snakemake_run.end_with(options.receipt.parent.name)
    orders = snakemake_run.Orders(options.receipt.parent)
    plan = load_this(options.plan, orders.plan)
    how = How(options.processes, options.attempt, orders.redraw)
    try:
        if options.job is None:
            return draw_asked(plan, options.plan, orders.asked, options.receipt, how)
        chosen = Selection.from_json(options.settings).targets(plan)
        draw_job(plan, options.plan, options.job, options.receipt, how, chosen)
    except starmap.WorkerDied as death:
        print(f"error: {death}; what was drawn stays", file=sys.stderr)
        return cli.FAILED
    return 0


def draw_job(
    plan: Plan,
    plan_path: str,
    job: range,
    receipt: Path,
    how: How,
    chosen: np.ndarray | None,
) -> None:
    """Bring batches up to date, or what is selected of them; leave manifests, and a receipt."""
    output = paths.output_of(plan_path)
    batches = list(job)
    if len(job) > 1:
        batches = pending_batches(plan, output, job, chosen, every=how.redraw)
    draw_batches(plan, plan_path, batches, receipt, how, chosen)


def draw_asked(plan: Plan, plan_path: str, figures: list[str], receipt: Path, how: How) -> int:
    """Bring figures up to date, by their paths in the output folder; say which could not be drawn."""
    chosen = np.array(sorted(_indices(plan, figures)), np.intp)
    batches = np.unique(chosen // plan.batch_size).tolist()
    done = draw_batches(plan, plan_path, batches, None, how, chosen)
    failed = [outcome.row for outcome in done if outcome.row.status == "failed"]
    for row in failed:
        print(f"error: {paths.output_of(plan_path) / row.figure}: {row.cause}", file=sys.stderr)
    if failed:
        return cli.FAILED
    write_receipt(receipt, Receipt.of(done, 0.0))
    return 0


def _indices(plan: Plan, figures: Iterable[str]) -> list[int]:
    found, unknown = [], []
    for figure in figures:
        try:
            found.append(plan.find(figure).index)
        except UserError as error:
            unknown.append(str(error))
    if unknown:
        raise UserError("\n".join(unknown))
    return found


def draw_batches(
    plan: Plan,
    plan_path: str,
    batches: list[int],
    receipt: Path | None,
    how: How,
    chosen: np.ndarray | None,
) -> list[Outcome]:
    """Bring the chosen targets of batches up to date; leave manifests, and a receipt if one is wanted."""
    began, output = time.perf_counter(), paths.output_of(plan_path)
    which = [run for batch in batches for run in runs(within(chosen, plan.targets_of(batch)))]
    outcomes, again = itertools.tee(draw(plan, plan_path, which, how))
    write_manifests(plan, output, batches, (outcome.row for outcome in again), chosen)
    done = list(outcomes)
    if receipt is not None:
        write_receipt(receipt, Receipt.of(done, time.perf_counter() - began))
    return done


def draw(plan: Plan, plan_path: str, which: list[range], how: How) -> Iterator[Outcome]:
    """Bring runs of targets up to date, in this process if that is safe; yield what became of each.

    A sweep file that is no longer what it was is a failure of these targets, not of their job: a
    cluster would try that again.
    """
    output = paths.output_of(plan_path)
    # A user's function may end its process, or never end; and what ended the job may be a figure.
    is_safe = ":" not in plan.look.kind and plan.time_limit is None and how.attempt == 1
    if is_safe and how.processes == 1:
        progress.stand_alone()
        for run in which:
            try:
                yield from render_targets(plan, output, run, redraw=how.redraw)
            except UserError as error:
                load_this(plan_path, plan.digest)  # another run's manifests are not ours to write
                yield from fail(plan, run, error)
        return
    from sweepfig.run.chunks import cut, render_pieces  # imports that others need not pay

    pieces = cut(which, how.processes, fewest_at_once(plan.sources, plan.slice_bytes))
    done: dict[int, Outcome] = {}
    ended: Exception | None = None
    try:
        for piece, outcomes in render_pieces(
            plan_path, output, pieces, how.processes, redraw=how.redraw
        ):
            done.update(zip(piece, outcomes, strict=True))
    except (UserError, starmap.WorkerDied) as error:
        load_this(plan_path, plan.digest)
        ended = error
    for target in itertools.chain.from_iterable(which):
        yield done[target] if target in done else next(fail(plan, [target], ended))
    if isinstance(ended, starmap.WorkerDied):  # the job may be tried again, with more memory
        raise ended


def fail(plan: Plan, which: Iterable[int], error: Exception | None) -> Iterator[Outcome]:
    """Yield the failure of targets, all for one reason."""
    for target in plan.targets(which):
        yield Outcome(Row(target.figure, "", 0, "failed", str(error)), drawn=False)


if __name__ == "__main__":
    cli.run(main)
