"""Call the user's function that measures a slice, and check what it returns.

The function gets a copy of the slice, and returns a mapping of names to numbers, or to numbers with units:
``{"gap": 0.3, "heat flux": (1.2, "W/m2")}``. It may leave out a name for one target and return it for
another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

from sweepfig.core.errors import UserError, shown
from sweepfig.drawing import user_function
from sweepfig.drawing.slice import Slice
from sweepfig.measuring.description import Number

KEY = "numbers"
Function = Callable[[Slice], Any]
MOST_NUMBERS = 100  # of a target
LONGEST = 100  # letters of a name, or of units
ALLOWED = 'a mapping is allowed, as in {"gap": 0.3, "heat flux": (1.2, "W/m2")}'


class OwnNumber(NamedTuple):
    """A number that the user's function returned for a target.

    Attributes
    ----------
    name, units : str
        Two numbers are of one kind if they have the same of both.
    value : float or None
    """

    name: str
    units: str
    value: Number


def load(name: str) -> Function:
    """Return the function that measures slices.

    Parameters
    ----------
    name : str
        ``file.py:function`` or ``module:function``.

    Raises
    ------
    UserError
        If there is no such file, module or function, or importing it fails.
    """
    return user_function.load_function(name, key=KEY, allowed="measure(slice)")


def measure(
    function: Function, data: Slice, *, taken: Collection[str] = ()
) -> tuple[OwnNumber, ...]:
    """Return what the user's function measures on a slice, in its order.

    Parameters
    ----------
    function : callable
        It may raise any error.
    data : Slice
    taken : collection of str
        Names that its numbers can't have.

    Raises
    ------
    UserError
        If it returns anything but a mapping of names to numbers; or a name that is taken.
    """
    with user_function.nothing_kept():
        found = function(data.copy())
    if not isinstance(found, Mapping):
        raise UserError(f"returned {shown(found)}; {ALLOWED}")
    if len(found) > MOST_NUMBERS:
        raise UserError(f"returned {len(found)} numbers; at most {MOST_NUMBERS} are allowed")
    return tuple(_check(name, value, taken) for name, value in found.items())


def _check(name: Any, value: Any, taken: Collection[str]) -> OwnNumber:
    if not (_is_line(name) and name.strip()):
        raise UserError(
            f"returned the name {shown(name)}; text of 1 to {LONGEST} letters is allowed"
        )
    if name in taken:
        raise UserError(
            f"returned the name {name!r}, which the table has already; any other name is allowed"
        )
    number, units = value if isinstance(value, tuple) and len(value) == 2 else (value, "")
    if not _is_line(units):
        raise UserError(
            f"returned {name!r} with the units {shown(units)}; text of up to {LONGEST} letters is allowed"
        )
    return OwnNumber(str(name), str(units), _number(name, number))


def _is_line(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= LONGEST and (text.isprintable() or not text)


def _number(name: str, value: Any) -> Number:
    array = np.asarray(value)
    if array.dtype.kind == "O" and not array.ndim:  # a large integer, a fraction, a decimal
        with suppress(TypeError, ValueError, OverflowError):
            array = np.asarray(float(value))
    if array.size != 1 or array.dtype.kind not in "fiub":
        raise UserError(
            f"returned {shown(value)} for {name!r}; a real number, or (number, units), is allowed"
        )
    if np.ma.is_masked(value):  # what lies beneath the mask is no number
        return None
    number = float(array.reshape(()))
    return number if math.isfinite(number) else None
