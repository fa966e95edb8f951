"""Reduce a slice to what a screen shows: few points of a curve, few rows and columns of a field.

Of a long curve the smallest and the largest number of each of many short stretches are kept, so that no
peak is lost. Of a field each block of points becomes their mean.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sweepfig.plan.gallery_data import MOST_POINTS, MOST_SIDE

Floats = NDArray[np.float64]


def shorten(curve: Floats) -> Floats:
    """Return a curve's numbers at the places that `places_kept` returns.

    Parameters
    ----------
    curve : array, shape (n,)
        With NaN where there is no number.
    """
    if len(curve) <= MOST_POINTS:
        return curve
    size = _stretch(len(curve))
    stretches = _padded(curve, size).reshape(-1, size)
    rows, is_number = np.arange(len(stretches)), np.isfinite(stretches)
    lowest = np.where(is_number, stretches, np.inf).argmin(axis=1)
    highest = np.where(is_number, stretches, -np.inf).argmax(axis=1)
    first, second = np.minimum(lowest, highest), np.maximum(lowest, highest)
    return np.column_stack([stretches[rows, first], stretches[rows, second]]).ravel()


def places_kept(length: int) -> NDArray[np.intp]:
    """Return at which indices of the abscissa a curve is shown: all, or two in each stretch of a long one."""
    if length <= MOST_POINTS:
        return np.arange(length)
    size = _stretch(length)
    begins = np.arange(0, length, size)
    # Its first and its last: where a curve only rises or falls, each number is where it belongs.
    kept = np.column_stack([begins, begins + size - 1]).ravel()
    return np.minimum(kept, length - 1)


def _stretch(length: int) -> int:
    return -(-length // (MOST_POINTS // 2))


def coarsen(field: Floats) -> Floats:
    """Return a field of shape (m, n), or a coordinate of shape (n,), with blocks of points as their means.

    NaN, which stands for no number, counts in no mean.
    """
    for axis in range(field.ndim):
        field = np.moveaxis(_means(np.moveaxis(field, axis, -1)), -1, axis)
    return field


def _means(values: Floats) -> Floats:
    size = -(-values.shape[-1] // MOST_SIDE)
    if size <= 1:
        return values
    padded = _padded(values, size)
    blocks = padded.reshape(*padded.shape[:-1], -1, size)
    count = np.isfinite(blocks).sum(axis=-1)
    # Divided first: the sum of large numbers may be infinite.
    total = np.nansum(blocks / size, axis=-1)
    means: Floats = np.full_like(total, np.nan)
    np.divide(total * size, count, where=count > 0, out=means)
    return means


def _padded(values: Floats, size: int) -> Floats:
    """Return numbers with NaN after them, up to a multiple of `size` along the last dimension."""
    more = -values.shape[-1] % size
    return np.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, more)], constant_values=np.nan)
