"""Supervise the pool's workers, and run their tasks.

A worker that ends in the middle of a task (``os._exit``, a segmentation fault, killed because memory ran
out) holds no lock of the pool. The pool replaces it, and only that task is lost: its result is a `Death`.
A worker that ends between tasks may have held a lock: then the supervisor gives up, and the caller ends
the group.
"""

from __future__ import annotations

import ctypes
import importlib
import logging
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing import context, util
from multiprocessing.sharedctypes import RawArray
from queue import SimpleQueue
from typing import Any, ClassVar

from sweepfig.core.storage import is_alive
from sweepfig.pool import progress
from sweepfig.pool.process import Death, how_it_ended, receive
from sweepfig.pool.progress import DONE

LOOK_SECONDS = 0.05
FROM_OUTSIDE = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT}
MOST_KILLS = 3  # for each worker, without a result between: then memory is short for every figure
LONGEST_FOLDER = 70  # characters; a socket's path has 104 at most, 32 of them for its name
NONE_LEFT_SECONDS = 30.0  # without any worker; starting one takes a second
PYTHON_PATH = os.environ.get("PYTHONPATH")  # as the user has it


def supervise() -> None:
    """Run the jobs that come on standard input, each in a Pool; answer on standard output."""
    # What a task prints must not end up among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    preload = receive()
    if preload is None:
        return
    if len(tempfile.gettempdir()) > LONGEST_FOLDER:
        tempfile.tempdir = "/tmp"  # for the sockets only: workers find their own folder
    threading.excepthook = _note_failure
    jobs: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_take_jobs, args=(jobs,), daemon=True).start()
    started = _context(preload)
    for answer in _answers(started, jobs):
        if answer[0] == "died":  # then the caller ends this group
            _remove_temporary()
        with suppress(BrokenPipeError):
            pickle.dump(answer, answers)
            answers.flush()
    threading.Event().wait()


def _answers(started: context.BaseContext, jobs: SimpleQueue[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the answers to one job after another; at the end there is nothing left to tidy up."""
    ended: list[_Run] = []  # kept: a pool that is thrown away is waited for, which may be for ever
    while job := jobs.get():  # an empty one is the last
        try:
            ended.append(_Run(started, *job))
        except (EOFError, OSError) as error:  # the fork server was killed as it started them
            yield "died", f"could not be started ({type(error).__name__})"
            return
        yield from ended[-1].answers()
    _remove_temporary()
    yield "end", None


def _note_failure(thread: threading.ExceptHookArgs) -> None:
    # The pool's own thread, which replaces ended workers.
    _Watched.failures.append(thread.exc_type.__name__)


def _take_jobs(jobs: SimpleQueue[Any]) -> None:
    # The caller keeps standard input open as long as it lives and wants an answer.
    while (job := receive()) is not None:
        jobs.put(job)
    _remove_temporary()
    os.killpg(0, signal.SIGKILL)


def _remove_temporary() -> None:
    # It holds the fork server's socket; multiprocessing removes it only in a process that exits normally.
    with suppress(OSError):
        shutil.rmtree(util.get_temp_dir())


class _Run:
    """One job in a Pool: hands out the tasks, gathers the results, watches the workers."""

    def __init__(
        self, started: context.BaseContext, function: str, tasks: list[bytes], processes: int
    ) -> None:
        self._results: deque[tuple[int, bytes | Death]] = deque()  # not yielded yet
        self._errors: list[BaseException] = []
        self._news = threading.Event()
        self._overdue: set[int] = set()
        self._last_seen = time.monotonic()
        self._n_tasks, self._most_kills = len(tasks), MOST_KILLS * processes
        self._kills = 0
        # Shared with the workers, by task: the worker that has it, the step it reached, its deadline.
        self._holders = RawArray(ctypes.c_long, len(tasks))
        self._reached = RawArray(ctypes.c_long, len(tasks))
        self._deadlines = RawArray(ctypes.c_double, len(tasks))
        _Watched.started.clear()
        _Watched.failures.clear()
        begun_with = (function, PYTHON_PATH, self._holders, self._reached, self._deadlines)
        self._pool = started.Pool(processes, initializer=_begin, initargs=begun_with)
        # A map of its own for each: one map of all would never answer once it lost a task. And in a
        # chunk of one, or the pool divides by its workers, of which there are none once all are killed.
        for job in enumerate(tasks):
            self._pool.starmap_async(
                _call, [job], 1, callback=self._take, error_callback=self._take_error
            )

    def _take(self, answers: list[tuple[int, bytes, Exception | None]]) -> None:
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
            self._news.wait(LOOK_SECONDS)
            self._news.clear()
            self._end_overdue()
            given_up = self._record_lost_tasks() or self._check_replacements()
            while self._results:
                yield "result", self._results.popleft()
                given += 1
        self._pool.close()  # not waited for
        yield ("raised", self._errors[0]) if self._errors else ("end", None)

    def _end_overdue(self) -> None:
        now = time.monotonic()
        for place in [n for n, deadline in enumerate(self._deadlines) if 0 < deadline < now]:
            self._deadlines[place] = 0.0
            worker = self._holders[place]
            if worker == DONE:  # it has just finished
                continue
            self._overdue.add(worker)
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def _record_lost_tasks(self) -> str:
        """Record the lost tasks of ended workers; return why the pool can't go on, or an empty text."""
        for worker in list(_Watched.started):
            status = worker.exitcode
            if status is None:
                continue
            if is_alive(worker.pid):
                return "can't be watched: the fork server was killed"
            _Watched.started.remove(worker)
            places = [n for n, holder in enumerate(self._holders) if holder == worker.pid]
            if not places:
                return how_it_ended(status)
            (place,) = places
            if worker.pid in self._overdue:
                self._overdue.discard(worker.pid)
                death = Death("was ended past its time limit", self._reached[place])
            else:
                is_outside = status in FROM_OUTSIDE
                self._kills += is_outside
                death = Death(how_it_ended(status), self._reached[place], is_outside)
            self._results.append((place, death))
            self._holders[place] = DONE  # another worker may get the same process id
            if self._kills > self._most_kills:
                return how_it_ended(status)
        return ""

    def _check_replacements(self) -> str:
        """Return why the pool can't go on if it can't replace ended workers, else an empty text."""
        if _Watched.failures:
            return f"could not be replaced ({_Watched.failures[0]})"
        now = time.monotonic()
        if _Watched.started:
            self._last_seen = now
        return "could not be replaced" if now - self._last_seen > NONE_LEFT_SECONDS else ""


class _Watched:
    """Mixed into a context's Process class: records every worker that the pool starts."""

    started: ClassVar[list[Any]] = []
    failures: ClassVar[list[str]] = []
    _lock: ClassVar[Any] = threading.Lock()

    def start(self) -> None:
        super().start()  # type: ignore[misc]
        self.started.append(self)

    @property
    def exitcode(self) -> int | None:
        with self._lock:  # a pipe gives it only once, and the pool's own thread reads it too
            return super().exitcode  # type: ignore[misc, no-any-return]


class _ForkServerWorker(_Watched, context.ForkServerProcess):
    pass


class _SpawnWorker(_Watched, context.SpawnProcess):
    pass


class _ForkServerContext(context.ForkServerContext):
    Process = _ForkServerWorker


class _SpawnContext(context.SpawnContext):
    Process = _SpawnWorker


def _context(preload: Sequence[str]) -> context.BaseContext:
    """Return what starts workers, and begin with what it needs before the first."""
    # macOS frameworks do not survive a fork, not even the fork server's.
    has_none = (
        sys.platform == "darwin" or "forkserver" not in multiprocessing.get_all_start_methods()
    )
    if has_none or any(os.pathsep in folder for folder in sys.path):
        return _SpawnContext()
    from multiprocessing import forkserver

    chosen = _ForkServerContext()
    chosen.set_forkserver_preload(list(preload))
    # The fork server would preload what Python itself finds, such as another version of this package that is
    # installed: it is told this process's search path, and does not take it (Python 3.11.7).
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    try:
        forkserver.ensure_running()
    finally:
        _set_python_path(PYTHON_PATH)
    return chosen


def _set_python_path(value: str | None) -> None:
    if value is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = value


# In a worker -----------------------------------------------------------------------------------

_worker: dict[str, Any] = {}


def _begin(
    function: str, python_path: str | None, holders: Any, reached: Any, deadlines: Any
) -> None:
    _set_python_path(python_path)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s", stream=sys.stderr)
    module, _, name = function.partition(":")
    _worker["function"] = getattr(importlib.import_module(module), name)
    progress.join(holders, reached, deadlines)


def _call(place: int, task: bytes) -> tuple[int, bytes, Exception | None]:
    # Pickled here: the supervisor passes it on, and need not import what it is made of.
    progress.take(place)
    try:
        return place, pickle.dumps(_worker["function"](*pickle.loads(task))), None
    except Exception as error:
        return place, b"", _readable(error)
    finally:
        progress.hand_back()


def _readable(error: Exception) -> Exception:
    """Return an error that the supervisor can read: the pool's thread that can't read one ends."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
