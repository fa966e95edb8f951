"""Describe the variants in which a target is drawn: its figure, and the figure's twins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sweepfig.core import naming
from sweepfig.core.errors import UserError
from sweepfig.drawing.look import Look
from sweepfig.plan.axis import Axis, axis_pieces


@dataclass(frozen=True)
class Variant:
    """What is drawn of every target into one file: its figure, or one of the figure's twins.

    Attributes
    ----------
    name : str
        A twin's, which its file's name has before the ending; empty for the figure itself.
    look : Look
        The settings that all its files share.
    xlabel, ylabel : str
        Its x and y labels.
    drawing_digest : str
        Digest of what each of its files depends on besides its slice: settings, style, drawing code, and
        the versions that decide pixels and bytes.
    record : str
        The settings that each of its files carries (`sweepfig.record.settings`), as JSON; empty if they carry
        no data.
    """

    name: str
    look: Look
    xlabel: str
    ylabel: str
    drawing_digest: str
    record: str = ""

    @property
    def ending(self) -> str:
        """What its files have after their target's path pieces: ``.png``, ``.yscale=log.png``."""
        return f".{self.name}.{self.look.format}" if self.name else f".{self.look.format}"


def check_names(twins: Sequence[Variant], axis: Axis) -> None:
    """Refuse an axis whose values would give a figure the name of another one's twin.

    Parameters
    ----------
    twins : sequence of Variant
    axis : Axis
        The last one, whose path pieces are the files' names.

    Raises
    ------
    UserError
        If there is such a value; the message names it and the twin.
    """
    names = {naming.folded(twin.name): (n, twin.name) for n, twin in enumerate(twins)}
    for index, piece in enumerate(axis_pieces(axis) if twins else ()):
        # Also if no figure has the rest of the name: Snakemake would take this one for its twin.
        _, dot, last = piece.rpartition(".")
        if dot and naming.folded(last) in names:
            place, name = names[naming.folded(last)]
            raise UserError(
                f"figure.also[{place}].name: got {name!r}, but {axis.name} {axis.values[index]!s} has "
                f"figures named {piece}, which would be taken for twins; allowed is any other name"
            )
