"""Draw what a job of Snakemake is for: batches, or the figures that a run was asked for by their paths."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.manifest import pending_batches
from sweepfig.batch.receipt import write_receipt
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load_this
from sweepfig.plan.selection import Selection
from sweepfig.pool import progress
from sweepfig.pool.starmap import WorkerDied
from sweepfig.run.execute import How, Records, execute
from sweepfig.workflow.run_folder import Orders


def draw_batches(
    plan_path: str | Path,
    job: range,
    receipt: Path,
    selection: Selection,
    *,
    processes: int = 1,
    attempt: int = 1,
) -> None:
    """Bring a job's batches up to date, or what is selected of them; leave manifests and a receipt.

    A sweep file that is no longer what it was is a failure of these targets, not of their job: a
    cluster would try that again.

    Parameters
    ----------
    plan_path : str or Path
        plan.json.
    job : range
        Its batches; of several, those that are not done.
    receipt : Path
        Where to write what was done, in the folder of the run.
    selection : Selection
        The targets that the run is about.
    processes, attempt : int
        Workers of this job; which try it is, the first being 1.

    Raises
    ------
    Outdated
        If the run's plan is no longer the folder's.
    OSError
        If the output folder can't be written.
    sweepfig.pool.starmap.WorkerDied
        If a worker was killed: with more memory, the job may be tried again. What was drawn is noted.
    """
    orders = Orders(receipt.parent)
    plan = load_this(plan_path, orders.plan)
    output, chosen = paths.output_of(plan_path), selection.targets(plan)
    batches = list(job)
    if len(job) > 1:
        batches = pending_batches(plan, output, job, chosen, every=orders.redraw)
    how = _how(plan, processes, attempt, redraw=orders.redraw)
    write_receipt(receipt, _draw(plan, plan_path, batches, chosen, how).receipt)


def draw_asked(plan_path: str | Path, receipt: Path, *, processes: int = 1) -> bool:
    """Bring the figures that a run was asked for up to date; say which could not be drawn.

    Returns
    -------
    bool
        Whether all are there; then there is a receipt.

    Raises
    ------
    UserError
        If no target has such a figure. Others as `draw_batches`.
    """
    orders = Orders(receipt.parent)
    plan = load_this(plan_path, orders.plan)
    chosen = np.array(sorted(_indices(plan, orders.asked)), np.intp)
    batches = np.unique(chosen // plan.batch_size).tolist()
    records = _draw(plan, plan_path, batches, chosen, _how(plan, processes, redraw=orders.redraw))
    for figure, cause in records.causes.items():
        print(f"error: {paths.output_of(plan_path) / figure}: {cause}", file=sys.stderr)
    if not records.causes:
        write_receipt(receipt, records.receipt)
    return not records.causes


def _how(plan: Plan, processes: int, attempt: int = 1, *, redraw: bool) -> How:
    # A user's function may end its process, or never end; and what ended the job may be a figure.
    is_safe = ":" not in plan.look.kind and plan.time_limit is None and attempt == 1
    return How(processes, in_workers=processes > 1 or not is_safe, redraw=redraw)


def _draw(
    plan: Plan,
    plan_path: str | Path,
    batches: Sequence[int],
    chosen: NDArray[np.intp] | None,
    how: How,
) -> Records:
    if not how.in_workers:
        progress.stand_alone()
    output = paths.output_of(plan_path)
    records = execute(plan, plan_path, output, batches, chosen=chosen, how=how)
    if isinstance(records.ended, OSError):
        raise records.ended
    if records.ended is not None:
        load_this(plan_path, plan.digest)  # another run's manifests are not ours to write
    records.close()
    if isinstance(records.ended, WorkerDied):
        raise records.ended
    return records


def _indices(plan: Plan, figures: Sequence[str]) -> list[int]:
    found, unknown = [], []
    for figure in figures:
        try:
            found.append(plan.find(figure).index)
        except UserError as error:
            unknown.append(str(error))
    if unknown:
        raise UserError("\n".join(unknown))
    return found
