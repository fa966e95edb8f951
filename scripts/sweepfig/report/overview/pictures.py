"""Have the overview figures drawn, each by a worker if there are some: a quarter of a second each.

Separate from `figures`, which makes them, so that a run whose workers do imports no matplotlib to draw with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from sweepfig.batch.row import Row
from sweepfig.core import paths
from sweepfig.plan.plan import Plan
from sweepfig.pool.process import Death
from sweepfig.pool.starmap import WorkerDied, Workers

MOST_SENT = 10_000  # rows, to each worker; of more, other things take longer


class Task(NamedTuple):
    """A file, and the call that makes its content: of a function that a worker can import."""

    path: Path
    function: Callable[..., bytes]
    arguments: tuple[Any, ...]

    def make(self) -> bytes:
        """Return the file's content."""
        return self.function(*self.arguments)


def draw(plan: Plan, rows: Sequence[Row], output: str, name: str) -> bytes:
    """Return the bytes of an overview figure: the task of one call in a worker."""
    from sweepfig.report.overview.figures import overview_png

    return overview_png(plan, rows, output, name)


def begin(
    plan: Plan,
    rows: Sequence[Row],
    output: str | Path,
    workers: Workers | None = None,
    others: Sequence[Task] = (),
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
    others : sequence of Task
        Other files to make beside the figures.
    """
    wanted = paths.overview_files(output, plan.overviews)
    figures = [Task(path, draw, (plan, rows, str(output), path.stem)) for path in wanted]
    if workers is None or not workers.are_started:
        return ((task.path, task.make()) for task in (*figures, *others))
    if len(rows) <= MOST_SENT:
        return _made_by(workers, [*figures, *others])
    here = ((task.path, task.make()) for task in figures)
    return chain(here, _made_by(workers, others))


def _made_by(workers: Workers, tasks: Sequence[Task]) -> Iterator[tuple[Path, bytes]]:
    """Have workers begin to make files; return what yields each one and its bytes."""
    # And one in the place of this process, which waits for them.
    calls = [(task.function, *task.arguments) for task in tasks]
    begun = workers.try_each(call, calls, processes=workers.processes + 1)

    def finish() -> Iterator[tuple[Path, bytes]]:
        left = dict(enumerate(tasks))
        try:
            with closing(begun):
                for place, found in begun:
                    if not isinstance(found, Death):
                        yield left.pop(place).path, found
        except WorkerDied:
            pass
        for task in left.values():  # what killed a worker does not stop a run
            yield task.path, task.make()

    return finish()


def call(function: Callable[..., bytes], *arguments: Any) -> bytes:
    """Call a function: the task of one call in a worker, which may be of several functions."""
    return function(*arguments)
