"""Limit a figure's time: a function that never returns costs its own figure alone."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType

from sweepfig.pool import progress

# For what can't be interrupted, or catches every exception: then the worker is killed.
GRACE_SECONDS = 2.0
# Of a built-in kind, which takes seconds: what takes so long is drawn for ever.
LONGEST_BUILT_IN = 600.0


class TimeLimit(BaseException):
    """Drawing took longer than the config allows. No `Exception`: a function may catch all those."""


@contextmanager
def time_limit(seconds: float | None, *, is_built_in: bool = False) -> Iterator[None]:
    """Raise `TimeLimit` in the block when it takes longer; None lets it take its time.

    Needs POSIX and the main thread, as workers have; in a worker, what goes on nevertheless is killed.
    Without a limit, what draws a built-in kind is killed after `LONGEST_BUILT_IN`.
    """
    if seconds is not None:
        progress.expect_within(seconds + GRACE_SECONDS)
    elif is_built_in:
        progress.expect_within(LONGEST_BUILT_IN)
    try:
        with nullcontext() if seconds is None else _alarm(seconds):
            yield
    finally:
        progress.expect_within(None)


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    is_main = threading.current_thread() is threading.main_thread()
    if not (is_main and hasattr(signal, "setitimer")):
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        raise TimeLimit(f"drawing took longer than {seconds:g} s (figure.time_limit)")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
