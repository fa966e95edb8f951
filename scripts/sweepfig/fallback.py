"""The plan drawn without Snakemake: `Pool.starmap` in one process tree; and the post's functions.

The same batches, the same manifests, the same bytes as the Snakemake path; what one drew the other
takes as current.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sweepfig import inputs, names, pool
from sweepfig.manifest import Outcome, Receipt, Row, pending_batches, write_manifest
from sweepfig.plan import Plan, load
from sweepfig.post import (
    get_plotting_args,
    plot_resonance_curve,
    plot_resonance_curves_for_inferences,
)
from sweepfig.render import render_targets
from sweepfig.storage import remove_leftovers
from sweepfig.summary import mark_complete, summarise

if TYPE_CHECKING:
    from sweepfig.settings import Settings

__all__ = [
    "Run",
    "cut",
    "draw_plan",
    "ensure_plan",
    "get_plotting_args",
    "plot_resonance_curve",
    "plot_resonance_curves_for_inferences",
    "render_piece",
    "render_pieces",
]

LARGEST_PIECE = (
    32  # figures in one task: small enough to share out evenly, large enough to read by block
)


@dataclass(frozen=True)
class Run:
    """What a run of the fallback came to.

    Attributes
    ----------
    rows : list of Row
        Every target's, in the plan's order.
    receipt : Receipt
        What this run did.
    stopped : str
        Why it ended before its work was done; empty if it did not.
    """

    rows: list[Row]
    receipt: Receipt
    stopped: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether every target has its figure."""
        return not self.stopped and not any(row.status == "failed" for row in self.rows)


def ensure_plan(settings: Settings, output: str | Path) -> Path:
    """Return the plan file of a config, made anew only if something it was made from has changed.

    Raises
    ------
    UserError
        As `sweepfig.planning.make_plan`.
    """
    if not inputs.has_current_plan(settings, output):
        from sweepfig.planning import make_plan, write_plan  # half a second of imports

        write_plan(make_plan(settings), output)
    return names.plan_file(output)


def draw_plan(
    plan_path: str | Path,
    *,
    output: str | Path | None = None,
    processes: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Run:
    """Bring every figure of a plan up to date, in parallel.

    Parameters
    ----------
    plan_path : str or Path
        A plan.json.
    output : str or Path, optional
        Where the figures go; by default where the plan lies.
    processes : int, optional
        Workers; by default all usable cores less one, at least one.
    on_progress : callable, optional
        Called with the number of figures looked at, and of all to look at.

    Returns
    -------
    Run
        Also when a worker was killed: then `stopped` says so, nothing that was drawn is lost, and
        the next run draws the rest.
    """
    started, began = time.time(), time.perf_counter()
    plan = load(plan_path)
    output = names.output_of(plan_path) if output is None else Path(output)
    processes = processes or pool.default_processes()
    batches = pending_batches(plan, output)
    pieces = cut(plan, batches, processes)
    total = sum(len(piece) for piece in pieces)
    sizes = [0, *itertools.accumulate(len(piece) for piece in pieces)]
    try:
        done = render_pieces(
            plan_path,
            output,
            pieces,
            processes,
            on_progress=(lambda n: on_progress(sizes[n], total)) if on_progress else None,
        )
        stopped = ""
    except pool.WorkerDied as death:
        stopped = str(death)
        done = [_look(plan, output, piece, stopped, started) for piece in pieces]
    remove_leftovers(names.temporary_folder(output))
    outcomes = list(itertools.chain.from_iterable(done))
    _write_manifests(plan, output, batches, outcomes)
    rows = summarise(plan, output)
    mark_complete(output, rows)
    return Run(rows, Receipt.of(outcomes, time.perf_counter() - began), stopped)


def render_pieces(
    plan_path: str | Path,
    output: str | Path,
    pieces: Sequence[range],
    processes: int,
    *,
    on_progress: Callable[[int], None] | None = None,
) -> list[list[Outcome]]:
    """Bring pieces of a plan up to date, in parallel: what became of each one's targets.

    Raises
    ------
    sweepfig.pool.WorkerDied
        If a worker is killed.
    """
    return pool.starmap(
        render_piece,
        [(str(plan_path), str(output), piece.start, piece.stop) for piece in pieces],
        processes=processes,
        preload=_preload(load(plan_path)),
        on_progress=on_progress,
    )


def render_piece(plan_path: str, output: str, first: int, last: int) -> list[Outcome]:
    """Bring a piece of a plan up to date: the task of one call in a worker."""
    return render_targets(load(plan_path), output, range(first, last))


def _look(plan: Plan, output: Path, piece: range, reason: str, began: float) -> list[Outcome]:
    """Say which figures of a piece were drawn before a worker died."""

    def judge(outcome: Outcome) -> Outcome:
        figure = outcome.row.figure
        if outcome.row.status == "failed":
            return Outcome(Row(figure, "", 0, "failed", f"not drawn: {reason}"), drawn=False)
        return outcome._replace(drawn=(output / figure).stat().st_mtime >= began)

    return list(map(judge, render_targets(plan, output, piece, check_only=True)))


def _write_manifests(plan: Plan, output: Path, batches: list[int], outcomes: list[Outcome]) -> None:
    rest = iter(outcomes)
    for batch in batches:
        rows = [outcome.row for outcome in itertools.islice(rest, len(plan.targets_of(batch)))]
        write_manifest(plan, output, batch, rows)


def cut(plan: Plan, batches: Sequence[int], processes: int) -> list[range]:
    """Cut batches into pieces that keep so many processes busy to the end."""
    targets = sum(len(plan.targets_of(batch)) for batch in batches)
    size = max(1, min(LARGEST_PIECE, -(-targets // (4 * processes))))
    return [
        range(first, min(first + size, batch.stop))
        for batch in map(plan.targets_of, batches)
        for first in range(batch.start, batch.stop, size)
    ]


def _preload(plan: Plan) -> list[str]:
    reader = "netCDF4" if all(source.plain for source in plan.sources) else "xarray"
    return ["sweepfig.painting", "sweepfig.fallback", reader]
