"""Measure a line: peaks and widths of the curves, and how far each model is off.

Pure numpy, and fast enough to be computed for every target while its slice is in memory.

With x the abscissa, y a curve, and i where y is largest among its finite values:

peak
    The parabola through the points i - 1, i, i + 1 (spaced equally or not) is highest at the *peak
    position*, where its value is the *peak height*. A curve that is largest at its end, or beside a
    gap, has no peak: position, height and FWHM are NaN.
FWHM
    Full width at half maximum: the distance between the two nearest positions, one on each side of i,
    where the linear interpolation of the points falls to half the peak height. NaN if the curve ends or
    has a gap before it falls to that, or if the peak is not above zero.
errors
    With e = model - first curve, at the points where both are finite: ``RMSE`` = sqrt(mean(e^2)),
    ``largest error`` = max|e|, ``largest relative error`` = max(|e| / |first curve|) where the
    first curve is not zero, ``peak shift`` = the model's peak position - the first curve's.

Positions, widths and shifts are in the abscissa's units (dates: days since 1970-01-01, and days),
heights and errors in the response's.
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
    is_ordered,
    plain,
    position_units,
    positions,
    since_first,
)

OF_A_CURVE = {
    "peak position": "where the parabola through the highest point and its two neighbours is highest",
    "peak height": "value there of the parabola through the highest point and its two neighbours",
    "FWHM": "between the places on both sides of the peak where the line falls to half its height",
}
OF_A_MODEL = {
    "RMSE": "sqrt(mean((model - first curve)^2)), where both are finite",
    "largest error": "max |model - first curve|, where both are finite",
    "largest relative error": "max |model - first curve| / |first curve|, where that is not zero",
    "peak shift": "peak position of the model - peak position of the first curve",
}
ERROR = "RMSE"  # the number that ranks the worst targets


def measures(labels: Sequence[str], units: Units, *, dates: bool = False) -> list[Measure]:
    """Return the descriptions of the numbers that `measure` returns, in its order.

    Parameters
    ----------
    labels : sequence of str
        The curves' labels; all but the first are models of the first.
    units : Units
    dates : bool
        Whether the abscissa holds dates.
    """
    width = "days" if dates else units.abscissa
    of_kind = {
        "peak position": position_units(units.abscissa, dates=dates),
        "FWHM": width,
        "peak shift": width,
        "largest relative error": "1",
    }
    curves = range(len(labels))
    of_curves = describe(OF_A_CURVE, curves, labels, of_kind, units.of)
    return of_curves + describe(OF_A_MODEL, curves[1:], labels, of_kind, units.of_error)


def measure(abscissa: NDArray[Any], curves: Sequence[NDArray[Any]]) -> tuple[Number, ...]:
    """Return the numbers of a slice of lines; the module's docstring has their formulas.

    Parameters
    ----------
    abscissa : array, shape (n,)
        Numbers or ``datetime64``, ascending or descending; in any other order a curve has no peak.
    curves : sequence of arrays, each of shape (n,)
        The others are models of the first.

    Returns
    -------
    tuple of float or None
        For each curve its `OF_A_CURVE`, then for each model its `OF_A_MODEL`.

    Examples
    --------
    >>> x = np.linspace(0, 2, 201)
    >>> position, height, width = measure(x, [1 / (1 + ((x - 1) / 0.1) ** 2)])
    >>> round(position, 6), round(height, 6), round(width, 3)
    (1.0, 1.0, 0.2)
    """
    x = since_first(abscissa)
    origin = float(positions(abscissa[:1])[0]) if abscissa.dtype.kind == "M" and len(x) else 0.0
    values = np.asarray(curves, dtype=float).reshape(len(curves), -1)
    finite = np.isfinite(values)
    with np.errstate(all="ignore"):
        may_peak = len(x) > 2 and is_ordered(x)
        peaks: list[tuple[float, ...]] = [
            _peak(x, y, gap_free) if may_peak else (math.nan,) * 3
            for y, gap_free in zip(values, finite, strict=True)
        ]
        errors: list[tuple[float, ...]] = [
            (*_errors(values[0], model, finite[0] & gap_free), peak[0] - peaks[0][0])
            for model, gap_free, peak in zip(values[1:], finite[1:], peaks[1:], strict=True)
        ]
    found = [(position + origin, height, width) for position, height, width in peaks]
    return plain(chain(*found, *errors))


def _peak(
    x: NDArray[np.float64], y: NDArray[np.float64], finite: NDArray[np.bool_]
) -> tuple[float, float, float]:
    if not finite.all():
        y = np.where(finite, y, -math.inf)
    top = int(y.argmax())
    if not (0 < top < len(y) - 1 and finite[top - 1] and finite[top + 1]):
        return math.nan, math.nan, math.nan
    position, height = _vertex(x[top - 1 : top + 2].tolist(), y[top - 1 : top + 2].tolist())
    if not height > 0:
        return position, height, math.nan
    sides = ((x[top::-1], y[top::-1]), (x[top:], y[top:]))
    ends = [_falls_to(height / 2, *side) for side in sides]
    return position, height, abs(ends[1] - ends[0])


def _vertex(x: list[float], y: list[float]) -> tuple[float, float]:
    """Return the vertex (x, y) of the parabola through three points, of which the middle is highest."""
    left, right = x[0] - x[1], x[2] - x[1]
    fall, rise = (y[0] - y[1]) / left, (y[2] - y[1]) / right
    bend = (rise - fall) / (right - left)
    slope = fall - bend * left
    # Too flat for floating point: take the middle point. No power, which raises where a product is inf.
    if not bend * (right - left) * (right - left):
        return x[1], y[1]
    step = -slope / (2 * bend)
    return x[1] + step, y[1] + slope * step / 2


def _falls_to(level: float, x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Return where a curve that starts at its peak first falls to a level."""
    below = y <= level
    place = int(below.argmax())
    # A gap is -inf here: there is no interpolation into it.
    if not below[place] or place == 0 or y[place] == -math.inf:
        return math.nan
    (x0, x1), (y0, y1) = x[place - 1 : place + 1].tolist(), y[place - 1 : place + 1].tolist()
    return float(x0 + (level - y0) / (y1 - y0) * (x1 - x0))


def _errors(
    first: NDArray[np.float64], model: NDArray[np.float64], both: NDArray[np.bool_]
) -> tuple[float, float, float]:
    if not both.all():
        first, model = first[both], model[both]
    if not len(first):
        return math.nan, math.nan, math.nan
    error = np.abs(model - first)
    largest = float(error.max())
    # Scaled, so that squares neither overflow nor underflow.
    scaled = error / largest if largest else error
    rmse = largest * math.sqrt(float(np.add.reduce(scaled * scaled)) / len(error))
    nonzero = first != 0
    relative = error / np.abs(first) if nonzero.all() else error[nonzero] / np.abs(first[nonzero])
    return rmse, largest, float(relative.max()) if len(relative) else math.nan
