"""Judge what a process that died has left of its targets: figures, measured or not, or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sweepfig.batch.receipt import Outcome
from sweepfig.batch.render import NOT_THERE, render_targets
from sweepfig.batch.row import Row
from sweepfig.plan.plan import Plan


def outcomes_left(
    plan: Plan,
    output: str | Path,
    which: range,
    *,
    undrawn: str,
    unmeasured: str,
    began: float,
    growing: bool = False,
) -> list[Outcome]:
    """Return the outcomes of targets whose process died: it may have drawn some of their figures.

    Nothing is drawn, and no function of the user's is called.

    Parameters
    ----------
    plan : Plan
    output : str or Path
        The output folder.
    which : range
        The targets' indices.
    undrawn, unmeasured : str
        The cause why one has no figure, and why one has no numbers of the user's function.
    began : float
        When the run began, as a time stamp: a later figure was drawn by it.
    growing : bool
        As in `sweepfig.batch.render.render_each`.

    Raises
    ------
    Outdated
        If the sweep, or the plan, has changed.
    """

    def settled(outcome: Outcome) -> Outcome:
        row = outcome.row
        if not row.has_figure:
            return Outcome.failed(row.figure, _cause(row, undrawn))
        if not row.is_done:
            outcome = outcome._replace(row=replace(row, cause=unmeasured))
        return outcome.since(began, output)

    found = render_targets(plan, output, which, check_only=True, growing=growing)
    return [settled(outcome) for outcome in found]


def _cause(row: Row, undrawn: str) -> str:
    """Return why a target failed: the process died at the first of its files that is not there."""
    if NOT_THERE not in row.cause:
        return undrawn
    return row.cause.replace(NOT_THERE, undrawn, 1).replace(NOT_THERE, "not drawn")
