"""What a run leaves for people: data.csv, the list of what failed, the closing lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sweepfig import names, storage
from sweepfig.holes import hole_lines, holes_csv, n_holes, unread_lines
from sweepfig.manifest import Row, read_rows
from sweepfig.numbers import ERROR
from sweepfig.orphans import orphan_lines
from sweepfig.plan import Plan, Target
from sweepfig.receipt import Receipt
from sweepfig.selection import Selection
from sweepfig.showing import show
from sweepfig.table import data_csv, worst

MOST_LISTED = 20
FEW = 3  # of the worst
FEWEST_TIMED = 20  # below, start-up is most of the time a figure took


def summarise(plan: Plan, output: str | Path) -> list[Row]:
    """Write data.csv, failures.txt and all that shows the sweep; return the rows, one a target."""
    rows = list(read_rows(plan, output))
    content = data_csv(plan, rows).encode()
    storage.write(names.data_file(output), content, temporary=names.temporary_folder(output))
    lines = "".join(f"{line}\n" for line in failure_lines(plan, rows, output)).encode()
    storage.write(names.failures_file(output), lines, temporary=names.temporary_folder(output))
    _write_holes(plan, output)
    show(plan, rows, output)
    return rows


def _write_holes(plan: Plan, output: str | Path) -> None:
    path = names.holes_file(output)
    if n_holes(plan):
        storage.write(path, holes_csv(plan).encode(), temporary=names.temporary_folder(output))
    else:
        path.unlink(missing_ok=True)


def missing_rows(
    plan: Plan,
    output: str | Path,
    reason: str,
    causes: Mapping[str, str] | None = None,
    chosen: NDArray[np.intp] | None = None,
) -> list[Row]:
    """Return a row for every chosen target, after a run that could not write all its manifests.

    Parameters
    ----------
    plan : Plan
    output : str or Path
    reason : str
        Why figures are missing that the run did not get to.
    causes : mapping of str to str, optional
        Why some of them are missing, by figure.
    chosen : array of int, optional
        The targets that the run was about; all by default.
    """

    def judge(target: Target) -> Row:
        cause = (causes or {}).get(target.figure) or f"not drawn: {reason}"
        is_there = (Path(output) / target.figure).is_file()
        return Row(target.figure, "", 0, "ok") if is_there else _failed(target.figure, cause)

    return [judge(target) for target in plan.targets(chosen)]


def lost_lines(
    plan: Plan, output: str | Path, logs: Path, chosen: NDArray[np.intp] | None = None
) -> list[str]:
    """Return the list of targets that have no figure, after jobs ended without a receipt.

    The reason is the last error in the jobs' logs, if they could still say one.
    """
    said = [
        line.removeprefix("error: ")
        for log in sorted(logs.glob("*.log"))
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
        if line.startswith("error: ")
    ]
    reason = said[-1] if said else f"its job ended before its time; see {logs}"
    known = {row.figure: row.cause for row in read_rows(plan, output) if row.cause != "not drawn"}
    lines = failure_lines(plan, missing_rows(plan, output, reason, known, chosen), output)
    # Each may have a figure that it drew before its job found the fault.
    return lines or [f"error: {reason}"]


def _failed(figure: str, cause: str) -> Row:
    return Row(figure, "", 0, "failed", cause)


def is_complete(plan: Plan, rows: list[Row]) -> bool:
    """Whether every file could be read, and every target has its figure."""
    return not plan.unread and not any(row.status == "failed" for row in rows)


def mark_complete(plan: Plan, output: str | Path, rows: list[Row]) -> bool:
    """Leave the file `complete` if nothing failed, remove it if something did; return which."""
    path = names.complete_file(output)
    if not is_complete(plan, rows):
        path.unlink(missing_ok=True)
        return False
    storage.write(path, b"", temporary=names.temporary_folder(output))
    return True


def closing_lines(
    plan: Plan, rows: list[Row], receipt: Receipt, output: str | Path, seconds: float
) -> list[str]:
    """Return the lines that a run ends with: counts and speed, what failed, the worst, where to look.

    Parameters
    ----------
    plan : Plan
    rows : list of Row
        Every target's.
    receipt : Receipt
        What this run did; the targets it did not look at were current.
    output : str or Path
    seconds : float
        How long the run took.
    """
    empty = [row for row in rows if row.status == "empty"]
    lines = [_counts_line(rows, receipt, seconds)]
    if empty:
        lines.append(f"{len(empty)} empty (no number to draw): {_listed(empty)}")
    lines += [*hole_lines(plan), *failure_lines(plan, rows, output)]
    lines += orphan_lines(plan, output)
    found = worst(plan, rows, FEW)
    if found:
        listed = (f"{rows[target].figure} ({error:.3g})" for target, error in found)
        lines.append(f"largest {ERROR}: {', '.join(listed)}")
    lines.append(f"look at {names.gallery_file(output)}  table: {names.data_file(output)}")
    return lines


def limited_lines(
    plan: Plan,
    rows: list[Row],
    receipt: Receipt,
    selection: Selection,
    output: str | Path,
    seconds: float,
) -> list[str]:
    """Return the lines that a run over some of the targets ends with; see `closing_lines`."""
    lines = [
        _counts_line(rows, receipt, seconds),
        *failure_lines(plan, rows, output),
        f"{len(rows)} of {plan.n_targets} targets looked at: {selection.words()}",
    ]
    drawn = [str(Path(output) / row.figure) for row in rows if row.status != "failed"]
    return [*lines, *(f"  {figure}" for figure in drawn[:MOST_LISTED])]


def _counts_line(rows: list[Row], receipt: Receipt, seconds: float) -> str:
    failed = sum(row.status == "failed" for row in rows)
    current = len(rows) - failed - receipt.drawn
    is_telling = receipt.drawn >= FEWEST_TIMED
    speed = f" ({1e3 * seconds / receipt.drawn:.1f} ms a figure)" if is_telling else ""
    share = f" ({receipt.by_template / receipt.drawn:.0%} by the template)" if receipt.drawn else ""
    return (
        f"{receipt.drawn} drawn{share}, {current} already current, {failed} failed "
        f"in {seconds:.1f} s{speed}"
    )


def failure_lines(plan: Plan, rows: list[Row], output: str | Path) -> list[str]:
    """Return the lists of unreadable files, and of targets without a figure, each with the cause."""
    failed = [row for row in rows if row.status == "failed"]
    lines = [f"  {Path(output) / row.figure}: {row.cause}" for row in failed[:MOST_LISTED]]
    if len(failed) > MOST_LISTED:
        lines.append(f"  ... and {len(failed) - MOST_LISTED} more, in {names.data_file(output)}")
    head = [f"{len(failed)} of {len(rows)} targets were not drawn:"] if failed else []
    return [*unread_lines(plan), *head, *lines]


def _listed(rows: list[Row]) -> str:
    shown = ", ".join(row.figure for row in rows[:MOST_LISTED])
    return shown + (f" and {len(rows) - MOST_LISTED} more" if len(rows) > MOST_LISTED else "")
