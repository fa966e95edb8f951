"""What became of a run's targets, entered as it comes in: a batch's manifest when its last one is there.

So a run that is killed leaves the next one little to look at, and one of a million targets does not
keep their rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.manifest import Row, write_manifests
from sweepfig.batch.receipt import Outcome, Receipt
from sweepfig.plan.plan import Plan
from sweepfig.plan.selection import within


class Ledger:
    """The outcomes of the chosen targets of some batches.

    Attributes
    ----------
    receipt : Receipt
        What was entered, counted.
    causes : dict of str to str
        Why figures failed, by their paths.
    """

    def __init__(
        self,
        plan: Plan,
        output: str | Path,
        batches: Sequence[int],
        chosen: NDArray[np.intp] | None = None,
    ) -> None:
        self._plan, self._output, self._chosen = plan, output, chosen
        self.targets = {batch: within(chosen, plan.targets_of(batch)) for batch in batches}
        self._rows: dict[int, dict[int, Row]] = {batch: {} for batch in batches}
        self.receipt = Receipt()
        self.causes: dict[str, str] = {}

    def enter(self, piece: range, outcomes: Sequence[Outcome]) -> None:
        """Enter what became of a piece, which may be of two batches."""
        for target, (row, *_) in zip(piece, outcomes, strict=True):
            batch = target // self._plan.batch_size
            self._rows[batch][target] = row
            if row.status == "failed":
                self.causes[row.figure] = row.cause
            if len(self._rows[batch]) == len(self.targets[batch]):
                with suppress(OSError):  # a full disk; `close` tries again
                    self._write(batch)
        self.receipt += Receipt.of(outcomes, 0.0)

    def missing(self) -> list[int]:
        """Return the targets of which nothing was entered."""
        return [
            target
            for batch, rows in self._rows.items()
            for target in map(int, self.targets[batch])
            if target not in rows
        ]

    def close(self) -> None:
        """Write the manifests that could not be written.

        Raises
        ------
        OSError
            If one still can't be.
        """
        for batch in list(self._rows):
            self._write(batch)

    def _write(self, batch: int) -> None:
        rows = self._rows[batch]
        in_order = (rows[target] for target in self.targets[batch])
        write_manifests(self._plan, self._output, [batch], in_order, self._chosen)
        del self._rows[batch]
