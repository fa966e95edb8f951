"""Check coordinates: the values along a dimension, and those over the two dimensions of a field.

On a curvilinear grid each point of a field has its own position: ``nav_lon(y, x)`` and ``nav_lat(y, x)`` of
an ocean model, ``R(psi, theta)`` and ``Z(psi, theta)`` of a tokamak. One of both may be of one dimension,
such as ``time`` beside ``depth(time, level)``.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.sweep.coordinates import drawn_coordinates

if TYPE_CHECKING:
    import xarray as xr

# Along one dimension, or of a coordinate over two: a plan lists them.
MOST_VALUES = 10_000_000


def drawn_dimensions(
    dataset: xr.Dataset,
    field: Any,
    names: Sequence[str],
    taken: Collection[str],
    said: str,
) -> tuple[str, str] | None:
    """Return the two dimensions that two-dimensional coordinates are over; None if none is of that sort.

    Parameters
    ----------
    dataset : Dataset or PlainFile
    field : DataArray or PlainVariable
        The curve's variable.
    names : sequence of str
        The ordinate, if there is one, and the abscissa, as in the config.
    taken : collection of str
        The dimensions of axes and of selected values, along which a coordinate stays the same.
    said : str
        The file and the variable, for messages.

    Raises
    ------
    UserError
        If there is no ordinate, or the coordinates are not over the same two dimensions of the field.
    """
    there = {name: _free(dataset, field, name, taken) for name in names}
    over = [name for name in names if len(there[name]) > 1]
    if not over:
        return None
    plane = there[over[-1]]
    further = _further(dataset, field, names)
    said += f": {'; '.join(_words(dataset, field, name) for name in names)}"
    if len(names) < 2:
        raise UserError(
            f"{said}; with a two-dimensional abscissa an ordinate over the same dimensions is needed as well "
            "(key sweep.ordinate)"
        )
    if (
        further
        or len(plane) != 2
        or any(not there[name] or not {*there[name]} <= {*plane} for name in names)
    ):
        raise UserError(
            f"{said}; two over the same two of its dimensions are allowed, which are "
            f"{', '.join(map(repr, field.dims))} (those of axes and of sweep.select don't count)"
        )
    return plane[0], plane[1]


def _free(dataset: Any, field: Any, name: str, taken: Collection[str]) -> list[str]:
    """Return the dimensions of a field that a coordinate is over, but for those that are taken.

    Of more than two, dimensions of length 1 are left out.
    """
    dims = _dims(dataset, name)
    found = [each for each in dims if each in field.dims and each not in taken]
    return found if len(found) < 3 else [each for each in found if field.sizes[each] > 1]


def _further(dataset: Any, field: Any, names: Sequence[str]) -> list[str]:
    """Return dimensions of coordinates that the field lacks, and that have more than one value."""
    variables = [dataset.variables[name] for name in names if name in dataset.variables]
    return [
        str(each)
        for variable in variables
        for each in variable.dims
        if each not in field.dims and variable.sizes[each] > 1
    ]


def _words(dataset: Any, field: Any, name: str) -> str:
    if name not in dataset.variables and name not in field.dims:
        return f"there is no {name!r}"
    return f"{name!r} is over {', '.join(_dims(dataset, name)) or 'no dimension'}"


def _dims(dataset: Any, name: str) -> list[str]:
    variable = dataset.variables.get(name)
    return [name] if variable is None else list(map(str, variable.dims))


def positions(
    dataset: xr.Dataset,
    field: Any,
    names: Sequence[str],
    plane: Sequence[str],
    fixed: Mapping[str, int],
    file: str,
) -> dict[str, NDArray[Any]]:
    """Return the values of two-dimensional coordinates by name, each of shape (m, n).

    Parameters
    ----------
    dataset, field, names
        As for `drawn_dimensions`.
    plane : (str, str)
        The dimensions.
    fixed : mapping of str to int
        The index along each dimension that is neither drawn nor an axis.
    file : str
        For messages.

    Raises
    ------
    UserError
        If there are too many, one changes along an axis, they are neither numbers nor dates, or no point
        has a position.
    """
    count = math.prod(field.sizes[each] for each in plane)
    if count > MOST_VALUES:
        raise UserError(
            f"{file}: {names[-1]!r} has {count} values; at most {MOST_VALUES} are allowed"
        )
    for name in names:
        _refuse_moving(dataset, name, plane, fixed, file)
    found = drawn_coordinates(dataset, names, plane, field.sizes, fixed, file)
    for name, values in zip(names, found, strict=True):
        if values.dtype.kind not in "fiuM":
            raise UserError(
                f"{file}: {name!r} is of type {values.dtype}; over two dimensions real numbers or dates "
                "are allowed"
            )
    if not np.logical_and(*map(np.isfinite, found)).any():
        raise UserError(
            f"{file}: none of the {count} points has a position: {names[0]!r} and {names[1]!r} are "
            "missing, were never written, or are the same everywhere; points without one are not drawn"
        )
    return dict(zip(names, found, strict=True))


def _refuse_moving(
    dataset: Any, name: str, plane: Sequence[str], fixed: Mapping[str, int], file: str
) -> None:
    """Refuse a two-dimensional coordinate that changes along an axis of the sweep."""
    variable = dataset.variables.get(name)
    if variable is None or variable.ndim < 2:
        return
    dims = _dims(dataset, name)
    free = [each for each in dims if each in plane or each not in fixed]
    values = np.asarray(variable[tuple(slice(None) if d in free else fixed[d] for d in dims)])
    for place, dimension in enumerate(free):
        first = np.take(values, [0], axis=place)
        may_be_nan = values.dtype.kind in "fM"
        is_same = np.array_equal(values, np.broadcast_to(first, values.shape), equal_nan=may_be_nan)
        if dimension not in plane and not is_same:
            raise UserError(
                f"{file}: {name!r} changes along {dimension!r}; a field's coordinates may differ from "
                "file to file, but in one file they stay the same along the axes: a file for each "
                f"{dimension}, or one of them by sweep.select, is allowed"
            )


def check_values(values: NDArray[Any], name: str, file: str, *, may_repeat: bool) -> None:
    """Refuse values that an axis or abscissa can't have: not finite, of a wrong type, or repeated."""
    if len(values) == 0:
        raise UserError(f"{file}: {name!r} has length 0; at least one value is needed")
    if values.dtype.kind not in "fiuMU":
        raise UserError(
            f"{file}: {name!r} is of type {values.dtype}; real numbers, dates or text are allowed"
        )
    if values.ndim != 1:
        raise UserError(f"{file}: {name!r} has {values.ndim} dimensions; one is allowed")
    if values.dtype.kind in "fM":
        bad = np.isnat(values) if values.dtype.kind == "M" else ~np.isfinite(values)
        if bad.any():
            place = int(np.flatnonzero(bad)[0])
            raise UserError(
                f"{file}: {name!r} is {values[place]} at index {place}; finite values are allowed"
            )
    unique, counts = np.unique(values, return_counts=True)
    if len(unique) < len(values) and not may_repeat:
        raise UserError(
            f"{file}: {name!r} has the value {unique[counts > 1][0]} more than once; "
            "each value may be there once"
        )
