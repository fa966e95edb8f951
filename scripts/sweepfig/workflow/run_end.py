"""Tell what a Snakemake run came to, where its own rules can't: some of its jobs failed, or it was ended."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch import journal
from sweepfig.batch.manifest import Folders, chosen_rows
from sweepfig.batch.pending import pending_targets
from sweepfig.batch.receipt import Outcome, Receipt
from sweepfig.batch.row import Row
from sweepfig.batch.wrong_figure import say_if_wrong, wrong_figure
from sweepfig.config import settings
from sweepfig.config.settings import Settings
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load
from sweepfig.plan.selection import Selection
from sweepfig.pool import starmap
from sweepfig.report.summary import failure_lines, lost_lines
from sweepfig.run.after_death import outcomes_left
from sweepfig.workflow import run_folder

WARM = "its process "  # as the executor with warm processes begins what it says
ENDED_BY_SLURM = {
    "TIMEOUT": "it took longer than the runtime that it asked for",
    "OUT_OF_MEMORY": "it needed more memory than the mem_mb that it asked for",
    "NODE_FAIL": "its node failed",
    "PREEMPTED": "for a job of higher priority",
    "CANCELLED": "by scancel",
    "DEADLINE": "it could not end before its deadline",
}


class RunEnd:
    """What a run is expected to leave, and what is told if it doesn't.

    Parameters
    ----------
    placed : Settings
        With real paths.
    run : str
        The run's name.
    logs : Path
        The folder of the logs of the jobs that draw batches.
    summary : Path
        The script that makes the table of targets.
    """

    def __init__(self, placed: Settings, run: str, logs: Path, summary: Path) -> None:
        self._settings, self._run, self._logs, self._summary = placed, run, logs, summary
        self._output = placed.output
        self._run_folder = paths.run_folder(self._output, run)
        self._is_of_all = Selection(placed.only, placed.limit).is_all
        self._began = time.time()
        self._failures: dict[str, str] = {}
        self._figures_of: Plan | None = None
        self._chosen: NDArray[np.intp] | None = None
        self._is_table_made = False
        self._receipts: tuple[Plan, NDArray[np.intp] | None, Sequence[str | Path]] | None = None

    def expect_figures(self, plan: Plan, chosen: NDArray[np.intp] | None = None) -> None:
        """Expect figures that are jobs of their own.

        Parameters
        ----------
        plan : Plan
        chosen : array of int, optional
            The targets that the run is about, if a table of them is to be made.
        """
        self._figures_of = plan
        self._chosen = self._chosen if chosen is None else chosen

    def expect_receipts(
        self, plan: Plan, chosen: NDArray[np.intp] | None, receipts: Sequence[str | Path]
    ) -> None:
        """Expect the receipts of the jobs that draw batches; `chosen` is None if the run is about all."""
        self._receipts = plan, chosen, receipts

    def note_failure(self, path: str, cause: str) -> None:
        """Keep why a job failed, given by its output: the process that drew it may not have said."""
        self._failures[self._key(path)] = cause

    def _key(self, path: str | Path) -> str:
        return os.path.relpath(path, self._output)

    def succeed(self) -> None:
        """Take the run's work for done: nothing is lost."""
        self.enter_figures()
        self._receipts = self._figures_of = None

    def close(self) -> None:
        """Enter what became of figures.

        If a job of the rule `summary` ran, print the lines that it left, and log the run to MLflow if asked.
        """
        self.enter_figures()
        self._print_closing_lines()
        if self._settings.log_to and self._is_of_all and self._is_table_made:
            # In a process of its own: MLflow's threads can't be started while this one ends.
            track = [str(self._summary.with_name("track.py")), str(paths.plan_file(self._output))]
            subprocess.run([sys.executable, *track], check=False)

    def _print_closing_lines(self) -> None:
        with suppress(OSError):
            lines = run_folder.take_closing_lines(self._run_folder)
            self._is_table_made |= bool(lines)
            print(lines, end="", flush=True)

    def tell(self) -> None:
        """Tell what is lost, unless the run has succeeded: what has no figure, and why."""
        if self._figures_of is not None:
            self.enter_figures()
            if self._chosen is not None:
                self._tell_figures(self._figures_of, self._chosen)
            self._figures_of = None
        elif self._receipts is not None:
            self._tell_batches(*self._receipts)

    def enter_figures(self) -> None:
        """Enter what became of figures that were jobs of their own into the manifests.

        Unless the folder's plan is another run's by now. What can't be written is told, and costs the
        next run a look at the figures.
        """
        if self._figures_of is None or self._is_anothers(self._figures_of):
            return
        plan = self._figures_of
        noted = sorted(journal.entries(self._run_folder, plan))
        try:
            journal.enter(self._run_folder, plan, self._output)
            if wrong_figure(plan, self._output):
                self._redraw(plan, np.array(noted, np.intp))
        except OSError as error:
            print(f"error: {error}", file=sys.stderr)

    def _redraw(self, plan: Plan, targets: NDArray[np.intp]) -> None:
        """Redraw what a wrong template drew; where a table was made, its job has done so before."""
        from sweepfig.run.doubtful import redraw_doubtful
        from sweepfig.run.execute import DrawOptions  # here, because almost no run needs it

        plan_path, options = paths.plan_file(self._output), DrawOptions(starmap.default_processes())
        done, stopped = redraw_doubtful(plan, plan_path, self._output, Receipt(), options, targets)
        if done.drawn:
            say_if_wrong(plan, self._output)
        if stopped:
            print(f"error: {stopped}", file=sys.stderr)

    def _is_anothers(self, plan: Plan) -> bool:
        """Whether the folder is another run's by now, which has made another plan."""
        try:
            return load(paths.plan_file(self._output)).digest != plan.digest
        except UserError:  # there is none
            return False

    def _tell_figures(self, plan: Plan, chosen: NDArray[np.intp]) -> None:
        if self._is_anothers(plan):
            return
        failed, is_ended_early = self._failed_rows(plan, chosen)
        if not failed:
            return
        if not is_ended_early:
            self.enter_figures()
        if is_ended_early or not self._make_table():
            lines = failure_lines(plan, failed, len(chosen), self._output)
            print(*lines, sep="\n", file=sys.stderr)
        with suppress(OSError):
            paths.complete_file(self._output).unlink()

    def _failed_rows(self, plan: Plan, chosen: NDArray[np.intp]) -> tuple[list[Row], bool]:
        """Return the rows of the targets without a figure, and whether the run did not get to some.

        Where a process could not note why it failed, what Snakemake was told is noted.
        """
        targets = np.fromiter(pending_targets(plan, self._output, chosen), np.intp)
        noted = journal.entries(self._run_folder, plan)  # if it could not be entered
        folders = Folders(Path(self._output))
        failed, is_ended_early = [], False
        for target, row in zip(
            targets.tolist(), chosen_rows(plan, self._output, targets), strict=True
        ):
            if target in noted and noted[target].row.has_figure:
                continue
            if row.status == "unmeasured" and folders.is_unchanged(row):
                continue  # the table's job has told of it
            if not (row.has_figure or row.is_unseen):
                failed.append(row)
                continue
            cause = self._failures.get(row.figure, "")
            outcome = (
                self._left(plan, target, cause)
                if cause
                else Outcome.failed(row.figure, "not drawn")
            )
            if not outcome.row.is_done:
                failed.append(outcome.row)
            if cause:
                with suppress(OSError):
                    journal.note(self._run_folder, plan, target, outcome)
            is_ended_early |= not cause
        return failed, is_ended_early

    def _left(self, plan: Plan, target: int, cause: str) -> Outcome:
        """Return what became of a target of which Snakemake was told `cause` alone."""
        which = range(target, target + 1)
        undrawn = re.sub(f"^{WARM}", "the process that drew it ", cause)
        unmeasured = f"{plan.numbers}: {cause}"
        try:
            (outcome,) = outcomes_left(
                plan, self._output, which, undrawn=undrawn, unmeasured=unmeasured, began=self._began
            )
        except UserError:  # the sweep has changed since
            return Outcome.failed(plan.target(target).figure, undrawn)
        return outcome

    def _make_table(self) -> bool:
        """Make the table of targets, which Snakemake doesn't where one of its figures failed.

        Returns
        -------
        bool
            Whether it was made; it lists what failed.
        """
        command = [sys.executable, str(self._summary), str(paths.plan_file(self._output))]
        command += ["--run", self._run]
        if not self._is_of_all:
            command += ["--settings", settings.to_json(self._settings)]
        status = subprocess.run(command, check=False).returncode
        self._print_closing_lines()
        return status == 0 or not self._is_of_all

    def _tell_batches(
        self, plan: Plan, chosen: NDArray[np.intp] | None, receipts: Sequence[str | Path]
    ) -> None:
        needed = [*receipts, paths.plan_file(self._output)]
        needed += [paths.data_file(self._output)] * self._is_of_all
        if not all(map(os.path.exists, needed)):
            lost = (self._failures.get(self._key(r), "") for r in receipts if not os.path.exists(r))
            ended_by = next(filter(None, map(what_ended, lost)), "")
            lines = lost_lines(plan, self._output, self._logs, chosen, ended_by)
            print(*lines, sep="\n", file=sys.stderr)


def what_ended(cause: str) -> str:
    """Return in words what ended a job from outside, if that is known; else nothing.

    Parameters
    ----------
    cause : str
        What Snakemake's executor says. That for Slurm: ``… SLURM status is: 'TIMEOUT'. …``; that with warm
        processes: ``its process was killed by signal 9 (SIGKILL)``.
    """
    if cause.startswith(WARM):
        return f"the process of its job {cause.removeprefix(WARM)}"
    found = re.search(r"SLURM status is: '([A-Z_]+)", cause)
    if not found or found[1] not in ENDED_BY_SLURM:
        return ""
    return f"Slurm ended its job: {found[1]}, {ENDED_BY_SLURM[found[1]]}"
