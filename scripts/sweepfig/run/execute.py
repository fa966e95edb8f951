"""Bring targets of a plan up to date and record each outcome: every way to draw a plan uses this."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.manifest import write_chosen
from sweepfig.batch.receipt import Outcome, Receipt
from sweepfig.batch.render import render_targets
from sweepfig.batch.row import Row
from sweepfig.core.errors import UserError
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import PlanGuard
from sweepfig.plan.selection import runs, within
from sweepfig.pool.starmap import WorkerDied, Workers
from sweepfig.run.after_death import outcomes_left
from sweepfig.sweep.curve_source import fewest_at_once


class DrawOptions(NamedTuple):
    """How targets are brought up to date.

    Attributes
    ----------
    processes : int
        Number of workers that draw at the same time.
    in_workers : bool
        Whether to draw in separate processes, even in a single one: a figure may end its process.
    growing : bool
        Accept a sweep file that has changed, if the plan's axis values are still at their indices in it.
    force : bool
        Draw current figures too.
    workers : Workers, optional
        The workers that draw, which go on to run; by default workers are started, and ended after it.
    meanwhile : callable, optional
        What this process does once workers have their tasks.
    """

    processes: int = 1
    in_workers: bool = True
    growing: bool = False
    force: bool = False
    workers: Workers | None = None
    meanwhile: Callable[[], None] | None = None


class Records:
    """The outcomes of the chosen targets of some batches.

    A batch's manifest is written as soon as its last target is entered. So after a killed run the next one
    has little to check again, and a run of a million targets does not keep all their rows in memory.

    Attributes
    ----------
    targets : dict of int to sequence of int
        The chosen targets of each batch.
    receipt : Receipt
        Counts of the entered outcomes.
    causes : dict of str to str
        Why figures failed, by figure.
    ended : Exception or None
        The error that ended the run before its work was done.
    """

    def __init__(
        self,
        plan: Plan,
        output: str | Path,
        batches: Sequence[int],
        chosen: NDArray[np.intp] | None = None,
        *,
        growing: bool = False,
    ) -> None:
        self._plan, self._output, self._chosen = plan, output, chosen
        self._began, self._growing = time.time(), growing
        self.targets = {batch: within(chosen, plan.targets_of(batch)) for batch in batches}
        self._rows: dict[int, dict[int, Row]] = {batch: {} for batch in batches}
        self.receipt = Receipt()
        self.causes: dict[str, str] = {}
        self.ended: Exception | None = None

    @property
    def figures(self) -> int:
        """How many targets the run has."""
        return sum(map(len, self.targets.values()))

    def enter(self, which: range, outcomes: Sequence[Outcome]) -> None:
        """Enter the outcomes of neighbouring targets, which may belong to two batches."""
        for target, (row, *_) in zip(which, outcomes, strict=True):
            batch = target // self._plan.batch_size
            self._rows[batch][target] = row
            if not row.has_figure:
                self.causes[row.figure] = row.cause
            if len(self._rows[batch]) == len(self.targets[batch]):
                with suppress(OSError):  # for example a full disk; `close` tries again
                    self._write(batch)
        self.receipt += Receipt.of(outcomes)

    def close(self) -> None:
        """Enter outcomes for the targets that the run did not reach, and write the remaining manifests.

        A killed worker may have drawn some of them, so their figures are checked. After any other error
        they have all failed, with `ended` as the cause: the sweep's files may differ from the plan.

        Raises
        ------
        OSError
            If a manifest can't be written.
        """
        for which in runs(np.array(self._missing(), np.intp)):
            self.enter(which, self._settled(which))
        for batch in list(self._rows):
            self._write(batch)

    def _missing(self) -> list[int]:
        return [
            target
            for batch, rows in self._rows.items()
            for target in map(int, self.targets[batch])
            if target not in rows
        ]

    def _settled(self, which: range) -> list[Outcome]:
        if not isinstance(self.ended, WorkerDied):
            return [Outcome.failed(t.figure, str(self.ended)) for t in self._plan.targets(which)]
        return outcomes_left(
            self._plan,
            self._output,
            which,
            undrawn=f"not drawn: {self.ended}",
            unmeasured=f"not measured: {self.ended}",
            began=self._began,
            growing=self._growing,
        )

    def _write(self, batch: int) -> None:
        rows = self._rows[batch]
        in_order = [rows[target] for target in map(int, self.targets[batch])]
        write_chosen(self._plan, self._output, batch, in_order, self._chosen)
        del self._rows[batch]


def execute(
    plan: Plan,
    plan_path: str | Path,
    output: str | Path,
    batches: Sequence[int],
    *,
    chosen: NDArray[np.intp] | None = None,
    options: DrawOptions,
    on_progress: Callable[[int, int], None] | None = None,
) -> Records:
    """Bring the chosen targets of some batches up to date.

    Parameters
    ----------
    plan : Plan
    plan_path : str or Path
        Its plan.json, which workers read.
    output : str or Path
        The output folder.
    batches : sequence of int
    chosen : array of int, optional
        The run's targets, ascending; all by default.
    options : DrawOptions
    on_progress : callable, optional
        Called with the number of figures done, and of all figures.

    Returns
    -------
    Records
        They have `ended` if a worker was killed, if the sweep or the plan has changed, or if the output
        folder can't be written. The caller decides whether to close the records.
    """
    began = time.perf_counter()
    records = Records(plan, output, batches, chosen, growing=options.growing)
    which = [run for targets in records.targets.values() for run in runs(targets)]
    draw = _draw_in_workers if options.in_workers else draw_here
    try:
        guard = PlanGuard(plan, plan_path)
        with closing(draw(plan, plan_path, output, which, options)) as done:
            for run, outcomes in done:
                records.enter(run, outcomes)
                if on_progress is not None:
                    on_progress(records.receipt.figures, records.figures)
        guard.check()
    except (WorkerDied, UserError, OSError) as error:
        records.ended = error
    records.receipt += Receipt(seconds=time.perf_counter() - began)
    return records


def draw_here(
    plan: Plan,
    plan_path: str | Path,
    output: str | Path,
    which: Sequence[range],
    options: DrawOptions,
) -> Generator[tuple[range, list[Outcome]]]:
    """Bring runs of targets up to date in this process; yield each with its outcomes."""
    for run in which:
        yield run, render_targets(plan, output, run, growing=options.growing, force=options.force)


def _draw_in_workers(
    plan: Plan,
    plan_path: str | Path,
    output: str | Path,
    which: Sequence[range],
    options: DrawOptions,
) -> Generator[tuple[range, list[Outcome]]]:
    from sweepfig.run.chunks import cut, render_chunks  # here, because only this needs it

    fewest = fewest_at_once(plan.sources, plan.slice_bytes)
    chunks = cut(which, options.processes, fewest)
    yield from render_chunks(
        plan_path,
        output,
        chunks,
        options.processes,
        growing=options.growing,
        force=options.force,
        workers=options.workers,
        meanwhile=options.meanwhile,
    )
