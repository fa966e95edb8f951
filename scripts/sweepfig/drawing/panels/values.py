"""Choose the values of an ordinate that panels and lines show, and write them as titles and labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_DIGITS = 17  # significant ones: all that a number has
TITLE_DIGITS = 5  # significant ones of a value in a panel's title, or more:
ROUNDED = 0.05  # of its distance to the next is the most that a value is rounded by


def chosen(ordinate: NDArray[Any], wanted: int | Sequence[Any]) -> list[int]:
    """Return the indices of ordinate values: so many, evenly spread, or the nearest to some, each once."""
    if isinstance(wanted, int):
        places = np.linspace(0, len(ordinate) - 1, wanted).round()
        return sorted({int(place) for place in places})
    return [*dict.fromkeys(nearest(ordinate, value) for value in wanted)]


def nearest(ordinate: NDArray[Any], value: Any) -> int:
    """Return the index of the ordinate value next to a number, or to a date in ISO 8601."""
    is_date = ordinate.dtype.kind == "M"
    distance = abs(ordinate - (np.datetime64(value) if is_date else float(value)))
    return int(np.argmin(distance))


def facet_values(values: Any) -> NDArray[Any]:
    """Return the values of a facet of maps as numbers, or as dates where they are text."""
    array = np.asarray(values)
    return array.astype("M8") if array.dtype.kind == "U" else array


def panel_titles(label: str, values: NDArray[Any]) -> list[str]:
    """Return what panels or lines at values of a labelled quantity are called: ``time = 12.5 s``.

    Numbers have `TITLE_DIGITS` significant digits; more, if rounded so one might be taken for another.
    """
    found = re.fullmatch(r"(?P<name>.*) \[(?P<units>.+)\]", label)
    name, units = (found["name"], f" {found['units']}") if found else (label, "")
    begins = f"{name} = " if name else ""
    return [f"{begins}{text}{units}" for text in _written(values)]


def _written(values: NDArray[Any]) -> list[str]:
    if values.dtype.kind == "M":
        return [str(np.datetime_as_string(value, "auto")) for value in values]
    if values.dtype.kind not in "fiu":
        return [str(value) for value in values]
    apart = np.unique(values)
    gaps = np.concatenate([[np.inf], np.diff(apart).astype(float), [np.inf]])
    nearest_other = np.minimum(gaps[:-1], gaps[1:])[np.searchsorted(apart, values)]
    return [_number(value, gap) for value, gap in zip(values.tolist(), nearest_other, strict=True)]


def _number(value: int | float, gap: float) -> str:
    """Return a number with as many digits as it needs where the nearest other one is a gap away."""
    for digits in range(TITLE_DIGITS, MOST_DIGITS):
        text = f"{value:.{digits}g}"
        rounded = type(value)(float(text))  # of the largest integers a float is not exact
        if abs(rounded - value) <= ROUNDED * gap:
            return text
    return str(value)


def title_at(label: str, ordinate: NDArray[Any], index: int) -> str:
    """Return the title of a lone panel, which its value's neighbours could have as well."""
    first = max(index - 1, 0)
    return panel_titles(label, ordinate[first : index + 2])[index - first]
