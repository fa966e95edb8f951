"""Have the overview figures drawn, each by a worker if there are some: a quarter of a second each.

Separate from `figures`, which makes them, so that a run whose workers do imports no matplotlib to draw with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from sweepfig.batch.row import Row
from sweepfig.core import paths
from sweepfig.plan.plan import Plan
from sweepfig.pool.process import Death
from sweepfig.pool.starmap import WorkerDied, Workers

MOST_SENT = 10_000  # rows, to each worker; of more, other things take longer


def draw(plan: Plan, rows: Sequence[Row], output: str, name: str) -> bytes:
    """Return the bytes of an overview figure: the task of one call in a worker."""
    from sweepfig.report.overview.figures import overview_png

    return overview_png(plan, rows, output, name)


def begin(
    plan: Plan, rows: Sequence[Row], output: str | Path, workers: Workers | None = None
) -> Iterator[tuple[Path, bytes]]:
    """Begin to draw the overview figures; return what yields each one's file and its bytes.

    Parameters
    ----------
    plan : Plan
    rows : sequence of Row
        Every target's.
    output : str or Path
        The output folder, whose figures the contact sheet shows.
    workers : Workers, optional
        That draw them if they are started; else this process does.
    """
    wanted = paths.overview_files(output, plan.overviews)
    tasks = [(plan, rows, str(output), path.stem) for path in wanted]
    if workers is None or not workers.are_started or len(rows) > MOST_SENT:
        return ((path, draw(*task)) for path, task in zip(wanted, tasks, strict=True))
    # And one in the place of this process, which waits for them.
    begun = workers.try_each(draw, tasks, processes=workers.processes + 1)

    def finish() -> Iterator[tuple[Path, bytes]]:
        left = dict(enumerate(wanted))
        try:
            with closing(begun):
                for place, found in begun:
                    if not isinstance(found, Death):
                        yield left.pop(place), found
        except WorkerDied:
            pass
        for place, path in left.items():  # what killed a worker does not stop a run
            yield path, draw(*tasks[place])

    return finish()
