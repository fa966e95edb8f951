"""Count the outcomes of targets in one run, and write them as a job's receipt.

A *receipt* (drawn, current, failed, seconds) belongs to one run and is removed after it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sweepfig.batch.row import Row
from sweepfig.batch.wrong_figure import is_doubtful
from sweepfig.core import paths, storage
from sweepfig.drawing.file.provenance import BY_TEMPLATE

MOST_REASONS = 5


class Outcome(NamedTuple):
    """A target's outcome in this run.

    Attributes
    ----------
    row : Row
    drawn : bool
        Whether it was drawn now.
    reason : str
        If so, why not by the template; empty if by it.
    """

    row: Row
    drawn: bool
    reason: str = ""

    @classmethod
    def failed(cls, figure: str, cause: str) -> Outcome:
        """Return the outcome of a target that has no figure."""
        return cls(Row.failed(figure, cause), drawn=False)

    def to_be_checked(self) -> Outcome:
        """Return the outcome for a manifest whose files the next run compares with their slices."""
        return self._replace(row=self.row.with_stamps([0] * len(self.row.files)))

    def since(self, began: float, output: str | Path) -> Outcome:
        """Return the outcome in a run that began earlier and may itself have drawn this current figure."""
        if not self.row.has_figure:
            return self
        files = [Path(output) / file.figure for file in self.row.files]
        return self._replace(drawn=any(file.stat().st_mtime >= began for file in files))


@dataclass(frozen=True)
class Receipt:
    """What one run did: counts of targets, and the seconds it took.

    Attributes
    ----------
    drawn, by_template : int
        How many figures were drawn; how many of these by the template.
    current, failed : int
        How many were current; how many targets have no figure.
    seconds : float
    doubtful : int
        How many were drawn in a way that might be found wrong (`sweepfig.batch.wrong_figure`).
    reasons : tuple of str
        Why the template did not draw the others: the first `MOST_REASONS`.
    """

    drawn: int = 0
    by_template: int = 0
    current: int = 0
    failed: int = 0
    seconds: float = 0.0
    doubtful: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def figures(self) -> int:
        """How many figures were checked or drawn."""
        return self.drawn + self.current + self.failed

    def __add__(self, other: Receipt) -> Receipt:
        return Receipt(
            self.drawn + other.drawn,
            self.by_template + other.by_template,
            self.current + other.current,
            self.failed + other.failed,
            self.seconds + other.seconds,
            self.doubtful + other.doubtful,
            _first((*self.reasons, *other.reasons)),
        )

    def after_redrawing(self, again: Receipt) -> Receipt:
        """Return what this run did, after all that might be wrong was drawn again.

        Some of that may have been current; then it no longer counts as such.
        """
        were_current = again.figures - self.doubtful
        return Receipt(
            self.drawn - self.doubtful + again.drawn,
            again.by_template,
            max(0, self.current - were_current),  # another run may have looked at them
            self.failed + again.failed,
            self.seconds + again.seconds,
            again.doubtful,
            _first((*self.reasons, *again.reasons)),
        )

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> Receipt:
        """Count outcomes; of a run, the seconds are not known."""
        new = [outcome for outcome in outcomes if outcome.drawn]
        by_template = sum(_is_by_template(outcome.row) for outcome in new)
        failed = sum(not outcome.row.has_figure for outcome in outcomes)
        current = len(outcomes) - len(new) - failed
        reasons = _first(outcome.reason for outcome in new if outcome.reason)
        doubtful = sum(is_doubtful(outcome.row) for outcome in new)
        return cls(len(new), by_template, current, failed, 0.0, doubtful, reasons)


def _is_by_template(row: Row) -> bool:
    return all(file.drawn_by == BY_TEMPLATE for file in row.files)


def _first(reasons: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reasons))[:MOST_REASONS]


def write_receipt(path: Path, receipt: Receipt) -> None:
    """Write what a batch's job did in this run."""
    storage.write(path, json.dumps(asdict(receipt)).encode(), temporary=path.parent)


def read_receipts(folder: Path) -> tuple[float, Receipt]:
    """Return when a Snakemake run began, from its folder's name, and the sum of its receipts.

    Without a folder, nothing was done, and the run's beginning is now.
    """
    if not folder.exists():
        return time.time(), Receipt()
    receipts = (_receipt(json.loads(storage.read(file))) for file in sorted(folder.glob("*.json")))
    return paths.began(folder.name), sum(receipts, Receipt())


def _receipt(document: dict[str, Any]) -> Receipt:
    return Receipt(**{**document, "reasons": tuple(document["reasons"])})
