"""Find the plan that a Snakemake run draws, and the targets that it has to look at."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Never

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.pending import pending_targets
from sweepfig.config.settings import Settings
from sweepfig.core import console, paths, search_path, startup
from sweepfig.core.errors import UserError
from sweepfig.plan import freshness
from sweepfig.plan.partition import share_out
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load
from sweepfig.plan.selection import Selection
from sweepfig.run.forecast import say_forecast
from sweepfig.run.refresh import bring_up_to_date
from sweepfig.workflow import run_folder
from sweepfig.workflow.internals import Snakemake
from sweepfig.workflow.run_folder import Orders


class RunPlan:
    """The plan of one run, and what the run's jobs are told of it.

    Parameters
    ----------
    placed : Settings
        With real paths.
    snakemake : Snakemake
    run : str
        The run's name.
    """

    def __init__(self, placed: Settings, snakemake: Snakemake, run: str) -> None:
        self._settings, self._snakemake, self._run = placed, snakemake, run
        self._output = placed.output
        self._selection = Selection(placed.only, placed.limit)
        self._orders = Orders(paths.run_folder(placed.output, run))
        self._given: set[tuple[str, bool]] = set()
        self._plan: Plan | None = None
        self._pending: tuple[str, NDArray[np.intp], set[str]] | None = None

    def has_usable_plan(self) -> bool:
        """Whether the folder's plan was made from these settings and files, and the run can draw it.

        Jobs on a cluster take it with the files that the run could not read.
        """
        if self._snakemake.is_clusters_job:
            return freshness.has_current_plan(self._settings, self._output)
        return freshness.whole_plan(self._settings, self._output) is not None

    def plan(self, load_plan: Callable[[], Plan]) -> Plan:
        """Return the plan that the run draws.

        A new one is made here, so that Snakemake knows the figures before the first job, and `split`
        finds it. Of a module, whose sweep other rules may make, it is `split` that makes it.

        Parameters
        ----------
        load_plan : callable
            Returns the plan that `split` has written; raises until it has.
        """
        if self._snakemake.is_module:
            return load_plan()
        if self._plan is None:
            try:
                with search_path.without_working_folder():
                    self._plan = self._find_plan()
            except (UserError, OSError) as error:
                self.end_run(error)
        return self._plan

    def _find_plan(self) -> Plan:
        if self._snakemake.is_clusters_job or self.has_usable_plan():
            return load(paths.plan_file(self._output))
        if not (self._snakemake.is_dry or self._snakemake.is_deleting):
            # Of a sweep whose plan has to be made, figures will have to be drawn, or looked at.
            self._snakemake.start_processes("sweepfig.workflow.warm_jobs:split")
            plan = bring_up_to_date(self._settings, self._output)
        else:
            startup.import_matplotlib()
            from sweepfig.plan.make import make_plan  # half a second that a run need not pay

            plan = make_plan(self._settings)
        self._selection.targets(plan)  # or a message why it is none
        return plan

    def end_run(self, error: Exception) -> Never:
        """End the run with a message. Not by an exception, to which Snakemake adds a traceback.

        But by one in a module, where jobs of another workflow may be running.
        """
        if self._snakemake.is_module:
            raise error
        print(f"error: {error}", file=sys.stderr, flush=True)
        run_folder.remove_traces(self._output, self._run)
        os._exit(console.EXIT_MISTAKE if isinstance(error, UserError) else console.EXIT_FAILED)

    def chosen(self, plan: Plan) -> NDArray[np.intp]:
        """Return the targets that the run is about, ascending."""
        chosen = self._selection.targets(plan)
        return np.arange(plan.n_targets) if chosen is None else chosen

    def draws_single_figures(self, plan: Plan) -> bool:
        """Whether each figure of a plan is a job of its own, and not each few batches."""
        is_few = len(self.chosen(plan)) <= self._settings.figures_as_jobs
        return is_few and self._snakemake.has_warm_processes

    def jobs(self, plan: Plan, batches: Sequence[int]) -> list[Sequence[int]]:
        """Return the batches of each job that draws some."""
        return share_out(
            plan,
            batches,
            cores=self._snakemake.cores,
            figures_per_job=self._settings.figures_per_job,
            in_warm_processes=self._snakemake.has_warm_processes,
        )

    def say_forecast(self) -> None:
        """Print what a large run over all targets will take."""

        def count_jobs(batches: list[int]) -> int:
            plan = load(plan_path)
            if self.draws_single_figures(plan):
                return sum(len(plan.targets_of(batch)) for batch in batches)
            return len(self.jobs(plan, batches))

        plan_path = paths.plan_file(self._output)
        say_forecast(plan_path, count_jobs)

    def give_orders(self, plan: Plan, *, force: bool) -> None:
        """Have the run's jobs draw a plan; also what is current, if that is wanted."""
        orders = (plan.digest, force)
        if self._snakemake.is_dry or orders in self._given:  # asked for each figure
            return
        self._given.add(orders)
        try:
            self._orders.give(plan.digest, force=force)
        except OSError as error:
            self.end_run(error)

    def refuse_unknown(self, plan: Plan, figure: str) -> None:
        """End a run that asks for a figure that no target has; name all such."""
        try:
            plan.find(figure)
        except UserError as error:
            wrong = [str(error)]
            for path in self._snakemake.targets:
                other = path.removeprefix(f"{self._output}/")
                if other not in (path, figure):
                    try:
                        plan.find(other)
                    except UserError as another:
                        wrong.append(str(another))
            self.end_run(UserError("\nerror: ".join(wrong)))

    def pending(self, plan: Plan) -> tuple[NDArray[np.intp], set[str]]:
        """Return which targets of a plan have to be looked at, and their figures.

        Among them are those with a file dated in the future: Snakemake ends a run that makes something of
        such an input.
        """
        if self._pending is None or self._pending[0] != plan.digest:
            latest = paths.began(self._run)
            targets = np.fromiter(pending_targets(plan, self._output, latest=latest), np.intp)
            self._pending = plan.digest, targets, {t.figure for t in plan.targets(targets)}
        return self._pending[1:]

    def chosen_pending(self, plan: Plan) -> NDArray[np.intp]:
        """Return which of them have to be looked at."""
        pending, chosen = self.pending(plan)[0], self._selection.targets(plan)
        return pending if chosen is None else np.intersect1d(pending, chosen)
