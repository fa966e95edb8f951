"""Draw a plan without Snakemake, by `Pool.starmap` in one process tree; offer the post's functions.

Batches, manifests and bytes are the same as on the Snakemake path; figures that one path drew are current
for the other.

Examples
--------
A sweep of two figures, from files that the example makes:

>>> import os, tempfile
>>> import numpy as np, xarray as xr
>>> from sweepfig.config import settings
>>> from sweepfig.fallback import draw_plan, ensure_plan
>>> frequency = np.linspace(0.5, 2.1, 33)
>>> curves = 1 / np.hypot(frequency - 1.2, [[0.05], [0.1]])
>>> with tempfile.TemporaryDirectory() as folder:
...     coordinates = {"damping": [0.05, 0.1], "frequency": frequency}
...     sweep = xr.Dataset({"response": (("damping", "frequency"), curves)}, coordinates)
...     sweep.to_netcdf(f"{folder}/sweep.nc")
...     config = {
...         "sweep": {
...             "curves": [{"file": f"{folder}/sweep.nc", "variable": "response"}],
...             "axes": [{"dimension": "damping"}],
...             "abscissa": "frequency",
...         },
...         "output": f"{folder}/plots",
...     }
...     plan = ensure_plan(settings.check(config, source="the example"), config["output"])
...     run = draw_plan(plan, processes=1)
...     sorted(name for name in os.listdir(config["output"]) if name.startswith("damping"))
['damping=1.000e-01.png', 'damping=5.000e-02.png']
>>> run.is_complete, run.receipt.drawn
(True, 2)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.manifest import chosen_rows, read_rows
from sweepfig.batch.pending import pending_batches
from sweepfig.batch.receipt import Receipt
from sweepfig.batch.row import Row
from sweepfig.core import paths, startup, undocumented
from sweepfig.core.errors import UserError
from sweepfig.core.storage import remove_leftovers
from sweepfig.plan.partition import QUICK, sizes_for
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load
from sweepfig.plan.selection import within
from sweepfig.pool import progress, starmap
from sweepfig.report.findings import Findings, Rows, standing
from sweepfig.report.summary import (
    import_ahead,
    is_complete,
    mark_complete,
    missing_rows,
    summarise,
)
from sweepfig.run.doubtful import redraw_doubtful
from sweepfig.run.execute import DrawOptions, Records, execute
from sweepfig.run.refresh import bring_up_to_date
from sweepfig.training.resonance import (
    get_plotting_args,
    plot_resonance_curve,
    plot_resonance_curves_for_inferences,
)
from sweepfig.workflow.run_folder import remove_traces

if TYPE_CHECKING:
    from sweepfig.config.settings import Settings

MOST_DRAWN_HERE = 64  # figures: a third of a second, in which a worker has not drawn its first

__all__ = [
    "Run",
    "draw_plan",
    "ensure_plan",
    "gather_shards",
    "get_plotting_args",
    "plot_resonance_curve",
    "plot_resonance_curves_for_inferences",
    "progress_bar",
]


@dataclass(frozen=True)
class Run:
    """The result of a run of the fallback.

    Attributes
    ----------
    rows : sequence of Row
        The rows of all the run's targets, in the plan's order.
    receipt : Receipt
        What this run did.
    findings : Findings
        The findings from the rows.
    stopped : str
        Why the run ended before its work was done; empty if it did not.
    is_complete : bool
        Whether every file could be read, and every target has its figure.
    has_table : bool
        Whether the folder's table is of this run, if it was over all targets.
    """

    rows: Sequence[Row]
    receipt: Receipt
    findings: Findings
    stopped: str = ""
    is_complete: bool = False
    has_table: bool = True


def ensure_plan(settings: Settings, output: str | Path) -> Path:
    """Return the plan file of a config; the plan is made again only if its inputs have changed.

    Raises
    ------
    UserError
        As `sweepfig.plan.make.make_plan`.
    """
    bring_up_to_date(settings, output)
    return paths.plan_file(output)


def draw_plan(
    plan_path: str | Path,
    *,
    output: str | Path | None = None,
    processes: int | None = None,
    growing: bool = False,
    chosen: NDArray[np.intp] | None = None,
    workers: starmap.Workers | None = None,
    may_draw_here: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Bring every figure of a plan up to date, in parallel.

    Parameters
    ----------
    plan_path : str or Path
        A plan.json.
    output : str or Path, optional
        The folder for the figures; by default the plan's output folder.
    processes : int, optional
        Workers, if none are given; by default all usable cores less one, at least one.
    growing : bool
        Accept a sweep file that has changed, if the plan's axis values are still at their indices in it.
    chosen : array of int, optional
        The targets to look at, ascending; all by default. Of some, no table and no gallery are made.
    workers : Workers, optional
        Of a command line, whose own process may draw as well: what that draws sooner than they
        could begin, it draws. By default some for this call draw all.
    may_draw_here : bool
        Draw in this process, too, what workers for this call could not draw sooner. It is not ended if a
        figure takes too long.
    on_progress : callable, optional
        Called with the number of figures done, and of all figures.

    Returns
    -------
    Run
        It is returned also if a worker was killed: then `stopped` says so, drawn figures stay, and the
        next run draws the rest.
    """
    plan = load(plan_path)
    output = paths.output_of(plan_path) if output is None else Path(output)
    batches = pending_batches(plan, output, chosen=chosen)
    remove_traces(output)
    known = standing(plan, output) if not batches and chosen is None else None
    if known is not None:
        remove_leftovers(paths.temporary_folder(output))
        return Run(Rows(plan, output), Receipt(), known, is_complete=True)
    if batches and chosen is None:
        with suppress(OSError):  # `execute` reports a folder that can't be written
            paths.complete_file(output).unlink(missing_ok=True)
    if processes is None:
        processes = workers.processes if workers else starmap.default_processes()
    options = DrawOptions(processes, growing=growing, workers=workers)
    is_here = workers is not None or may_draw_here
    are_started = workers is not None and workers.are_started
    if is_here and _is_one_enough(plan, batches, chosen, processes, are_started=are_started):
        options = options._replace(in_workers=False)
        if workers is not None:
            progress.stand_alone()
            startup.import_matplotlib()  # or a message why it can't be
            undocumented.put_off()  # this process is the command's own
    elif chosen is None:
        options = options._replace(meanwhile=import_ahead)
    records = execute(
        plan, plan_path, output, batches, chosen=chosen, options=options, on_progress=on_progress
    )
    return _end(records, plan, plan_path, output, chosen, options._replace(meanwhile=None))


@contextmanager
def progress_bar(**options: Any) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error as long as the block lasts; give what `draw_plan` calls with progress.

    `options` go to `tqdm`.
    """
    from tqdm import tqdm  # takes a twentieth of a second

    with tqdm(unit="figure", file=sys.stderr, **options) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


def gather_shards(plan_path: str | Path, workers: starmap.Workers | None = None) -> Run | None:
    """Make the table of a sweep that is drawn in shards, if all its targets have been looked at.

    Returns
    -------
    Run or None
        None if another shard is not drawn yet. Two that end at the same time both make the table.

    Raises
    ------
    OSError
        If a file can't be written.
    """
    plan, output = load(plan_path), paths.output_of(plan_path)
    if any(row.is_unseen for row in read_rows(plan, output)):
        return None
    options = DrawOptions(
        workers.processes if workers else starmap.default_processes(), workers=workers
    )
    # Other shards may have drawn some.
    receipt, stopped = redraw_doubtful(plan, plan_path, output, Receipt(), options)
    if stopped:
        remaining = missing_rows(plan, output, stopped, {}, None)
        return Run(remaining, receipt, Findings.of(plan, remaining), stopped, has_table=False)
    rows, found, is_whole = _gather(plan, plan_path, output, None, workers)
    return Run(rows, receipt, found, "", is_whole)


def _is_one_enough(
    plan: Plan,
    batches: Sequence[int],
    chosen: NDArray[np.intp] | None,
    processes: int,
    *,
    are_started: bool,
) -> bool:
    """Whether this process draws all before workers have begun, or as fast as one could, or has one core.

    Never what may end its process or take for ever: a user's function, a kind without a template.
    """
    is_quick = plan.can_be_drawn_here and sizes_for(*plan.looks) is QUICK
    figures = sum(len(within(chosen, plan.targets_of(batch))) for batch in batches)
    is_sooner = not are_started and (figures <= MOST_DRAWN_HERE or processes == 1)
    return is_quick and (is_sooner or starmap.usable_cores() == 1)


def _end(
    records: Records,
    plan: Plan,
    plan_path: str | Path,
    output: Path,
    chosen: NDArray[np.intp] | None,
    options: DrawOptions,
) -> Run:
    """Write down what a run has come to; of a whole one, make the table and what else shows the sweep."""

    def ended_by(cause: str, receipt: Receipt) -> Run:
        rows = missing_rows(plan, output, cause, records.causes, chosen)
        return Run(rows, receipt, Findings.of(plan, rows), cause, has_table=False)

    if isinstance(records.ended, UserError | OSError):
        return ended_by(str(records.ended), records.receipt)
    try:
        remove_leftovers(paths.temporary_folder(output))
        records.close()
        receipt, stopped = redraw_doubtful(
            plan, plan_path, output, records.receipt, options, chosen
        )
        if stopped:  # what may be wrong is there still: no table may say otherwise
            return ended_by(stopped, receipt)
        rows, found, is_whole = _gather(plan, plan_path, output, chosen, options.workers)
    except OSError as error:  # a full disk; what was drawn is there all the same
        return ended_by(str(error), records.receipt)
    stopped = str(records.ended or "")
    is_to_be_checked = options.growing and any(0 in row.stamps for row in rows)
    return Run(rows, receipt, found, stopped, is_whole and not (stopped or is_to_be_checked))


def _gather(
    plan: Plan,
    plan_path: str | Path,
    output: Path,
    chosen: NDArray[np.intp] | None,
    workers: starmap.Workers | None,
) -> tuple[Sequence[Row], Findings, bool]:
    if chosen is None:
        rows, found = summarise(plan, output, workers, plan_path)
        return rows, found, mark_complete(plan, output, found.failed)
    selected = chosen_rows(plan, output, chosen)
    return selected, Findings.of(plan, selected), is_complete(plan, selected)
