"""Call functions for many jobs, in a process that keeps its interpreter and its imports.

The other end is `snakemake_executor_plugin_warm.warm_process`.
"""

from __future__ import annotations

import ctypes
import faulthandler
import fcntl
import gc
import importlib
import inspect
import os
import pickle
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

from snakemake_executor_plugin_warm.job import Job

Function = Callable[[Sequence[Job]], Iterable[str | Exception | None]]
ENDED = "the function ended without a word on this job"
LIBC = ctypes.CDLL(None)


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
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    max_rss: float = 0.0


def main(conversation: int, life: int) -> None:
    """Do what comes over a connection until it is closed.

    Parameters
    ----------
    conversation : int
        File descriptor of a socket. Comes: the name of a function, with a list of pickled jobs.
        Goes: None when the function is there, or why it is not; then an `Outcome` for each job.
    life : int
        File descriptor of a pipe that ends when the other process does.
    """
    for number in (conversation, life):
        os.set_inheritable(number, False)
    # Or this end of the conversation would stay open after a crash, as long as what a job has forked lives.
    os.register_at_fork(after_in_child=lambda: os.close(conversation))
    _end_with(life)
    _own_descriptors()
    faulthandler.enable()  # a crash says in the job's log where it was
    for stream in sys.stdout, sys.stderr:
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a death loses no line
    # Ended before it has read the answers, Snakemake's end resets the connection.
    with Connection(conversation) as connection, suppress(EOFError, ConnectionError):
        is_clean = True  # only imports that succeeded, by now
        while True:
            name, sent = connection.recv()
            try:
                function = load(name)
            except BaseException as error:
                is_clean = False
                connection.send(f"{name} can't be imported: {_said(error)}")
                continue
            if is_clean:
                gc.freeze()  # none of it is garbage, and to look through it takes long
            is_clean &= not sent
            connection.send(None)
            for outcome in _answers(function, sent):
                connection.send(outcome)


def _end_with(life: int) -> None:
    """Have this process, and what it starts, be killed when the writing end of a pipe is closed."""

    def wait() -> None:
        while os.read(life, 1):
            pass
        os.killpg(0, signal.SIGKILL)  # a session of its own: this process, and what it started

    # Linux does it itself: a thread waits in vain while C code keeps the GIL.
    if hasattr(fcntl, "F_SETSIG"):
        fcntl.fcntl(life, fcntl.F_SETOWN, -os.getpgrp())
        fcntl.fcntl(life, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(life, fcntl.F_SETFL, os.O_ASYNC)
    threading.Thread(target=wait, daemon=True).start()


def _answers(function: Function, sent: Sequence[bytes]) -> Iterator[Outcome]:
    """Yield what became of each job that was sent, in order."""
    for is_read, stretch in groupby(map(_read, sent), lambda item: isinstance(item, Job)):
        if is_read:
            yield from outcomes(function, cast(list[Job], list(stretch)))
        else:
            yield from cast(Iterator[Outcome], stretch)


def _read(sent: bytes) -> Job | Outcome:
    try:
        return cast(Job, pickle.loads(sent))
    except Exception as error:
        return Outcome(f"its parameters can't be read: {_said(error)}")


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

    A function that is no generator says nothing before it has done all that it was called with: it is
    called with one job at a time, or one that fails would take others along.
    """
    most = len(jobs) if inspect.isgeneratorfunction(function) else 1
    home = Path.cwd()
    done = 0
    while done < len(jobs):
        for outcome in _of_call(function, jobs[done : done + most], home):
            yield outcome
            done += 1


def _of_call(function: Function, jobs: Sequence[Job], home: Path) -> Iterator[Outcome]:
    """Yield what became of jobs, up to the one that the function was at when it raised or ended."""
    calls: Iterator[object] | None = None
    # Not before each job: a function may have its jobs print elsewhere, from its first one to its last.
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    for place, job in enumerate(jobs, start=1):
        is_over, cause = False, None
        clock, cpu = time.perf_counter(), _cpu_seconds()
        try:
            with _logging(job):
                try:
                    calls = iter(function(jobs)) if calls is None else calls
                    cause = next(calls, ENDED)
                    is_over = cause is ENDED
                    if place == len(jobs) and hasattr(calls, "close"):
                        calls.close()  # before its last job counts as done: it may have files open
                except BaseException:
                    with suppress(Exception):  # the job has closed descriptor 2, say
                        _open_streams()
                        traceback.print_exc()
                    raise
        except BaseException as error:  # such as a task of asyncio that is cancelled
            is_over, cause = True, error
        os.chdir(home)  # paths of the next job start there
        yield Outcome(
            None if cause is None else _said(cause),
            time.perf_counter() - clock,
            _cpu_seconds() - cpu,
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        )
        if is_over:
            return


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _said(cause: object) -> str:
    """Return the text of a cause, in characters that can be written to a file."""
    name = type(cause).__name__
    try:
        text = f"{name}: {cause}" if isinstance(cause, BaseException) else str(cause)
    except BaseException as error:
        text = f"{name}, whose text can't be made: {type(error).__name__}"
    return text.removesuffix(": ").encode(errors="backslashreplace").decode()


@contextmanager
def _logging(job: Job) -> Iterator[None]:
    """Have what is printed go into the job's log; where this process prints, if it has none."""
    _set_streams_back()  # a file of a job before that took a number of theirs may have been closed since
    _flush()
    try:
        if job.log:
            with open(job.log[0], "wb") as file:
                _print_to(file.fileno(), file.fileno())
        yield
    finally:
        _flush()
        _set_streams_back()


@cache
def _own_descriptors() -> tuple[int, int]:
    """Return copies of descriptors 1 and 2 as this process was started with."""
    return os.dup(1), os.dup(2)


def _print_to(out: int, err: int) -> None:
    os.dup2(out, 1)
    os.dup2(err, 2)


def _set_streams_back() -> None:
    """Undo what a job has done to descriptors 1 and 2, and to closed streams of Python."""
    _print_to(*_own_descriptors())
    _open_streams()


def _open_streams() -> None:
    """Have Python print to descriptors 1 and 2 again where a job has closed what it prints to."""
    for number, name in enumerate(("stdout", "stderr"), start=1):
        stream = getattr(sys, name)
        if stream is None or getattr(stream, "closed", False):
            stream = os.fdopen(number, "w", 1, errors="backslashreplace", closefd=False)
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)


def _flush() -> None:
    for stream in sys.stdout, sys.stderr:
        with suppress(Exception):  # its descriptor is closed, or it can't be flushed
            stream.flush()
    LIBC.fflush(None)  # what C code has printed
