"""Targets drawn by the pool's workers, a piece at a time; one that ends its worker fails alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

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
    on_progress: Callable[[int], None] | None = None,
) -> list[list[Outcome]]:
    """Bring pieces of a plan up to date, in parallel: what became of each one's targets.

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

    def attempt(pieces: Sequence[range], **options: Any) -> list[list[Outcome] | Death]:
        tasks = [
            (str(plan_path), str(output), piece.start, piece.stop, growing) for piece in pieces
        ]
        preload = _preload(plan)
        return pool.try_all(render_piece, tasks, processes=processes, preload=preload, **options)

    done = attempt(pieces, on_progress=on_progress)
    singles = [
        single
        for piece, what in zip(pieces, done, strict=True)
        if isinstance(what, Death)
        for single in _slices(piece, 1)
        if single.start != _culprit(piece, what)
    ]
    again = dict(zip(singles, attempt(singles), strict=True))
    return [
        list(_settle(plan, piece, what, again)) for piece, what in zip(pieces, done, strict=True)
    ]


def render_piece(
    plan_path: str, output: str, first: int, last: int, growing: bool = False
) -> list[Outcome]:
    """Bring a piece of a plan up to date: the task of one call in a worker."""
    return render_targets(load(plan_path), output, range(first, last), growing=growing)


def _settle(
    plan: Plan,
    piece: range,
    what: list[Outcome] | Death,
    again: dict[range, list[Outcome] | Death],
) -> Iterator[Outcome]:
    if not isinstance(what, Death):
        yield from what
        return
    for single in _slices(piece, 1):
        if single.start == _culprit(piece, what):
            cause = f"the process that drew it {what.cause}"
            figure = plan.target(single.start).figure
            yield Outcome(Row(figure, "", 0, "failed", cause), drawn=False)
        else:
            yield from _settle(plan, single, again[single], {})


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
