"""Run jobs, each the tasks of one function, in pools, and watch the pools' workers.

A worker that ends in the middle of a task (``os._exit``, a segmentation fault, killed because memory ran
out) holds no lock of the pool. The pool replaces it, and only that task is lost: its result is a `Death`.
A worker that ends between tasks may have held a lock: then the job is given up, and the caller ends the
group.
"""

from __future__ import annotations

import ctypes
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.sharedctypes import RawArray
from queue import SimpleQueue
from typing import Any

from sweepfig.core.storage import is_alive
from sweepfig.pool import worker
from sweepfig.pool.context import PYTHON_PATH, Starting, remove_temporary
from sweepfig.pool.process import Death, how_it_ended, receive
from sweepfig.pool.progress import DONE
from sweepfig.pool.worker import Answer

POLL_SECONDS = 0.05
FROM_OUTSIDE = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT}
MOST_KILLS = 3  # for each worker, without a result between: then memory is short for every figure
NONE_LEFT_SECONDS = 30.0  # without any worker; starting one takes a second

_failures: list[str] = []  # of the pools' own threads, which replace ended workers


def note_failure(thread: threading.ExceptHookArgs) -> None:
    """Remember that a pool's thread ended by an error: a `threading.excepthook`."""
    _failures.append(thread.exc_type.__name__)


class Pool:
    """A pool of workers, and the memory in which each says how far it is.

    Parameters
    ----------
    context : Starting
        For this pool alone.
    function : str
        Whose arguments the tasks are: its module and name, with a colon between.
    processes : int
        Workers.
    n_tasks : int
    """

    def __init__(self, context: Starting, function: str, processes: int, n_tasks: int) -> None:
        self.processes, self._context = processes, context
        # By task: the worker that has it, the step it reached, its deadline.
        self.holders = RawArray(ctypes.c_long, n_tasks)
        self.reached = RawArray(ctypes.c_long, n_tasks)
        self.deadlines = RawArray(ctypes.c_double, n_tasks)
        begun_with = (function, PYTHON_PATH, self.holders, self.reached, self.deadlines)
        self._pool = context.Pool(processes, initializer=worker.begin, initargs=begun_with)

    def begin_task(
        self,
        task: tuple[int, bytes],
        take: Callable[[list[Answer]], None],
        take_error: Callable[[BaseException], None],
    ) -> None:
        """Have a worker run a task, given with its place; it calls one or the other."""
        # A map of its own for each: one map of all would never answer once it lost a task. And in a
        # chunk of one, or the pool divides by its workers, of which there are none once all are killed.
        self._pool.starmap_async(worker.call, [task], 1, callback=take, error_callback=take_error)

    def close(self) -> None:
        """Let its workers end when they have no task; they are not waited for."""
        self._pool.close()

    def has_workers(self) -> bool:
        """Whether there is a worker that is not known to have ended."""
        return any(each.pid is not None for each in self._context.workers)

    def take_ended(self) -> Iterator[tuple[int, int]]:
        """Yield the process id and the exit status of each worker that has ended; once."""
        for each in list(self._context.workers):
            status = each.exitcode
            if status is not None:
                self._context.workers.remove(each)
                yield each.pid, status


class Job:
    """One job in a pool: hands out the tasks, gathers the results, watches the workers."""

    def __init__(self, pool: Pool, tasks: Sequence[bytes]) -> None:
        self._pool = pool
        self._results: deque[tuple[int, bytes | Death]] = deque()  # not yielded yet
        self._errors: list[BaseException] = []
        self._news = threading.Event()
        self._overdue: set[int] = set()
        self._last_seen = time.monotonic()
        self._n_tasks, self._most_kills = len(tasks), MOST_KILLS * pool.processes
        self._kills = 0
        _failures.clear()
        for task in enumerate(tasks):
            pool.begin_task(task, self._take, self._take_error)

    def _take(self, answers: list[Answer]) -> None:
        ((place, result, error),) = answers
        if error is not None:
            self._take_error(error)
            return
        self._results.append((place, result))
        self._kills = 0
        self._news.set()

    def _take_error(self, error: BaseException) -> None:
        self._errors.append(error)
        self._news.set()

    def answers(self) -> Iterator[tuple[str, Any]]:
        """Yield the answers to the caller: each result, then that all are done, or why they are not."""
        given, given_up = 0, ""
        while given + len(self._errors) < self._n_tasks:
            if given_up:
                yield "died", given_up
                return
            self._news.wait(POLL_SECONDS)
            self._news.clear()
            self._end_overdue()
            given_up = self._record_lost_tasks() or self._check_replacements()
            while self._results:
                yield "result", self._results.popleft()
                given += 1
        self._pool.close()
        yield ("raised", self._errors[0]) if self._errors else ("end", None)

    def _end_overdue(self) -> None:
        now = time.monotonic()
        for place in [n for n, deadline in enumerate(self._pool.deadlines) if 0 < deadline < now]:
            self._pool.deadlines[place] = 0.0
            holder = self._pool.holders[place]
            if holder == DONE:  # it has just finished
                continue
            self._overdue.add(holder)
            with suppress(ProcessLookupError):
                os.kill(holder, signal.SIGKILL)

    def _record_lost_tasks(self) -> str:
        """Record the lost tasks of ended workers; return why the job can't go on, or an empty text."""
        pool = self._pool
        for ended, status in pool.take_ended():
            if is_alive(ended):
                return "can't be watched: the fork server was killed"
            places = [n for n, holder in enumerate(pool.holders) if holder == ended]
            if not places:
                return how_it_ended(status)
            (place,) = places
            if ended in self._overdue:
                self._overdue.discard(ended)
                death = Death("was ended past its time limit", pool.reached[place])
            else:
                is_outside = status in FROM_OUTSIDE
                self._kills += is_outside
                death = Death(how_it_ended(status), pool.reached[place], is_outside)
            self._results.append((place, death))
            pool.holders[place] = DONE  # another worker may get the same process id
            if self._kills > self._most_kills:
                return how_it_ended(status)
        return ""

    def _check_replacements(self) -> str:
        """Return why the job can't go on if ended workers can't be replaced, else an empty text."""
        if _failures:
            return f"could not be replaced ({_failures[0]})"
        now = time.monotonic()
        if self._pool.has_workers():
            self._last_seen = now
        return "could not be replaced" if now - self._last_seen > NONE_LEFT_SECONDS else ""


def take(jobs: SimpleQueue[Any]) -> None:
    """Put what comes into the queue; end the group with the caller, whose life keeps standard input open."""
    while (asked := receive()) is not None:
        jobs.put(asked)
    remove_temporary()
    os.killpg(0, signal.SIGKILL)


def answers(starting: type[Starting], jobs: SimpleQueue[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the answers to one job after another; at the end there is nothing left to tidy up."""
    pools: list[Pool] = []  # kept: a pool that is thrown away is waited for, which may be for ever
    while asked := jobs.get():  # an empty one is the last
        function, tasks, processes = asked
        try:
            pools.append(Pool(starting(), function, processes, len(tasks)))
            job = Job(pools[-1], tasks)
        except (EOFError, OSError) as error:  # the fork server was killed as it started them
            yield "died", f"could not be started ({type(error).__name__})"
            return
        yield from job.answers()
    remove_temporary()
    yield "end", None
