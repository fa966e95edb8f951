"""Hold a proposal: what a config could say, and what was not sure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ProposedAxis:
    """An axis with the way its values are written, and what to say of it."""

    dimension: str
    notation: str
    digits: int
    path: str
    title: str
    comment: str


@dataclass
class Proposal:
    """What a config could say.

    Attributes
    ----------
    curves : list of mappings
        As in the config; `file` may be a list.
    axes : list of ProposedAxis
    abscissa : str
    ordinate : str, optional
    xscale : str
    others : list of str
        Variables over the same dimensions that are not drawn.
    doubts : list of str
        What the user should look at, a sentence each.
    scalars, marks : list of str
        Variables that have one number for each target; those of them that are places on the abscissa.
    """

    curves: list[dict[str, Any]]
    axes: list[ProposedAxis]
    abscissa: str
    ordinate: str | None = None
    xscale: str = "linear"
    others: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    scalars: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
