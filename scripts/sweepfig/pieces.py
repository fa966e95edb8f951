"""Targets drawn by the pool's workers, a piece at a time; one that ends its worker fails alone."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from pathlib import Path

from sweepfig import pool
from sweepfig.batches import piece_size
from sweepfig.manifest import Row
from sweepfig.plan import Plan
from sweepfig.planfile import load
from sweepfig.receipt import Outcome
from sweepfig.render import render_targets
from sweepfig.workers import Death


def cut(runs: Sequence[range], processes: int, fewest: int = 1) -> list[range]:
    """Cut runs of targets into pieces that keep so many processes busy to the end.

    A piece has `fewest` targets at least, unless there is not as much for every process. Where runs
    are neighbours, it may have of both.
    """
    together = sum(map(len, runs))
    size = max(piece_size(together, processes), min(fewest, -(-together // processes)))
    return [piece for run in _joined(runs) for piece in _slices(run, size)]


def _joined(runs: Sequence[range]) -> list[range]:
    joined: list[range] = []
    for run in runs:
        if joined and joined[-1].stop == run.start:
            run = range(joined.pop().start, run.stop)
        joined.append(run)
    return joined


def _slices(run: range, size: int) -> list[range]:
    return [range(first, min(first + size, run.stop)) for first in range(run.start, run.stop, size)]


def render_pieces(
    plan_path: str | Path,
    output: str | Path,
    pieces: Sequence[range],
    processes: int,
    *,
    growing: bool = False,
) -> Generator[tuple[range, list[Outcome]]]:
    """Bring pieces of a plan up to date, in parallel; yield each, as it is done, with what became of it.

    Where a figure ends its worker (``os._exit``, a segmentation fault), the targets of its piece are
    looked at again one at a time: that one fails, and the others are drawn. Where a worker is killed
    from outside, the figure that it was at fails. `growing` is as in
    `sweepfig.render.render_targets`.

    Raises
    ------
    sweepfig.pool.WorkerDied
        If a worker is killed between two pieces, or the pool itself.
    """
    plan = load(plan_path)

    def attempt(pieces: Sequence[range]) -> Generator[tuple[int, list[Outcome] | Death]]:
        tasks = [
            (str(plan_path), str(output), piece.start, piece.stop, growing) for piece in pieces
        ]
        return pool.try_each(render_piece, tasks, processes=processes, preload=_preload(plan))

    def fail(target: int, death: Death) -> tuple[range, list[Outcome]]:
        cause = f"the process that drew it {death.cause}"
        row = Row(plan.target(target).figure, "", 0, "failed", cause)
        return range(target, target + 1), [Outcome(row, drawn=False)]

    singles: list[range] = []
    with closing(attempt(pieces)) as done:
        for place, what in done:
            if not isinstance(what, Death):
                yield pieces[place], what
                continue
            for single in _slices(pieces[place], 1):
                if single.start == _culprit(pieces[place], what):
                    yield fail(single.start, what)
                else:
                    singles.append(single)
    with closing(attempt(singles)) as done:
        for place, what in done:
            if isinstance(what, Death):
                yield fail(singles[place].start, what)
            else:
                yield singles[place], what


def render_piece(
    plan_path: str, output: str, first: int, last: int, growing: bool = False
) -> list[Outcome]:
    """Bring a piece of a plan up to date: the task of one call in a worker."""
    return render_targets(load(plan_path), output, range(first, last), growing=growing)


def _culprit(piece: range, death: Death) -> int | None:
    """Return the target whose figure is not tried again: the only one, or that under way at a kill.

    With what a crash has to do is less certain: the one under way may be innocent.
    """
    if len(piece) == 1:
        return piece.start
    is_sure = death.from_outside and death.reached < len(piece)
    return piece[death.reached] if is_sure else None


def _preload(plan: Plan) -> list[str]:
    reader = "netCDF4" if all(source.plain for source in plan.sources) else "xarray"
    return ["sweepfig.painting", "sweepfig.pieces", reader]
