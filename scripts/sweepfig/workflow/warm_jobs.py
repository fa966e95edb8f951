"""Do Snakemake's jobs in processes that are there already: what the warm executor calls.

A job splits the sweep; or is of one figure, and many come in a call; or of some batches. What the run is to
do with them lies in its folder.
"""

from __future__ import annotations

import gc
import itertools
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import sweepfig.pool.before_imports

# isort: split
import netCDF4  # noqa: F401 (here, and the painter: imported while the plan is made)

import sweepfig.drawing.painter  # noqa: F401
from sweepfig.batch import journal
from sweepfig.batch.render import render_each
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.plan.plan_file import load_this
from sweepfig.plan.selection import Selection
from sweepfig.pool import progress
from sweepfig.pool.starmap import WorkerDied
from sweepfig.workflow import job as jobs_of_batches
from sweepfig.workflow import run_folder
from sweepfig.workflow.run_folder import Orders

gc.enable()  # after `before_imports`


class _Inputs(Protocol):
    plan: str


class _Parameters(Protocol):
    settings: str


class SplitJob(Protocol):
    """What is used of a job that splits: its plan, and which variable of the environment has the settings."""

    @property
    def output(self) -> _Inputs:
        """With `plan`, the plan.json."""

    @property
    def params(self) -> _Parameters:
        """With `settings`, the variable's name."""


class FigureJob(Protocol):
    """What is used of a job: its plan, and its one output."""

    @property
    def input(self) -> _Inputs:
        """With `plan`, the plan.json."""

    @property
    def output(self) -> Sequence[str]:
        """The figure."""


class BatchJob(Protocol):
    """What is used of a job of batches.

    Its plan, its receipt, its wildcard ``job``, and which variable of the environment has the settings.
    """

    @property
    def input(self) -> _Inputs:
        """With `plan`, the plan.json."""

    @property
    def output(self) -> Sequence[str]:
        """The receipt."""

    @property
    def params(self) -> _Parameters:
        """With `settings`, the variable's name."""

    @property
    def wildcards(self) -> Mapping[str, str]:
        """With ``job``, the batches: ``3-7``."""

    @property
    def threads(self) -> int:
        """Number of the job's workers."""

    @property
    def attempt(self) -> int:
        """Number of this attempt, from 1."""


def split(jobs: Sequence[SplitJob]) -> Iterator[str | None]:
    """Split the sweep into targets, as `scripts/split.py` does in a process of its own.

    Yields
    ------
    str or None
        For each job, in order, why there is no plan; its log has this as an error, too.
    """
    for job in jobs:
        output = paths.output_of(job.output.plan)
        run = os.environ[run_folder.variable_name(output)]
        try:
            if not _has_plan_of_run(output, run):
                # Half a second that a run need not pay whose plan Snakemake's process has made.
                from sweepfig.config import settings
                from sweepfig.run.refresh import bring_up_to_date

                config = settings.from_json(os.environ[job.params.settings])
                bring_up_to_date(config, output)
            run_folder.leave_younger(output, run)
        except (UserError, OSError) as error:
            print(f"error: {error}", file=sys.stderr)
            yield str(error)
        else:
            yield None


def _has_plan_of_run(output: Path, run: str) -> bool:
    try:
        load_this(paths.plan_file(output), Orders(paths.run_folder(output, run)).plan)
    except (UserError, OSError):
        return False
    return True


def draw(jobs: Sequence[FigureJob]) -> Iterator[str | None]:
    """Bring the figures of jobs up to date; note each in its run's journal.

    A client's workflow may have several sweeps, and their figures in one call.

    Yields
    ------
    str or None
        For each job, in order, why its figure could not be drawn.

    Raises
    ------
    UserError
        If a job's figure is of no target.
    Outdated
        If the plan, or what it was made from, is no longer what it was when the run began.
    """
    progress.stand_alone()
    for plan_path, of_plan in itertools.groupby(jobs, lambda job: job.input.plan):
        yield from _draw_of_plan(plan_path, list(of_plan))


def _draw_of_plan(plan_path: str, jobs: Sequence[FigureJob]) -> Iterator[str | None]:
    output = paths.output_of(plan_path)
    folder = paths.run_folder(output, os.environ[run_folder.variable_name(output)])
    orders = Orders(folder)
    plan, force = load_this(plan_path, orders.plan), orders.force
    targets = [plan.find(Path(job.output[0]).relative_to(output).as_posix()).index for job in jobs]
    for which in _runs(targets):
        for target, outcome in zip(
            which, render_each(plan, output, which, force=force), strict=True
        ):
            journal.note(folder, plan, target, outcome)
            # A target without the user's numbers is told of with the table: its figure is there.
            yield None if outcome.row.has_figure else outcome.row.cause


def _runs(targets: Sequence[int]) -> Iterator[range]:
    """Yield neighbours together, in the order in which they are given."""
    first = 0
    for last in range(1, len(targets) + 1):
        if last == len(targets) or targets[last] != targets[last - 1] + 1:
            yield range(targets[first], targets[last - 1] + 1)
            first = last


def draw_batches(jobs: Sequence[BatchJob]) -> Iterator[str | None]:
    """Bring the batches of each job up to date, as `scripts/render.py` does in a process of its own.

    Yields
    ------
    str or None
        For each job, in order, why its batches could not be drawn; its log has this as an error, too.
    """
    for job in jobs:
        try:
            jobs_of_batches.draw_batches(
                job.input.plan,
                paths.batches_of(job.wildcards["job"]),
                Path(job.output[0]),
                Selection.from_json(os.environ[job.params.settings]),
                processes=job.threads,
                attempt=job.attempt,
            )
        except (WorkerDied, UserError, OSError) as error:
            print(f"error: {error}", file=sys.stderr)
            yield str(error)
        else:
            yield None
