"""Draw the figures of a sweep that is in memory or in files, by one call."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from sweepfig.config import settings
from sweepfig.core.errors import UserError, shown
from sweepfig.core.threads import alone
from sweepfig.fallback import draw_plan, ensure_plan, progress_bar
from sweepfig.interactive.drawn_sweep import DrawnSweep
from sweepfig.interactive.request import (
    Entries,
    Request,
    add_figure_settings,
    facet_of_maps,
    name_of,
    named_arguments,
    ordinate_of,
    plain,
)
from sweepfig.interactive.sweep_file import doubts_about, files_and_folder, files_of, said_as_data
from sweepfig.plan import freshness
from sweepfig.plan.plan_file import load
from sweepfig.plan.selection import Selection
from sweepfig.run.refresh import remove_unused_sweep_files

SOURCE = "sweepfig.draw"  # in messages, in place of a config file
QUIET_SECONDS = 2.0  # a shorter run shows no progress


@alone("call")
def draw(
    data: Any,
    curves: Entries = (),
    axes: Entries = (),
    x: str | None = None,
    y: str | None = None,
    *,
    output: str | os.PathLike[str] | None = None,
    select: Mapping[str, Any] | None = None,
    only: Mapping[str, Any] | None = None,
    limit: int | None = None,
    numbers: str | Callable[..., Any] | None = None,
    processes: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    **figure: Any,
) -> DrawnSweep:
    """Draw a figure for every point of a sweep; what is current already is left as it is.

    What is not said is guessed from names, units and shapes; `DrawnSweep.doubts` lists guesses to look at.
    Calls in several threads take turns.

    Parameters
    ----------
    data : Dataset, DataArray, path, or list of paths
        The sweep. A dataset in memory is written as NetCDF into the output folder: its figures are
        drawn in other processes, and a later call knows by it which are current.
    curves : str, or list of str
        Variables to draw, one line each, in this order. In place of a name, a mapping with the keys of
        `sweep.curves` in a config: ``{"variable": "actual", "label": "Simulation"}``.
    axes : str, or list of str
        The swept parameters, outermost first: all but the last name folders. In place of a name, a
        mapping with the keys of `sweep.axes`: ``{"dimension": "k", "digits": 2, "path": "k0={}"}``.
    x, y : str, optional
        The dimension drawn from left to right; and the one drawn upwards, for figures of two dimensions.
        Of these, each may also be a variable over two dimensions, as ``x="nav_lon", y="nav_lat"``.
    output : path, optional
        Folder that the figures go to, whatever is in it. By default ``my-figures`` for ``my.nc``, as on the
        command line, and ``figures`` for a dataset in memory; with a number, ``figures-2``, if the folder has
        figures of other data. The same data get the same folder again.
    select : mapping, optional
        Further dimensions, each fixed at one of its values.
    only : mapping, optional
        Draw only these values of an axis: a value, a list of them, or a range as ``slice(1e-6, 1e-4)``.
    limit : int, optional
        Draw the first so many of them only.
    numbers : str or callable, optional
        A function that measures a slice and returns a mapping of names to numbers: ``my_numbers.py:measure``,
        or a function of a module. `DrawnSweep.numbers` has them with the others.
    processes : int, optional
        Processes that draw; by default all usable cores less one, at least one. Few figures that the
        template draws (lines, as PNG) are drawn in this one, before others could begin; with 1 all are.
    on_progress : callable, optional
        Called with the number of figures done, and of all figures. By default a bar is shown once a run
        takes longer than two seconds.
    **figure
        Keys of a config's section `figure`: ``style="okabe-ito"``, ``ylimits="shared"``, ``xlabel=...``.
        `kind` may be a function of a module.

    Returns
    -------
    DrawnSweep
        It is returned also if figures failed: `DrawnSweep.failures` lists them.

    Raises
    ------
    UserError
        If an argument does not fit the data, or the data can't be read.
    """
    began = time.perf_counter()
    _check_processes(processes)
    further = facet_of_maps(y, figure)
    request = Request(curves, axes, x, ordinate_of(y, figure), select or {}, further)
    files, output, of_files = _files(data, request, output)
    with said_as_data(files):
        config, doubts = request.config(files, output)
        add_figure_settings(config, figure, source=SOURCE, others=named_arguments(draw))
        if only:
            config["only"] = {name: plain(value) for name, value in only.items()}
        if limit is not None:
            config["limit"] = limit
        if numbers is not None:
            config["numbers"] = (
                name_of(numbers, argument="numbers") if callable(numbers) else numbers
            )
        checked = settings.check(config, source=SOURCE, what="the arguments are")
        plan_path = ensure_plan(checked, output)
        plan = load(plan_path)
    remove_unused_sweep_files(plan, output)
    selection = Selection(checked.only, checked.limit)
    with _progress(on_progress) as show:
        run = draw_plan(
            plan_path,
            processes=processes,
            chosen=selection.targets(plan),
            may_draw_here=True,
            on_progress=show,
        )
    seconds = time.perf_counter() - began
    return DrawnSweep(plan, Path(output), run, config, (*of_files, *doubts), selection, seconds)


def _check_processes(processes: Any) -> None:
    if processes is not None and (not isinstance(processes, int) or processes < 1):
        raise UserError(f"processes: got {shown(processes)}; a whole number from 1 is allowed")


def _files(data: Any, request: Request, output: Any) -> tuple[list[str], str, list[str]]:
    """Return the sweep's files, the output folder, and what is doubtful about them."""
    if output is None:
        files, folder, doubts = files_and_folder(data, request.given)
    else:
        folder, doubts = _folder(output), []
        files = files_of(data, request.given, folder)
    return files, folder, [*doubts, *doubts_about(data, request.given)]


def _folder(output: Any) -> str:
    """Return the output folder as a config's settings have it."""
    if not isinstance(output, str | os.PathLike):
        raise UserError(f"output: got {shown(output)}; a folder's path is allowed")
    folder = os.path.normpath(os.path.expanduser(os.fspath(output)))
    freshness.check_output(folder)
    return folder


def _progress(
    given: Callable[[int, int], None] | None,
) -> AbstractContextManager[Callable[[int, int], None]]:
    return nullcontext(given) if given else progress_bar(leave=False, delay=QUIET_SECONDS)
