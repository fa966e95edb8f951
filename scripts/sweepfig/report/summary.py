"""Summarise a run: data.csv, the list of what failed, the closing lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.manifest import digest_of_manifests, read_rows
from sweepfig.batch.receipt import Receipt
from sweepfig.batch.row import Row
from sweepfig.core import paths, storage
from sweepfig.measuring.lines import ERROR
from sweepfig.plan import gallery_data
from sweepfig.plan.plan import Plan, Target
from sweepfig.plan.selection import Selection
from sweepfig.pool.forks import Forks
from sweepfig.pool.starmap import Workers
from sweepfig.report import update
from sweepfig.report.findings import MOST_LISTED, Findings, StoredFindings, read_stored
from sweepfig.report.missing_points import hole_lines, holes_csv, unread_lines
from sweepfig.report.orphans import orphan_lines
from sweepfig.report.table import data_csv

FEWEST_TIMED = 20  # figures; with fewer, start-up takes most of the time


def import_ahead() -> None:
    """Import and find what `summarise` needs, while others draw."""
    update.import_ahead()


def summarise(
    plan: Plan,
    output: str | Path,
    workers: Workers | Forks | None = None,
    plan_path: str | Path | None = None,
) -> tuple[list[Row], Findings]:
    """Write data.csv, failures.txt and all that shows the sweep.

    Parameters
    ----------
    plan : Plan
    output : str or Path
    workers : Workers or Forks, optional
        That help if they are started.
    plan_path : str or Path, optional
        Its plan.json, which workers read; by default the output folder's.

    Returns
    -------
    rows : list of Row
        Every target's.
    found : Findings
        The findings from these rows.
    """
    rows = list(read_rows(plan, output))
    found = Findings.of(plan, rows)

    def write(path: Path, content: bytes | Iterable[bytes]) -> None:
        storage.write(path, content, temporary=paths.temporary_folder(output))

    write(paths.data_file(output), data_csv(plan, rows))
    failures = failure_lines(plan, found.failed, plan.n_targets, output, has_table=True)
    write(paths.failures_file(output), "".join(f"{line}\n" for line in failures).encode())
    if plan.n_holes:
        write(paths.holes_file(output), holes_csv(plan).encode())
    for path in update.strays(plan, output):
        path.unlink(missing_ok=True)
    shown_from = _update_report_files(
        plan, plan_path or paths.plan_file(output), rows, output, workers
    )
    files = update.digests(_files_left(plan, output), output)
    stored = StoredFindings(found, digest_of_manifests(plan, output), shown_from, files)
    write(paths.findings_file(output), stored.to_json().encode())
    return rows, found


def _update_report_files(
    plan: Plan,
    plan_path: str | Path,
    rows: list[Row],
    output: str | Path,
    workers: Workers | Forks | None,
) -> str:
    """Make all that shows the sweep, unless it is there; return what it is made from.

    Nothing is returned if a file of the sweep has changed since the figures were drawn: a later run makes the
    rest.
    """
    before, shown_from = read_stored(output), update.made_from(plan, rows)
    is_there = before is not None and before.shown_from == shown_from
    if before is None or not is_there or not update.are_unchanged(before.files, output):
        has_all = update.write_report_files(plan, plan_path, rows, output, workers)
        return shown_from if has_all else ""
    return shown_from


def _files_left(plan: Plan, output: str | Path) -> list[Path]:
    """Return the files for people that a run over all targets leaves."""
    holes = [paths.holes_file(output)] if plan.n_holes else []
    files = [*paths.files_for_people(output, plan.overviews), *holes]
    slices = gallery_data.files(plan, output)
    if plan.gallery_data != "off":  # also where the folder holds no slices
        slices.append(paths.slices_folder(output) / update.MARK)
    return [*files, paths.failures_file(output), *paths.sheet_files(output), *slices]


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
        Why the figures that the run did not reach are missing.
    causes : mapping of str to str, optional
        By figure, why some of the others are missing.
    chosen : array of int, optional
        The run's targets; all by default.
    """

    def judge(target: Target) -> Row:
        cause = (causes or {}).get(target.figure) or f"not drawn: {reason}"
        is_there = all((Path(output) / file).is_file() for file in target.files)
        return Row(target.figure, "", 0, "ok") if is_there else Row.failed(target.figure, cause)

    return [judge(target) for target in plan.targets(chosen)]


def lost_lines(
    plan: Plan,
    output: str | Path,
    logs: Path,
    chosen: NDArray[np.intp] | None = None,
    ended_by: str = "",
) -> list[str]:
    """Return lines that list the targets without a figure, after jobs ended without a receipt.

    The reason is `ended_by`, if it is known what ended a job; else the last error in the jobs' logs, if
    there is one.
    """
    said = [
        line.removeprefix("error: ")
        for log in sorted(logs.glob("*.log"))
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
        if line.startswith("error: ")
    ]
    unknown = f"its job ended before its time; see {logs}"
    reason = f"{ended_by}; see {logs}" if ended_by else said[-1] if said else unknown
    known = {row.figure: row.cause for row in read_rows(plan, output) if not row.is_unseen}
    rows = missing_rows(plan, output, reason, known, chosen)
    lines = failure_lines(plan, _failed_of(rows), len(rows), output)
    # There are no lines if all have figures, which were drawn before their jobs failed.
    return lines or [f"error: {reason}"]


def _failed_of(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not row.is_done]


def is_complete(plan: Plan, rows: Iterable[Row]) -> bool:
    """Whether every file could be read, and every target has its figure and its numbers."""
    return not plan.unread and all(row.is_done for row in rows)


def mark_complete(plan: Plan, output: str | Path, failed: Sequence[Row]) -> bool:
    """Write the file `complete` if nothing failed, else remove it; return whether nothing failed."""
    path = paths.complete_file(output)
    if not is_complete(plan, failed):
        path.unlink(missing_ok=True)
        return False
    storage.write(path, b"", temporary=paths.temporary_folder(output))
    return True


def closing_lines(
    plan: Plan,
    found: Findings,
    receipt: Receipt,
    output: str | Path,
    seconds: float,
    *,
    has_table: bool = True,
) -> list[str]:
    """Return a run's closing lines: counts and speed, failures, the worst targets, where to look.

    Parameters
    ----------
    plan : Plan
    found : Findings
        The findings on all targets.
    receipt : Receipt
        What this run did; targets that it did not check were current.
    output : str or Path
    seconds : float
        How long the run took.
    has_table : bool
        Whether the run has made the table, and what else shows the sweep; a full disk may keep it from that.
    """
    lines = [_counts_line(plan.n_targets, found.failed, receipt, seconds)]
    if found.empty:
        more = found.n_empty - len(found.empty)
        listed = ", ".join(found.empty) + (f" and {more} more" if more else "")
        lines.append(f"{found.n_empty} empty (no number to draw): {listed}")
    failures = failure_lines(plan, found.failed, plan.n_targets, output, has_table=has_table)
    lines += [*hole_lines(plan, is_in_file=has_table), *failures, *orphan_lines(plan, output)]
    if found.worst:
        listed = ", ".join(f"{figure} ({error:.3g})" for figure, error in found.worst)
        lines.append(f"largest {ERROR}: {listed}")
    gallery, table = paths.gallery_file(output), paths.data_file(output)
    if has_table and gallery.exists() and table.exists():
        lines.append(f"look at {gallery}  table: {table}")
    return lines


def limited_lines(
    plan: Plan,
    rows: Sequence[Row],
    receipt: Receipt,
    selection: Selection,
    output: str | Path,
    seconds: float,
) -> list[str]:
    """Return the closing lines of a run over some of the targets; see `closing_lines`."""
    failed = _failed_of(rows)
    lines = [
        _counts_line(len(rows), failed, receipt, seconds),
        *failure_lines(plan, failed, len(rows), output),
        f"{len(rows)} of {plan.n_targets} targets looked at: {selection.words()}",
    ]
    drawn = [str(Path(output) / row.figure) for row in rows if row.has_figure]
    return [*lines, *(f"  {figure}" for figure in drawn[:MOST_LISTED])]


def _counts_line(looked_at: int, undone: Sequence[Row], receipt: Receipt, seconds: float) -> str:
    failed = sum(not row.has_figure for row in undone)
    # Two jobs of a client's workflow may draw the same figure: one by its path, the other in a batch.
    drawn = min(receipt.drawn, looked_at - failed)
    current = looked_at - failed - drawn
    is_telling = drawn >= FEWEST_TIMED
    speed = f" ({1e3 * seconds / drawn:.1f} ms a figure)" if is_telling else ""
    share = f" ({_share(receipt)})" if drawn else ""
    return (
        f"{drawn} drawn{share}, {current} already current, {failed} failed "
        f"in {seconds:.1f} s{speed}"
    )


def _share(receipt: Receipt) -> str:
    share = f"{receipt.by_template / receipt.drawn:.0%} by the template"
    if not receipt.reasons:
        return share
    return f"{share}, the rest more slowly by plain matplotlib: {'; '.join(receipt.reasons)}"


def failure_lines(
    plan: Plan,
    failed: Sequence[Row],
    looked_at: int,
    output: str | Path,
    *,
    has_table: bool = False,
) -> list[str]:
    """Return lines that list unreadable files, and targets without a figure or numbers, with their causes.

    Of many targets the first are listed; `has_table` says whether the table has them all. A cause that all
    share is said once.
    """
    where = f", in {paths.data_file(output)}" if has_table else ""

    def listed(rows: Sequence[Row], what: str) -> list[str]:
        if not rows:
            return []
        causes = {row.cause for row in rows}
        of_all = f", all for one cause: {causes.pop()}" if len(causes) == 1 < len(rows) else ""
        lines = [
            f"  {Path(output) / row.figure}" + ("" if of_all else f": {row.cause}")
            for row in rows[:MOST_LISTED]
        ]
        if len(rows) > MOST_LISTED:
            lines.append(f"  ... and {len(rows) - MOST_LISTED} more{where}")
        were = "was" if len(rows) == 1 else "were"
        return [f"{len(rows)} of {looked_at} targets {were} {what}{of_all or ':'}", *lines]

    without = [row for row in failed if not row.has_figure]
    unmeasured = [row for row in failed if row.has_figure]
    drawn = listed(unmeasured, "drawn, but not measured")
    return [*unread_lines(plan), *listed(without, "not drawn"), *drawn]
