"""Run a function on many tasks in processes: `Pool.starmap` that can't hang.

A `multiprocessing.Pool` waits for ever for the task of a worker that was killed, and ending such a
pool can deadlock too: the dead worker may have held the lock of the task queue. So the pool lives in
a process of its own, the *supervisor* (`sweepfig.pool.supervisor`), which leads a process group. It watches
the workers: one that ends in the middle of a task is replaced; when one ends that may have held a
lock, the supervisor says so, and the caller ends the whole group with SIGKILL, which waits for no lock. The
supervisor watches the caller in turn (its standard input closes when the caller dies) and ends the
group itself.

So a caller with threads or a GPU is not forked, the caller's main module is not imported, and Ctrl-C does
not reach the workers.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from sweepfig.pool import process
from sweepfig.pool.supervisor import Death


class WorkerDied(RuntimeError):
    """A worker ended before its work was done: it was killed, perhaps because memory ran out."""


def usable_cores() -> int:
    """Return how many cores this process may use, by its affinity, its cgroup's quota and Slurm."""
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
    """Return the post's number of processes: all usable cores but one, and at least one."""
    return usable_cores() - 1 or 1


def starmap(
    function: Callable[..., Any],
    tasks: Sequence[tuple[Any, ...]],
    *,
    processes: int,
    preload: Sequence[str] = (),
) -> list[Any]:
    """Call `function` with each task's arguments, in parallel, and return the results in order.

    Parameters
    ----------
    function : callable
        Importable by its module and name; not from the caller's main module.
    tasks : sequence of tuple
        Arguments of each call.
    processes : int
        Workers; at most one for each task.
    preload : sequence of str
        Modules to import once for all workers, where the platform allows it.

    Raises
    ------
    WorkerDied
        If a worker is killed, or ends during a task. By then all workers have ended, and the other
        tasks are done as far as possible.
    Exception
        The first exception that a task raised, once all tasks are done.
    """
    results = dict(try_each(function, tasks, processes=processes, preload=preload))
    for result in results.values():
        if isinstance(result, Death):
            raise WorkerDied(f"a worker {result.cause}")
    return [results[place] for place in range(len(tasks))]


def try_each(
    function: Callable[..., Any],
    tasks: Sequence[tuple[Any, ...]],
    *,
    processes: int,
    preload: Sequence[str] = (),
) -> Generator[tuple[int, Any]]:
    """Do as `starmap`, but yield each task's index and result as soon as it is done.

    A task that ends its worker has a `Death` as its result, and stops no other task. Closing the
    generator ends the workers.

    Raises
    ------
    WorkerDied
        If the supervisor is killed, or a worker between two tasks.
    Exception
        The first exception that a task raised, once all tasks are done.
    """
    if not tasks:
        return
    packed = [pickle.dumps(task) for task in tasks]
    job = (_name(function), packed, min(processes, len(tasks)), tuple(preload))
    supervisor = process.start("from sweepfig.pool.supervisor import supervise; supervise()")
    assert supervisor.stdin is not None
    assert supervisor.stdout is not None
    try:
        with suppress(BrokenPipeError):  # the supervisor has ended: `_follow` says so
            pickle.dump(job, supervisor.stdin)
            supervisor.stdin.flush()
        yield from _follow(supervisor.stdout)
    finally:
        _end_group(supervisor)


def _follow(answers: IO[bytes]) -> Iterator[tuple[int, Any]]:
    while True:
        try:
            kind, content = pickle.load(answers)
        except (EOFError, pickle.UnpicklingError):
            raise WorkerDied("the pool's supervisor was killed") from None
        if kind == "end":
            return
        if kind == "raised":
            raise content
        if kind == "died":
            raise WorkerDied(f"a worker {content}")
        yield content


def _name(function: Callable[..., Any]) -> str:
    if function.__module__ == "__main__" or "<" in function.__qualname__:
        raise ValueError(
            f"{function!r} can't be imported by a worker; allowed are a module's functions"
        )
    return f"{function.__module__}:{function.__qualname__}"


def _end_group(supervisor: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        os.killpg(supervisor.pid, signal.SIGKILL)
    supervisor.wait()
    for pipe in (supervisor.stdin, supervisor.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
