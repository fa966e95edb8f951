"""Draw resonance curves as the blog post does, with functions of the same names.

Separate from `fallback`, where users find these functions, because drawing beside a running program needs
the names and the look of the post's figures, but no plans.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sweepfig.core.errors import UserError
from sweepfig.pool import starmap
from sweepfig.training.post import (
    DIMENSIONS,
    aligned,
    check_names,
    config_of,
    draw_resonance_curve,
    names_of,
)

if TYPE_CHECKING:
    import xarray as xr

    from sweepfig.drawing.painter import Painted

log = logging.getLogger(__name__)

_said: set[str] = set()  # by this process


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
        # Here, because it takes 10 ms, and most programs wait.
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
        preload=["sweepfig.training.post", "sweepfig.drawing.painter"],
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
