"""Limit the time of what is done for one figure: a function that never returns loses only its own figure."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType

from sweepfig.pool import progress

# After these the worker is killed: some code can't be interrupted, or catches every exception.
GRACE_SECONDS = 2.0
# For a built-in kind, which normally takes seconds: a figure that takes longer would never end.
LONGEST_BUILT_IN = 600.0


class TimeLimit(BaseException):
    """A figure took longer than the config allows. It is no `Exception`: functions may catch all of those."""


# What a call of a user's function may end with: it may call sys.exit.
CALL_FAILED = (Exception, SystemExit, TimeLimit)


@contextmanager
def time_limit(
    seconds: float | None, *, is_built_in: bool = False, what: str = "drawing"
) -> Iterator[None]:
    """Raise `TimeLimit` in the block when it takes longer than some seconds; None sets no limit.

    The message says what the block did. This needs POSIX and the main thread, which workers have. A worker
    whose block still goes on is killed. Without a limit, a worker that draws a built-in kind is killed after
    `LONGEST_BUILT_IN`.
    """
    if seconds is not None:
        progress.expect_within(seconds + GRACE_SECONDS)
    elif is_built_in:
        progress.expect_within(LONGEST_BUILT_IN)
    try:
        with nullcontext() if seconds is None else _alarm(seconds, what):
            yield
    finally:
        progress.expect_within(None)


@contextmanager
def _alarm(seconds: float, what: str) -> Iterator[None]:
    is_main = threading.current_thread() is threading.main_thread()
    if not (is_main and hasattr(signal, "setitimer")):
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        raise TimeLimit(f"{what} took longer than {seconds:g} s (figure.time_limit)")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
