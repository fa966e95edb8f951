"""Record the state of a batch's figures after a run.

A *manifest* has a head line, then a line for each target with its figure, digest, size and status.
Its bytes depend only on the plan and the data, so both paths write the same. The head has a digest of the
lines after it: a damaged manifest counts as missing.

A file of *stamps* belongs to each manifest: what `os.stat` said of each figure and twin when it was last
drawn or read. Stamps differ from machine to machine, and are not compared between the two paths.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.row import UNSEEN, Row
from sweepfig.batch.row_digests import row_digests
from sweepfig.core import paths, storage
from sweepfig.drawing.file.provenance import recorded_digest
from sweepfig.plan.plan import Plan
from sweepfig.plan.selection import within

STAMP = np.dtype("<u8")


def write_manifest(plan: Plan, output: str | Path, batch: int, rows: Iterable[Row]) -> None:
    """Write a batch's manifest and stamps, once its figures have reached the disk."""
    rows = list(rows)
    lines = "".join(json.dumps(row.cells(), ensure_ascii=False) + "\n" for row in rows).encode()
    head: dict[str, Any] = {"plan": plan.digest, "batch": batch, "rows": _digest(lines).hex()}
    if digests := row_digests(plan, plan.targets_of(batch)):
        head["row_digests"] = digests
    content = json.dumps(head, ensure_ascii=False).encode() + b"\n" + lines
    temporary = paths.temporary_folder(output)
    if any(row.stamp for row in rows):
        storage.sync(Path(output))
    storage.write(paths.manifest_file(output, batch), content, temporary=temporary)
    stamps = np.array([stamp for row in rows for stamp in row.stamps], STAMP).tobytes()
    storage.write(paths.stamps_file(output, batch), _digest(content) + stamps, temporary=temporary)


def read_manifest(plan: Plan, output: str | Path, batch: int) -> list[Row] | None:
    """Return a batch's rows; None if this plan has no undamaged manifest of it."""
    try:
        head, rows = _read(paths.manifest_file(output, batch))
        is_this = (head["plan"], head["batch"]) == (plan.digest, batch)
    except (OSError, ValueError, TypeError, LookupError):
        return None
    return rows if is_this and len(rows) == len(plan.targets_of(batch)) else None


def digest_of_manifests(plan: Plan, output: str | Path) -> str:
    """Return the digest of all manifests."""
    state = hashlib.blake2b(digest_size=16)
    for batch in range(plan.n_batches):
        with suppress(OSError), storage.opened(paths.manifest_file(output, batch)) as file:
            state.update(file.readline())  # its head, which has a digest of the rest
    return state.hexdigest()


def _read(path: Path) -> tuple[dict[str, Any], list[Row]]:
    """Return a manifest's head, and its rows with their stamps.

    Raises
    ------
    OSError, ValueError, TypeError, LookupError
        If there is no manifest, or it was changed after it was written.
    """
    content = storage.read(path)
    first, _, lines = content.partition(b"\n")
    head = json.loads(first)
    if head["rows"] != _digest(lines).hex():
        raise ValueError(f"{path} is not as it was written")
    rows = [Row.of_cells(json.loads(line)) for line in lines.splitlines()]
    return head, _with_stamps(path, _digest(content), rows)


def _with_stamps(path: Path, digest: bytes, rows: list[Row]) -> list[Row]:
    try:
        content = storage.read(paths.stamps_of(path))
    except OSError:
        return rows
    stamps, count = content[len(digest) :], sum(len(row.files) for row in rows)
    if not content.startswith(digest) or len(stamps) != STAMP.itemsize * count:
        return rows
    left = iter(np.frombuffer(stamps, STAMP).tolist())
    return [row.with_stamps([*itertools.islice(left, len(row.files))]) for row in rows]


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()


def rows_by_figure(output: str | Path) -> dict[str, tuple[str, Row]]:
    """Return the rows of all existing manifests whose figures are unchanged, by their stamps.

    Returns
    -------
    mapping of str to (str, Row)
        By figure: the digest (`row_digests`) and the row.
    """
    folders = Folders(Path(output))
    found: dict[str, tuple[str, Row]] = {}
    for path in sorted(paths.manifest_file(output, 0).parent.glob("*.jsonl")):
        try:
            head, rows = _read(path)
            digests = head.get("row_digests", [])
        except (OSError, ValueError, TypeError, LookupError, AttributeError):
            continue
        for digest, row in zip(digests, rows, strict=False):
            if row.is_done and folders.is_untouched(row):
                found[row.figure] = (digest, row)
    return found


def carry_over(plan: Plan, output: str | Path, kept_rows: Mapping[str, tuple[str, Row]]) -> None:
    """Write those manifests of a new plan whose rows all have the same row digest in the older plan."""
    for batch in range(plan.n_batches if kept_rows else 0):
        which = plan.targets_of(batch)
        kept = [
            kept_rows[target.figure][1]
            for target, digest in zip(plan.targets(which), row_digests(plan, which), strict=False)
            if kept_rows.get(target.figure, ("",))[0] == digest
        ]
        if len(kept) == len(which):
            write_manifest(plan, output, batch, kept)


def read_rows(plan: Plan, output: str | Path) -> Iterator[Row]:
    """Yield every target's row; a target without a manifest or without its figure gets a failed row."""
    folders = Folders(Path(output))
    for batch in range(plan.n_batches):
        rows = read_manifest(plan, output, batch)
        if rows is None:
            targets = plan.targets(plan.targets_of(batch))
            rows = [Row.failed(target.figure, UNSEEN[0]) for target in targets]
        for row in rows:
            is_gone = row.has_figure and not folders.is_unchanged(row)
            cause = "removed or changed during the run"
            yield Row.failed(row.figure, cause) if is_gone else row


def write_chosen(
    plan: Plan,
    output: str | Path,
    batch: int,
    rows: Sequence[Row],
    chosen: NDArray[np.intp] | None,
) -> None:
    """Write a batch's manifest after a run that checked its chosen targets.

    Other targets keep their rows from the former manifest, unless their figures were changed since. A target
    that was never checked counts as not drawn.

    Parameters
    ----------
    plan : Plan
    output : str or Path
    batch : int
    rows : sequence of Row
        The rows of the batch's chosen targets, in order.
    chosen : array of int or None
        The run's targets, ascending; None for all.
    """
    which = plan.targets_of(batch)
    if chosen is None:
        return write_manifest(plan, output, batch, rows)
    folders, before = Folders(Path(output)), read_manifest(plan, output, batch)
    result = []
    for place, target in enumerate(plan.targets(which)):
        old = before[place] if before else None
        is_kept = old is not None and (not old.has_figure or folders.is_unchanged(old))
        unseen = Row.failed(target.figure, UNSEEN[1])
        result.append(old if old is not None and is_kept else unseen)
    for place, row in zip(within(chosen, which), rows, strict=True):
        result[place - which.start] = row
    write_manifest(plan, output, batch, result)


def chosen_rows(plan: Plan, output: str | Path, chosen: NDArray[np.intp]) -> list[Row]:
    """Return the chosen targets' rows; a target without a manifest gets a failed row."""
    rows = []
    for batch in plan.batches_with(chosen):
        which = plan.targets_of(batch)
        there = read_manifest(plan, output, batch)
        for target in plan.targets(within(chosen, which)):
            unseen = Row.failed(target.figure, UNSEEN[0])
            rows.append(there[target.index - which.start] if there else unseen)
    return rows


class Folders:
    """The output's folders, each listed at most once.

    Parameters
    ----------
    output : Path
    latest : float
        A file with a later time, in seconds since the epoch, counts as touched.
    """

    def __init__(self, output: Path, latest: float = math.inf) -> None:
        self.output, self._latest = output, latest
        self._listed: dict[str, dict[str, int]] = {}

    def is_untouched(self, row: Row) -> bool:
        """Whether a row's files exist and were not touched since they were drawn or read."""
        return all(self._stamp(file.figure) == file.stamp for file in row.files)

    def is_unchanged(self, row: Row) -> bool:
        """Whether a row's files exist and are unchanged, by their stamps or, failing that, their digests."""
        return all(
            self._stamp(file.figure) == file.stamp
            or recorded_digest(self.output / file.figure) == file.digest
            for file in row.files
        )

    def _stamp(self, figure: str) -> int | None:
        folder, _, name = figure.rpartition("/")
        if folder not in self._listed:
            self._listed[folder] = self._list(folder)
        return self._listed[folder].get(name)

    def _list(self, folder: str) -> dict[str, int]:
        # Only a number for each: a million results of `stat` would take a gigabyte.
        try:
            with os.scandir(self.output / folder) as entries:
                found = ((e.name, e.stat()) for e in entries if e.is_file())
                return {n: storage.stamp_of(s) for n, s in found if s.st_mtime <= self._latest}
        except OSError:
            return {}
