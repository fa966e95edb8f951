"""Make the table of targets, and all that shows the sweep, from what a run's jobs have left."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from sweepfig.batch import journal
from sweepfig.batch.manifest import chosen_rows
from sweepfig.batch.receipt import read_receipts
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.plan.plan_file import load_this
from sweepfig.plan.selection import Selection
from sweepfig.pool import starmap
from sweepfig.pool.forks import Forks, can_fork
from sweepfig.report.summary import closing_lines, is_complete, limited_lines, summarise
from sweepfig.run.doubtful import redraw_doubtful
from sweepfig.run.execute import DrawOptions
from sweepfig.workflow import run_folder
from sweepfig.workflow.run_folder import Orders


class _Inputs(Protocol):
    plan: str


class TableJob(Protocol):
    """What is used of a job: its plan, and how many processes it may be."""

    @property
    def input(self) -> _Inputs:
        """With `plan`, the plan.json."""

    @property
    def threads(self) -> int:
        """Number of processes that make the files."""


def make_in_warm_process(jobs: Sequence[TableJob]) -> Iterator[None]:
    """Make the table of all targets for each job: what the warm executor calls."""
    for job in jobs:
        output = paths.output_of(job.input.plan)
        run = os.environ[run_folder.variable_name(output)]
        make(job.input.plan, run, Selection(), processes=job.threads)
        yield None


def make(plan_path: str | Path, run: str, selection: Selection, *, processes: int = 1) -> bool:
    """Enter what single figures came to into the manifests; make the table; leave the closing lines.

    With a selection no table is made: its targets are looked at.

    Parameters
    ----------
    plan_path : str or Path
        plan.json.
    run : str
        The run's name. `RunEnd.close` prints the closing lines.
    selection : Selection
        The run's targets.
    processes : int
        How many make the files that show the sweep: forks, for which this one waits.

    Returns
    -------
    bool
        False if a selected target has no figure.

    Raises
    ------
    Outdated
        If the folder has another plan than the run.
    UserError
        If what a wrong template drew can't be redrawn.
    OSError
        If a file can't be written.
    """
    output = paths.output_of(plan_path)
    folder = paths.run_folder(output, run)
    plan = load_this(plan_path, Orders(folder).plan)
    journal.enter(folder, plan, output)
    began, receipt = read_receipts(folder)
    chosen = selection.targets(plan)
    options = DrawOptions(starmap.default_processes())
    receipt, stopped = redraw_doubtful(plan, plan_path, output, receipt, options, chosen)
    if stopped:
        raise UserError(f"{stopped}; run again to draw the rest")
    if chosen is None:
        workers = Forks(processes - 1) if processes > 1 and can_fork() else None
        _, found = summarise(plan, output, workers)
        lines = closing_lines(plan, found, receipt, output, time.time() - began)
        is_whole = True  # `check` looks at that
    else:
        rows = chosen_rows(plan, output, chosen)
        lines = limited_lines(plan, rows, receipt, selection, output, time.time() - began)
        is_whole = is_complete(plan, rows)
    run_folder.leave_closing_lines(folder, lines)
    return is_whole
