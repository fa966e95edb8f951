"""Describe a swept parameter: its values and how they are written; check that their names differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from sweepfig.core import naming
from sweepfig.core.errors import UserError


@dataclass(frozen=True, eq=False)
class Axis:
    """A swept parameter: its values, and how paths and titles show them.

    Attributes
    ----------
    name : str
        The dimension's name in the config.
    values : array, shape (length,)
        In the sweep's order and type.
    notation, digits, path, title
        As in the config (`sweepfig.config.sweep.AxisConfig`), with defaults filled in.
    """

    name: str
    values: NDArray[Any]
    notation: str
    digits: int
    path: str
    title: str

    def path_piece(self, index: int, *, digits: int | None = None) -> str:
        """Return the path piece of the axis's value at an index.

        Of a text, characters that file names can't have become ``-``.
        """
        value, digits = self.values[index], self.digits if digits is None else digits
        if self.values.dtype.kind == "U":
            value = naming.without_forbidden(value)
        return naming.fill(self.path, value, naming.write_value(value, self.notation, digits))

    def title_piece(self, index: int) -> str:
        """Return the title piece of the axis's value at an index."""
        value = self.values[index]
        written = naming.write_value(value, self.notation, self.digits)
        return naming.fill(self.title, value, written)


def axis_pieces(axis: Axis) -> list[str]:
    """Return the path piece of each of an axis's values."""
    return [axis.path_piece(index) for index in range(len(axis.values))]


def check_names(axes: Sequence[Axis]) -> None:
    """Refuse axes whose values would give two targets one file name, or an invalid file name.

    A figure's path has one piece for each axis, so two targets share a path only if two values of one
    axis share a piece.

    Raises
    ------
    UserError
        For two values with one name it names both, and the digits that would tell all values apart.
    """
    naming.check_length([axis_pieces(axis) for axis in axes])
    for place, axis in enumerate(axes):
        naming.check_pattern(axis.path, key=f"sweep.axes[{place}].path")
        first_with: dict[str, int] = {}
        for index, piece in enumerate(axis_pieces(axis)):
            naming.check_piece(piece, key=f"sweep.axes[{place}].path", value=axis.values[index])
            # Some file systems don't distinguish a from A, so names must differ by more.
            earlier = first_with.setdefault(naming.folded(piece), index)
            if earlier != index:
                raise UserError(
                    f"sweep.axes[{place}]: {axis.name} {axis.values[earlier]!s} and "
                    f"{axis.values[index]!s} would both be named {piece!r}; {_remedy(axis)}"
                )


def _remedy(axis: Axis) -> str:
    if axis.values.dtype.kind == "U":
        return (
            "allowed are names that differ by more than capitals, for not all file systems do, and by more "
            "than characters that become -, as no file name has them"
        )
    if axis.notation != "text":
        for digits in range(axis.digits + 1, 18):
            pieces = [axis.path_piece(i, digits=digits) for i in range(len(axis.values))]
            if len(set(pieces)) == len(pieces):
                return f"digits: {digits} tells all values apart"
    return "write {value} in the path to have each value unrounded"
