"""Name a number: what it is and its units, as the sweep's file gives them."""

from __future__ import annotations

from dataclasses import dataclass


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
        return f"{self.name} [{self.units}]" if self.units not in ("", "1") else self.name
