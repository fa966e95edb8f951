"""Find the two-dimensional coordinates of a field: longitudes and latitudes, or others that a file names.

A curvilinear grid has them over the field's two dimensions, in either order. CF's attribute ``coordinates``
of the field names them; longitudes and latitudes are also known by their ``standard_name`` or ``units``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from sweepfig.core import naming
from sweepfig.propose import cf_roles
from sweepfig.propose.views import FileView, name_of
from sweepfig.sweep.coordinates import drawn_coordinates

UPWARDS = ("z", "y", "height", "depth", "lat", "latitude")  # of names that no attribute explains
TURN = 360.0  # degrees


def positions_of(dataset: Any, curve: str, dimensions: Collection[str]) -> tuple[str, str] | None:
    """Return the coordinates to draw a field over, to the right and upwards; None if there are none.

    Parameters
    ----------
    dataset : Dataset
    curve : str
        The field's variable.
    dimensions : collection of str
        Those of its dimensions that may be drawn.
    """
    field = dataset[curve]
    named = str(field.encoding.get("coordinates") or field.attrs.get("coordinates", "")).split()
    there = [name for name in named if _plane(dataset, field, name, dimensions)]
    others = [str(name) for name in dataset.variables if name not in named and name != curve]
    every = there + [name for name in others if _plane(dataset, field, name, dimensions)]
    across = (name for name in every if cf_roles.is_position(dataset[name], cf_roles.LONGITUDES))
    for name in across:
        for other in every:
            if cf_roles.is_position(dataset[other], cf_roles.LATITUDES) and _are_over_one(
                dataset, name, other
            ):
                return name, other
    if len(there) == 2 and _are_over_one(dataset, *there):
        first, second = there
        return (second, first) if {*naming.words(first)} & {*UPWARDS} else (first, second)
    return None


def dimensions_drawn(dataset: Any, curve: str, *names: str | None) -> set[str]:
    """Return the dimensions that drawn coordinates are over: their own, or two."""
    found: set[str] = set()
    for name in filter(None, names):
        over = _plane(dataset, dataset[curve], name, dataset[curve].dims)
        found |= {*over} if over else {name}
    return found


def names_over(dataset: Any, curve: str) -> list[str]:
    """Return the variables that can be two-dimensional coordinates of a field."""
    field = dataset[curve]
    return [
        str(name)
        for name in dataset.variables
        if (dataset[name].ndim == 2 or cf_roles.is_position(dataset[name]))
        and name != curve
        and _plane(dataset, field, str(name), field.dims)
    ]


def in_words(dataset: Any, curve: str, across: str, up: str) -> str:
    """Return a sentence that says that two-dimensional coordinates are drawn over, and what else could be."""
    row, column = dataset[across].dims[-2:]
    return (
        f"a map over {across} and {up}, the positions of the points of {row} and {column}, is drawn in cells "
        f"of colour; for one over {column} and {row} make these abscissa and ordinate"
    )


def doubts(view: FileView, across: str, up: str | None) -> Iterator[str]:
    """Yield what a user should know of two-dimensional coordinates that are drawn over, or might be.

    Raises
    ------
    UserError
        If a coordinate has dates that no ordinary calendar has.
    """
    dataset, field = view.dataset, view.dataset[view.names[0]]
    if up is None:
        yield from _of_each_curve(dataset, field, across)
        return
    planes = (_plane(dataset, field, name, field.dims) for name in (across, up))
    plane = next(filter(None, planes), ())
    if not plane:
        return
    y, x = drawn_coordinates(dataset, (up, across), plane, field.sizes, {}, name_of(view))
    if missing := np.count_nonzero(_is_missing(x) | _is_missing(y)):
        yield f"{missing} of the {x.size} points have no position; they are left blank"
    steps = [np.abs(np.diff(x, axis=place)) for place in (0, 1)]
    is_longitude = cf_roles.is_position(dataset[across], cf_roles.LONGITUDES)
    if is_longitude and any((each > TURN / 2).any() for each in steps):
        yield (
            f"{across} jumps by about {TURN:g} degrees between neighbours: cells there are drawn across the "
            "whole figure; write longitudes that go on (add 360 to some) to have them in place"
        )


def _of_each_curve(dataset: Any, field: Any, across: str) -> Iterator[str]:
    """Yield which coordinates have other values along a dimension without values for each curve."""
    for name, variable in dataset.coords.items() if across not in dataset.variables else ():
        others = [str(dimension) for dimension in variable.dims if dimension != across]
        if others and across in variable.dims and {*variable.dims} <= {*field.dims}:
            yield (
                f"lines are drawn over {across}, which has no values: those of {name} differ with "
                f"{', '.join(others)}; a file for each, with {name} over {across} alone, is drawn over it"
            )


def _is_missing(values: Any) -> Any:
    return ~np.isfinite(values) if values.dtype.kind in "fM" else np.zeros(values.shape, bool)


def _plane(
    dataset: Any, field: Any, name: str, dimensions: Collection[Any]
) -> tuple[str, str] | tuple[()]:
    """Return the two dimensions that a variable is over, its last ones; none if it is no such coordinate."""
    variable = dataset.variables.get(name)
    if variable is None or variable.ndim < 2 or variable.dtype.kind not in "fiu":
        return ()
    if not {*variable.dims} <= {*field.dims}:
        return ()
    over = str(variable.dims[-2]), str(variable.dims[-1])
    is_drawn = {*over} <= {*map(str, dimensions)}
    return over if is_drawn and all(field.sizes[each] > 1 for each in over) else ()


def _are_over_one(dataset: Any, one: str, other: str) -> bool:
    return {*dataset[one].dims[-2:]} == {*dataset[other].dims[-2:]}
