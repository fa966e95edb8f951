"""Run tasks in forks of this process, which have imported and found all that it has.

For a process with cores to itself for a moment, such as a job of Snakemake's: a supervisor, and workers that
import everything once more, would take longer than the tasks. A fork that dies takes along the task that it
was at, and nothing else.
"""

from __future__ import annotations

import gc
import multiprocessing
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, cast

from sweepfig.pool.process import Death, how_it_ended


class Forks:
    """Runs the tasks of a job in forks of this process; has of `starmap.Workers` what one job needs.

    Parameters
    ----------
    processes : int
        Forks for a job that does not ask for a number; never more than it has tasks.
    """

    are_started = True

    def __init__(self, processes: int) -> None:
        self.processes = processes

    def try_each(
        self,
        function: Callable[..., Any],
        tasks: Sequence[tuple[Any, ...]],
        *,
        processes: int | None = None,
    ) -> Generator[tuple[int, Any]]:
        """Begin a job; yield each task's index and result as soon as it is done.

        A task that raises, or ends its process, has a `Death` as its result; so have those for which there is
        no fork. Closing the generator ends the forks.
        """
        waiting = deque(range(len(tasks)))
        forks: list[_Fork] = []
        with suppress(OSError):  # no more processes, no memory: those that are there do it
            for _ in range(min(processes or self.processes, len(tasks))):
                forks.append(_Fork(function, tasks))
                forks[-1].take(waiting)
        results = _results(forks, waiting)
        next(results)
        return results


def can_fork() -> bool:
    """Whether forks of this process are safe; macOS frameworks do not survive one."""
    return sys.platform == "linux"


def _results(forks: Sequence[_Fork], waiting: deque[int]) -> Generator[Any]:
    busy = {fork.pipe: fork for fork in forks}
    death = Death("could not be started")
    try:
        yield None  # taken at once: a generator that has not begun does nothing when it is closed
        while busy:
            for pipe in cast(list[Connection], wait(list(busy))):
                fork = busy[pipe]
                place = fork.place
                try:
                    result = pipe.recv()
                except (EOFError, OSError, pickle.UnpicklingError):
                    result = death = fork.death()
                    del busy[pipe]
                else:
                    if not fork.take(waiting):
                        del busy[pipe]
                yield place, result
        yield from ((place, death) for place in waiting)
    finally:
        for fork in forks:
            fork.end()


class _Fork:
    """A fork that does one task after another.

    Attributes
    ----------
    pipe : Connection
        Results come from it.
    place : int
        Of the task that it is at, or was at last.
    """

    def __init__(self, function: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> None:
        self.place = 0
        context = multiprocessing.get_context("fork")
        self.pipe, there = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(self.pipe, there, function, tasks), daemon=True
        )
        self._process.start()
        there.close()

    def take(self, waiting: deque[int]) -> bool:
        """Give it the next task; return whether there was one."""
        if not waiting:
            return False
        self.place = waiting.popleft()
        with suppress(OSError):  # dead already: there will be no result
            self.pipe.send(self.place)
        return True

    def death(self) -> Death:
        """Return how it ended, once it has closed its pipe."""
        self.end()
        return Death(how_it_ended(self._process.exitcode or 0))

    def end(self) -> None:
        """End it, in the middle of a task or not."""
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _serve(
    parents: Connection,
    pipe: Connection,
    function: Callable[..., Any],
    tasks: Sequence[tuple[Any, ...]],
) -> None:
    parents.close()  # so that this one ends with that process
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for that one, too
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()  # to look for garbage in what both have would copy it
    while True:
        try:
            place = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(function(*tasks[place]))
