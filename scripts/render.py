"""Bring some batches of a plan up to date, or one figure by its path."""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig import cli, lifetime, names, pool
from sweepfig.errors import UserError
from sweepfig.manifest import Row, pending_batches, write_manifests
from sweepfig.plan import Plan
from sweepfig.planfile import load
from sweepfig.receipt import Outcome, Receipt, write_receipt
from sweepfig.render import render_targets
from sweepfig.selection import Selection, runs, within
from sweepfig.sweep import fewest_at_once


class How(NamedTuple):
    """With how many processes a job draws, and which try it is: the first is 1."""

    processes: int = 1
    attempt: int = 1


def main() -> int:
    """Draw; return the exit status: for one figure whether it is there, for batches always 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="plan.json")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--job", type=names.batches_of, help="a batch, 3, or those of 3-7 not done")
    what.add_argument("--figure", help="path of one figure")
    parser.add_argument("--receipt", type=Path, help="file for what was done")
    parser.add_argument(
        "--end-with-run", action="store_true", help="the run that the receipt is of"
    )
    parser.add_argument("--processes", type=int, default=1, help="workers for a job")
    parser.add_argument("--attempt", type=int, default=1, help="2 if the job ended before its time")
    parser.add_argument("--settings", default="{}", help="the config, as JSON: its only and limit")
    options = parser.parse_args()
    if options.figure is not None:
        return render_figure(options.plan, options.figure)
    if options.end_with_run:
        lifetime.end_with(options.receipt.parent.name)
    try:
        selection = Selection.from_json(options.settings)
        how = How(options.processes, options.attempt)
        render_batches(options.plan, options.job, options.receipt, how, selection)
    except pool.WorkerDied as death:
        print(f"error: {death}; what was drawn stays", file=sys.stderr)
        return cli.FAILED
    return 0


def render_batches(
    plan_path: str, job: range, receipt: Path | None, how: How, selection: Selection
) -> None:
    """Bring batches up to date, or what is selected of them; leave manifests, and a receipt."""
    began = time.perf_counter()
    plan, output = load(plan_path), names.output_of(plan_path)
    chosen = selection.targets(plan)
    batches = pending_batches(plan, output, job, chosen) if len(job) > 1 else list(job)
    which = [run for batch in batches for run in runs(within(chosen, plan.targets_of(batch)))]
    outcomes, again = itertools.tee(render(plan_path, which, how))
    write_manifests(plan, output, batches, (outcome.row for outcome in again), chosen)
    done = list(outcomes)
    if receipt is not None:
        write_receipt(receipt, Receipt.of(done, time.perf_counter() - began))


def render_figure(plan_path: str, figure: str) -> int:
    """Bring one figure up to date."""
    plan, output = load(plan_path), names.output_of(plan_path)
    index = plan.find(Path(figure).relative_to(output).as_posix()).index
    outcome = next(render(plan_path, [range(index, index + 1)], How()))
    if outcome.row.status == "failed":
        print(f"error: {figure}: {outcome.row.cause}", file=sys.stderr)
        return cli.FAILED
    return 0


def render(plan_path: str, which: list[range], how: How) -> Iterator[Outcome]:
    """Bring runs of targets up to date, in this process if that is safe; yield what became of each.

    A sweep file that is no longer what it was is a failure of these targets, not of their job: a
    cluster would try that again.
    """
    plan, output = load(plan_path), names.output_of(plan_path)
    # A user's function may end its process, or never end; and what ended the job may be a figure.
    is_safe = ":" not in plan.look.kind and plan.time_limit is None and how.attempt == 1
    if is_safe and how.processes == 1:
        for run in which:
            try:
                yield from render_targets(plan, output, run)
            except UserError as error:
                yield from fail(plan, run, error)
        return
    from sweepfig.pieces import cut, render_pieces  # imports that others need not pay

    pieces = cut(which, how.processes, fewest_at_once(plan.sources, plan.slice_bytes))
    done: dict[int, Outcome] = {}
    ended: Exception | None = None
    try:
        for piece, outcomes in render_pieces(plan_path, output, pieces, how.processes):
            done.update(zip(piece, outcomes, strict=True))
    except (UserError, pool.WorkerDied) as error:
        ended = error
    for target in itertools.chain.from_iterable(which):
        yield done[target] if target in done else next(fail(plan, [target], ended))
    if isinstance(ended, pool.WorkerDied):  # the job may be tried again, with more memory
        raise ended


def fail(plan: Plan, which: Iterable[int], error: Exception | None) -> Iterator[Outcome]:
    """Yield the failure of targets, all for one reason."""
    for target in plan.targets(which):
        yield Outcome(Row(target.figure, "", 0, "failed", str(error)), drawn=False)


if __name__ == "__main__":
    cli.run(main)
