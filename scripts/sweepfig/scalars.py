"""Scalars: what a target has one value of, beside its curves. Texts quote them, marks stand at them.

A scalar is an axis, a variable over some or all of the axes (or over none), or a global attribute. As with
the curves, planning settles names to indices (`remarks`), and jobs read values by blocks (`annotate`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sweepfig import caption
from sweepfig.sweep import Source

if TYPE_CHECKING:
    from sweepfig.plan import Target


@dataclass(frozen=True)
class Scalar:
    """A variable over some of the axes.

    Attributes
    ----------
    name : str
        The variable's, as texts and marks name it.
    source : Source
        Where it is; it draws those axes alone.
    axes : tuple of int
        Which of the sweep's axes it is over, outermost first.
    """

    name: str
    source: Source
    axes: tuple[int, ...]


@dataclass(frozen=True)
class Remarks:
    """What the figures of a plan say beside their curves.

    Attributes
    ----------
    text : tuple of str or caption.Field
        The line of text; attributes are filled in already.
    marks : tuple of str
        The scalar at which each mark stands.
    scalars : tuple of Scalar
        The variables that text and marks need.
    """

    text: tuple[caption.Piece, ...] = ()
    marks: tuple[str, ...] = ()
    scalars: tuple[Scalar, ...] = ()

    def of(self, target: Target, values: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
        """Return a target's text and the places of its marks, by its scalars' values.

        Raises
        ------
        ValueError
            If a value can't be written as the text says.
        """
        known = {**target.point, **values}
        return caption.fill(self.text, known), tuple(known[name] for name in self.marks)
