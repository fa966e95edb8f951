"""Tell whether a sweep is drawn whole, as its config, its data and this program would draw it now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sweepfig.batch.manifest import read_rows
from sweepfig.batch.row import Row
from sweepfig.config.settings import Settings
from sweepfig.core.storage import FileStamp
from sweepfig.measuring.description import Measure
from sweepfig.plan.freshness import has_current_plan
from sweepfig.plan.plan import Plan, Target
from sweepfig.report.findings import standing
from sweepfig.report.table import own_measures


@dataclass(frozen=True)
class State:
    """The state of a drawn sweep.

    Attributes
    ----------
    doubts : tuple of str
        Why it is not whole and current; empty if it is.
    n_figures : int
        Targets that have their figure.
    own : tuple of Measure
        The numbers of the user's function.
    """

    doubts: tuple[str, ...]
    n_figures: int
    own: tuple[Measure, ...]


def state_of(plan: Plan, output: str | Path, settings: Settings | None) -> State:
    """Return the state of a plan's sweep; without its settings, by the files that the plan names.

    Raises
    ------
    UserError
        If there are too many names of numbers (`sweepfig.report.table.own_measures`).
    """
    undone: list[Row] = []
    former: list[str] = []
    own = own_measures(_noting(plan, Path(output), undone, former))
    missing = [row for row in undone if not row.has_figure]
    unmeasured = [row for row in undone if row.has_figure]
    doubts = [
        *_changes(plan, output, settings),
        *_former(former, plan.n_targets),
        *_listed(missing, plan.n_targets, "without a figure"),
        *_listed(unmeasured, plan.n_targets, "without the numbers of the user's function"),
        *(f"{file} was left out: {reason}" for file, reason in plan.unread[:1]),
    ]
    if not doubts and standing(plan, output) is None:
        doubts.append("table and gallery are not those of the figures as they are now")
    return State(tuple(doubts), plan.n_targets - len(missing), own)


def files_of(target: Target, row: Row, output: Path) -> tuple[str, ...]:
    """Return the files of a target's figure and its twins; none if there is no figure.

    Where no run of the plan has looked at the target, as after a preview, they are those that lie there.
    """
    if row.has_figure:
        return tuple(file.figure for file in row.files)
    is_there = row.is_unseen and all((output / file).is_file() for file in target.files)
    return target.files if is_there else ()


def _noting(plan: Plan, output: Path, undone: list[Row], former: list[str]) -> Iterator[Row]:
    """Yield rows; note those of targets without their figure or numbers, and figures of earlier plans."""
    for target, row in zip(plan.targets(), read_rows(plan, output), strict=True):
        if not row.has_figure and files_of(target, row, output):
            former.append(row.figure)
        elif not row.is_done:
            undone.append(row)
        yield row


def _former(figures: Sequence[str], total: int) -> Iterator[str]:
    if figures:
        yield (
            f"{len(figures)} of {total} figures, such as {figures[0]}, were drawn before the plan that is "
            "there, and no run has looked at them since"
        )


def _changes(plan: Plan, output: str | Path, settings: Settings | None) -> Iterator[str]:
    changed = [s.path for s in (*plan.files, *plan.depends) if FileStamp.of(s.path) != s]
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        yield f"{changed[0]}{more} was changed or removed after the figures were drawn"
    elif settings is not None and not has_current_plan(settings, output):
        yield "the config or the program was changed, or files were added, after the figures were drawn"


def _listed(rows: list[Row], total: int, what: str) -> Iterator[str]:
    if rows:
        yield f"{len(rows)} of {total} targets {what}, such as {rows[0].figure} ({rows[0].cause})"
