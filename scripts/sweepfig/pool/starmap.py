"""Run a function on many tasks in processes: `Pool.starmap` that can't hang.

A `multiprocessing.Pool` waits for ever for the task of a worker that was killed, and ending such a
pool can deadlock too: the dead worker may have held the lock of the task queue. So the pool lives in
a process of its own, the *supervisor* (`sweepfig.pool.supervisor`), which leads a process group. It watches
the workers: one that ends in the middle of a task is replaced; when one ends that may have held a
lock, it says so, and the caller ends the whole group with SIGKILL, which no lock can hold up. The
supervisor watches the caller in turn (its standard input closes when the caller dies) and ends the
group itself.

This also keeps the pool out of the caller: no fork of a process that has threads or a GPU, no import
of the caller's main module, no Ctrl-C in the workers.
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
    """A worker was ended before its work was done: killed, or for want of memory."""


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

    Raises
    ------
    WorkerDied
        If a worker is killed, or ends in one of the tasks. All workers are gone then, and of the
        other tasks all are done that could be.
    Exception
        The first that a task raised, when all tasks are done.
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
    """As `starmap`, but yield a task's place and result as soon as it is done.

    A task that ends its worker has a `Death` as its result, and stops no other. To close the generator
    ends the workers.

    Raises
    ------
    WorkerDied
        If a worker is killed between two tasks, or the supervisor.
    Exception
        The first that a task raised, when all tasks are done.
    """
    if not tasks:
        return
    packed = [pickle.dumps(task) for task in tasks]
    job = (_name(function), packed, min(processes, len(tasks)), tuple(preload))
    supervisor = process.start("from sweepfig.pool.supervisor import supervise; supervise()")
    assert supervisor.stdin is not None
    assert supervisor.stdout is not None
    try:
        with suppress(BrokenPipeError):  # dead already: the missing answer says so below
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
