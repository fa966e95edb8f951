"""Count the outcomes of targets in one run, and write them as a job's receipt.

A *receipt* (drawn, current, failed, seconds) belongs to one run and is removed after it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import NamedTuple

from sweepfig.batch.manifest import Row
from sweepfig.core import paths, storage


class Outcome(NamedTuple):
    """A target's outcome in this run: its row, whether it was drawn now, and whether by the template."""

    row: Row
    drawn: bool
    by_template: bool = False

    @classmethod
    def failed(cls, figure: str, cause: str) -> Outcome:
        """Return the outcome of a target that has no figure."""
        return cls(Row.failed(figure, cause), drawn=False)

    def since(self, began: float, output: str | Path) -> Outcome:
        """Return the outcome in a run that began earlier and may itself have drawn this current figure."""
        if not self.row.has_figure:
            return self
        is_new = (Path(output) / self.row.figure).stat().st_mtime >= began
        return self._replace(drawn=is_new)


@dataclass(frozen=True)
class Receipt:
    """What one run did: counts of targets, and the seconds it took."""

    drawn: int = 0
    by_template: int = 0
    current: int = 0
    failed: int = 0
    seconds: float = 0.0

    @property
    def figures(self) -> int:
        """How many figures were checked or drawn."""
        return self.drawn + self.current + self.failed

    def __add__(self, other: Receipt) -> Receipt:
        return Receipt(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @classmethod
    def of(cls, outcomes: Sequence[Outcome], seconds: float) -> Receipt:
        """Count outcomes."""
        drawn = sum(outcome.drawn for outcome in outcomes)
        by_template = sum(outcome.by_template for outcome in outcomes)
        failed = sum(not outcome.row.has_figure for outcome in outcomes)
        return cls(drawn, by_template, len(outcomes) - drawn - failed, failed, seconds)


def write_receipt(path: Path, receipt: Receipt) -> None:
    """Write what a batch's job did in this run."""
    storage.write(path, json.dumps(asdict(receipt)).encode(), temporary=path.parent)


def read_receipts(folder: Path) -> tuple[float, Receipt]:
    """Return when a Snakemake run began, from its folder's name, and the sum of its receipts.

    Without a folder, nothing was done, and the run's beginning is now.
    """
    if not folder.exists():
        return time.time(), Receipt()
    receipts = (Receipt(**json.loads(storage.read(file))) for file in folder.glob("*.json"))
    return paths.began(folder.name), sum(receipts, Receipt())
