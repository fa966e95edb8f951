"""Bring a run of targets up to date: read their slices, skip current figures, draw and save the others.

Both paths and the library use this function; they differ only in what calls it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sweepfig.batch.manifest import Row
from sweepfig.batch.receipt import Outcome
from sweepfig.batch.wrong_figure import consequence, note, wrong_figure
from sweepfig.core import paths, storage
from sweepfig.core.errors import Outdated, UserError, cause_of
from sweepfig.core.storage import FileStamp
from sweepfig.core.threads import alone
from sweepfig.drawing.provenance import PLAIN, recorded_digest, way_of
from sweepfig.drawing.slice import Slice
from sweepfig.measuring import slices
from sweepfig.plan.plan import Plan, Target
from sweepfig.plan.plan_file import Watch
from sweepfig.plan.read_annotation import annotations_of
from sweepfig.pool.progress import say_reached
from sweepfig.pool.time_limit import TimeLimit, time_limit
from sweepfig.sweep.list_reader import read_numbers

if TYPE_CHECKING:
    from sweepfig.drawing.painter import Painted, Painter

log = logging.getLogger(__name__)
OF_THE_SAME_LOOK = "a figure of the same look in another folder"
NOT_CALLED = "not called again after its process had ended"


@alone("style")
def render_targets(
    plan: Plan,
    output: str | Path,
    which: range,
    *,
    check_only: bool = False,
    growing: bool = False,
    redraw: bool = False,
) -> list[Outcome]:
    """Bring a run of targets' figures up to date, and say what became of each: see `render_each`."""
    how = {"check_only": check_only, "growing": growing, "redraw": redraw}
    return list(render_each(plan, output, which, **how))


def render_each(
    plan: Plan,
    output: str | Path,
    which: range,
    *,
    check_only: bool = False,
    growing: bool = False,
    redraw: bool = False,
) -> Iterator[Outcome]:
    """Bring a run of targets' figures up to date, and yield what became of each.

    A slice that can't be read or drawn is an outcome like others; it stops nothing. No other thread may
    draw meanwhile.

    Parameters
    ----------
    plan : Plan
    output : str or Path
        The output folder.
    which : range
        The targets' indices.
    check_only : bool
        Draw nothing, and call no function of the user's: a figure that is not current has failed.
    growing : bool
        Accept a sweep file that has changed, if the plan's axis values are still at their indices in it.
    redraw : bool
        Draw current figures too.

    Raises
    ------
    Outdated
        If a sweep file, or a file that the figures depend on, has changed since the plan was made, or if
        the folder has another plan.
    """
    _check_files(plan, growing=growing)
    output = Path(output)
    watch = Watch(plan, paths.plan_file(output))
    storage.remove_leftovers(paths.temporary_folder(output))
    with ExitStack() as stack:
        painter = None if check_only else _LazyPainter(plan, stack)
        for reached, (target, data) in enumerate(read_slices(plan, which), start=1):
            outcome = _render(plan, output, painter, target, data, watch, redraw)
            say_reached(reached)
            if reached == len(which):
                _check_files(plan, growing=growing)  # or some may show what came after the plan
            yield outcome


class _LazyPainter:
    """Makes a painter, and imports matplotlib, only when the first figure has to be drawn."""

    def __init__(self, plan: Plan, stack: ExitStack) -> None:
        self._plan, self._stack = plan, stack
        self._painter: Painter | None = None

    def paint(self, data: Slice, digest: str, plainly: str) -> Painted:
        if self._painter is None:
            from sweepfig.drawing.kinds import drawing_style
            from sweepfig.drawing.painter import painter_of

            self._stack.enter_context(drawing_style(self._plan.look))
            self._painter = painter_of(self._plan.look, drawing=self._plan.drawing_digest)
        from sweepfig.drawing.user_function import closing_new_figures

        is_built_in = not self._plan.look.is_users_function
        limit = time_limit(self._plan.time_limit, is_built_in=is_built_in)
        with closing_new_figures(), limit:
            return self._painter.paint(data, digest, plainly=plainly)


def _render(
    plan: Plan,
    output: Path,
    painter: _LazyPainter | None,
    target: Target,
    data: Slice | Exception,
    watch: Watch,
    redraw: bool,
) -> Outcome:
    try:
        if isinstance(data, Exception):
            raise data
        digest = data.digest(drawing=plan.drawing_digest)
        wrong = wrong_figure(plan, output)
        path, reason = output / target.figure, ""
        found = None if redraw else _current(path, digest, may_be_fast=not wrong)
        is_current = found is not None
        if found is None:
            if painter is None:
                raise FileNotFoundError("not drawn")
            painted = painter.paint(data, digest, wrong and consequence(wrong))
            reason = painted.reason
            if painted.wrong and not wrong:
                note(plan, output, target.figure if painted.is_found_here else OF_THE_SAME_LOOK)
                reason = consequence(wrong_figure(plan, output))
            watch.check()
            temporary = paths.temporary_folder(output)
            storage.write(path, painted.content, temporary=temporary, root=output)
            found = os.stat(path), painted.digest
        row = _row(plan, target, data, digest, *found)
        if plan.numbers is not None and not data.is_empty:
            row = _with_own_numbers(plan, row, data, is_called=painter is not None)
            watch.check()
        return Outcome(row, drawn=not is_current, reason=reason)
    except Outdated:
        raise
    except (Exception, SystemExit, TimeLimit) as error:  # a user's function may call sys.exit
        log.debug("%s", target.figure, exc_info=True)
        return Outcome.failed(target.figure, cause_of(error))


def _current(path: Path, digest: str, *, may_be_fast: bool) -> tuple[os.stat_result, str] | None:
    """Return a current figure's `os.stat`, taken before it is read, and the digest in its mark; else None."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    recorded = recorded_digest(path)
    way = way_of(digest, recorded)
    is_current = way == PLAIN or (may_be_fast and way != "")
    return (found, recorded) if recorded is not None and is_current else None


def _row(
    plan: Plan, target: Target, data: Slice, digest: str, found: os.stat_result, marked: str
) -> Row:
    return Row(
        target.figure,
        marked,
        found.st_size,
        "empty" if data.is_empty else "ok",
        way=way_of(digest, marked),
        numbers=slices.measure(plan.sort, data),
        stamp=storage.stamp_of(found),
    )


def _with_own_numbers(plan: Plan, row: Row, data: Slice, *, is_called: bool) -> Row:
    """Return a drawn target's row with the numbers of the user's function, or why there are none."""
    assert plan.numbers is not None
    try:
        if not is_called:
            raise UserError(NOT_CALLED)
        from sweepfig.measuring import own_numbers  # imports matplotlib

        function = own_numbers.load(plan.numbers)
        with time_limit(plan.time_limit, what="measuring"):
            own = own_numbers.measure(function, data, taken=plan.taken_names)
    except (Exception, SystemExit, TimeLimit) as error:
        log.debug("%s", row.figure, exc_info=True)
        said = str(error) if isinstance(error, UserError) else cause_of(error)
        return replace(row, status="unmeasured", cause=f"{plan.numbers}: {said}")
    return replace(row, own=tuple((each.name, each.units, each.value) for each in own))


def read_slices(plan: Plan, which: range) -> Iterator[tuple[Target, Slice | Exception]]:
    """Yield a run of targets with their slices, or the errors that prevent reading them."""
    labels = tuple(source.label for source in plan.sources)
    annotation_of = annotations_of(plan, which)
    for index, numbers in read_numbers(
        plan.sources, plan.shape, plan.abscissa, plan.ordinate, plan.files, which
    ):
        target = plan.target(index)
        annotation = annotation_of(target)
        if isinstance(numbers, Exception):
            yield target, numbers
            continue
        if isinstance(annotation, Exception):
            yield target, annotation
            continue
        text, marks = annotation
        yield (
            target,
            Slice(
                abscissa=numbers.abscissa,
                ordinate=numbers.ordinate,
                curves=numbers.curves,
                labels=labels,
                title=target.title,
                xlabel=plan.xlabel,
                ylabel=plan.ylabel,
                point=target.point,
                text=text,
                marks=marks,
            ),
        )


def _check_files(plan: Plan, *, growing: bool) -> None:
    if plan.is_listed:
        return  # with many files, each file is checked when its slices are read
    for stamp in plan.files:
        now = FileStamp.of(stamp.path)
        if now != stamp:
            if growing and now.size:
                from sweepfig.batch.growing import check_grown  # imports xarray

                return check_grown(plan)
            raise Outdated(
                f"{stamp.path}: the sweep file was changed or removed after the plan was made; run again"
            )
