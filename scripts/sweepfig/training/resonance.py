"""Draw resonance curves as the blog post does, with functions of the same names.

Separate from `fallback`, where users find these functions, because drawing beside a running program needs
the names and the look of the post's figures, but no plans.
"""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sweepfig.core import naming
from sweepfig.core.errors import UserError
from sweepfig.core.storage import write
from sweepfig.drawing import provenance
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice
from sweepfig.pool import starmap
from sweepfig.sweep.matching import match

if TYPE_CHECKING:
    import xarray as xr

    from sweepfig.drawing.painter import Painted

log = logging.getLogger(__name__)

DIMENSIONS = ("wavenumber", "cee", "frequency")
TOLERANCE = 1e-6  # relative; two arrays' coordinates may differ by rounding
LABELS = ("Actual", "CauchyNet")
_said: set[str] = set()  # by this process
CONFIG = {"xlabel": r"$\omega_{drive}$", "ylabel": "Normalized Electric Field"}


def plot_resonance_curve(wax: Any, actual: Any, predicted: Any, config: dict[str, Any]) -> None:
    """Draw one resonance curve, simulated and predicted, and save it.

    Any thread may call it, but only one thread draws at a time; for parallel drawing use processes.

    Parameters
    ----------
    wax : array, shape (n,)
        Drive frequencies.
    actual, predicted : array, shape (n,)
        Response at each frequency.
    config : dict
        ``xlabel``, ``ylabel``, ``title``, and ``filepath``, whose ending is the format; optionally
        ``labels``, the legend's two labels.
    """
    _say(draw_resonance_curve(wax, actual, predicted, config), config)


def draw_resonance_curve(
    wax: Any, actual: Any, predicted: Any, config: dict[str, Any], plainly: str = ""
) -> Painted:
    """Draw and save a curve as `plot_resonance_curve`; return what is known of the file, without its content.

    With `plainly`, a reason, plain matplotlib draws it.
    """
    # Here, because this imports matplotlib, which a run with nothing to draw avoids.
    from sweepfig.drawing import kinds
    from sweepfig.drawing.kinds import drawing_style
    from sweepfig.drawing.painter import Painted, painter_of

    path = Path(config["filepath"])
    if not path.suffix:
        path = path.with_name(f"{path.name}.png")
    data = Slice(
        abscissa=np.asarray(wax),
        curves=(np.asarray(actual), np.asarray(predicted)),
        labels=tuple(config.get("labels", LABELS)),
        title=config["title"],
        xlabel=config["xlabel"],
        ylabel=config["ylabel"],
    )
    look = Look(format=path.suffix.removeprefix(".").lower())
    with drawing_style(look):
        if path.suffix.lower() not in provenance.ENDINGS:  # jpg and other formats without a digest
            figure, file = kinds.draw(look, kinds.resonance_curve, data), io.BytesIO()
            figure.savefig(file, format=look.format, bbox_inches="tight")
            write(path, file.getvalue(), temporary=path.parent)
            return Painted(b"", "")
        painter = painter_of(look, drawing=f"the post's {look.format}")
        painted = painter.paint(data, data.digest(drawing="post"), plainly=plainly)
    write(path, painted.content, temporary=path.parent)
    return painted._replace(content=b"")


def _say(painted: Painted, config: Mapping[str, Any]) -> None:
    """Log why a figure was not drawn by the template, once in this process for each reason."""
    reason = painted.wrong or painted.reason
    if reason and reason not in _said:
        _said.add(reason)
        is_vector = Path(config["filepath"]).suffix.lower() in (".svg", ".pdf")
        level = logging.INFO if is_vector else logging.WARNING  # an SVG or PDF was asked for
        log.log(level, "drawn by plain matplotlib, which is slower: %s", reason)


def get_plotting_args(
    training_data: xr.DataArray,
    infer_data: xr.DataArray,
    folders: dict[str, str],
    *,
    dimensions: Sequence[str] = DIMENSIONS,
) -> list[tuple[Any, Any, Any, dict[str, Any]]]:
    """Return the arguments of `plot_resonance_curve` for every (wavenumber, damping).

    Parameters
    ----------
    training_data, infer_data : DataArray, dimensions (wavenumber, cee, frequency) in any order
        Simulated and predicted response; `cee` is the damping. Their values along a dimension may be
        in different orders.
    folders : dict
        ``plots``: the folder for the figures; a folder for each wavenumber is made in it.
    dimensions : sequence of str
        The names of the wavenumber's, the damping's and the frequency's dimension, where yours are others.

    Raises
    ------
    UserError
        If the DataArrays have other dimensions; if two dampings or two wavenumbers would have the same file
        name, or if `infer_data` lacks a wavenumber, damping or frequency of `training_data`.
    """
    training_data, infer_data = (
        with_names_of_post(data, dimensions) for data in (training_data, infer_data)
    )
    axes = [training_data.coords[name].data.copy() for name in DIMENSIONS]
    infer_data = aligned(infer_data, DIMENSIONS, axes)
    wavenumbers, dampings, frequency = axes
    check_names(wavenumbers, dampings, folders["plots"])
    arguments = []
    training_data = training_data.transpose(*DIMENSIONS)
    for place in product(range(len(wavenumbers)), range(len(dampings))):
        curves = (data[place].data.copy() for data in (training_data, infer_data))
        wavenumber, damping = wavenumbers[place[0]], dampings[place[1]]
        config = config_of(wavenumber, damping, folders["plots"])
        os.makedirs(os.path.dirname(config["filepath"]), exist_ok=True)
        arguments.append((frequency, *curves, config))
    return arguments


def plot_resonance_curves_for_inferences(
    training_data: Any,
    infer_data: Any,
    folders: dict[str, str],
    *,
    wait: bool = True,
    dimensions: Sequence[str] = DIMENSIONS,
) -> None:
    """Draw the resonance curve of every (wavenumber, damping), in parallel; see `get_plotting_args`.

    Parameters
    ----------
    training_data, infer_data, folders, dimensions
        As for `get_plotting_args`.
    wait : bool
        If False, return at once; the figures are drawn beside the running program, which does not end
        before all are drawn (see `sweepfig.training.background.shared_plotter`). Failures are logged then,
        not raised.

    Raises
    ------
    sweepfig.pool.starmap.WorkerDied
        If a worker is killed.
    """
    if tuple(dimensions) != DIMENSIONS:
        training_data, infer_data = (
            with_names_of_post(data, dimensions) for data in (training_data, infer_data)
        )
    if not wait:
        from sweepfig.training.background import shared_plotter

        shared_plotter().submit(training_data, infer_data, folders=folders)
        return
    arguments = get_plotting_args(training_data, infer_data, folders)
    drawn = _draw_all(arguments)
    for painted, (*_, config) in zip(drawn, arguments, strict=True):
        _say(painted, config)
    wrong = next((painted.wrong for painted in drawn if painted.wrong), "")
    if wrong:
        _draw_all([(*each, wrong) for each in arguments])


def _draw_all(arguments: Sequence[tuple[Any, ...]]) -> list[Painted]:
    return starmap.starmap(
        draw_resonance_curve,
        arguments,
        processes=starmap.default_processes(),
        preload=["sweepfig.training.resonance", "sweepfig.drawing.painter"],
    )


def with_names_of_post(data: Any, dimensions: Sequence[str]) -> Any:
    """Return a DataArray whose dimensions, given in the post's order, have the post's names.

    Raises
    ------
    UserError
        If its dimensions are others, or three are not given.
    """
    if isinstance(dimensions, str) or len({*dimensions}) != len(DIMENSIONS):
        raise UserError(
            f"dimensions: got {dimensions!r}; three names are allowed, of the wavenumber, the damping and "
            "the frequency"
        )
    names_of(data, dimensions)
    others = [name for name in data.coords if name not in dimensions]
    return data.drop_vars(others).rename(dict(zip(dimensions, DIMENSIONS, strict=True)))


def names_of(data: Any, allowed: Sequence[str] = DIMENSIONS) -> tuple[str, ...]:
    """Return a DataArray's dimensions, which must be the allowed three, each with coordinates.

    Raises
    ------
    UserError
        If they are not.
    """
    there = tuple(map(str, data.dims))
    if sorted(there) != sorted(allowed) or not all(name in data.coords for name in there):
        raise UserError(
            f"a DataArray with dimensions {', '.join(there)} and coordinates "
            f"{', '.join(map(str, data.coords))} was handed over; both are to be {', '.join(allowed)}"
        )
    return there


def aligned(infer_data: Any, order: Sequence[str], values: Sequence[Any]) -> Any:
    """Return a DataArray's part at given values along each dimension, with its dimensions in a given order.

    Raises
    ------
    UserError
        If it lacks a value, within `TOLERANCE`.
    """
    names_of(infer_data)
    data = infer_data.transpose(*order)
    for name, wanted in zip(order, values, strict=True):
        there = np.asarray(data.coords[name].data)
        if np.array_equal(wanted, there, equal_nan=True):
            continue  # a frequency may occur twice
        found = match(wanted, there, TOLERANCE)
        if isinstance(found, str):
            raise UserError(
                f"infer_data: {name} lacks values of training_data: {found}; the same values in any "
                f"order, to a relative {TOLERANCE:g}, are allowed"
            )
        data = data.isel({name: found})
    return data


def config_of(wavenumber: Any, damping: Any, folder: str) -> dict[str, Any]:
    """Return the config of one figure: its texts and its file."""
    written = naming.write_value(damping, "scientific", 3)
    place = os.path.join(folder, f"k0={naming.write_value(wavenumber, 'fixed', 2)}")
    return {
        **CONFIG,
        "title": rf"$k_0 = $ {wavenumber!s}, $\nu$ = {written}",
        "filepath": os.path.join(place, f"rc-{written}.png"),
    }


def check_names(wavenumbers: Any, dampings: Any, folder: str) -> None:
    """Refuse axes if two values would have the same file name, where the post would overwrite a figure.

    Raises
    ------
    UserError
        If two figures would have one name; the message names both points and the file.
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
