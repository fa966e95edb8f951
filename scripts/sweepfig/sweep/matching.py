"""Match the values of two files that differ only by rounding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

EVEN = 1e-3  # steps of a grid differ by less, relative to them


def match(wanted: NDArray[Any], there: NDArray[Any], tolerance: float) -> NDArray[np.intp] | str:
    """Find each wanted value's index among the values that are there.

    A number matches the nearest value if they differ by at most `tolerance` times the larger of the
    number's size and its distance to its nearest neighbour (so that 0 and 1e-17 match on a grid of
    tenths), and by at most half that distance. Dates and text must be equal.

    Parameters
    ----------
    wanted : array, shape (n,)
    there : array, shape (m,)
    tolerance : float

    Returns
    -------
    array of int, shape (n,), or str
        The indices; or, if a value has no match or two values have the same one, a message that says so.
    """
    if wanted.dtype.kind not in "fiub" or there.dtype.kind not in "fiub":
        if wanted.dtype.kind != there.dtype.kind:
            return f"no value {wanted[0]!s} (they are of type {there.dtype})"
        common = np.promote_types(wanted.dtype, there.dtype)  # dates may have different units
        places = {value: place for place, value in enumerate(there.astype(common).tolist())}
        found = [_place(value, places) for value in wanted.astype(common).tolist()]
        if -1 in found:
            return f"no value {wanted[found.index(-1)]!s}"
        return np.array(found, dtype=np.intp)
    if len(there) == 0:
        return "no values at all"
    values, targets = there.astype(float), wanted.astype(float)
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    right = np.clip(np.searchsorted(ascending, targets), 1, max(1, len(values) - 1))
    left = right - 1
    right = np.minimum(right, len(values) - 1)
    nearer_left = np.abs(targets - ascending[left]) <= np.abs(ascending[right] - targets)
    nearest = np.where(nearer_left, left, right)
    error = np.abs(ascending[nearest] - targets)
    gap = _gap_to_neighbour(targets) if len(targets) > 1 else _gap_to_neighbour(ascending)[nearest]
    allowed = np.minimum(tolerance * np.maximum(np.abs(targets), gap), gap / 2)
    far = np.flatnonzero(~(error <= allowed))
    if far.size:
        worst = far[0]
        return f"no value {wanted[worst]!s} (the nearest is {ascending[nearest[worst]]!s})"
    if len(set(nearest.tolist())) < len(nearest):
        return "two values are nearest to the same one"
    return order[nearest]


def _place(value: Any, places: Mapping[Any, int]) -> int:
    """Return a value's place, or -1; text is there without blanks that fill it up."""
    if value not in places and isinstance(value, str):
        value = value.rstrip(" ")
    return places.get(value, -1)


def are_same(mine: NDArray[Any], its: NDArray[Any], tolerance: float) -> bool:
    """Whether two files have the same two-dimensional coordinate, but for rounding.

    Parameters
    ----------
    mine, its : arrays, shape (m, n)
    tolerance : float
        Numbers may differ by so much, relative to the largest.
    """
    if mine.shape != its.shape:
        return False
    if mine.dtype.kind not in "fiu" or its.dtype.kind not in "fiu":
        return mine.dtype.kind == its.dtype.kind and np.array_equal(mine, its, equal_nan=True)
    largest = float(np.max(np.abs(mine), initial=0.0, where=np.isfinite(mine)))
    return np.allclose(mine, its, rtol=0.0, atol=tolerance * largest, equal_nan=True)


def _gap_to_neighbour(values: NDArray[Any]) -> NDArray[Any]:
    """Return each value's distance to its nearest neighbour; for a single value its size."""
    order = np.argsort(values, kind="stable")
    gaps = np.concatenate([[np.inf], np.diff(values[order]), [np.inf]])
    result = np.empty(len(values))
    result[order] = np.minimum(gaps[:-1], gaps[1:])
    # A single value has no neighbour, and its own size is the only scale.
    return np.where(np.isinf(result), np.maximum(np.abs(values), np.finfo(float).tiny), result)


def distinct(values: NDArray[Any], tolerance: float) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Return the values that differ by more than rounding, ascending, and each value's index among them.

    Numbers that differ by less than `tolerance`, relative to their size, become one: the one that is
    shortest to write. So do zero and what rounding makes of it (`_is_zero_rounded`). Dates and text become
    one if they are equal.
    """
    unique, where = np.unique(values, return_inverse=True)
    if unique.dtype.kind not in "f" or len(unique) < 2:
        return unique, where
    gaps = np.diff(unique)
    size = np.maximum(np.abs(unique[:-1]), np.abs(unique[1:]))
    is_same = (gaps <= tolerance * size) & np.isfinite(gaps)  # infinity is as close to no number
    for place in np.flatnonzero((unique[:-1] <= 0) & (unique[1:] >= 0)):
        is_same[place] |= _is_zero_rounded(unique, int(place))
    group = np.concatenate([[0], np.cumsum(~is_same)])
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    chosen = [
        min(same.tolist(), key=lambda value: (len(repr(value)), value))
        if len(same) > 1
        else same[0]
        for same in np.split(unique, starts[1:])
    ]
    return np.array(chosen, dtype=unique.dtype), group[where]


def _is_zero_rounded(ascending: NDArray[Any], place: int) -> bool:
    """Whether the values at a place and after it, with zero between, are zero and what rounding makes of it.

    So are 0 and 1e-17 on a grid of tenths, but not 0 and 100 before 1e18: a number that is short to write is
    somebody's choice, unless those about it are evenly spaced and it is a bit or two of their distance.
    """
    kind = np.finfo(ascending.dtype)
    gaps = np.diff(ascending)
    gap, before, after = gaps[place], gaps[:place][::-1], gaps[place + 1 :]
    # Two on either side: -1e-17, 0, 1e-17.
    near = np.concatenate([before[:2], after[:2]])
    rounding = 64 * kind.eps * np.max(near, initial=0.0, where=np.isfinite(near))
    if not gap <= rounding:
        return False
    value = max(ascending[place], ascending[place + 1], key=abs)
    mantissa = np.format_float_scientific(abs(value)).partition("e")[0]
    if len(mantissa.replace(".", "").rstrip("0")) >= kind.precision:
        return True
    steps = np.sort(np.concatenate([before[:4], after[:4]]))
    steps = steps[steps > rounding]
    is_even = len(steps) > 1 and steps[1] <= (1 + EVEN) * steps[0]
    return bool(is_even and 1 / 16 <= gap / (kind.eps * steps[0]) <= 4)


def nearest(values: NDArray[Any], axis: NDArray[Any], tolerance: float) -> NDArray[np.intp]:
    """Return each value's index on an axis; -1 if it is not there."""
    if values.dtype.kind not in "fiub" or axis.dtype.kind not in "fiub":
        if values.dtype.kind != axis.dtype.kind:
            return np.full(len(values), -1)
        right = np.clip(np.searchsorted(axis, values), 0, len(axis) - 1)
        return np.where(axis[right] == values, right, -1)
    ascending = axis.astype(float)
    right = np.clip(np.searchsorted(ascending, values), 0, len(axis) - 1)
    left = np.maximum(right - 1, 0)
    found = np.where(
        np.abs(values - ascending[left]) < np.abs(ascending[right] - values), left, right
    )
    gaps = np.diff(ascending, prepend=-np.inf, append=np.inf)
    gap = np.minimum(gaps[:-1], gaps[1:])[found]
    size = np.maximum(np.abs(ascending[found]), np.where(np.isfinite(gap), gap, 0.0))
    allowed = np.minimum(tolerance * size, gap / 2)
    return np.where(np.abs(values - ascending[found]) <= allowed, found, -1)
