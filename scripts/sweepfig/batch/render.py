"""Bring a run of targets up to date: read their slices, skip current figures, draw and save the others.

Both paths and the library use this function; they differ only in what calls it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sweepfig.batch.painters import Painters
from sweepfig.batch.receipt import Outcome
from sweepfig.batch.row import Row, TwinFile
from sweepfig.batch.wrong_figure import consequence, note, wrong_figure
from sweepfig.core import paths, storage
from sweepfig.core.errors import Outdated, UserError, cause_of
from sweepfig.core.storage import FileStamp
from sweepfig.core.threads import alone
from sweepfig.drawing.file.provenance import PLAIN, drawn_by, recorded_digest
from sweepfig.drawing.panels import is_empty
from sweepfig.drawing.slice import Slice
from sweepfig.measuring import slices
from sweepfig.plan.plan import Plan, Target
from sweepfig.plan.plan_file import PlanGuard
from sweepfig.plan.read_annotation import annotations_of
from sweepfig.plan.variant import Variant
from sweepfig.pool.progress import say_reached
from sweepfig.pool.time_limit import CALL_FAILED, time_limit
from sweepfig.sweep.list_reader import read_numbers

log = logging.getLogger(__name__)
OF_THE_SAME_LOOK = "a figure of the same look in another folder"
NOT_THERE = "FileNotFoundError: not drawn"  # the cause where nothing is to be drawn
NOT_CALLED = "not called again after its process had ended"


@alone("style")
def render_targets(
    plan: Plan,
    output: str | Path,
    which: range,
    *,
    check_only: bool = False,
    growing: bool = False,
    force: bool = False,
) -> list[Outcome]:
    """Bring a run of targets' figures up to date, and say what became of each: see `render_each`."""
    how = {"check_only": check_only, "growing": growing, "force": force}
    return list(render_each(plan, output, which, **how))


def render_each(
    plan: Plan,
    output: str | Path,
    which: range,
    *,
    check_only: bool = False,
    growing: bool = False,
    force: bool = False,
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
        Outcomes are then to be checked by the next run, also if the file of the plan is back.
    force : bool
        Draw current figures too.

    Raises
    ------
    Outdated
        If a sweep file, or a file that the figures depend on, has changed since the plan was made, or if
        the folder has another plan.
    """
    glance = _glance(plan)
    is_as_planned = _check_files(plan, growing=growing)
    output = Path(output)
    guard = PlanGuard(plan, paths.plan_file(output))
    storage.remove_leftovers(paths.temporary_folder(output))
    with Painters(plan) as painters:
        updater = _TargetUpdater(plan, output, None if check_only else painters, guard, force=force)
        for reached, (target, data) in enumerate(read_slices(plan, which), start=1):
            outcome = updater.render(target, data)
            say_reached(reached)
            # Or some may show what came after the plan, also if the plan's files are back by the end.
            before, glance = glance, _glance(plan)
            if reached in (1, len(which)) or (is_as_planned and glance != before):
                is_as_planned = _check_files(plan, growing=growing) and is_as_planned
            yield outcome if is_as_planned else outcome.to_be_checked()


class _File(NamedTuple):
    """A target's file, brought up to date: its digest; and the one in its mark, which tells what drew it."""

    figure: str
    digest: str
    marked: str
    stat: os.stat_result
    drawn: bool
    reason: str  # if it was drawn, why not by the template

    @property
    def drawn_by(self) -> str:
        return drawn_by(self.digest, self.marked)


class _TwinNotDrawn(Exception):
    """Says which twin could not be drawn, and why."""


class _TargetUpdater:
    """Brings targets of a plan up to date; without painters it draws nothing."""

    def __init__(
        self, plan: Plan, output: Path, painters: Painters | None, guard: PlanGuard, *, force: bool
    ) -> None:
        self._plan, self._output, self._painters = plan, output, painters
        self._guard, self._force = guard, force

    def render(self, target: Target, data: Slice | Exception) -> Outcome:
        plan = self._plan
        try:
            if isinstance(data, Exception):
                raise data
            files = self._files(target, data)
            row = _row(plan, data, files)
            if plan.numbers is not None and not data.is_empty:
                row = _with_own_numbers(plan, row, data, is_called=self._painters is not None)
                self._guard.check()
            reason = next((file.reason for file in files if file.reason), "")
            return Outcome(row, drawn=any(file.drawn for file in files), reason=reason)
        except Outdated:
            raise
        except _TwinNotDrawn as error:
            return Outcome.failed(target.figure, str(error))
        except CALL_FAILED as error:
            log.debug("%s", target.figure, exc_info=True)
            return Outcome.failed(target.figure, cause_of(error))

    def _files(self, target: Target, data: Slice) -> list[_File]:
        """Bring the figure up to date, then each twin; that one can't be drawn stops none of the others."""
        figure, *twins = self._plan.variants
        files, causes = [self._file(figure, target.figure, data)], []
        for twin, path in zip(twins, target.twins, strict=True):
            try:
                files.append(self._file(twin, path, data))
            except Outdated:
                raise
            except CALL_FAILED as error:
                log.debug("%s", path, exc_info=True)
                causes.append(f"its twin {twin.name}: {cause_of(error)}")
        if causes:
            raise _TwinNotDrawn("; ".join(causes))
        return files

    def _file(self, variant: Variant, figure: str, data: Slice) -> _File:
        plan, output = self._plan, self._output
        if (data.xlabel, data.ylabel) != (variant.xlabel, variant.ylabel):
            data = replace(data, xlabel=variant.xlabel, ylabel=variant.ylabel)
        digest = data.digest(drawing=variant.drawing_digest)
        wrong = wrong_figure(plan, output)
        path = output / figure
        found = None if self._force else _current(path, digest, may_be_fast=not wrong)
        if found is not None:
            return _File(figure, digest, *found, drawn=False, reason="")
        if self._painters is None:
            raise FileNotFoundError("not drawn")
        painted = self._painters.paint(variant, data, digest, wrong and consequence(wrong))
        reason = painted.reason
        if painted.wrong and not wrong:
            note(plan, output, figure if painted.is_found_here else OF_THE_SAME_LOOK)
            reason = consequence(wrong_figure(plan, output))
        self._guard.check()
        temporary = paths.temporary_folder(output)
        storage.write(path, painted.content, temporary=temporary, root=output)
        return _File(figure, digest, painted.digest, os.stat(path), drawn=True, reason=reason)


def _current(path: Path, digest: str, *, may_be_fast: bool) -> tuple[str, os.stat_result] | None:
    """Return the digest in a current figure's mark, and its `os.stat`, taken before it is read; else None."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    recorded = recorded_digest(path)
    by = drawn_by(digest, recorded)
    is_current = by == PLAIN or (may_be_fast and by != "")
    return (recorded, found) if recorded is not None and is_current else None


def _row(plan: Plan, data: Slice, files: Sequence[_File]) -> Row:
    figure, *twins = files
    return Row(
        figure.figure,
        figure.marked,
        figure.stat.st_size,
        "empty" if is_empty(plan.look, data) else "ok",
        drawn_by=figure.drawn_by,
        numbers=slices.measure(plan.slice_type, data),
        twins=tuple(
            TwinFile(f.figure, f.marked, f.stat.st_size, f.drawn_by, storage.stamp_of(f.stat))
            for f in twins
        ),
        stamp=storage.stamp_of(figure.stat),
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
    except CALL_FAILED as error:
        log.debug("%s", row.figure, exc_info=True)
        return replace(row, status="unmeasured", cause=f"{plan.numbers}: {cause_of(error)}")
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
                # One layout, however many were read at once: sums may differ in the last bit otherwise.
                curves=tuple(map(np.ascontiguousarray, numbers.curves)),
                labels=labels,
                title=target.title,
                xlabel=plan.xlabel,
                ylabel=plan.ylabel,
                point=target.point,
                text=text,
                marks=marks,
            ),
        )


def _glance(plan: Plan) -> list[tuple[int, ...]]:
    """Return what tells in microseconds that a file was exchanged; of a store its folder's alone."""
    found: list[tuple[int, ...]] = []
    for stamp in () if plan.is_listed else plan.files:
        with suppress(OSError):  # `_check_files` says so
            now = os.stat(stamp.path)
            found.append((now.st_dev, now.st_ino, now.st_mtime_ns, now.st_ctime_ns))
    return found


def _check_files(plan: Plan, *, growing: bool) -> bool:
    """Return whether the files are those of the plan: if not, they have grown, or `Outdated` is raised."""
    if plan.is_listed:
        return True  # with many files, each file is checked when its slices are read
    for stamp in plan.files:
        now = FileStamp.of(stamp.path)
        if now != stamp:
            if growing and now.size:
                from sweepfig.batch.growing import check_grown  # imports xarray

                check_grown(plan)
                return False
            raise Outdated(
                f"{stamp.path}: the sweep file was changed or removed after the plan was made; run again"
            )
    return True
