"""Tell which batches and targets a run must look at, from their manifests and stamps.

A batch is *pending* if its manifest or stamps are missing or belong to another plan or manifest, if it has a
target that failed or was not measured, or if a figure differs from its stamp. A job must then check the
batch, but it draws only the figures that are not current.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.manifest import Folders, Row, read_manifest
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
    folders = Folders(Path(output))
    among = range(plan.n_batches) if among is None else among
    batches: Iterable[int] = among
    if chosen is not None:
        batches = [n for n in np.unique(chosen // plan.batch_size).tolist() if n in among]
    return [n for n in batches if every or _is_pending(plan, output, n, folders, chosen)]


def pending_targets(
    plan: Plan, output: str | Path, chosen: NDArray[np.intp] | None = None
) -> Iterator[int]:
    """Yield the targets that a run must look at, ascending. Lists each folder of figures once.

    Parameters
    ----------
    plan : Plan
    output : str or Path
    chosen : array of int, optional
        The targets that the run is about, ascending; all by default.
    """
    folders = Folders(Path(output))
    for batch in range(plan.n_batches):
        which = plan.targets_of(batch)
        there = within(chosen, which)
        rows = read_manifest(plan, output, batch) if len(there) else None
        for target in map(int, there):
            if rows is None or _is_doubtful(rows[target - which.start], folders):
                yield target


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
    return row is not None and row.has_figure and Folders(Path(output)).is_unchanged(row)


def _is_pending(
    plan: Plan,
    output: str | Path,
    batch: int,
    folders: Folders,
    chosen: NDArray[np.intp] | None = None,
) -> bool:
    rows = read_manifest(plan, output, batch)
    if rows is None:
        return True
    which = plan.targets_of(batch)
    looked_at = (rows[target - which.start] for target in within(chosen, which))
    return any(_is_doubtful(row, folders) for row in looked_at)


def _is_doubtful(row: Row, folders: Folders) -> bool:
    return not row.is_done or not folders.is_untouched(row)
