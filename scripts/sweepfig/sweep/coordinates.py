"""Read the values along a dimension: numbers, dates or text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError

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
    if values.dtype.kind == "O" and len(values) and hasattr(values[0], "isoformat"):
        values = _from_cftime(values, name, file)
    if values.dtype.kind == "S":
        values = np.char.decode(values, "utf-8", "replace")
    if values.dtype.kind in "OT":
        values = values.astype(str)
    return values.astype(values.dtype.newbyteorder("="), copy=False)


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
        return np.array([value.isoformat() for value in values], dtype="datetime64[us]")
    except ValueError:  # for example 30 February in a 360-day calendar
        raise UserError(
            f"{file}: {name!r} has dates of the calendar {values[0].calendar!r} that no ordinary "
            "calendar has; matplotlib can't draw them"
        ) from None
