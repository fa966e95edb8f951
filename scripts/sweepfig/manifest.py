"""Manifests: what is known of a batch's figures after a run.

A *manifest* has a head line, then a line for each target with its figure, digest, size and status.
Its bytes follow from the plan and the data alone, so both paths write the same.

A batch is *pending* while its manifest is missing, is of another plan or has a failed target, or one
of its figures is missing, of another size, or changed after the manifest was written. Pending says
only that a job must look; what the job finds current it leaves alone.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sweepfig import names, storage
from sweepfig.numbers import Number
from sweepfig.plan import Plan
from sweepfig.selection import within

Status = Literal["ok", "empty", "failed"]


@dataclass(frozen=True, slots=True)
class Row:
    """A target's line in a manifest.

    Attributes
    ----------
    figure : str
        Path relative to the output folder.
    digest : str
        What the figure was drawn from; empty if it could not be.
    size : int
        The file's bytes.
    status : str
        ``ok``, ``empty`` (drawn, but no curve has a number) or ``failed``.
    cause : str
        Why it failed.
    numbers : tuple of float or None
        What the slice measures (`Plan.measures`); empty if it could not be read.
    """

    figure: str
    digest: str
    size: int
    status: Status
    cause: str = ""
    numbers: tuple[Number, ...] = ()

    def cells(self) -> list[Any]:
        """Return what a manifest's line holds, in this order."""
        return [self.figure, self.digest, self.size, self.status, self.cause, self.numbers]


def write_manifest(plan: Plan, output: str | Path, batch: int, rows: Iterable[Row]) -> None:
    """Write a batch's manifest."""
    head: dict[str, Any] = {"plan": plan.digest, "batch": batch}
    seals = plan.seals(plan.targets_of(batch))
    if seals:
        head["seals"] = seals
    lines = [head, *(row.cells() for row in rows)]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path = names.manifest_file(output, batch)
    storage.write(path, text.encode(), temporary=names.temporary_folder(output))


def read_manifest(plan: Plan, output: str | Path, batch: int) -> list[Row] | None:
    """Return a batch's rows; None if there is no manifest of this plan."""
    try:
        lines = names.manifest_file(output, batch).read_text(encoding="utf-8").splitlines()
        head, *rows = map(json.loads, lines)
        is_this = (head["plan"], head["batch"]) == (plan.digest, batch)
        if not is_this or len(rows) != len(plan.targets_of(batch)):
            return None
        return [Row(*texts, tuple(numbers)) for *texts, numbers in rows]  # type: ignore[call-arg]
    except (OSError, ValueError, TypeError, LookupError):
        return None


def sealed_rows(output: str | Path) -> dict[str, tuple[str, Row]]:
    """Return the rows of whatever manifests there are of figures that are as they left them.

    Returns
    -------
    mapping of str to (str, Row)
        By figure: the seal (`Plan.seals`) and the row.
    """
    folders = _Folders(Path(output))
    found: dict[str, tuple[str, Row]] = {}
    for path in sorted(names.manifest_file(output, 0).parent.glob("*.jsonl")):
        try:
            head, *lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
            rows = [Row(*texts, tuple(numbers)) for *texts, numbers in lines]  # type: ignore[call-arg]
            seals, written = head.get("seals", []), path.stat().st_mtime_ns
        except (OSError, ValueError, TypeError, AttributeError):
            continue
        for seal, row in zip(seals, rows, strict=False):
            if row.status != "failed" and folders.has(row, written):
                found[row.figure] = (seal, row)
    return found


def carry_over(plan: Plan, output: str | Path, sealed: Mapping[str, tuple[str, Row]]) -> None:
    """Write the manifests of a new plan whose every figure is as the rows of an older one say."""
    for batch in range(plan.n_batches if sealed else 0):
        which = plan.targets_of(batch)
        kept = [
            sealed[target.figure][1]
            for target, seal in zip(plan.targets(which), plan.seals(which), strict=False)
            if sealed.get(target.figure, ("",))[0] == seal
        ]
        if len(kept) == len(which):
            write_manifest(plan, output, batch, kept)


def read_rows(plan: Plan, output: str | Path) -> Iterator[Row]:
    """Yield every target's row; one without a manifest, or whose figure is gone, is failed."""
    folders = _Folders(Path(output))
    for batch in range(plan.n_batches):
        rows = read_manifest(plan, output, batch)
        if rows is None:
            targets = plan.targets(plan.targets_of(batch))
            rows = [Row(target.figure, "", 0, "failed", "not drawn") for target in targets]
        for row in rows:
            is_gone = row.status != "failed" and not folders.hold(row.figure)
            yield Row(row.figure, "", 0, "failed", "removed during the run") if is_gone else row


def pending_batches(
    plan: Plan,
    output: str | Path,
    among: range | None = None,
    chosen: NDArray[np.intp] | None = None,
) -> list[int]:
    """Return the batches that a run must look at. Lists each folder of figures once.

    Parameters
    ----------
    plan : Plan
    output : str or Path
    among : range, optional
        The batches to ask for; all by default.
    chosen : array of int, optional
        The targets that the run is about, ascending; all, if none are given.
    """
    folders = _Folders(Path(output))
    among = range(plan.n_batches) if among is None else among
    batches: Iterable[int] = among
    if chosen is not None:
        batches = [n for n in np.unique(chosen // plan.batch_size).tolist() if n in among]
    return [batch for batch in batches if _is_pending(plan, output, batch, folders, chosen)]


def write_manifests(
    plan: Plan,
    output: str | Path,
    batches: Iterable[int],
    rows: Iterable[Row],
    chosen: NDArray[np.intp] | None,
) -> None:
    """Write the manifests of batches after a run that looked at their chosen targets.

    Parameters
    ----------
    plan : Plan
    output : str or Path
    batches : iterable of int
    rows : iterable of Row
        Of all these batches' chosen targets, in order; each manifest is written when its own are there.
    chosen : array of int or None
        The targets that the run was about, ascending; None for all.
    """
    rest = iter(rows)
    for batch in batches:
        count = len(within(chosen, plan.targets_of(batch)))
        _write_some(plan, output, batch, chosen, list(itertools.islice(rest, count)))


def chosen_rows(plan: Plan, output: str | Path, chosen: NDArray[np.intp]) -> list[Row]:
    """Return the chosen targets' rows; one without a manifest is failed."""
    rows = []
    for batch in np.unique(chosen // plan.batch_size).tolist():
        which = plan.targets_of(batch)
        there = read_manifest(plan, output, batch)
        for target in plan.targets(within(chosen, which)):
            missing = Row(target.figure, "", 0, "failed", "not drawn")
            rows.append(there[target.index - which.start] if there else missing)
    return rows


def vouches_for(plan: Plan, output: str | Path, figure: Path) -> bool:
    """Whether a manifest says that a figure, given by its path, is current, and nothing belies it."""
    try:
        batch = plan.find(figure.relative_to(output).as_posix()).index // plan.batch_size
    except ValueError:
        return False
    return not _is_pending(plan, output, batch, _Folders(Path(output)))


def _write_some(
    plan: Plan,
    output: str | Path,
    batch: int,
    chosen: NDArray[np.intp] | None,
    rows: Sequence[Row],
) -> None:
    # What the manifest before said of others stays, unless their figures were touched since; who was
    # never looked at counts as not drawn.
    which = plan.targets_of(batch)
    if chosen is None:
        return write_manifest(plan, output, batch, rows)
    folders, path = _Folders(Path(output)), names.manifest_file(output, batch)
    before = read_manifest(plan, output, batch)
    written = path.stat().st_mtime_ns if before else 0
    result = []
    for place, target in enumerate(plan.targets(which)):
        old = before[place] if before else None
        is_kept = old is not None and (old.status == "failed" or folders.has(old, written))
        unseen = Row(target.figure, "", 0, "failed", "not looked at yet")
        result.append(old if old is not None and is_kept else unseen)
    for place, row in zip(within(chosen, which), rows, strict=True):
        result[place - which.start] = row
    write_manifest(plan, output, batch, result)


def _is_pending(
    plan: Plan,
    output: str | Path,
    batch: int,
    folders: _Folders,
    chosen: NDArray[np.intp] | None = None,
) -> bool:
    rows = read_manifest(plan, output, batch)
    if rows is None:
        return True
    written = names.manifest_file(output, batch).stat().st_mtime_ns
    which = plan.targets_of(batch)
    looked_at = (rows[target - which.start] for target in within(chosen, which))
    return any(row.status == "failed" or not folders.has(row, written) for row in looked_at)


class _Folders:
    """The output's folders, each listed at most once."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self._listed: dict[str, dict[str, tuple[int, int]]] = {}

    def has(self, row: Row, written: int) -> bool:
        """Whether a row's figure is there, of its size, and no younger than the manifest."""
        size, touched = self._find(row.figure) or (-1, 0)
        return size == row.size and touched <= written

    def hold(self, figure: str) -> bool:
        """Whether a figure is there."""
        return self._find(figure) is not None

    def _find(self, figure: str) -> tuple[int, int] | None:
        folder, _, name = figure.rpartition("/")
        if folder not in self._listed:
            self._listed[folder] = self._list(folder)
        return self._listed[folder].get(name)

    def _list(self, folder: str) -> dict[str, tuple[int, int]]:
        # Two numbers each: of a million, what `stat` returns would be a gigabyte.
        try:
            with os.scandir(self.output / folder) as entries:
                return {entry.name: _stamp(entry.stat()) for entry in entries if entry.is_file()}
        except OSError:
            return {}


def _stamp(found: os.stat_result) -> tuple[int, int]:
    # Whatever puts other content there moves one of the two times.
    return found.st_size, max(found.st_mtime_ns, found.st_ctime_ns)
