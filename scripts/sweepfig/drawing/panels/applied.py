"""Apply functions to a slice's numbers before they are drawn, as in ``log10(abs(E))``.

They are numpy's of the same names. Where one has no finite value (the logarithm of 0), nothing is drawn, as
where the file itself has no number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sweepfig.drawing.slice import Slice
from sweepfig.sweep.quantity import PURE, Quantity


class Function(NamedTuple):
    """A function, and what it makes of a quantity.

    Attributes
    ----------
    numbers : callable
        Returns the function of an array.
    name, units : str
        Those of the result, ``{}`` for the argument's.
    """

    numbers: Callable[[Any], Any]
    name: str
    units: str = "{}"

    @property
    def is_of_pure_numbers(self) -> bool:
        """Whether a quantity must be divided by its units before."""
        return not self.units

    def of(self, given: Quantity) -> Quantity:
        """Return what a quantity becomes."""
        if given.units in PURE:
            return Quantity(self.name.format(given.name), given.units)
        argument = f"{given.name} / ({given.units})" if self.is_of_pure_numbers else given.name
        return Quantity(self.name.format(argument), self.units.format(given.units))


FUNCTIONS: Mapping[str, Function] = {
    "abs": Function(np.abs, "|{}|"),
    "square": Function(np.square, "({})²", "({})²"),
    "sqrt": Function(np.sqrt, "sqrt({})", "sqrt({})"),
    "log": Function(np.log, "ln({})", ""),
    "log10": Function(np.log10, "log10({})", ""),
}


def applied(functions: Sequence[str], values: NDArray[Any]) -> NDArray[Any]:
    """Return numbers after functions, one after the other.

    Parameters
    ----------
    functions : sequence of str
        Names of `FUNCTIONS`, the innermost first.
    values : array of any shape

    Returns
    -------
    array
        In double precision, of the same shape, NaN where a function has no finite value. (The smallest
        integer of a type has no absolute value in it, the square of a density none in single precision.)

    Examples
    --------
    >>> applied(["abs", "log10"], np.array([-100, 0, 10]))
    array([ 2., nan,  1.])
    """
    if not functions:
        return values
    values = values.astype(float)
    with np.errstate(all="ignore"):
        for function in functions:
            values = FUNCTIONS[function].numbers(values)
    values[~np.isfinite(values)] = np.nan
    return values


def with_functions(functions: Sequence[str], data: Slice) -> Slice:
    """Return a slice with functions of its curves in their place; see `applied`."""
    if not functions:
        return data
    return replace(data, curves=tuple(applied(functions, curve) for curve in data.curves))


def quantity_after(functions: Sequence[str], given: Quantity) -> Quantity:
    """Return the name and units of a quantity after functions.

    Examples
    --------
    >>> quantity_after(["abs", "log10"], Quantity("E", "V/m")).label
    'log10(|E| / (V/m))'
    """
    for function in functions:
        given = FUNCTIONS[function].of(given)
    return given
