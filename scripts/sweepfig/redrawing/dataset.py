"""Return the numbers that a figure shows, with their names and units."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sweepfig.core.naming import unique
from sweepfig.drawing.slice import Slice
from sweepfig.record import reading
from sweepfig.record.settings import Named, RecordedSettings, of_record

if TYPE_CHECKING:
    import xarray as xr

# The dimensions of two-dimensional coordinates, which a slice does not name.
OF_A_GRID = ("row", "column")


def slice_of(path: str | os.PathLike[str]) -> xr.Dataset:
    """Return the numbers that a figure shows, from its file alone.

    Parameters
    ----------
    path : path
        A PNG, SVG or PDF drawn with `figure.carry_data`.

    Returns
    -------
    Dataset
        A variable for each curve, over the abscissa, or over the ordinate and the abscissa; the point of the
        sweep, and the places of marks, as coordinates without a dimension. `long_name` and `units` are those
        of the sweep's files, `label` is the legend's.

    Raises
    ------
    UserError
        If the file carries no data.
    """
    import xarray as xr

    carried = reading.read(Path(path))
    recorded = of_record(carried.record, source=str(path))
    data = carried.record.data
    dimensions = _dimensions(recorded, data)
    curves = {
        name: (dimensions, values, {**_attributes(curve), "label": label})
        for name, values, curve, label in zip(
            _names(recorded, data), data.curves, recorded.curves, data.labels, strict=True
        )
    }
    said = {"title": data.title, "text": data.text}
    return xr.Dataset(
        curves,
        _coordinates(recorded, data, dimensions),
        {key: text for key, text in said.items() if text},
    )


def _dimensions(recorded: RecordedSettings, data: Slice) -> tuple[str, ...]:
    if data.abscissa.ndim == 2:
        return OF_A_GRID
    up = () if recorded.ordinate is None else (recorded.ordinate.name,)
    return (*up, recorded.abscissa.name)


def _coordinates(
    recorded: RecordedSettings, data: Slice, dimensions: tuple[str, ...]
) -> dict[str, Any]:
    along = [(recorded.abscissa, data.abscissa)]
    if recorded.ordinate is not None and data.ordinate is not None:
        along.append((recorded.ordinate, data.ordinate))
    found: dict[str, Any] = dict(zip(recorded.mark_names, data.marks, strict=True))
    for axis in recorded.axes:
        found[axis.name] = ((), data.point[axis.name], _attributes(axis))
    for named, values in along:
        over = dimensions if values.ndim == 2 else (named.name,)
        found[named.name] = (over, values, _attributes(named))
    return found


def _attributes(named: Named) -> dict[str, str]:
    return {"long_name": named.long_name, **({"units": named.units} if named.units else {})}


def _names(recorded: RecordedSettings, data: Slice) -> list[str]:
    """Return a name for each curve: its variable's, or its label where several are of one name."""
    count = Counter(curve.name for curve in recorded.curves)
    wanted = [
        curve.name if count[curve.name] == 1 else label
        for curve, label in zip(recorded.curves, data.labels, strict=True)
    ]
    others = [*recorded.axes, recorded.abscissa, *filter(None, [recorded.ordinate])]
    return unique(wanted, taken=[*recorded.mark_names, *(other.name for other in others)])
