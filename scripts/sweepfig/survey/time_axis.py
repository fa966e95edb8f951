"""Decide whether a coordinate is time.

The first of these that says something decides: the config; the values, if they are dates or text; the CF
attribute `axis`, which is ``T`` for time; the `standard_name`, which is ``time``; the `units`, if they are of
time; the coordinate's name, which is ``t`` or has the word ``time``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core import naming

UNITS_OF_TIME = {
    *("s", "sec", "secs", "second", "seconds", "ms", "millisecond", "milliseconds", "us", "µs"),
    *("microsecond", "microseconds", "ns", "nanosecond", "nanoseconds", "ps", "picosecond"),
    *("picoseconds", "fs", "femtosecond", "femtoseconds", "as", "attosecond", "attoseconds"),
    *("min", "mins", "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "d", "day", "days"),
    *("week", "weeks", "month", "months", "yr", "yrs", "year", "years"),
}


UNITS_OF_OTHERS = {
    *(
        "m",
        "mm",
        "cm",
        "um",
        "nm",
        "km",
        "K",
        "C",
        "degC",
        "eV",
        "keV",
        "MeV",
        "GeV",
        "J",
        "V",
        "A",
    ),
    *("T", "Pa", "bar", "kg", "g", "Hz", "kHz", "MHz", "GHz", "m s-1", "m/s", "degrees"),
}


def is_time(
    name: str, attributes: Mapping[str, Any], values: NDArray[Any], said: bool | None = None
) -> bool:
    """Whether a coordinate is time.

    Parameters
    ----------
    name : str
    attributes : mapping
        The coordinate's, as in the file.
    values : array, shape (n,)
    said : bool, optional
        What the config says.
    """
    if said is not None:
        return said
    if values.dtype.kind == "U":
        return False
    if values.dtype.kind == "M":
        return True
    axis, standard_name, units = (
        _text(attributes.get(k)) for k in ("axis", "standard_name", "units")
    )
    if axis:
        return axis == "T"
    if standard_name:
        return standard_name == "time"
    is_other = units in UNITS_OF_OTHERS
    return (
        units.partition(" since ")[0] in UNITS_OF_TIME
        or "time" in naming.words(name)
        or (name == "t" and not is_other)
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) and not np.ndim(value) else ""
