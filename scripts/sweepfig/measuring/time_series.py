"""Measure a time series: its late amplitude, growth or damping rate, and dominant frequency.

With t the time and y the finite values of a curve:

late-time amplitude
    (max(y) - min(y)) / 2 in the last quarter of the time that y covers.
growth rate
    y grows as exp(rate t); a damping rate is minus it. The slope, by least squares, of the straight line
    through ln(rms) of y against t. Each rms is over two periods, weighted by a Hann window, and the next one
    is a period later. Where y has no period, a sixteenth of its time stands for one, or four points, if that
    is more. An offset of y counts as signal, and the rate of an energy is twice that of its field. NaN with
    fewer than 3 such points.
standard error of growth rate
    That slope's, from the points' scatter about the line, times sqrt(4 / 3), because neighbouring windows
    overlap by half. Small for a clean exponential, large where the series only partly grows or decays, as
    into a floor of noise.
dominant angular frequency
    Where the spectrum of y is largest, in radians per unit of time (2 pi times the cycles). What y grows or
    decays by is divided out first, and the mean taken off; so a damped oscillation is one sharp line, and so
    is its square, an energy. The spectrum is of a Hann window, and its peak is interpolated by Grandke's
    formula (IEEE Trans. Instrum. Meas. 32 (1983) 350). A y that is spaced unevenly, or has gaps, is first
    interpolated linearly to even steps. NaN where no line stands out of noise (Fisher's test of a
    periodogram, Proc. R. Soc. A 125 (1929) 54, with a chance of 1 in 1000), and where y has fewer than 3
    periods.

A series of fewer than 8 finite values, or whose time doesn't ascend or descend throughout, has NaN for each.
Times are in the abscissa's units (dates: days). Dates of a calendar of their own count as the ordinary
calendar's: where every year has 365 days, they are a day further apart across a leap day; where every month
has 30, a day further or two days nearer across the end of some. A time written as a number is exact.
"""

from __future__ import annotations

import functools
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
    since_first,
)

Floats = NDArray[np.float64]

GROWTH_RATE = "growth rate"
OF_A_SERIES = {
    "late-time amplitude": "(max - min) / 2 in the last quarter of the time",
    GROWTH_RATE: "slope of the line through ln(rms over two periods) against time",
    "standard error of growth rate": "that of the slope, from the scatter about the line",
    "dominant angular frequency": "where the spectrum is largest, 2 pi times the cycles in a unit of time",
}
FEWEST_POINTS = 8
FEWEST_PERIODS = 3
FEWEST_WINDOWS = 4  # periods, for a slope with an error: windows of two of them overlap by half
PERIODS, POINTS = 16, 4  # of a series without a period: how many there are, and in each at least
OVERLAP = math.sqrt(4 / 3)  # noise in Hann windows that overlap by half is correlated by 1 / 6
EVEN = 1e-3  # steps that differ by less than this, relatively, are even
CHANCE = 1e-3  # that noise has so high a line
LARGEST_EXPONENT = 300.0
ROUNDING = 1e-9


def measures(labels: Sequence[str], units: Units, *, dates: bool = False) -> list[Measure]:
    """Return the descriptions of the numbers that `measure` returns, in its order.

    Parameters
    ----------
    labels : sequence of str
        The curves' labels.
    units : Units
    dates : bool
        Whether the abscissa holds dates.
    """
    of_kind = dict.fromkeys(OF_A_SERIES, _per("day" if dates else units.abscissa))
    del of_kind["late-time amplitude"]
    return describe(OF_A_SERIES, range(len(labels)), labels, of_kind, units.of)


def _per(units: str) -> str:
    """Return the units of what is per unit of time."""
    if units in ("", "1"):
        return units
    inverse = units.removeprefix("1/")
    if inverse.replace("_", "").isalnum() and inverse != units:
        return inverse
    return f"1/{units}" if units.replace("_", "").isalnum() else f"1/({units})"


def measure(abscissa: NDArray[Any], curves: Sequence[NDArray[Any]]) -> tuple[Number, ...]:
    """Return the numbers of a slice of time series; the module's docstring has their formulas.

    Parameters
    ----------
    abscissa : array, shape (n,)
        The time: numbers or ``datetime64``, ascending or descending.
    curves : sequence of arrays, each of shape (n,)

    Returns
    -------
    tuple of float or None
        For each curve its `OF_A_SERIES`.

    Examples
    --------
    >>> t = np.linspace(0, 100, 1001)
    >>> amplitude, rate, error, frequency = measure(t, [np.exp(-0.01 * t) * np.cos(1.5 * t)])
    >>> round(rate, 6), round(frequency, 3)
    (-0.01, 1.5)
    """
    time = since_first(abscissa)
    if not (len(time) >= FEWEST_POINTS and is_ordered(time)):
        return (None,) * (len(OF_A_SERIES) * len(curves))
    with np.errstate(all="ignore"):
        return plain(chain.from_iterable(_measure_series(time, curve) for curve in curves))


def _measure_series(time: Floats, curve: NDArray[Any]) -> tuple[float, ...]:
    finite = np.isfinite(curve)
    if not finite.all():
        time, curve = time[finite], curve[finite]
    if len(time) < FEWEST_POINTS:
        return (math.nan,) * len(OF_A_SERIES)
    order = slice(None, None, -1 if time[-1] < time[0] else 1)
    time, y = time[order] - time[order][0], curve[order].astype(float)
    span, scale = time[-1], np.abs(y).max()
    time = time / span
    late = y[np.searchsorted(time, 0.75 - ROUNDING) :]  # a point at three quarters is among them
    amplitude = late.max() / 2 - late.min() / 2
    if not (scale and math.isfinite(span)):
        return amplitude, math.nan, math.nan, math.nan
    rate, error, frequency = _rates(time, y / scale)
    return amplitude, rate / span, error / span, frequency / span


def _rates(time: Floats, y: Floats) -> tuple[float, float, float]:
    """Return the growth rate, its standard error, and the angular frequency of a series from time 0 to 1."""
    periods = max(min(PERIODS, len(time) // POINTS), 1)
    frequency = _frequency(time, y, _rough_rate(time, y, periods))
    cycles = frequency / (2 * math.pi)
    period = 1 / cycles if cycles >= FEWEST_WINDOWS else 1 / periods  # NaN compares as False
    return *_growth(time, y, period), frequency


def _rough_rate(time: Floats, y: Floats, parts: int) -> float:
    """Return the growth rate of a series from time 0 to 1, by its rms in equal parts of that time."""
    starts = np.searchsorted(time, np.arange(parts) / parts)
    starts = starts[np.append(starts[1:] > starts[:-1], True)]  # no part in a gap
    counts = np.diff(starts, append=len(time))
    squares = np.add.reduceat(y * y, starts) / counts
    there = squares > 0
    return (
        _slope(np.add.reduceat(time, starts)[there] / counts[there], np.log(squares[there]))[0] / 2
    )


def _frequency(time: Floats, y: Floats, rate: float) -> float:
    """Return the angular frequency of a series that grows at a rate from time 0 to 1, or NaN."""
    step = 1 / (len(time) - 1)
    if np.abs(time[1:] - time[:-1] - step).max() > EVEN * step:
        even = np.linspace(0, 1, len(time))
        time, y = even, np.interp(even, time, y)
    exponent = np.clip(rate * (time - 0.5), -LARGEST_EXPONENT, LARGEST_EXPONENT)
    level = y * np.exp(-exponent) if math.isfinite(rate) else y
    level = level / np.abs(level).max()
    level -= level.mean()
    if not np.abs(level).max() > ROUNDING:
        return math.nan
    lines = np.abs(np.fft.rfft(level * _window(len(level))))[1:]
    top = int(lines.argmax())
    if top + 1 < FEWEST_PERIODS or top + 1 >= len(lines) or not _stands_out(lines):
        return math.nan
    side = 1 if lines[top + 1] > lines[top - 1] else -1
    share = lines[top + side] / lines[top]
    cycles = top + 1 + side * (2 * share - 1) / (share + 1)
    if cycles < FEWEST_PERIODS:
        return math.nan
    return float(2 * math.pi * cycles / (len(level) * step))


@functools.lru_cache(maxsize=4)
def _window(length: int) -> Floats:
    return np.hanning(length + 1)[:-1]


def _stands_out(lines: Floats) -> bool:
    """Whether the highest line of a spectrum is no chance of noise, by Fisher's test."""
    power = lines * lines
    # A Hann window spreads a line over 1.5 others, so that fewer are independent.
    count = len(power) / 1.5
    share = power.max() / power.sum()
    return bool(count * (1 - share) ** (count - 1) < CHANCE)


def _growth(time: Floats, y: Floats, period: float) -> tuple[float, float]:
    """Return the growth rate of a series from time 0 to 1, and its standard error."""
    number = (time / period).astype(np.intp)
    later = np.sin(math.pi / 2 * (time / period - number)) ** 2  # the weight at the period's end

    def weighted(values: Floats) -> Floats:
        ends = np.bincount(number + 1, later * values)
        begins = np.bincount(number, (1 - later) * values, len(ends))
        return np.asarray(ends + begins, float)[1 : int(1 / period + ROUNDING)]

    weight, squares = weighted(np.ones(len(time))), weighted(y * y)
    there = (weight > 0) & (squares > 0)
    weight, squares = weight[there], squares[there]
    slope, error = _slope(weighted(time)[there] / weight, np.log(squares / weight) / 2)
    return slope, OVERLAP * error


def _slope(x: Floats, y: Floats) -> tuple[float, float]:
    """Return the slope of the least-squares line through some points, and its standard error."""
    if len(x) < 3:
        return math.nan, math.nan
    x, y = x - x.mean(), y - y.mean()
    spread = (x * x).sum()
    slope = (x * y).sum() / spread
    left = y - slope * x
    return float(slope), math.sqrt((left * left).sum() / (len(x) - 2) / spread)
