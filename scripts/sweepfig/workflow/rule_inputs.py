"""Give the inputs of the workflow's rules: which jobs have pending batches, which files must be made again.

Snakemake makes a file again if one of its rule's inputs is newer. This is the documented way to have a file
made again because of its content. Here this input is a file of each run, the *marker*, with the time of the
run's start. Snakemake lists each folder only once, so the marker must exist when the Snakefile is parsed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from sweepfig.batch import journal
from sweepfig.batch.pending import is_current
from sweepfig.batch.receipt import Outcome
from sweepfig.config.settings import Settings
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.core.storage import IN_THE_WAY
from sweepfig.plan import freshness
from sweepfig.plan.plan import Plan, Target
from sweepfig.plan.plan_file import load
from sweepfig.plan.selection import Selection
from sweepfig.report import sequences
from sweepfig.report.findings import is_summarised
from sweepfig.survey import patterns
from sweepfig.workflow import rule_settings, run_folder
from sweepfig.workflow.internals import Snakemake
from sweepfig.workflow.run_end import RunEnd
from sweepfig.workflow.run_plan import RunPlan


class RuleInputs:
    """The inputs of the rules of one Snakemake run.

    Parameters
    ----------
    found : Settings
        The config's settings, with paths as in the rules.
    snakemake : Snakemake
    home : Path
        The folder of the workflow.
    began : float
        When the run began, in seconds since the epoch.

    Attributes
    ----------
    settings, real_settings : Settings
        With paths as in the rules, and with their real paths: a module's `prefix:` is put before them.
    output, real_output : str
        The output folder: as in the rules, and its real path.
    run : str
        The run's name.
    plan_file : Path
        The plan's real path.
    marker : Path
        The file that is newer than the files that must be made again.
    end : RunEnd
        What is told at the end of the run.

    Raises
    ------
    UserError
        If the output folder can't be written, or no target is selected.
    """

    def __init__(self, found: Settings, snakemake: Snakemake, home: Path, began: float) -> None:
        self.settings, self.real_settings = found, found.placed(snakemake.with_prefix)
        self.output, self.real_output = found.output, self.real_settings.output
        freshness.check_output(self.real_output)
        self.selection = Selection(found.only, found.limit)
        self.run, self._began = run_folder.own_name(began), began
        self.marker = paths.marker_file(self.output, self.run)
        self.plan_file = paths.plan_file(self.real_output)
        self._snakemake = snakemake
        self._run_folder = paths.run_folder(self.real_output, self.run)
        self._orders = run_folder.Orders(self._run_folder)
        self._run_plan = RunPlan(self.real_settings, snakemake, self.run)
        logs = snakemake.with_prefix(str(paths.log_folder(self.output) / "render" / self.run))
        self.end = RunEnd(
            self.real_settings, self.run, Path(logs), rule_settings.script(home, "summary")
        )
        self._is_about_all = False
        self._began_with_plan = self.plan_file.exists()
        self._began_with_current_plan = self._run_plan.has_usable_plan()
        # Of a plan that is yet to be made, `split` asks this.
        if not self.selection.is_all and self._began_with_current_plan:
            self.selection.targets(load(self.plan_file))
        if os.path.isdir(self.real_output) and not snakemake.is_clusters_job:
            self._leave_marker()

    def _leave_marker(self) -> None:
        try:
            run_folder.leave_marker(self.real_output, self.run, self._began)
        except OSError as error:
            raise UserError(
                f"output: got {self.output!r}, where nothing can be written: {error}"
            ) from None
        # Snakemake ends a run in which what it makes is older than an input: of files dated in the future.
        inputs = (paths.younger_file, paths.data_file, paths.failures_file)
        for file in (self.plan_file, *(name(self.real_output) for name in inputs)):
            self._newer_than(file)
        if self._began_with_current_plan:
            self._list_pending(load(self.plan_file))
        else:
            run_folder.leave_younger(self.real_output, self.run)

    def _list_pending(self, plan: Plan) -> None:
        """Date back the figures that need checking, so that they are older than `paths.younger_file`.

        Snakemake runs the jobs of these.
        """
        for folder in paths.folders_of_runs(self.real_output):
            if run_folder.is_over(folder.name):  # killed: what it has drawn is known all the same
                with suppress(OSError):
                    journal.enter(folder, plan, self.real_output)
        targets, figures = self._run_plan.pending(plan)
        if figures or not paths.younger_file(self.real_output).exists():  # the fallback leaves none
            run_folder.leave_younger(self.real_output, self.run)
        for target in plan.targets(targets):
            for file in target.files:
                run_folder.date_back(Path(self.real_output, file), self._began)

    def sweep_files(self) -> list[str]:
        """Return the sweep's files, without those dated in the future: no plan can be newer than these."""
        curves = zip(self.settings.sweep.curves, self.real_settings.sweep.curves, strict=True)
        pairs = [pair for one, there in curves for pair in zip(one.files, there.files, strict=True)]
        found: dict[str, str] = {}
        for pattern, there in pairs:
            prefix = there.removesuffix(pattern)
            found |= {f.removeprefix(prefix): f for f in patterns.files_named(there)}
        return [name for name, file in found.items() if not self._is_dated_ahead(file)]

    def _is_dated_ahead(self, path: str) -> bool:
        """Whether a file's time is after the run's start: its clock differed, or ours was set back."""
        return os.path.exists(path) and os.stat(path).st_mtime > self._began

    def _newer_than(self, path: str | Path) -> Path:
        run_folder.date_back(path, self._began)
        return self.marker

    def outdated_plan(self) -> list[Path]:
        """Return what has the plan made anew, if there is one of other inputs."""
        is_current = self._began_with_current_plan and self._run_plan.has_usable_plan()
        is_outdated = self._began_with_plan and not is_current
        return [self._newer_than(self.plan_file)] if is_outdated else []

    def plan(self, load_plan: Callable[[], Plan]) -> Plan:
        """Return the plan that the run draws; see `RunPlan.plan`."""
        return self._run_plan.plan(load_plan)

    def figures(self, load_plan: Callable[[], Plan]) -> list[str]:
        """Return the figures that are jobs of their own; if all output is to be deleted, every one.

        The job of a figure makes its twins, too.
        """
        plan = self.plan(load_plan)
        if not (self._snakemake.is_deleting or self._run_plan.draws_single_figures(plan)):
            return []
        chosen = None if self._snakemake.is_deleting else self.selection.targets(plan)
        _, pending = self._run_plan.pending(plan)
        figures = []
        for target in plan.targets(chosen):
            in_the_way = target.figure in pending and self._what_is_in_the_way(target)
            if not in_the_way:
                figures.append(f"{self.output}/{target.figure}")
            elif not self._snakemake.is_dry:
                outcome = Outcome.failed(target.figure, IN_THE_WAY)
                self._run_plan.give_orders(plan, force=False)
                journal.note(self._run_folder, plan, target.index, outcome)
        return figures

    @property
    def reports_figures(self) -> bool:
        """Whether the command asks for a report of figures, which it names by their paths."""
        is_report = any(word.partition("=")[0] == "--report" for word in sys.argv)
        ending = f".{self.settings.figure.format}"
        named = (w for w in sys.argv if w.startswith(f"{self.real_output}/") and w.endswith(ending))
        return is_report and any(named)

    def _what_is_in_the_way(self, target: Target) -> str:
        """Return in whose place a folder is: for its job Snakemake would copy that, and end the run.

        A pipe, which Snakemake would read from for ever, is removed.
        """
        for file in target.files:
            there = Path(self.real_output, file)
            if there.exists() and not (there.is_file() or there.is_dir() or self._snakemake.is_dry):
                there.unlink()
            if there.is_dir():
                return file
        return ""

    def is_pending(self, path: str, load_plan: Callable[[], Plan]) -> bool:
        """Whether a figure that is a job of its own has to be looked at."""
        if not self._snakemake.has_warm_processes or self._snakemake.is_deleting:
            return False
        plan = self.plan(load_plan)
        figure = path.removeprefix(f"{self.output}/")
        _, pending = self._run_plan.pending(plan)
        force = self._snakemake.forces("figure")
        if figure not in pending:
            self._run_plan.refuse_unknown(plan, figure)
        target = plan.find(figure)
        force |= self._is_forced(target)
        if figure in pending and (file := self._what_is_in_the_way(target)):
            self._run_plan.end_run(UserError(f"{self.output}/{file}: {IN_THE_WAY}"))
        if force or figure in pending:
            self.end.expect_figures(plan)
            self._run_plan.give_orders(plan, force=force)
        return force or figure in pending

    def _is_forced(self, target: Target) -> bool:
        """Whether the command line has one of a target's files made anew."""
        return any(self._snakemake.forces_target(f"{self.real_output}/{f}") for f in target.files)

    def younger(self, *, has_to_run: bool) -> str:
        """Return the file that each job takes from `split`; it has a job that has to run do so.

        Of jobs after one that runs, `split` say, Snakemake checks nothing if all files between them are
        ancient.
        """
        file = str(paths.younger_file(self.output))
        if has_to_run:
            return file
        from snakemake.io import ancient  # the library is imported without Snakemake, too

        flagged: str = ancient(file)
        return flagged

    def asked_figure(self, path: str, load_plan: Callable[[], Plan]) -> list[Path]:
        """Return what brings a figure up to date that is asked for by its path and is no job of its own.

        Nothing if it is current.
        """
        if self._snakemake.has_warm_processes or self._snakemake.is_deleting:
            return []
        figure = path.removeprefix(f"{self.output}/")
        plan = self.plan(load_plan)
        self._run_plan.refuse_unknown(plan, figure)
        force = self._snakemake.forces("figure") or self._is_forced(plan.find(figure))
        if not force and is_current(plan, self.real_output, figure):
            return []
        self._run_plan.give_orders(plan, force=force)
        if not self._snakemake.is_dry:
            self.end.expect_figures(plan)
            self._orders.ask_for(figure)
        there = Path(self.real_output, figure)
        receipt = paths.receipt_file(self.output, self.run, "asked")
        return [receipt, self._newer_than(there)] if there.exists() else [receipt]

    def looked_at(self, load_plan: Callable[[], Plan]) -> list[str | Path]:
        """Return what has to be there before the table of targets is made, and what has it made anew.

        Each figure; or the receipts of the jobs whose batches have something to be looked at. Snakemake
        makes a missing file only for a job that runs anyway: the table has to.
        """
        plan = self.plan(load_plan)
        needed: list[str | Path]
        self._is_about_all = self.selection.is_all
        if self._run_plan.draws_single_figures(plan):
            needed = [*self.figures(load_plan)]
            self.end.expect_figures(plan, self._run_plan.chosen(plan))
            force = self._snakemake.forces("figure")
            self._run_plan.give_orders(plan, force=force)
            is_pending = force or bool(len(self._run_plan.chosen_pending(plan)))
        else:
            needed = [*self._pending_receipts(plan)]
            is_pending = bool(needed)
        table = paths.data_file(self.real_output)
        if not self.selection.is_all or not table.exists():
            return [*needed, self.younger(has_to_run=True)]
        is_outdated = is_pending or not is_summarised(plan, self.real_output)
        is_outdated = is_outdated or self._has_newer_figure(needed, table)
        needed.append(self.younger(has_to_run=is_outdated))
        return [*needed, self._newer_than(table)] if is_outdated else needed

    def _has_newer_figure(self, needed: Sequence[str | Path], table: Path) -> bool:
        """Whether Snakemake will find a figure newer than the table: a run of a selection drew it, say."""
        made = table.stat().st_mtime
        for figure in needed:
            path = Path(self.real_output, str(figure).removeprefix(f"{self.output}/"))
            with suppress(OSError):  # it is drawn first
                if path.stat().st_mtime > made:
                    return True
        return False

    def _pending_receipts(self, plan: Plan) -> list[Path]:
        force = self._snakemake.forces("render") or self._snakemake.forces("figure")
        targets = self._run_plan.chosen(plan) if force else self._run_plan.chosen_pending(plan)
        batches = plan.batches_with(targets)
        self._run_plan.give_orders(plan, force=force)
        jobs = self._run_plan.jobs(plan, batches)
        receipts = [paths.receipt_file(self.output, self.run, paths.job_name(job)) for job in jobs]
        places = [self._snakemake.with_prefix(str(receipt)) for receipt in receipts]
        self.end.expect_receipts(plan, self.selection.targets(plan), places)
        return receipts

    def unchecked(self) -> str:
        """Return what has the table checked for failed targets, if that was not found without any."""
        return self.younger(has_to_run=not paths.complete_file(self.real_output).exists())

    def say_forecast(self) -> None:
        """Print what a large run will take, before its first job; of a module, `split` does."""
        if self._is_about_all and not self._snakemake.is_module:
            self._run_plan.say_forecast()

    def damaged_movie(self, name: str, load_plan: Callable[[], Plan]) -> list[Path | str]:
        """Return what has a movie made that is missing or not current."""
        file = paths.movie_file(self.real_output, name)
        return self._damaged(file, sequences.movies, name, load_plan)

    def damaged_book(self, name: str, load_plan: Callable[[], Plan]) -> list[Path | str]:
        """Return what has a book made that is missing or not current."""
        file = paths.book_file(self.real_output, name)
        return self._damaged(file, sequences.books, name, load_plan)

    def _damaged(
        self,
        file: Path,
        list_all: Callable[[Plan], dict[str, range]],
        name: str,
        load_plan: Callable[[], Plan],
    ) -> list[Path | str]:
        if not file.is_file():
            if file.exists() and not (file.is_dir() or self._snakemake.is_dry):
                file.unlink()  # for example a pipe, which Snakemake would read from
            return [self.younger(has_to_run=True)]
        plan = self.plan(load_plan)
        there = list_all(plan)
        is_kept = name in there and sequences.is_current(plan, self.real_output, file, there[name])
        younger = self.younger(has_to_run=not is_kept)
        return [younger] if is_kept else [younger, self._newer_than(file)]

    def remove_traces(self) -> None:
        """Remove the run's own files, which lie beside the figures."""
        run_folder.remove_traces(self.real_output, self.run)
