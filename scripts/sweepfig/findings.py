"""What a whole run finds worth saying of its rows, kept for a run that has nothing to do.

To read a million rows again, only to say the same of them, would take a minute.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sweepfig import names, showing
from sweepfig.holes import n_holes
from sweepfig.manifest import Row, chosen_rows, read_rows
from sweepfig.plan import Plan
from sweepfig.table import worst

MOST_LISTED = 20
FEW = 3  # of the worst


@dataclass(frozen=True)
class Findings:
    """What the closing lines say of every target's row.

    Attributes
    ----------
    failed : tuple of Row
        The targets without a figure.
    n_empty : int
        Targets without a number to draw.
    empty : tuple of str
        The first `MOST_LISTED` of their figures.
    worst : tuple of (str, float)
        The figures whose models are the most off, and their errors, worst first.
    """

    failed: tuple[Row, ...] = ()
    n_empty: int = 0
    empty: tuple[str, ...] = ()
    worst: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(cls, plan: Plan, rows: Sequence[Row]) -> Findings:
        """Look through all rows."""
        empty = [row.figure for row in rows if row.status == "empty"]
        return cls(
            tuple(row for row in rows if row.status == "failed"),
            len(empty),
            tuple(empty[:MOST_LISTED]),
            tuple((rows[target].figure, error) for target, error in worst(plan, rows, FEW)),
        )

    def to_json(self) -> str:
        """Return all but the failed targets, which a run always looks at again."""
        return json.dumps([self.n_empty, self.empty, self.worst], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Findings:
        """Return the findings that `to_json` wrote."""
        n_empty, empty, worst = json.loads(text)
        return cls((), n_empty, tuple(empty), tuple((figure, error) for figure, error in worst))


def standing(plan: Plan, output: str | Path) -> Findings | None:
    """Return what the last run found, if none of its targets failed and all that it left still stands.

    To ask when no batch is pending.
    """
    try:
        is_in_order = is_told(plan, output, [names.complete_file(output)])
        if not is_in_order or showing.is_outdated(output):
            return None
        return Findings.from_json(names.findings_file(output).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return None


def is_told(plan: Plan, output: str | Path, later: Sequence[Path] = ()) -> bool:
    """Whether the last run told all of its manifests, and nothing was done to what it left.

    It writes files in this order: manifests, data.csv, failures.txt, what shows the sweep, findings.json;
    then `later` ones. Whatever is done to one of them puts it out of this order.
    """
    files = [names.data_file(output), names.failures_file(output), names.findings_file(output)]
    holes = [names.holes_file(output)] if n_holes(plan) else []
    try:
        written = [file.stat().st_mtime_ns for file in (*files, *later)]
        newest = _newest_manifest(plan, output)
    except OSError:
        return False
    is_in_order = [newest, *written] == sorted([newest, *written])
    return is_in_order and showing.is_as_told(plan, output, holes)


def _newest_manifest(plan: Plan, output: str | Path) -> int:
    files = (names.manifest_file(output, batch) for batch in range(plan.n_batches))
    return max(file.stat().st_mtime_ns for file in files)


class Rows(Sequence[Row]):
    """Every target's row, read from the manifests each time it is asked for."""

    def __init__(self, plan: Plan, output: str | Path) -> None:
        self._plan, self._output = plan, output

    def __len__(self) -> int:
        return self._plan.n_targets

    def __iter__(self) -> Iterator[Row]:
        return read_rows(self._plan, self._output)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[n] for n in range(*index.indices(len(self)))]
        target = range(len(self))[index]
        (row,) = chosen_rows(self._plan, self._output, np.array([target]))
        return row
