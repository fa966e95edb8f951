"""Hold a proposal: the values for a config, and the doubts about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sweepfig.core.errors import UserError, counted, listed

SHOWN = 5  # files in a doubt


KIND_OF_MAPS = "pcolormesh"


@dataclass(frozen=True)
class ProposedAxis:
    """An axis with the notation of its values, and a comment about it."""

    dimension: str
    notation: str
    digits: int
    path: str
    title: str
    comment: str


class Undecided(UserError):
    """What a config needs can't be guessed; it has what was guessed so far.

    Parameters
    ----------
    message : str
    proposal : Proposal
        Its `axes` may be empty, and its `abscissa` may be the empty text.
    """

    def __init__(self, message: str, proposal: Proposal) -> None:
        super().__init__(message)
        self.proposal = proposal


@dataclass
class Proposal:
    """Values for a config.

    Attributes
    ----------
    curves : list of mappings
        As in the config; `file` may be a list.
    axes : list of ProposedAxis
    abscissa : str
    ordinate : str, optional
    parameters : str, optional
        The file beside the data in which axes' values stand, as in the config.
    xscale : str
    unread : mapping of str to str
        The sweep's files that can't be read now, or have other variables than most, each with the reason.
    others : list of str
        Variables over the same dimensions that are not drawn.
    doubts : list of str
        Sentences about guesses that the user should check.
    plane : tuple of str, optional
        The abscissa and the ordinate of a map that is possible in place of lines.
    scalars, marks : list of str
        Variables that have one number for each target; those of them that are positions on the abscissa.
    """

    curves: list[dict[str, Any]]
    axes: list[ProposedAxis]
    abscissa: str
    ordinate: str | None = None
    parameters: str | None = None
    plane: tuple[str, str] | None = None
    xscale: str = "linear"
    unread: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    scalars: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    @property
    def for_maps(self) -> str:
        """What to change in the config to have maps over `plane`; empty without one."""
        if self.plane is None:
            return ""
        across, up = self.plane
        maps = f"maps over {across} and {up}:"
        others = {self.abscissa, *(axis.dimension for axis in self.axes)} - {across, up}
        if not others:  # a config needs an axis
            return f"{maps} in Python, sweepfig.draw(file, x={across!r}, y={up!r})"
        return (
            f"{maps} kind {KIND_OF_MAPS}, abscissa {across}, ordinate {up}, and the others as axes"
        )

    def refuse_unread(self) -> None:
        """Raise the reason why a file can't be read, if there is such a file.

        Raises
        ------
        UserError
        """
        for file, reason in self.unread.items():
            raise UserError(f"{file}: {reason}")


def doubts_about_files(unread: Mapping[str, str], bare: Sequence[str], others: str) -> list[str]:
    """Return the doubts about files that are not looked at.

    Parameters
    ----------
    unread : mapping of str to str
        Files that can't be read now, each with the reason.
    bare : sequence of str
        Files in which nothing could be a curve.
    others : str
        A sentence about files that are not taken, or the empty text.
    """
    doubts = [f"guessed without {file}: {reason}" for file, reason in unread.items()]
    more = (
        [f"and without {counted(len(doubts) - SHOWN, 'more file')}"] if len(doubts) > SHOWN else []
    )
    named = f"left out, for nothing in them could be a curve: {listed(bare, SHOWN)}" if bare else ""
    return [*doubts[:SHOWN], *more, *filter(None, [named, others])]
