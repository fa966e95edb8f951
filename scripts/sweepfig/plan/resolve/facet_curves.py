"""Make a curve of each map that `figure.facet` has side by side.

A slice has at most two dimensions, so maps at some values of a third one are curves that select these
values, as a config may say by hand (`sweep.curves[].select`). All that follows knows curves alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.config.figure_parts import FacetConfig
from sweepfig.config.settings import Settings
from sweepfig.core.errors import UserError
from sweepfig.drawing.panels.values import chosen, panel_titles
from sweepfig.plan.resolve.check_figure import check_sort
from sweepfig.survey import further_dimension
from sweepfig.sweep.quantity import Quantity


def with_a_curve_for_each(settings: Settings) -> tuple[Settings, Quantity | None]:
    """Return settings with a curve for each map of a facet, and the name and units of its dimension.

    Without a facet of maps they are as given, and there is no such name. In the settings that are returned
    `figure.facet.values` are the dimension's own values.

    Raises
    ------
    UserError
        If the facet's dimension is missing or fixed, its values are of another sort, or there are several
        curves.
    """
    facets = ((key, figure.facet_of_maps) for key, figure in settings.figure.by_key())
    key, facet = next((found for found in facets if found[1] is not None), ("", None))
    if facet is None:
        return settings, None
    _check_curves(settings, facet, key)
    sweep, (curve,) = settings.sweep, settings.sweep.curves
    values, quantity = further_dimension.values_of(
        facet.dimension, sweep, key=f"{key}.facet.dimension"
    )
    check_sort(f"{key}.facet.values", facet.values, values, facet.dimension)
    shown = values[chosen(values, facet.values)]
    names = [f"{facet.dimension} = {value}" for value in panel_titles("", shown)]
    places = _as_in_a_config(shown)
    curves = tuple(
        curve.model_copy(
            update={
                "select": {**curve.select, facet.dimension: place},
                "label": f"{curve.name}, {name}",
            }
        )
        for place, name in zip(places, names, strict=True)
    )
    figure = _at(settings.figure, places)
    figure = figure.model_copy(update={"also": tuple(_at(twin, places) for twin in figure.also)})
    own = {"sweep": sweep.model_copy(update={"curves": curves}), "figure": figure}
    return settings.model_copy(update=own), quantity


def _check_curves(settings: Settings, facet: FacetConfig, key: str) -> None:
    sweep, name = settings.sweep, facet.dimension
    if len(sweep.curves) > 1:
        raise UserError(
            f"{key}.facet: it has a map of one curve at each of its values; got {len(sweep.curves)} curves, "
            "and one is allowed"
        )
    fixed = {"sweep.select": sweep.select, "sweep.curves[0].select": sweep.curves[0].select}
    for where, select in fixed.items():
        if name in select:
            raise UserError(
                f"{key}.facet.dimension: got {name!r}, which {where} fixes at {select[name]!r}; a dimension "
                "that is not fixed is allowed"
            )


def _as_in_a_config(values: NDArray[Any]) -> tuple[Any, ...]:
    if values.dtype.kind == "M":
        return tuple(str(np.datetime_as_string(value, "auto")) for value in values)
    return tuple(values.tolist())


def _at(figure: Any, values: tuple[Any, ...]) -> Any:
    """Return the settings of a figure, or of a twin, whose facet of maps is at some values."""
    facet = figure.facet_of_maps
    if facet is None:
        return figure
    return figure.model_copy(update={"facet": facet.model_copy(update={"values": values})})
