"""List what draws the overview figures: a tenth to a quarter of a second each.

Separate from `figures`, which draws them, so that a run whose workers do imports no matplotlib to draw with.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sweepfig.batch.row import Row
from sweepfig.core import paths
from sweepfig.plan.plan import Plan
from sweepfig.report.file_tasks import Task

MOST_SENT = 10_000  # rows, to each worker; of more, other things take longer


def tasks(plan: Plan, rows: Sequence[Row], output: str | Path) -> list[Task]:
    """Return what draws each overview figure.

    Parameters
    ----------
    plan : Plan
    rows : sequence of Row
        Every target's.
    output : str or Path
        The output folder, whose figures the contact sheet shows.
    """
    is_large = len(rows) > MOST_SENT
    return [
        Task(path, draw, (plan, rows, str(output), path.stem), is_large)
        for path in paths.overview_files(output, plan.overviews)
    ]


def draw(plan: Plan, rows: Sequence[Row], output: str, name: str) -> bytes:
    """Return the bytes of an overview figure: the task of one call in a worker."""
    from sweepfig.report.overview.figures import overview_png

    return overview_png(plan, rows, output, name)
