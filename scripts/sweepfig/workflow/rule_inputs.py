"""Say what the workflow's rules need: which jobs have something to look at, what has to be made anew.

Snakemake makes a file again when one of its rule's inputs is newer: the documented way to say that content,
not time, calls for it. Here that input is a file of the run's own, the *marker*, as old as the run. It lists
each folder once: the marker has to be there when the Snakefile is parsed.
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
    """Return the settings as the config has them.

    Raises
    ------
    UserError
        As `sweepfig.config.settings.check`, and for a file that Snakemake reads and the fallback would not.
    """
    if snakemake.is_module:
        return settings.with_demo(settings.check(config, source="the module's config"), home)
    # Snakemake takes the last of two equal keys in silence, and much else; the fallback does not.
    for file in snakemake.configfiles:
        reader.read_mapping(file)
    source = ", ".join(map(str, snakemake.configfiles)) or "config"
    found = settings.check(config, source=source)
    given = [file.resolve() for file in snakemake.given_configfiles]
    if given in ([], [settings.EMBEDDED_CONFIG]):
        found = found.resolved(home)
    # Not of a module's: a rule of the other workflow may make them.
    freshness.check_sweep_files(found)
    return found


def script_command(home: Path, name: str, snakemake: Snakemake) -> str:
    """Return the start of a rule's shell command that runs one of the scripts."""
    # `python` would be whichever comes first on PATH, but for a job in an environment of its own.
    python = "python" if snakemake.has_own_environments else sys.executable
    command = shlex.join([python, f"{home / 'scripts' / name}.py"])
    return command.replace("{", "{{").replace("}", "}}")


class RuleInputs:
    """What the rules of one run of Snakemake take.

    Parameters
    ----------
    found : Settings
        The config's, as rules name files.
    snakemake : Snakemake
    began : float
        When the run began, in seconds of the epoch.

    Attributes
    ----------
    settings, placed : Settings
        As rules name files, and with files where they lie: a module's `prefix:` is put before them.
    folder : str
        Where the output folder lies.
    run : str
        The run's name.
    plan_file : Path
        The plan, where it lies.
    marker : Path
        The file that is newer than what is to be made anew.

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
        # Of a plan that is yet to be made, `split` asks this.
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
        """Whether the folder's plan is of these settings and files."""
        return freshness.has_current_plan(self.placed, self.folder)

    def sweep_files(self) -> list[str]:
        """Return the sweep's files but those dated in the future: no plan can be younger."""
        curves = zip(self.settings.sweep.curves, self.placed.sweep.curves, strict=True)
        pairs = [pair for one, there in curves for pair in zip(one.files, there.files, strict=True)]
        found: dict[str, str] = {}
        for pattern, there in pairs:
            prefix = there.removesuffix(pattern)
            found |= {f.removeprefix(prefix): f for f in patterns.files_named(there)}
        return [name for name, file in found.items() if not self._is_dated_ahead(file)]

    def _is_dated_ahead(self, path: str) -> bool:
        """Whether a file was made under another clock, or before ours was set back."""
        return os.path.exists(path) and os.stat(path).st_mtime > self._began

    def _newer_than(self, path: str | Path) -> Path:
        run_folder.date_back(path, self._began)
        return self.marker

    def outdated_plan(self) -> list[Path]:
        """Return what has the plan made anew, if there is one of other inputs."""
        is_outdated = self.plan_file.exists() and not self.has_current_plan()
        return [self._newer_than(self.plan_file)] if is_outdated else []

    def asked_figure(self, path: str, load_plan: Callable[[], Plan]) -> list[Path]:
        """Return what brings a figure up to date that is asked for by its path; nothing if it is current."""
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
        """End a dry run that asks for a figure that no target has, as the job does that would draw it.

        Not by an exception, to which Snakemake adds a traceback.
        """
        from sweepfig.plan.make import make_plan  # half a second that a run need not pay

        try:
            known = self.has_current_plan()
            plan = load(self.plan_file) if known else make_plan(self.placed)
            plan.find(figure)
        except UserError as error:
            print(f"error: {error}", file=sys.stderr, flush=True)
            self.remove_traces()
            os._exit(console.MISTAKE)

    def pending_receipts(self, plan: Plan) -> list[Path]:
        """Return the receipts of the jobs whose batches have something to be looked at.

        Snakemake makes a missing file only for a job that runs anyway: the table of targets has to.
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
        """Return what has a movie made anew, if it is there but not current."""
        file = paths.movie_file(self.folder, name)
        return self._damaged(file, sequences.movies, name, load_plan)

    def damaged_book(self, name: str, load_plan: Callable[[], Plan]) -> list[Path]:
        """Return what has a book made anew, if it is there but not current."""
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
                file.unlink()  # a pipe, say, which Snakemake would copy
            return []
        plan = load_plan()
        there = list_all(plan)
        is_kept = name in there and sequences.is_current(plan, self.folder, file, there[name])
        return [] if is_kept else [self._newer_than(file)]

    def figures_to_delete(self, load_plan: Callable[[], Plan]) -> list[str]:
        """Return every figure, if all output is to be deleted; else none."""
        if not self._is_deleting:
            return []
        return [f"{self.output}/{target.figure}" for target in load_plan().targets()]

    def say_what_is_lost(self) -> None:
        """List what has no figure, if a job died, so that `check` could not."""
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
        """Take the run's work for done: nothing is lost."""
        self._asked = None

    def remove_traces(self) -> None:
        """Remove what the run kept beside the figures."""
        run_folder.remove_traces(self.folder, self.run)
