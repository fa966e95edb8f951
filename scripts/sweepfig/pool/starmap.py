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
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

from sweepfig.pool import process
from sweepfig.pool.process import Death


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


def idle_cores() -> int:
    """Return how many cores this process may use that no other does at this moment, its own counted.

    All that it may use, where the system does not tell.
    """
    cores = usable_cores()
    with suppress(OSError, ValueError, IndexError):
        running = int(Path("/proc/loadavg").read_text().split()[3].partition("/")[0])
        cores = min(cores, (os.cpu_count() or 1) - (running - 1))
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
    with Workers(processes, preload) as workers:
        yield from workers.try_each(function, tasks)


class Workers:
    """Processes that do one job after another; a context manager, which ends them.

    Parameters
    ----------
    processes : int
        Workers; never more than a job has tasks.
    preload : sequence of str
        Modules to import once for all workers, where the platform allows it.
    """

    def __init__(self, processes: int, preload: Sequence[str] = ()) -> None:
        self.processes = processes
        self._preload = tuple(preload)
        self._supervisor: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.end()

    @property
    def are_started(self) -> bool:
        """Whether a job need not wait for imports, or not as long."""
        return self._supervisor is not None

    def start(self) -> None:
        """Have the modules imported, if they are not, while this process does other things."""
        if self._supervisor is None:
            code = "from sweepfig.pool.supervisor import supervise; supervise()"
            self._supervisor = process.start(code)
            self._send(self._preload)

    def try_each(
        self,
        function: Callable[..., Any],
        tasks: Sequence[tuple[Any, ...]],
        *,
        processes: int | None = None,
    ) -> Generator[tuple[int, Any]]:
        """Begin a job; yield as the function of this name. To close the generator ends the workers."""
        if not tasks:
            return _nothing()
        packed = [pickle.dumps(task) for task in tasks]
        self.start()
        self._send((_name(function), packed, min(processes or self.processes, len(tasks))))
        results = self._results()
        next(results)
        return results

    def _results(self) -> Generator[Any]:
        assert self._supervisor is not None
        assert self._supervisor.stdout is not None
        try:
            yield None  # taken at once: a generator that has not begun does nothing when it is closed
            error = yield from _follow(self._supervisor.stdout)
        except BaseException:
            self._kill()
            raise
        if error is not None:
            raise error

    def end(self) -> None:
        """End them, when they have no job."""
        if self._supervisor is None:
            return
        assert self._supervisor.stdout is not None
        try:
            self._send(())
            with suppress(WorkerDied):
                for _ in _follow(self._supervisor.stdout):  # it tidies up
                    pass
        finally:
            self._kill()

    def _send(self, what: Any) -> None:
        assert self._supervisor is not None
        assert self._supervisor.stdin is not None
        with suppress(BrokenPipeError):  # dead already: the missing answer says so
            pickle.dump(what, self._supervisor.stdin)
            self._supervisor.stdin.flush()

    def _kill(self) -> None:
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is not None:
            _end_group(supervisor)


def _nothing() -> Generator[tuple[int, Any]]:
    yield from ()


def _follow(answers: IO[bytes]) -> Generator[tuple[int, Any], None, Exception | None]:
    """Yield a job's results; return what the first task that failed raised."""
    while True:
        try:
            kind, content = pickle.load(answers)
        except (EOFError, pickle.UnpicklingError):
            raise WorkerDied("the pool's supervisor was killed") from None
        if kind in ("end", "raised"):
            return content  # type: ignore[no-any-return]
        if kind == "died":
            raise WorkerDied(f"a worker {content}")
        place, result = content
        yield place, result if isinstance(result, Death) else pickle.loads(result)


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
