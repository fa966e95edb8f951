"""Have files made whose making takes a while, each by a worker if there are some.

Separate from what makes them, so that a run whose workers do imports nothing for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from sweepfig.pool.forks import Forks
from sweepfig.pool.process import Death
from sweepfig.pool.starmap import WorkerDied, Workers


class Task(NamedTuple):
    """A file, and the call that makes its content.

    Attributes
    ----------
    path : Path
    function : callable
        One that a worker can import.
    arguments : tuple
    is_large : bool
        Whether the arguments take longer to send to a worker, or more memory in a fork, than the making does.
    """

    path: Path
    function: Callable[..., bytes]
    arguments: tuple[Any, ...]
    is_large: bool = False

    def make(self) -> bytes:
        """Return the file's content."""
        return self.function(*self.arguments)


def begin(
    tasks: Sequence[Task], workers: Workers | Forks | None = None
) -> Iterator[tuple[Path, bytes]]:
    """Begin to make files; return what yields each one and its bytes.

    Parameters
    ----------
    tasks : sequence of Task
    workers : Workers or Forks, optional
        That make them if they are started; else this process does.
    """
    if workers is None or not workers.are_started:
        return ((task.path, task.make()) for task in tasks)
    sent = [task for task in tasks if not task.is_large]
    here = ((task.path, task.make()) for task in tasks if task.is_large)
    return chain(here, _made_by(workers, sent))


def _made_by(workers: Workers | Forks, tasks: Sequence[Task]) -> Iterator[tuple[Path, bytes]]:
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
