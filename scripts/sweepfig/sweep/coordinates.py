"""Read the values of coordinates: along a dimension, or over the two of a field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.sweep.files.stored import default_fill

if TYPE_CHECKING:
    import xarray as xr


def values_along(dataset: xr.Dataset, name: str, length: int, file: str) -> NDArray[Any]:
    """Return the values of a coordinate along a dimension of a given length: numbers, dates or text.

    Without a coordinate of this name they are 0, 1, 2 and so on, as in xarray and matplotlib. A climatology's
    months are 1 to 12: the year of such a time means nothing.
    """
    coordinate = dataset.variables.get(name)
    if coordinate is None:
        return np.arange(length)
    values = np.asarray(coordinate.values)
    if (months := months_of(coordinate, values)) is not None:
        return months
    return plain_values(values, name, file)


def plain_values(values: NDArray[Any], name: str, file: str) -> NDArray[Any]:
    """Return values of any shape, as xarray decodes them, as numbers, dates or text of this machine.

    Raises
    ------
    UserError
        If they are dates that no ordinary calendar has.
    """
    if values.dtype.kind == "O" and values.size and hasattr(values.flat[0], "isoformat"):
        values = _from_cftime(values, name, file)
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "replace")
    if values.dtype.kind in "OT":
        values = as_text(values)
    if values.dtype.kind == "U":
        values = _without_padding(values)
    return values.astype(values.dtype.newbyteorder("="), copy=False)


def _without_padding(values: NDArray[np.str_]) -> NDArray[np.str_]:
    """Return text of fixed length without the blanks at its end, unless they tell values apart."""
    found = np.char.rstrip(values, " ")
    return found if len(np.unique(found)) == len(np.unique(values)) else values


def as_text(values: NDArray[Any]) -> NDArray[np.str_]:
    """Return objects, or numpy's strings of any length, as text of one length."""
    # numpy converts its own strings of any length no other way.
    return values.astype(object).astype(str)


def is_two_dimensional(dataset: xr.Dataset, names: Sequence[str]) -> bool:
    """Whether a variable of one of these names has two dimensions, or more."""
    found = (dataset.variables.get(name) for name in names)
    return len(names) == 2 and any(each is not None and each.ndim > 1 for each in found)


def drawn_coordinates(
    dataset: xr.Dataset,
    names: Sequence[str],
    dimensions: Sequence[str],
    sizes: Mapping[Any, int],
    at: Mapping[str, int],
    file: str,
) -> list[NDArray[Any]]:
    """Return the values of the drawn coordinates.

    Parameters
    ----------
    dataset : Dataset or PlainFile
    names, dimensions : sequence of str
        The coordinates and the drawn dimensions: of the ordinate, if there is one, then of the abscissa.
    sizes : mapping of str to int
        The dimensions' lengths.
    at : mapping of str to int
        The index along further dimensions of a coordinate; the first by default.
    file : str
        For messages.

    Returns
    -------
    list of arrays
        Each of shape (length,); if one of them has two dimensions, both of shape (m, n), the lengths of
        `dimensions`. Points of these without a position are NaN (or NaT) in both: missing ones, those that
        were never written, and whole blocks of equal ones, as models write for what they leave out.
    """
    if not is_two_dimensional(dataset, names):
        return [
            values_along(dataset, name, sizes[dimension], file)
            for name, dimension in zip(names, dimensions, strict=True)
        ]
    shape = [sizes[name] for name in dimensions]
    found = [
        np.broadcast_to(_on_grid(dataset, name, dimensions, sizes, at, file), shape)
        for name in names
    ]
    is_missing = _is_missing(found[0]) | _is_missing(found[1]) | _in_equal_blocks(*found)
    return [_with_gaps(each, is_missing) for each in found]


def shape_over(abscissa: NDArray[Any], ordinate: NDArray[Any] | None) -> tuple[int, ...]:
    """Return the shape of a curve over an abscissa and an ordinate, if there is one."""
    if ordinate is None:
        return (len(abscissa),)
    return abscissa.shape if abscissa.ndim == 2 else (len(ordinate), len(abscissa))


def _on_grid(
    dataset: xr.Dataset,
    name: str,
    dimensions: Sequence[str],
    sizes: Mapping[Any, int],
    at: Mapping[str, int],
    file: str,
) -> NDArray[Any]:
    """Return a coordinate's values, which can be broadcast to the grid of the drawn dimensions."""
    variable = dataset.variables.get(name)
    if variable is None or variable.ndim == 1:
        along = name if variable is None else str(variable.dims[0])
        values = values_along(dataset, name, sizes[along], file)
        return values if along == dimensions[1] else values[:, None]
    index = tuple(slice(None) if d in dimensions else at.get(str(d), 0) for d in variable.dims)
    values = np.asarray(variable[index])
    values = values.astype(values.dtype.newbyteorder("="), copy=False)
    kept = [d for d in variable.dims if d in dimensions]
    if kept == [dimensions[0]]:
        return values[:, None]
    return values if kept != [dimensions[1], dimensions[0]] else values.T


def _is_missing(values: NDArray[Any]) -> NDArray[np.bool_]:
    if values.dtype.kind not in "fiuM":
        return np.zeros(values.shape, bool)
    is_missing: NDArray[np.bool_] = ~np.isfinite(values)
    if values.dtype.kind == "f":
        is_missing |= values == default_fill(values.dtype)
    return is_missing


def _in_equal_blocks(*positions: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which points are in a block of two by two with one position: such a grid has no area there."""
    first = tuple(each[:-1, :-1] for each in positions)
    is_equal = np.ones(first[0].shape, bool)
    places = (slice(-1), slice(1, None)), (slice(1, None), slice(-1)), (slice(1, None),) * 2
    for place in places:
        for each, corner in zip(positions, first, strict=True):
            is_equal &= each[place] == corner
    found = np.zeros(positions[0].shape, bool)
    for place in ((slice(-1), slice(-1)), *places):
        found[place] |= is_equal
    return found


def _with_gaps(values: NDArray[Any], is_missing: NDArray[np.bool_]) -> NDArray[Any]:
    if not is_missing.any():
        return np.ascontiguousarray(values)
    if values.dtype.kind == "M":
        return np.where(is_missing, np.array("NaT", values.dtype), values)
    return np.where(is_missing, np.nan, values) if values.dtype.kind in "fiu" else values


def months_of(coordinate: Any, values: NDArray[Any]) -> NDArray[np.int64] | None:
    """Return the months, 1 to 12, of a climatological time (CF's attribute); None if it is none.

    It is also None where two values are in one month, as for a climatology of days.
    """
    if "climatology" not in coordinate.attrs or values.ndim != 1:
        return None
    if values.dtype.kind == "M":
        months = values.astype("datetime64[M]").astype(np.int64) % 12 + 1
    elif len(values) and hasattr(values[0], "month"):
        months = np.array([value.month for value in values], dtype=np.int64)
    else:
        return None
    return months if len(np.unique(months)) == len(months) else None


def _from_cftime(values: NDArray[Any], name: str, file: str) -> NDArray[Any]:
    try:
        dates = [value.isoformat() for value in values.flat]
        return np.array(dates, dtype="datetime64[us]").reshape(values.shape)
    except ValueError:  # for example 30 February in a 360-day calendar
        raise UserError(
            f"{file}: {name!r} has dates of the calendar {values.flat[0].calendar!r} that no ordinary "
            "calendar has; matplotlib can't draw them"
        ) from None
