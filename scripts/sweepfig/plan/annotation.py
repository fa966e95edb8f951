"""Give a target's text and marks their values, which are scalars: one value for each target.

A scalar is an axis, a variable over some, all or none of the axes, or a global attribute. As with the
curves, the plan resolves names to indices (`sweepfig.plan.resolve.annotation`), and jobs read values in
blocks (`sweepfig.plan.read_annotation`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sweepfig.drawing import text_template
from sweepfig.sweep.curve_source import Source


@dataclass(frozen=True)
class Scalar:
    """A variable over some of the axes.

    Attributes
    ----------
    name : str
        The variable's name, as the text and the marks use it.
    source : Source
        Where its values are; `source.drawn` has only the variable's axes.
    axes : tuple of int
        Indices of the sweep's axes that it is over, outermost first.
    """

    name: str
    source: Source
    axes: tuple[int, ...]


@dataclass(frozen=True)
class Annotations:
    """The text and the marks of a plan's figures, before their values are known.

    Attributes
    ----------
    text : tuple of str or text_template.Field
        The line of text; attributes are already filled in.
    marks : tuple of str
        For each mark, the scalar that gives its position.
    scalars : tuple of Scalar
        The variables that text and marks need.
    """

    text: tuple[text_template.Token, ...] = ()
    marks: tuple[str, ...] = ()
    scalars: tuple[Scalar, ...] = ()

    def of(
        self, point: Mapping[str, Any], values: Mapping[str, Any]
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the text and the marks' positions at a point of the sweep, given its scalars' values.

        Raises
        ------
        ValueError
            If a value can't be written in the text's format.
        """
        known = {**point, **values}
        return text_template.fill(self.text, known), tuple(known[name] for name in self.marks)
