"""Draw figures that are Snakemake jobs of their own, many to a call: what the warm executor calls.

Of a job only its files are used; what the run is to do with them lies in the run's folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import netCDF4  # noqa: F401 (here, and the painter: imported while the plan is made)

import sweepfig.drawing.painter  # noqa: F401
from sweepfig.batch import journal
from sweepfig.batch.render import render_each
from sweepfig.core import paths
from sweepfig.plan.plan_file import load_this
from sweepfig.pool import progress
from sweepfig.workflow import run_folder
from sweepfig.workflow.run_folder import Orders


class _Inputs(Protocol):
    plan: str


class FigureJob(Protocol):
    """What is used of a job: its plan, and its one output."""

    @property
    def input(self) -> _Inputs:
        """With `plan`, the plan.json."""

    @property
    def output(self) -> Sequence[str]:
        """The figure."""


def draw(jobs: Sequence[FigureJob]) -> Iterator[str | None]:
    """Bring the figures of jobs of one run up to date; note each in the run's journal.

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
    plan_path = jobs[0].input.plan
    output = paths.output_of(plan_path)
    folder = paths.run_folder(output, os.environ[run_folder.variable_name(output)])
    orders = Orders(folder)
    plan, redraw = load_this(plan_path, orders.plan), orders.redraw
    targets = [plan.find(Path(job.output[0]).relative_to(output).as_posix()).index for job in jobs]
    for which in _runs(targets):
        for target, outcome in zip(
            which, render_each(plan, output, which, redraw=redraw), strict=True
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
