"""Measure a slice by its type: lines, time series, or fields.

Of time series all is measured that is of lines, and more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from sweepfig.drawing.slice import Slice
from sweepfig.measuring import fields, lines, time_series
from sweepfig.measuring.description import Measure, Number, Units

SliceType = Literal["lines", "time series", "fields"]

FORMULAS: Mapping[str, str] = {
    **lines.OF_A_CURVE,
    **lines.OF_A_MODEL,
    **time_series.OF_A_SERIES,
    **fields.OF_A_FIELD,
}
SIGNED = ("peak shift", time_series.GROWTH_RATE)  # kinds whose sign matters
MAPPED = (  # kinds that a map of their own is drawn of, beside the maps of peaks and errors
    "late-time amplitude",
    time_series.GROWTH_RATE,
    "dominant angular frequency",
    *fields.OF_A_FIELD,
)


def measures(
    slice_type: SliceType, labels: Sequence[str], units: Units, *, dates: tuple[bool, bool]
) -> tuple[Measure, ...]:
    """Return the descriptions of the numbers that `measure` returns, in its order.

    Parameters
    ----------
    slice_type : str
    labels : sequence of str
        The curves' labels.
    units : Units
    dates : (bool, bool)
        Whether the abscissa and the ordinate hold dates.
    """
    if slice_type == "fields":
        return tuple(fields.measures(labels, units, dates=dates))
    found = lines.measures(labels, units, dates=dates[0])
    if slice_type == "time series":
        found += time_series.measures(labels, units, dates=dates[0])
    return tuple(found)


def measure(slice_type: SliceType, data: Slice) -> tuple[Number, ...]:
    """Return a slice's numbers: see `lines`, `time_series` and `fields`."""
    if slice_type == "fields":
        assert data.ordinate is not None
        return fields.measure(data.abscissa, data.ordinate, data.curves)
    found = lines.measure(data.abscissa, data.curves)
    if slice_type == "time series":
        found += time_series.measure(data.abscissa, data.curves)
    return found
