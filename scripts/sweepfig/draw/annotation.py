"""Fill in what a target's text and marks say, from values that it has one of.

A scalar is an axis, a variable over some or all of the axes (or over none), or a global attribute. As with
the curves, the plan settles names to indices (`sweepfig.plan.resolve_annotation`), and jobs read values
by blocks (`sweepfig.plan.read_annotation`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sweepfig.draw import text_template
from sweepfig.sweep.source import Source


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
class Annotations:
    """What the figures of a plan say beside their curves.

    Attributes
    ----------
    text : tuple of str or text_template.Field
        The line of text; attributes are filled in already.
    marks : tuple of str
        The scalar at which each mark stands.
    scalars : tuple of Scalar
        The variables that text and marks need.
    """

    text: tuple[text_template.Token, ...] = ()
    marks: tuple[str, ...] = ()
    scalars: tuple[Scalar, ...] = ()

    def of(
        self, point: Mapping[str, Any], values: Mapping[str, Any]
    ) -> tuple[str, tuple[Any, ...]]:
        """Return the text and the places of the marks of a point of the sweep, by its scalars' values.

        Raises
        ------
        ValueError
            If a value can't be written as the text says.
        """
        known = {**point, **values}
        return text_template.fill(self.text, known), tuple(known[name] for name in self.marks)
