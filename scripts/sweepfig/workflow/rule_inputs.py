"""Give the inputs of the workflow's rules: which jobs have pending batches, which files must be made again.

Snakemake makes a file again if one of its rule's inputs is newer. This is the documented way to have a file
made again because of its content. Here this input is a file of each run, the *marker*, with the time of the
run's start. Snakemake lists each folder only once, so the marker must exist when the Snakefile is parsed.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.manifest import is_current, pending_batches
from sweepfig.config import reader, settings
from sweepfig.config.settings import Settings
from sweepfig.core import console, paths
from sweepfig.core.errors import UserError
from sweepfig.plan import freshness
from sweepfig.plan.partition import share_out
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load
from sweepfig.plan.selection import Selection
from sweepfig.report import sequences
from sweepfig.report.findings import is_summarised
from sweepfig.report.summary import lost_lines
from sweepfig.survey import patterns
from sweepfig.workflow import run_folder
from sweepfig.workflow.internals import Snakemake


def checked_settings(config: Mapping[str, object], snakemake: Snakemake, home: Path) -> Settings:
    """Return the config's settings.

    Raises
    ------
    UserError
        As `sweepfig.config.settings.check`, and for a config file that the fallback would refuse.
    """
    if snakemake.is_module:
        return settings.with_demo(settings.check(config, source="the module's config"), home)
    # Snakemake silently accepts two equal keys and other mistakes that the fallback refuses.
    for file in snakemake.configfiles:
        reader.read_mapping(file)
    source = ", ".join(map(str, snakemake.configfiles)) or "config"
    found = settings.check(config, source=source)
    given = [file.resolve() for file in snakemake.given_configfiles]
    if given in ([], [settings.EMBEDDED_CONFIG]):
        found = found.resolved(home)
    # Not checked in a module: a rule of the other workflow may make the files.
    freshness.check_sweep_files(found)
    return found


def script_command(home: Path, name: str, snakemake: Snakemake) -> str:
    """Return the start of a rule's shell command that runs one of the scripts."""
    # Elsewhere than in a job's own environment, `python` could be any interpreter on PATH.
    python = "python" if snakemake.has_own_environments else sys.executable
    command = shlex.join([python, f"{home / 'scripts' / name}.py"])
    return command.replace("{", "{{").replace("}", "}}")


class RuleInputs:
    """The inputs of the rules of one Snakemake run.

    Parameters
    ----------
    found : Settings
        The config's settings, with paths as in the rules.
    snakemake : Snakemake
    began : float
        When the run began, in seconds since the epoch.

    Attributes
    ----------
    settings, placed : Settings
        With paths as in the rules, and with their real paths: a module's `prefix:` is put before them.
    folder : str
        The output folder's real path.
    run : str
        The run's name.
    plan_file : Path
        The plan's real path.
    marker : Path
        The file that is newer than the files that must be made again.

    Raises
    ------
    UserError
        If the output folder can't be written, or no target is selected.
    """

    def __init__(self, found: Settings, snakemake: Snakemake, began: float) -> None:
        self.settings, self.placed = found, found.placed(snakemake.place)
        self.output, self.folder = found.output, self.placed.output
        freshness.check_output(self.folder)
        self.selection = Selection(found.only, found.limit)
        self.run, self._began = run_folder.own_name(began), began
        self.marker = paths.marker_file(self.output, self.run)
        self.plan_file = paths.plan_file(self.folder)
        self._snakemake = snakemake
        self._orders = run_folder.Orders(paths.run_folder(self.folder, self.run))
        self._is_deleting = "--delete-all-output" in sys.argv
        self._asked: tuple[Plan, NDArray[np.intp] | None, list[Path]] | None = None
        # If the plan must still be made, rule `split` checks the selection.
        if not self.selection.is_all and self.has_current_plan():
            self.selection.targets(load(self.plan_file))
        if os.path.isdir(self.folder) and not snakemake.is_clusters_job:
            self._leave_marker()

    def _leave_marker(self) -> None:
        try:
            run_folder.leave_marker(self.folder, self.run, self._began)
        except OSError as error:
            raise UserError(
                f"output: got {self.output!r}, where nothing can be written: {error}"
            ) from None
        self._newer_than(self.plan_file)

    def has_current_plan(self) -> bool:
        """Whether the folder's plan was made from these settings and files."""
        return freshness.has_current_plan(self.placed, self.folder)

    def sweep_files(self) -> list[str]:
        """Return the sweep's files, without those dated in the future: no plan can be newer than these."""
        curves = zip(self.settings.sweep.curves, self.placed.sweep.curves, strict=True)
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
        """Return the marker if the plan must be made again because its inputs differ, else nothing."""
        is_outdated = self.plan_file.exists() and not self.has_current_plan()
        return [self._newer_than(self.plan_file)] if is_outdated else []

    def asked_figure(self, path: str, load_plan: Callable[[], Plan]) -> list[Path]:
        """Return the inputs that make Snakemake update a figure asked for by path; none if it is current."""
        figure = Path(path).relative_to(self.output).as_posix()
        if self._snakemake.is_dry:
            self._refuse_unknown(figure)
        plan = load_plan()
        redraw = self._snakemake.forces("figure")
        redraw |= self._snakemake.forces_target(f"{self.folder}/{figure}")
        if self._is_deleting or (not redraw and is_current(plan, self.folder, figure)):
            return []
        self._orders.give(plan.digest, redraw=redraw)
        self._orders.ask_for(figure)
        there = Path(self.folder, figure)
        receipt = paths.receipt_file(self.output, self.run, "asked")
        return [receipt, self._newer_than(there)] if there.exists() else [receipt]

    def _refuse_unknown(self, figure: str) -> None:
        """End a dry run that asks for a figure that no target has, as the job would in a real run.

        No exception is raised, because Snakemake would add a traceback.
        """
        from sweepfig.plan.make import make_plan  # takes half a second, and only dry runs need it

        try:
            known = self.has_current_plan()
            plan = load(self.plan_file) if known else make_plan(self.placed)
            plan.find(figure)
        except UserError as error:
            print(f"error: {error}", file=sys.stderr, flush=True)
            self.remove_traces()
            os._exit(console.MISTAKE)

    def pending_receipts(self, plan: Plan) -> list[Path]:
        """Return the receipts of the jobs with pending batches, and the marker if the table must be made.

        Snakemake makes a missing receipt only if the rule that needs it runs, which writes the table.
        """
        chosen = self.selection.targets(plan)
        redraw = self._snakemake.forces("render") or self._snakemake.forces("figure")
        batches = pending_batches(plan, self.folder, chosen=chosen, every=redraw)
        self._orders.give(plan.digest, redraw=redraw)
        size, cores = self.settings.figures_per_job, self._snakemake.cores
        jobs = share_out(plan, batches, cores=cores, figures_per_job=size)
        receipts = [paths.receipt_file(self.output, self.run, paths.job_name(job)) for job in jobs]
        self._asked = plan, chosen, receipts
        table = paths.data_file(self.folder)
        if not self.selection.is_all or not table.exists():
            return receipts
        is_outdated = receipts or not is_summarised(plan, self.folder)
        return [*receipts, self._newer_than(table)] if is_outdated else receipts

    def damaged_movie(self, name: str, load_plan: Callable[[], Plan]) -> list[Path]:
        """Return the marker if a movie exists but is not current, so that it is made again; else nothing."""
        file = paths.movie_file(self.folder, name)
        return self._damaged(file, sequences.movies, name, load_plan)

    def damaged_book(self, name: str, load_plan: Callable[[], Plan]) -> list[Path]:
        """Return the marker if a book exists but is not current, so that it is made again; else nothing."""
        file = paths.book_file(self.folder, name)
        return self._damaged(file, sequences.books, name, load_plan)

    def _damaged(
        self,
        file: Path,
        list_all: Callable[[Plan], dict[str, range]],
        name: str,
        load_plan: Callable[[], Plan],
    ) -> list[Path]:
        if not file.is_file():
            if file.exists() and not (file.is_dir() or self._snakemake.is_dry):
                file.unlink()  # for example a pipe, which Snakemake would read from
            return []
        plan = load_plan()
        there = list_all(plan)
        is_kept = name in there and sequences.is_current(plan, self.folder, file, there[name])
        return [] if is_kept else [self._newer_than(file)]

    def figures_to_delete(self, load_plan: Callable[[], Plan]) -> list[str]:
        """Return all figures if Snakemake shall delete all output, else nothing."""
        if not self._is_deleting:
            return []
        return [f"{self.output}/{target.figure}" for target in load_plan().targets()]

    def say_what_is_lost(self) -> None:
        """Print the targets without a figure, if a job died and rule `check` could not print them."""
        if self._asked is None:
            return
        plan, chosen, receipts = self._asked
        place = self._snakemake.place
        needed: list[str | Path] = [place(str(file)) for file in receipts]
        needed += [self.plan_file, *([paths.data_file(self.folder)] * self.selection.is_all)]
        if not all(map(os.path.exists, needed)):
            logs = Path(place(str(paths.log_folder(self.output) / "render" / self.run)))
            print(*lost_lines(plan, self.folder, logs, chosen), sep="\n", file=sys.stderr)

    def forget(self) -> None:
        """Consider the run's work done, so that `say_what_is_lost` prints nothing."""
        self._asked = None

    def remove_traces(self) -> None:
        """Remove the run's own files, which lie beside the figures."""
        run_folder.remove_traces(self.folder, self.run)
