"""Name a number: what it is and its units, as the sweep's file gives them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

PURE = ("", "1")  # units of a pure number
DATES = "dates"  # of values that are dates, in place of units
SPELLED = {
    **dict.fromkeys(("metre", "metres", "meter", "meters"), "m"),
    **dict.fromkeys(("second", "seconds", "sec", "secs"), "s"),
    **dict.fromkeys(("minute", "minutes", "mins"), "min"),
    **dict.fromkeys(("hour", "hours", "hr", "hrs"), "h"),
    **dict.fromkeys(("day", "days"), "d"),
    **dict.fromkeys(("degree", "degrees"), "deg"),
    **dict.fromkeys(("radian", "radians"), "rad"),
    **{"percent": "%", "1": "", "1.0": ""},
}
MOST_LABELS = 3  # of different quantities on one axis


@dataclass(frozen=True)
class Quantity:
    """The name and units of an axis, the abscissa or the response.

    Attributes
    ----------
    name : str
        The file's ``long_name``, else its ``standard_name``, else the variable's name.
    units : str
        As the file has them; ``1`` or nothing for a pure number.
    """

    name: str
    units: str = ""

    @property
    def label(self) -> str:
        """``name [units]``, as figures show it."""
        return f"{self.name} [{self.units}]" if self.units not in PURE else self.name


@functools.cache
def comparable(units: str) -> str:
    """Return units in a form in which equal ones are equal, as far as their spelling goes.

    The start of an elapsed time, which a run may have as its own, does not count.

    Examples
    --------
    >>> comparable("seconds since 2020-01-01"), comparable(" V / meters "), comparable("1")
    ('s', 'V / m', '')
    """
    return " ".join(SPELLED.get(word, word) for word in units.partition(" since ")[0].split())


def other_units(name: str, own: str, wanted: str, *, of: str) -> str:
    """Return in words that something is in other units than those of a file; empty if it is not.

    A file that gives none leaves them open; but dates are no numbers.

    Parameters
    ----------
    name : str
        The variable or coordinate.
    own, wanted : str
        Its units, and those of the file; `DATES` for dates.
    of : str
        The file.
    """
    if DATES in (own, wanted) and own != wanted:
        holds, allowed = ("dates", "numbers") if own == DATES else ("numbers", "dates")
        return f"{name!r} holds {holds}; {allowed}, as in {of}, are allowed"
    one, other = comparable(own), comparable(wanted)
    if one == other or not (one and other):
        return ""
    return (
        f"{name!r} is in {own!r} (its attribute units); allowed is {wanted!r}, as in {of}, for the numbers "
        "are drawn as they are"
    )


def label_of_all(
    quantities: Sequence[Quantity],
    after: Callable[[Quantity], Quantity] = lambda each: each,
    *,
    between: str = ", ",
) -> str:
    """Return the label of an axis that shows several quantities: the first one's, for they are alike.

    Where their units differ, each one's; nothing if these are more than three. `after` returns what is shown
    of a quantity, such as its logarithm, which has no units.
    """
    if len({quantity.units for quantity in quantities}.difference(PURE)) < 2:
        return after(quantities[0]).label
    found = dict.fromkeys(after(quantity).label for quantity in quantities)
    return between.join(found) if len(found) <= MOST_LABELS else ""
