"""Describe a target's numbers: what each of them is, of which curve, and in which units."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.sweep.quantity import PURE

Number = float | None
"""A finite number; None stands for NaN, which JSON lacks and which does not equal itself."""

USERS = -1  # the curve of a number that the user's function returns
EPOCH = np.datetime64("1970-01-01")
DAY = np.timedelta64(86_400, "s")


@dataclass(frozen=True)
class Units:
    """The units of a slice's dimensions and of its curves; ``1`` or nothing for pure numbers.

    Attributes
    ----------
    abscissa, ordinate : str
    responses : tuple of str
        Each curve's.
    """

    abscissa: str = ""
    ordinate: str = ""
    responses: tuple[str, ...] = ()

    def of(self, curve: int) -> str:
        """Return a curve's units."""
        return self.responses[curve] if self.responses else ""

    def of_error(self, model: int) -> str:
        """Return the units of a model's error: none if the first curve has other units than the model.

        A model often bears no units: then they are the first curve's.
        """
        first, own = self.of(0), self.of(model)
        if own in PURE or first in PURE:
            return first if own in PURE else own
        return own if own == first else ""


@dataclass(frozen=True)
class Measure:
    """The description of one of a target's numbers.

    Attributes
    ----------
    kind : str
        What is measured, such as ``peak height``; of the user's own numbers the name.
    curve : int
        The index of the curve or model that is measured; `USERS` for the user's own numbers.
    label : str
        That curve's label; empty for the user's own numbers.
    units : str
        ``1`` or nothing for a pure number.
    """

    kind: str
    curve: int
    label: str
    units: str

    @property
    def words(self) -> str:
        """The number's name in words, without its units."""
        return f"{self.kind} of {self.label}" if self.curve != USERS else self.kind

    @property
    def name(self) -> str:
        """The number's name in words, with its units unless it is a pure number."""
        return self.words + ("" if self.units in PURE else f" [{self.units}]")


def describe(
    kinds: Iterable[str],
    curves: Iterable[int],
    labels: Sequence[str],
    units: Mapping[str, str],
    of_curve: Callable[[int], str],
) -> list[Measure]:
    """Return the descriptions of some kinds of numbers of each of some curves, curve by curve.

    Parameters
    ----------
    kinds : iterable of str
    curves : iterable of int
    labels : sequence of str
        All curves' labels.
    units : mapping of str to str
        The units of the kinds that are not in a curve's.
    of_curve : callable
        Returns the units of the others, given the curve.
    """
    kinds = tuple(kinds)
    return [
        Measure(kind, n, labels[n], units[kind] if kind in units else of_curve(n))
        for n in curves
        for kind in kinds
    ]


def positions(along: NDArray[Any]) -> NDArray[np.float64]:
    """Return an abscissa or ordinate as numbers: dates as days since 1970-01-01, text as nothing.

    Parameters
    ----------
    along : array, shape (n,) or (m, n)

    Returns
    -------
    array of float, of the same shape, or (0,)
    """
    if along.dtype.kind == "M":
        return np.asarray((along - EPOCH) / DAY, dtype=float)
    if along.dtype.kind in "fiub":
        return along.astype(float, copy=False)
    return np.empty(0)  # there is no position between two names


def since_first(along: NDArray[Any]) -> NDArray[np.float64]:
    """Return an abscissa as numbers for widths and rates: dates as days since the first, else `positions`.

    Days since 1970 hold a date to a third of a microsecond only.
    """
    if along.dtype.kind == "M" and along.size:
        return np.asarray((along - along.flat[0]) / DAY, dtype=float)
    return positions(along)


def position_units(units: str, *, dates: bool) -> str:
    """Return the units of `positions`."""
    return "days since 1970-01-01" if dates else units


def is_ordered(x: NDArray[np.float64]) -> bool:
    """Whether positions all ascend, or all descend."""
    steps = x[1:] - x[:-1]
    return bool((steps > 0).all() or (steps < 0).all())


def plain(numbers: Iterable[float]) -> tuple[Number, ...]:
    """Return numbers as they are recorded: what is not finite is None."""
    return tuple(float(number) if math.isfinite(number) else None for number in numbers)
