"""Describe what became of a target: its figure, its twins, its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sweepfig.measuring.description import Number

Status = Literal["ok", "empty", "unmeasured", "failed"]
UNSEEN = ("not drawn", "not looked at yet")  # without a manifest, and in one of others


@dataclass(frozen=True, slots=True)
class TwinFile:
    """A twin of a target's figure.

    Attributes
    ----------
    figure : str
        Path relative to the output folder.
    digest, size, drawn_by, stamp
        As in `Row`.
    """

    figure: str
    digest: str
    size: int
    drawn_by: str
    stamp: int = field(default=0, compare=False)

    def cells(self) -> list[Any]:
        """Return the values in a manifest's line, in their order."""
        return [self.figure, self.digest, self.size, self.drawn_by]


@dataclass(frozen=True, slots=True)
class Row:
    """A target's line in a manifest.

    Attributes
    ----------
    figure : str
        Path relative to the output folder.
    digest : str
        The digest in the file's mark: of what the figure was drawn from, and of what drew it
        (`sweepfig.drawing.file.provenance.digest_in_mark`); empty if it failed.
    size : int
        The file's size in bytes.
    status : str
        ``ok``, ``empty`` (drawn, but no curve has a number), ``unmeasured`` (drawn, but the user's function
        of numbers failed) or ``failed`` (no figure).
    cause : str
        Why it failed, or was not measured.
    drawn_by : str
        What drew it (`sweepfig.drawing.file.provenance.drawn_by`), in this run or an earlier one.
    numbers : tuple of float or None
        The numbers measured on the slice (`Plan.measures`); empty if it failed.
    own : tuple of (name, units, float or None)
        What the user's function returned.
    twins : tuple of TwinFile
        The figure's twins; empty if the target failed.
    stamp : int
        The file's stamp when it was drawn or read (`sweepfig.core.storage.stamp_of`); 0 if it was neither,
        or may be of other data than the plan's.
    """

    figure: str
    digest: str
    size: int
    status: Status
    cause: str = ""
    drawn_by: str = ""
    numbers: tuple[Number, ...] = ()
    own: tuple[tuple[str, str, Number], ...] = ()
    twins: tuple[TwinFile, ...] = ()
    stamp: int = field(default=0, compare=False)

    @classmethod
    def failed(cls, figure: str, cause: str) -> Row:
        """Return the row of a target that has no figure."""
        return cls(figure, "", 0, "failed", cause)

    @classmethod
    def of_cells(cls, cells: Sequence[Any]) -> Row:
        """Return the row of a manifest's line.

        Raises
        ------
        ValueError, TypeError
            If it has other cells.
        """
        *texts, numbers, own, twins = cells
        files = tuple(TwinFile(*each) for each in twins)
        return cls(*texts, tuple(numbers), tuple(map(tuple, own)), files)  # type: ignore[call-arg]

    @property
    def files(self) -> tuple[Row | TwinFile, ...]:
        """The target's files, the figure and its twins: of each path, digest, size, what drew it, stamp."""
        return (self, *self.twins)

    @property
    def stamps(self) -> list[int]:
        """Each file's stamp."""
        return [file.stamp for file in self.files]

    def with_stamps(self, stamps: Sequence[int]) -> Row:
        """Return the row with other stamps, one for each file."""
        first, *others = stamps
        pairs = zip(self.twins, others, strict=True)
        twins = tuple(replace(twin, stamp=stamp) for twin, stamp in pairs)
        return replace(self, twins=twins, stamp=first)

    @property
    def has_figure(self) -> bool:
        """Whether there was a figure when the target was last looked at."""
        return self.status != "failed"

    @property
    def is_done(self) -> bool:
        """Whether the target has its figure and its numbers."""
        return self.status in ("ok", "empty")

    @property
    def is_unseen(self) -> bool:
        """Whether no run has looked at the target."""
        return self.status == "failed" and self.cause in UNSEEN

    def cells(self) -> list[Any]:
        """Return the values in a manifest's line, in their order."""
        texts = [self.figure, self.digest, self.size, self.status, self.cause, self.drawn_by]
        return [*texts, self.numbers, self.own, [twin.cells() for twin in self.twins]]
