"""Measure a field: its extremes, where it is largest, its mean and root mean square.

With u the finite values of a curve over abscissa and ordinate, N of them:

minimum, maximum
    min(u) and max(u), at points of the grid: nothing is interpolated.
mean, rms
    sum(u) / N and sqrt(sum(u^2) / N). Every point counts alike, whatever area it stands for: on a grid that
    is spaced unevenly, or of latitudes and longitudes, these are no averages over area.
abscissa and ordinate of maximum
    The point of the maximum; of several equal ones the first, rows of the ordinate one after another. NaN
    along names, which have no position, and where two-dimensional coordinates have none.

A field without a finite value has NaN for each. Positions are in the units of abscissa and ordinate (dates:
days since 1970-01-01), all else is in the response's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.measuring.description import (
    Measure,
    Number,
    Units,
    describe,
    plain,
    position_units,
    positions,
)

OF_A_FIELD = {
    "minimum": "the smallest value",
    "maximum": "the largest value",
    "mean": "mean of the values, each point alike",
    "rms": "sqrt(mean(value^2)), each point alike",
    "abscissa of maximum": "where along the abscissa the largest value is",
    "ordinate of maximum": "where along the ordinate the largest value is",
}


def measures(
    labels: Sequence[str], units: Units, *, dates: tuple[bool, bool] = (False, False)
) -> list[Measure]:
    """Return the descriptions of the numbers that `measure` returns, in its order.

    Parameters
    ----------
    labels : sequence of str
        The curves' labels.
    units : Units
    dates : (bool, bool)
        Whether the abscissa and the ordinate hold dates.
    """
    of_kind = {
        "abscissa of maximum": position_units(units.abscissa, dates=dates[0]),
        "ordinate of maximum": position_units(units.ordinate, dates=dates[1]),
    }
    return describe(OF_A_FIELD, range(len(labels)), labels, of_kind, units.of)


def measure(
    abscissa: NDArray[Any], ordinate: NDArray[Any], curves: Sequence[NDArray[Any]]
) -> tuple[Number, ...]:
    """Return the numbers of a slice of fields; the module's docstring has their formulas.

    Parameters
    ----------
    abscissa, ordinate : arrays, shapes (n,) and (m,), or both of shape (m, n)
        Numbers or ``datetime64``, in any order.
    curves : sequence of arrays, each of shape (m, n)

    Returns
    -------
    tuple of float or None
        For each curve its `OF_A_FIELD`.

    Examples
    --------
    >>> field = np.array([[1.0, 2.0, 1.0], [np.nan, 4.0, 0.0]])
    >>> measure(np.array([0.1, 0.2, 0.3]), np.array([5, 6]), [field])
    (0.0, 4.0, 1.6, 2.0976176963403033, 0.2, 6.0)
    """
    x, y = positions(abscissa), positions(ordinate)
    return plain(chain.from_iterable(_measure_field(x, y, curve) for curve in curves))


def _measure_field(
    x: NDArray[np.float64], y: NDArray[np.float64], curve: NDArray[Any]
) -> tuple[float, ...]:
    finite = np.isfinite(curve)
    is_whole = bool(finite.all())
    values = curve.ravel() if is_whole else curve[finite]
    if not len(values):
        return (math.nan,) * len(OF_A_FIELD)
    place = int(values.argmax())
    if not is_whole:
        place = int(np.flatnonzero(finite)[place])
    row, column = divmod(place, curve.shape[1])
    low, high = float(values.min()), float(values.max())
    # Scaled, so that neither sums nor squares overflow or underflow.
    scale = max(-low, high) or 1.0
    scaled = values / scale if values.dtype == float else values.astype(float) / scale
    mean = scale * float(scaled.mean())
    scaled *= scaled
    # No scalar product: how BLAS sums depends on the number of its threads.
    rms = scale * math.sqrt(float(scaled.mean()))
    return low, high, mean, rms, _at(x, row, column), _at(y.T, column, row)


def _at(along: NDArray[np.float64], across: int, place: int) -> float:
    """Return a position of shape (place,) or (across, place); NaN along names."""
    if not along.size:
        return math.nan
    return float(along[across, place] if along.ndim == 2 else along[place])
