"""The plan drawn without Snakemake: `Pool.starmap` in one process tree; and the post's functions.

The same batches, the same manifests, the same bytes as the Snakemake path; what one drew the other
takes as current.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sweepfig import inputs, names, pool, saving
from sweepfig.errors import UserError
from sweepfig.look import Look
from sweepfig.manifest import Outcome, Receipt, Row, pending_batches, write_manifest
from sweepfig.pieces import cut, render_pieces
from sweepfig.plan import Plan, load
from sweepfig.render import render_targets
from sweepfig.slices import Slice
from sweepfig.storage import remove_leftovers, write
from sweepfig.summary import mark_complete, missing_rows, summarise

if TYPE_CHECKING:
    import xarray as xr

    from sweepfig.settings import Settings


@dataclass(frozen=True)
class Run:
    """What a run of the fallback came to.

    Attributes
    ----------
    rows : list of Row
        Every target's, in the plan's order.
    receipt : Receipt
        What this run did.
    stopped : str
        Why it ended before its work was done; empty if it did not.
    is_complete : bool
        Whether every file could be read, and every target has its figure.
    """

    rows: list[Row]
    receipt: Receipt
    stopped: str = ""
    is_complete: bool = False


def ensure_plan(settings: Settings, output: str | Path) -> Path:
    """Return the plan file of a config, made anew only if something it was made from has changed.

    Raises
    ------
    UserError
        As `sweepfig.planning.make_plan`.
    """
    if not inputs.has_current_plan(settings, output):
        from sweepfig.planning import bring_up_to_date  # half a second of imports

        bring_up_to_date(settings, output)
    return names.plan_file(output)


def draw_plan(
    plan_path: str | Path,
    *,
    output: str | Path | None = None,
    processes: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Bring every figure of a plan up to date, in parallel.

    Parameters
    ----------
    plan_path : str or Path
        A plan.json.
    output : str or Path, optional
        Where the figures go; by default where the plan lies.
    processes : int, optional
        Workers; by default all usable cores less one, at least one.
    on_progress : callable, optional
        Called with the number of figures looked at, and of all to look at.

    Returns
    -------
    Run
        Also when a worker was killed: then `stopped` says so, nothing that was drawn is lost, and
        the next run draws the rest.
    """
    started, began = time.time(), time.perf_counter()
    plan = load(plan_path)
    output = names.output_of(plan_path) if output is None else Path(output)
    processes = processes or pool.default_processes()
    batches = pending_batches(plan, output)
    pieces = cut([plan.targets_of(batch) for batch in batches], processes)
    total = sum(len(piece) for piece in pieces)
    sizes = [0, *itertools.accumulate(len(piece) for piece in pieces)]
    try:
        done = render_pieces(
            plan_path,
            output,
            pieces,
            processes,
            on_progress=(lambda n: on_progress(sizes[n], total)) if on_progress else None,
        )
        stopped = ""
    except pool.WorkerDied as death:
        stopped = str(death)
        done = [_look(plan, output, piece, stopped, started) for piece in pieces]
    except (UserError, OSError) as error:  # the sweep or the output folder is no longer what it was
        return Run(missing_rows(plan, output, str(error)), Receipt(), str(error))
    outcomes = list(itertools.chain.from_iterable(done))
    receipt = Receipt.of(outcomes, time.perf_counter() - began)
    try:
        remove_leftovers(names.temporary_folder(output))
        _write_manifests(plan, output, batches, outcomes)
        rows = summarise(plan, output)
        is_whole = mark_complete(plan, output, rows)
    except OSError as error:  # a full disk; what was drawn is there all the same
        causes = {row.figure: row.cause for row, *_ in outcomes}
        return Run(missing_rows(plan, output, str(error), causes), receipt, str(error))
    return Run(rows, receipt, stopped, is_whole and not stopped)


def _look(plan: Plan, output: Path, piece: range, reason: str, began: float) -> list[Outcome]:
    """Say which figures of a piece were drawn before a worker died."""

    def judge(outcome: Outcome) -> Outcome:
        figure = outcome.row.figure
        if outcome.row.status == "failed":
            return Outcome(Row(figure, "", 0, "failed", f"not drawn: {reason}"), drawn=False)
        return outcome._replace(drawn=(output / figure).stat().st_mtime >= began)

    return list(map(judge, render_targets(plan, output, piece, check_only=True)))


def _write_manifests(plan: Plan, output: Path, batches: list[int], outcomes: list[Outcome]) -> None:
    rest = iter(outcomes)
    for batch in batches:
        rows = [outcome.row for outcome in itertools.islice(rest, len(plan.targets_of(batch)))]
        write_manifest(plan, output, batch, rows)


# The post's names ------------------------------------------------------------------------------

POST_LABELS = ("Actual", "CauchyNet")
POST_CONFIG = {"xlabel": r"$\omega_{drive}$", "ylabel": "Normalized Electric Field"}


def plot_resonance_curve(wax: Any, actual: Any, predicted: Any, config: dict[str, Any]) -> None:
    """Draw one resonance curve, simulated and predicted, and save it.

    Parameters
    ----------
    wax : array, shape (n,)
        Drive frequencies.
    actual, predicted : array, shape (n,)
        Response at each frequency.
    config : dict
        ``xlabel``, ``ylabel``, ``title``, and ``filepath``, whose ending is the format.
    """
    from sweepfig import figures  # a run with nothing to draw needs no matplotlib
    from sweepfig.figures import drawing_style
    from sweepfig.painting import painter_of

    path = Path(config["filepath"])
    if not path.suffix:
        path = path.with_name(f"{path.name}.png")
    data = Slice(
        abscissa=np.asarray(wax),
        curves=(np.asarray(actual), np.asarray(predicted)),
        labels=POST_LABELS,
        title=config["title"],
        xlabel=config["xlabel"],
        ylabel=config["ylabel"],
    )
    look = Look(format=path.suffix.removeprefix(".").lower())
    with drawing_style(look):
        if path.suffix.lower() not in saving.ENDS:  # jpg and others, which carry no digest
            figure = figures.draw(look, figures.resonance_curve, data)
            return figure.savefig(path, bbox_inches="tight")
        painter = painter_of(look, ink=f"the post's {look.format}")
        content = painter.paint(data, data.digest(ink="post")).content
    write(path, content, temporary=path.parent)


def get_plotting_args(
    training_data: xr.DataArray, infer_data: xr.DataArray, folders: dict[str, str]
) -> list[tuple[Any, Any, Any, dict[str, Any]]]:
    """Return the arguments of `plot_resonance_curve` for every (wavenumber, damping).

    Parameters
    ----------
    training_data, infer_data : DataArray, dimensions (wavenumber, cee, frequency) in any order
        Simulated and predicted response; `cee` is the damping.
    folders : dict
        ``plots``: the folder for the figures; one folder a wavenumber is made in it.

    Raises
    ------
    ValueError
        If two dampings or two wavenumbers would have one file name.
    """
    frequency = training_data.coords["frequency"].data.copy()
    arguments = []
    seen: dict[str, str] = {}
    for wavenumber in training_data.coords["wavenumber"].data:
        folder = os.path.join(folders["plots"], f"k0={names.write_value(wavenumber, 'fixed', 2)}")
        os.makedirs(folder, exist_ok=True)
        for damping in training_data.coords["cee"].data:
            point = {"wavenumber": wavenumber, "cee": damping}
            written = names.write_value(damping, "scientific", 3)
            path = os.path.join(folder, f"rc-{written}.png")
            written_point = f"({wavenumber!s}, {damping!s})"
            if path in seen:
                raise ValueError(
                    f"wavenumber, cee = {seen[path]} and {written_point} would both be {path}"
                )
            seen[path] = written_point
            config = {
                **POST_CONFIG,
                "title": rf"$k_0 = $ {wavenumber!s}, $\nu$ = {written}",
                "filepath": path,
            }
            curves = (data.loc[point].data.copy() for data in (training_data, infer_data))
            arguments.append((frequency, *curves, config))
    return arguments


def plot_resonance_curves_for_inferences(
    training_data: xr.DataArray, infer_data: xr.DataArray, folders: dict[str, str]
) -> None:
    """Draw the resonance curve of every (wavenumber, damping), in parallel; see `get_plotting_args`.

    Raises
    ------
    sweepfig.pool.WorkerDied
        If a worker is killed.
    """
    pool.starmap(
        plot_resonance_curve,
        get_plotting_args(training_data, infer_data, folders),
        processes=pool.default_processes(),
        preload=["sweepfig.fallback", "sweepfig.painting"],
    )
