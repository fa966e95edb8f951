"""Note what became of figures that are drawn one by one, until the run's end enters it into manifests.

Each process has a file of its own in the run's folder, a line a figure: many write at once, and of one that
is killed at most the last line is lost. Then that figure counts as not looked at.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sweepfig.batch.manifest import write_chosen
from sweepfig.batch.receipt import Outcome, Receipt, write_receipt
from sweepfig.batch.row import Row, TwinFile
from sweepfig.core.storage import stamp_of
from sweepfig.drawing.file.provenance import recorded_digest
from sweepfig.plan.plan import Plan

SUFFIX = ".rows"


class Entry(NamedTuple):
    """A line of a journal: a target, and what became of it."""

    target: int
    outcome: Outcome


def note(folder: Path, plan: Plan, target: int, outcome: Outcome) -> None:
    """Note what became of a target's figure.

    Parameters
    ----------
    folder : Path
        The run's (`sweepfig.core.paths.run_folder`).
    plan : Plan
        The one that it was drawn by.
    target : int
    outcome : Outcome
    """
    row = outcome.row
    cells = [plan.digest, target, row.cells(), row.stamps, outcome.drawn, outcome.reason]
    with open(folder / f"{os.getpid()}{SUFFIX}", "a", encoding="utf-8") as file:
        file.write(json.dumps(cells, ensure_ascii=False) + "\n")


def entries(folder: Path, plan: Plan) -> dict[int, Outcome]:
    """Return what was noted of a plan's targets: of one that was tried again the best."""
    found: dict[int, Outcome] = {}
    for target, outcome in _read(folder, plan.digest):
        if target not in found or _rank(found[target].row) < max(1, _rank(outcome.row)):
            found[target] = outcome
    return found


def _rank(row: Row) -> int:
    """Return how much of a target there is: 0 nothing, 1 its figure, 2 its numbers too."""
    return row.has_figure + row.is_done


def _read(folder: Path, plan: str) -> Iterator[Entry]:
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                digest, target, cells, stamps, drawn, reason = json.loads(line)
                row = Row.of_cells(cells).with_stamps(stamps)
            except (ValueError, TypeError):
                continue  # cut short
            if digest == plan:
                yield Entry(target, Outcome(row, drawn, reason))


def enter(folder: Path, plan: Plan, output: str | Path) -> None:
    """Enter all that was noted into the plan's manifests, and leave a receipt of it.

    Raises
    ------
    OSError
        If a manifest can't be written.
    """
    found = entries(folder, plan)
    batches: dict[int, list[int]] = defaultdict(list)
    for target in sorted(found):
        batches[target // plan.batch_size].append(target)
    for batch, targets in batches.items():
        rows = [_stamped_anew(found[target].row, Path(output)) for target in targets]
        write_chosen(plan, output, batch, rows, np.array(targets, np.intp))
    for file in folder.glob(f"*{SUFFIX}"):
        file.unlink()
    if found:
        name = f"{len(list(folder.glob('*.json')))}.json"
        write_receipt(folder / name, Receipt.of(list(found.values())))


def _stamped_anew(row: Row, output: Path) -> Row:
    """Return a row with its files' stamps of now, if they still are those files: Snakemake touches each."""
    return row.with_stamps([_stamp_of_now(file, output) for file in row.files])


def _stamp_of_now(file: Row | TwinFile, output: Path) -> int:
    path = output / file.figure
    try:
        now = stamp_of(path.stat())
    except OSError:
        return file.stamp
    is_same = now == file.stamp or recorded_digest(path) == file.digest
    return now if is_same else file.stamp
