"""Draw the targets of a Snakemake job: batches, or figures that were asked for by path."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch import journal
from sweepfig.batch.manifest import chosen_rows
from sweepfig.batch.pending import pending_batches
from sweepfig.batch.receipt import Outcome, write_receipt
from sweepfig.batch.wrong_figure import say_if_wrong
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load_this
from sweepfig.plan.selection import Selection
from sweepfig.pool import progress
from sweepfig.pool.starmap import WorkerDied
from sweepfig.run.doubtful import redraw_doubtful
from sweepfig.run.execute import DrawOptions, Records, execute
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
    """Bring the selected targets of a job's batches up to date; write manifests and a receipt.

    If a sweep file has changed, its targets fail, but not the job: a cluster would try a failed job
    again.

    Parameters
    ----------
    plan_path : str or Path
        plan.json.
    job : range
        The job's batches; of several, only the pending ones are brought up to date.
    receipt : Path
        The file for the job's receipt, in the run's folder.
    selection : Selection
        The run's targets.
    processes, attempt : int
        Number of this job's workers; number of this attempt, from 1.

    Raises
    ------
    Outdated
        If the folder has another plan than the run.
    OSError
        If the output folder can't be written.
    sweepfig.pool.starmap.WorkerDied
        If a worker was killed; the job may be tried again with more memory. Drawn figures are recorded.
    """
    orders = Orders(receipt.parent)
    plan = load_this(plan_path, orders.plan)
    output, chosen = paths.output_of(plan_path), selection.targets(plan)
    batches = list(job)
    if len(job) > 1:
        batches = pending_batches(plan, output, job, chosen, every=orders.force)
    options = _options(plan, processes, attempt, force=orders.force)
    write_receipt(receipt, _draw(plan, plan_path, batches, chosen, options).receipt)


def draw_asked(plan_path: str | Path, receipt_file: Path, *, processes: int = 1) -> bool:
    """Bring the figures that were asked for by path up to date; print which could not be drawn.

    Returns
    -------
    bool
        Whether none failed; only then is a receipt written.

    Raises
    ------
    UserError
        If no target has such a figure. Other errors are as in `draw_batches`.
    """
    orders = Orders(receipt_file.parent)
    plan = load_this(plan_path, orders.plan)
    chosen = np.array(sorted(_indices(plan, orders.asked)), np.intp)
    batches = plan.batches_with(chosen)
    options, output = _options(plan, processes, force=orders.force), paths.output_of(plan_path)
    records = _draw(plan, plan_path, batches, chosen, options)
    receipt, stopped = redraw_doubtful(plan, plan_path, output, records.receipt, options, chosen)
    say_if_wrong(plan, output)
    causes = [f"{output / figure}: {cause}" for figure, cause in records.causes.items()]
    causes += [stopped] if stopped else []
    for cause in causes:
        print(f"error: {cause}", file=sys.stderr)
    if causes:
        return False
    # For the run's end: Snakemake touches each figure, which the manifests are to know of.
    for target, row in zip(chosen.tolist(), chosen_rows(plan, output, chosen), strict=True):
        if not row.is_done:  # the figure that was asked for is there all the same
            print(f"warning: {output / row.figure}: {row.cause}", file=sys.stderr)
        journal.note(receipt_file.parent, plan, target, Outcome(row, drawn=False))
    write_receipt(receipt_file, receipt)
    return True


def _options(plan: Plan, processes: int, attempt: int = 1, *, force: bool) -> DrawOptions:
    # A user's function may end its process, or never end; and a figure may have ended an earlier attempt.
    is_safe = plan.can_be_drawn_here and attempt == 1
    return DrawOptions(processes, in_workers=processes > 1 or not is_safe, force=force)


def _draw(
    plan: Plan,
    plan_path: str | Path,
    batches: Sequence[int],
    chosen: NDArray[np.intp] | None,
    options: DrawOptions,
) -> Records:
    if not options.in_workers:
        progress.stand_alone()
    output = paths.output_of(plan_path)
    records = execute(plan, plan_path, output, batches, chosen=chosen, options=options)
    if isinstance(records.ended, OSError):
        raise records.ended
    if records.ended is not None:
        load_this(plan_path, plan.digest)  # don't write the manifests of another run's plan
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
