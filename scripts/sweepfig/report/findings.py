"""Store the findings of a run over all targets, for later runs that have nothing to do.

Reading a million rows again, only to report the same, would take a minute.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sweepfig.batch.manifest import chosen_rows, digest_of_manifests, read_rows
from sweepfig.batch.row import Row
from sweepfig.core import paths, storage
from sweepfig.core.digests import digest_of
from sweepfig.plan.plan import Plan
from sweepfig.report import update
from sweepfig.report.overview.ranking import worst

MOST_LISTED = 20
WORST_LISTED = 3  # of the worst targets


@dataclass(frozen=True)
class Findings:
    """What the closing lines report, gathered from every target's row.

    Attributes
    ----------
    failed : tuple of Row
        The targets without a figure, or without the numbers of the user's function.
    n_empty : int
        Targets without a number to draw.
    empty : tuple of str
        The figures of the first `MOST_LISTED` of them.
    worst : tuple of (str, float)
        The figures with the largest errors of models, and these errors, largest first.
    """

    failed: tuple[Row, ...] = ()
    n_empty: int = 0
    empty: tuple[str, ...] = ()
    worst: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(cls, plan: Plan, rows: Sequence[Row]) -> Findings:
        """Return the findings from all rows."""
        empty = [row.figure for row in rows if row.status == "empty"]
        return cls(
            tuple(row for row in rows if not row.is_done),
            len(empty),
            tuple(empty[:MOST_LISTED]),
            tuple(
                (rows[target].figure, error) for target, error in worst(plan, rows, WORST_LISTED)
            ),
        )


@dataclass(frozen=True)
class StoredFindings:
    """The content of findings.json: the findings of the last run over all targets, and the files it left.

    Attributes
    ----------
    findings : Findings
        Without the failed targets, which every run checks again.
    manifests : str
        Digest of the manifests it gathered (`sweepfig.batch.manifest.digest_of_manifests`).
    shown_from : str
        Digests of the code and the content from which the files that show the sweep were made
        (`sweepfig.report.update.made_from`).
    files : mapping of str to str
        The digest of each file's content, by its path in the output folder.
    """

    findings: Findings
    manifests: str
    shown_from: str
    files: Mapping[str, str]

    def to_json(self) -> str:
        """Return findings.json's text."""
        found = self.findings
        said = [found.n_empty, found.empty, found.worst, self.manifests, self.shown_from]
        document = [*said, dict(self.files)]
        return json.dumps([digest_of(document), document], ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> StoredFindings:
        """Return what `to_json` wrote.

        Raises
        ------
        ValueError, TypeError
            If the text was changed after it was written.
        """
        check, document = json.loads(text)
        if check != digest_of(document):
            raise ValueError("it is damaged, or was edited")
        n_empty, empty, worst, manifests, shown_from, files = document
        pairs = tuple((figure, error) for figure, error in worst)
        return cls(Findings((), n_empty, tuple(empty), pairs), manifests, shown_from, files)


def read_stored(output: str | Path) -> StoredFindings | None:
    """Return what findings.json holds; None if there is no such file, or it is damaged."""
    try:
        return StoredFindings.from_json(storage.read(paths.findings_file(output)).decode())
    except (OSError, ValueError, TypeError):
        return None


def standing(plan: Plan, output: str | Path) -> Findings | None:
    """Return the last run's findings, if none of its targets failed and its files are unchanged; else None.

    Call it when no batch is pending.
    """
    stored = read_stored(output)
    is_complete = paths.complete_file(output).is_file()
    return (
        stored.findings if stored and is_complete and is_summarised(plan, output, stored) else None
    )


def is_summarised(plan: Plan, output: str | Path, stored: StoredFindings | None = None) -> bool:
    """Whether the last run gathered exactly these manifests, with this code, and its files are unchanged.

    And whether there is no file beside them that tells of another sweep.

    It is False if that run reported failures: it may have been unable to read a manifest or a figure.
    """
    stored = stored or read_stored(output)
    return (
        stored is not None
        and not _has_failures(output)
        and stored.manifests == digest_of_manifests(plan, output)
        and stored.shown_from.startswith(update.code_digest())
        and update.are_unchanged(stored.files, output)
        and not update.strays(plan, output)
    )


def _has_failures(output: str | Path) -> bool:
    try:
        return paths.failures_file(output).stat().st_size > 0
    except OSError:
        return True


class Rows(Sequence[Row]):
    """Every target's row, read from the manifests at each access."""

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
