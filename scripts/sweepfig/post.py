"""The three functions of the blog post, by its names.

Separate from `fallback`, where users find them, because drawing beside a running program needs what a
figure of the post's is called and looks like, and nothing of plans.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sweepfig import names, pool, saving
from sweepfig.errors import UserError
from sweepfig.look import Look
from sweepfig.slices import Slice
from sweepfig.storage import write

if TYPE_CHECKING:
    import xarray as xr

DIMENSIONS = ("wavenumber", "cee", "frequency")
LABELS = ("Actual", "CauchyNet")
CONFIG = {"xlabel": r"$\omega_{drive}$", "ylabel": "Normalized Electric Field"}


def plot_resonance_curve(wax: Any, actual: Any, predicted: Any, config: dict[str, Any]) -> None:
    """Draw one resonance curve, simulated and predicted, and save it.

    Parameters
    ----------
    wax : array, shape (n,)
        Drive frequencies.
    actual, predicted : array, shape (n,)
        Response at each frequency.
    config : dict
        ``xlabel``, ``ylabel``, ``title``, and ``filepath``, whose ending is the format; perhaps
        ``labels``, the legend's two.
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
        labels=config.get("labels", LABELS),
        title=config["title"],
        xlabel=config["xlabel"],
        ylabel=config["ylabel"],
    )
    look = Look(format=path.suffix.removeprefix(".").lower())
    with drawing_style(look):
        if path.suffix.lower() not in saving.ENDINGS:  # jpg and others, which carry no digest
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
    UserError
        If two dampings or two wavenumbers would have one file name.
    """
    wavenumbers, dampings, frequency = (
        training_data.coords[name].data.copy() for name in DIMENSIONS
    )
    check_names(wavenumbers, dampings, folders["plots"])
    arguments = []
    for wavenumber, damping in product(wavenumbers, dampings):
        point = {"wavenumber": wavenumber, "cee": damping}
        curves = (data.loc[point].data.copy() for data in (training_data, infer_data))
        config = config_of(wavenumber, damping, folders["plots"])
        os.makedirs(os.path.dirname(config["filepath"]), exist_ok=True)
        arguments.append((frequency, *curves, config))
    return arguments


def plot_resonance_curves_for_inferences(
    training_data: Any, infer_data: Any, folders: dict[str, str], *, wait: bool = True
) -> None:
    """Draw the resonance curve of every (wavenumber, damping), in parallel; see `get_plotting_args`.

    Parameters
    ----------
    training_data, infer_data, folders
        As for `get_plotting_args`.
    wait : bool
        False: hand them over and return at once; the figures are drawn beside the running program,
        which ends when all are (see `sweepfig.background.shared_plotter`). Failures are logged then,
        not raised.

    Raises
    ------
    sweepfig.pool.WorkerDied
        If a worker is killed.
    """
    if not wait:
        from sweepfig.background import shared_plotter

        shared_plotter().submit(training_data, infer_data, folders=folders)
        return
    pool.starmap(
        plot_resonance_curve,
        get_plotting_args(training_data, infer_data, folders),
        processes=pool.default_processes(),
        preload=["sweepfig.post", "sweepfig.painting"],
    )


def config_of(wavenumber: Any, damping: Any, folder: str) -> dict[str, Any]:
    """Return the config of one figure: its words, and where it goes."""
    written = names.write_value(damping, "scientific", 3)
    place = os.path.join(folder, f"k0={names.write_value(wavenumber, 'fixed', 2)}")
    return {
        **CONFIG,
        "title": rf"$k_0 = $ {wavenumber!s}, $\nu$ = {written}",
        "filepath": os.path.join(place, f"rc-{written}.png"),
    }


def check_names(wavenumbers: Any, dampings: Any, folder: str) -> None:
    """Refuse axes of which two values would have one file name, where the post would overwrite.

    Raises
    ------
    UserError
        Names both points and the file.
    """
    for points in (product(wavenumbers, dampings[:1]), product(wavenumbers[:1], dampings)):
        _check_paths_differ(points, folder)


def _check_paths_differ(points: Iterable[tuple[Any, Any]], folder: str) -> None:
    seen: dict[str, str] = {}
    for wavenumber, damping in points:
        path = config_of(wavenumber, damping, folder)["filepath"]
        point = f"({wavenumber!s}, {damping!s})"
        if path in seen:
            raise UserError(f"wavenumber, cee = {seen[path]} and {point} would both be {path}")
        seen[path] = point
