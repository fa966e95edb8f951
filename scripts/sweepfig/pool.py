"""`Pool.starmap` that cannot hang.

A `multiprocessing.Pool` waits for ever for the task of a worker that was killed, and ending such a
pool can deadlock too: the dead worker may have held the lock of the task queue. So the pool lives in
a process of its own, the *supervisor*, which leads a process group. It watches the workers; when one
dies it says so, and the caller ends the whole group with SIGKILL, which no lock can hold up. The
supervisor watches the caller in turn (its standard input closes when the caller dies) and ends the
group itself.

This also keeps the pool out of the caller: no fork of a process that has threads or a GPU, no import
of the caller's main module, no Ctrl-C in the workers.
"""

from __future__ import annotations

import ctypes
import importlib
import logging
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import context
from multiprocessing.sharedctypes import RawArray
from pathlib import Path
from typing import IO, Any, ClassVar

LOOK_SECONDS = 0.05
END_SECONDS = 5.0


class WorkerDied(RuntimeError):
    """A worker ended before its work was done: killed, out of memory, or by ``os._exit``."""


def usable_cores() -> int:
    """Return how many cores this process may use: affinity, cgroup quota and Slurm's say counted."""
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    with suppress(OSError, ValueError):
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        cores = min(cores, max(1, round(int(quota) / int(period))))
    with suppress(KeyError, ValueError):
        cores = min(cores, int(os.environ["SLURM_CPUS_PER_TASK"]))
    return max(1, cores)


def default_processes() -> int:
    """Return the post's number of processes: all usable cores less one, at least one."""
    return usable_cores() - 1 or 1


def starmap(
    function: Callable[..., Any],
    tasks: Sequence[tuple[Any, ...]],
    *,
    processes: int,
    preload: Sequence[str] = (),
    on_progress: Callable[[int], None] | None = None,
) -> list[Any]:
    """Call `function` with each task's arguments, in parallel, and return the results in order.

    Parameters
    ----------
    function : callable
        Importable by its module and name; not from the caller's main module.
    tasks : sequence of tuple
        Arguments of each call.
    processes : int
        Workers; never more than there are tasks.
    preload : sequence of str
        Modules to import once for all workers, where the platform allows it.
    on_progress : callable, optional
        Called now and then with the number of finished tasks.

    Raises
    ------
    WorkerDied
        If a worker is killed. All workers are gone then.
    Exception
        The first that a task raised, when all tasks are done.
    """
    if not tasks:
        return []
    packed = [pickle.dumps(task) for task in tasks]
    job = (_name(function), packed, min(processes, len(tasks)), tuple(preload))
    supervisor = _start_supervisor()
    assert supervisor.stdin is not None
    assert supervisor.stdout is not None
    try:
        with suppress(BrokenPipeError):  # dead already: the missing answer says so below
            pickle.dump(job, supervisor.stdin)
            supervisor.stdin.flush()
        return _follow(supervisor.stdout, on_progress)
    finally:
        _end_group(supervisor)


def _follow(answers: IO[bytes], on_progress: Callable[[int], None] | None) -> list[Any]:
    while True:
        try:
            kind, content = pickle.load(answers)
        except (EOFError, pickle.UnpicklingError):
            raise WorkerDied("the pool's supervisor was killed") from None
        if kind == "results":
            return content  # type: ignore[no-any-return]
        if kind == "raised":
            raise content
        if kind == "died":
            raise WorkerDied(f"a worker {content}")
        if on_progress is not None:
            on_progress(content)


def _name(function: Callable[..., Any]) -> str:
    if function.__module__ == "__main__" or "<" in function.__qualname__:
        raise ValueError(
            f"{function!r} can't be imported by a worker; allowed are a module's functions"
        )
    return f"{function.__module__}:{function.__qualname__}"


def _start_supervisor() -> subprocess.Popen[bytes]:
    package = str(Path(__file__).resolve().parents[1])
    code = (
        f"import sys; sys.path[:0] = {[package, *sys.path]!r}\n"
        "from sweepfig.pool import supervise; supervise()"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def _end_group(supervisor: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        os.killpg(supervisor.pid, signal.SIGKILL)
    supervisor.wait()
    for pipe in (supervisor.stdin, supervisor.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()


# In the supervisor -----------------------------------------------------------------------------


def supervise() -> None:
    """Run the job that comes on standard input in a Pool; answer on standard output."""
    # What a task prints must not end up among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    function, tasks, processes, preload = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_caller, daemon=True).start()
    for answer in _run(function, tasks, processes, preload):
        with suppress(BrokenPipeError):
            pickle.dump(answer, answers)
            answers.flush()
    _end_with_caller()


def _end_with_caller() -> None:
    # The caller keeps standard input open as long as it lives and wants an answer.
    while os.read(0, 4096):
        pass
    os.killpg(0, signal.SIGKILL)


def _run(function: str, tasks: list[bytes], processes: int, preload: Sequence[str]) -> Any:
    finished = RawArray(ctypes.c_bool, len(tasks))
    _Watched.started.clear()
    pool_context = _context(preload)
    pool = pool_context.Pool(processes, initializer=_begin, initargs=(function, finished))
    result = pool.starmap_async(_call, list(enumerate(tasks)), chunksize=1)
    while not result.ready():
        result.wait(LOOK_SECONDS)
        yield "finished", sum(finished)
        dead = [worker for worker in _Watched.started if worker.exitcode is not None]
        if dead and not result.ready():
            yield "died", _how_it_ended(dead[0].exitcode)
            return
    try:
        yield "results", result.get()
    except Exception as error:
        yield "raised", error


def _how_it_ended(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"was killed by signal {-exitcode} ({signal.Signals(-exitcode).name})"
    return f"ended with exit status {exitcode}"


class _Watched:
    """Mixed into a context's Process: keeps every worker that the pool ever starts."""

    started: ClassVar[list[Any]] = []

    def start(self) -> None:
        super().start()  # type: ignore[misc]
        self.started.append(self)


class _ForkServerWorker(_Watched, context.ForkServerProcess):
    pass


class _SpawnWorker(_Watched, context.SpawnProcess):
    pass


class _ForkServerContext(context.ForkServerContext):
    Process = _ForkServerWorker


class _SpawnContext(context.SpawnContext):
    Process = _SpawnWorker


def _context(preload: Sequence[str]) -> context.BaseContext:
    # macOS frameworks do not survive a fork, not even the fork server's.
    if sys.platform == "darwin" or "forkserver" not in multiprocessing.get_all_start_methods():
        return _SpawnContext()
    chosen = _ForkServerContext()
    chosen.set_forkserver_preload(list(preload))
    return chosen


# In a worker -----------------------------------------------------------------------------------

_worker: dict[str, Any] = {}


def _begin(function: str, finished: Any) -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s", stream=sys.stderr)
    module, _, name = function.partition(":")
    _worker["function"] = getattr(importlib.import_module(module), name)
    _worker["finished"] = finished


def _call(place: int, task: bytes) -> Any:
    result = _worker["function"](*pickle.loads(task))
    _worker["finished"][place] = True
    return result
