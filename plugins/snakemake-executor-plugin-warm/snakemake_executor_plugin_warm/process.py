"""Call functions for many jobs, in a process that keeps its interpreter and its imports.

The other end is `snakemake_executor_plugin_warm.workers`.
"""

from __future__ import annotations

import importlib
import os
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from typing import Any

from snakemake_executor_plugin_warm.job import Job

Function = Callable[[Sequence[Job]], Iterable[str | Exception | None]]
ENDED = object()


@dataclass(frozen=True)
class Outcome:
    """What became of a job.

    Attributes
    ----------
    cause : str or None
        Why it failed; None if it did not.
    seconds, cpu_seconds : float
    max_rss : float
        The most memory that the process has had until now, in MB.
    """

    cause: str | None
    seconds: float
    cpu_seconds: float
    max_rss: float


def main(conversation: int, life: int) -> None:
    """Do what comes over a connection until it is closed.

    Parameters
    ----------
    conversation : int
        File descriptor of a socket. Comes: the name of a function, with a list of jobs; None ends it.
        Goes: None when the function is there, or why it is not; then an `Outcome` for each job.
    life : int
        File descriptor of a pipe that ends when the other process does.
    """
    threading.Thread(target=_end_with, args=(life,), daemon=True).start()
    with Connection(conversation) as connection:
        while (call := connection.recv()) is not None:
            name, jobs = call
            try:
                function = load(name)
            except (Exception, SystemExit) as error:
                connection.send(f"{name} can't be imported: {_said(error)}")
                continue
            connection.send(None)
            for outcome in outcomes(function, jobs):
                connection.send(outcome)


def _end_with(life: int) -> None:
    while os.read(life, 1):
        pass
    os.killpg(0, signal.SIGKILL)  # a session of its own: this process, and what it started


@cache
def load(name: str) -> Function:
    """Return the function that ``module:function`` names."""
    module, _, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return found  # type: ignore[no-any-return]


def outcomes(function: Function, jobs: Sequence[Job]) -> Iterator[Outcome]:
    """Call a function, and yield what became of each job, as soon as that is known.

    What it raises is the failure of the job that it was at; it is called again for those after that.
    """
    done = 0
    while done < len(jobs):
        calls: Iterator[Any] | None = None
        is_over = False
        while done < len(jobs) and not is_over:
            with _logging(jobs[done]):
                clock, cpu = time.perf_counter(), _cpu_seconds()
                try:
                    calls = iter(function(jobs[done:])) if calls is None else calls
                    cause = next(calls, ENDED)
                except (Exception, SystemExit) as error:
                    traceback.print_exc()
                    cause, is_over = _said(error), True
                seconds, cpu = time.perf_counter() - clock, _cpu_seconds() - cpu
            if cause is ENDED:
                cause = "the function ended without a word on this job"
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            yield Outcome(None if cause is None else _said(cause), seconds, cpu, most)
            done += 1


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _said(cause: object) -> str:
    if isinstance(cause, BaseException):
        return f"{type(cause).__name__}: {cause}"
    return str(cause)


@contextmanager
def _logging(job: Job) -> Iterator[None]:
    """Have what is printed go into the job's log, if it has one."""
    if not job.log:
        yield
        return
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    with open(job.log[0], "wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for place, number in enumerate(kept, start=1):
            os.dup2(number, place)
            os.close(number)
