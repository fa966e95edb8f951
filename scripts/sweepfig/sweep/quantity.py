"""Name a number: what it is and its units, as the sweep's file gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PURE = ("", "1")  # units of a pure number
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


def differ(units: str, others: str) -> bool:
    """Whether two units are not the same; a file that gives none leaves them open."""
    return bool(units.strip() and others.strip()) and units.split() != others.split()


def label_of_all(quantities: Sequence[Quantity]) -> str:
    """Return the label of an axis that shows several quantities: the first one's, for they are alike.

    Where their units differ, each one's; nothing if these are more than three.
    """
    if len({quantity.units for quantity in quantities}.difference(PURE)) < 2:
        return quantities[0].label
    found = dict.fromkeys(quantity.label for quantity in quantities)
    return ", ".join(found) if len(found) <= MOST_LABELS else ""
