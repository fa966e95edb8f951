"""Tell which batches and targets a run must look at, from their manifests and stamps.

A batch is *pending* if its manifest or stamps are missing or belong to another plan or manifest, if it has a
failed or unmeasured target, if a figure differs from its stamp, or if a figure may be wrong because another
one was (`wrong_figure`). A job must then check the batch, but it draws only the figures that are not current.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.manifest import Folders, read_manifest
from sweepfig.batch.row import Row
from sweepfig.batch.wrong_figure import is_doubtful, wrong_figure
from sweepfig.core.errors import UserError
from sweepfig.plan.plan import Plan
from sweepfig.plan.selection import within


def pending_batches(
    plan: Plan,
    output: str | Path,
    among: range | None = None,
    chosen: NDArray[np.intp] | None = None,
    *,
    every: bool = False,
) -> list[int]:
    """Return the batches that a run must check. Each folder of figures is listed once.

    Parameters
    ----------
    plan : Plan
    output : str or Path
    among : range, optional
        The batches to examine; all by default.
    chosen : array of int, optional
        The run's targets, ascending; all by default.
    every : bool
        Return every batch as pending: the run draws current figures again, too.
    """
    doubt = _Doubt(plan, output)
    among = range(plan.n_batches) if among is None else among
    batches: Iterable[int] = among
    if chosen is not None:
        batches = [n for n in plan.batches_with(chosen) if n in among]
    return [n for n in batches if every or _is_pending(plan, output, n, doubt, chosen)]


def pending_targets(
    plan: Plan,
    output: str | Path,
    chosen: NDArray[np.intp] | None = None,
    *,
    latest: float = math.inf,
) -> Iterator[int]:
    """Yield the targets that a run must look at, ascending. Lists each folder of figures once.

    Parameters
    ----------
    plan : Plan
    output : str or Path
    chosen : array of int, optional
        The targets that the run is about, ascending; all by default.
    latest : float
        A target one of whose files has a later time, in seconds since the epoch, is pending, too.
    """
    doubt = _Doubt(plan, output, latest)
    for target, row in _rows(plan, output, chosen):
        if row is None or doubt.has(row):
            yield target


def doubtful_targets(
    plan: Plan, output: str | Path, chosen: NDArray[np.intp] | None = None
) -> NDArray[np.intp]:
    """Return the targets, ascending, whose figures may be wrong, after one was found to be; else none.

    Parameters are those of `pending_targets`.
    """
    if not wrong_figure(plan, output):
        return np.array([], np.intp)
    found = _rows(plan, output, chosen)
    return np.array([target for target, row in found if row and is_doubtful(row)], np.intp)


def _rows(
    plan: Plan, output: str | Path, chosen: NDArray[np.intp] | None
) -> Iterator[tuple[int, Row | None]]:
    """Yield targets with their rows; None for those of a batch without a manifest."""
    for batch in range(plan.n_batches):
        which = plan.targets_of(batch)
        there = within(chosen, which)
        rows = read_manifest(plan, output, batch) if len(there) else None
        for target in map(int, there):
            yield target, rows[target - which.start] if rows else None


def is_current(plan: Plan, output: str | Path, figure: str) -> bool:
    """Whether a figure exists and is the one in a manifest of this plan, by its stamp or its digest.

    It is False also if no target has a figure of this name.
    """
    try:
        batch, place = divmod(plan.find(figure).index, plan.batch_size)
    except UserError:
        return False
    rows = read_manifest(plan, output, batch)
    row = rows[place] if rows else None
    if row is None or not row.has_figure or (is_doubtful(row) and wrong_figure(plan, output)):
        return False
    return 0 not in row.stamps and Folders(Path(output)).is_unchanged(row)


def _is_pending(
    plan: Plan,
    output: str | Path,
    batch: int,
    doubt: _Doubt,
    chosen: NDArray[np.intp] | None = None,
) -> bool:
    rows = read_manifest(plan, output, batch)
    if rows is None:
        return True
    which = plan.targets_of(batch)
    return any(doubt.has(rows[target - which.start]) for target in within(chosen, which))


class _Doubt:
    """Tells whether a target has to be looked at, from its row."""

    def __init__(self, plan: Plan, output: str | Path, latest: float = math.inf) -> None:
        self._folders = Folders(Path(output), latest)
        self._is_one_wrong = bool(wrong_figure(plan, output))

    def has(self, row: Row) -> bool:
        is_wrong = self._is_one_wrong and is_doubtful(row)
        return not row.is_done or is_wrong or not self._folders.is_untouched(row)
