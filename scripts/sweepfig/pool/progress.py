"""Tell the supervisor how far a worker is: whose task, which figure, until when.

In shared memory, for a worker that is killed can say no more. Without effect in a process that is no
worker, so whoever draws may say it; and without imports, for every job pays those.
"""

from __future__ import annotations

import os
import time
from typing import Any

DONE = -1  # in the place of a task's worker

_mine: dict[str, Any] = {}


def join(holders: Any, reached: Any, deadlines: Any) -> None:
    """Make this process a worker that writes to these arrays, with one place for each task."""
    _mine.update(holders=holders, reached=reached, deadlines=deadlines)


def take(place: int) -> None:
    """Say that this worker has the task of a place."""
    _mine["place"] = place
    _mine["holders"][place] = os.getpid()


def hand_back() -> None:
    """Say that the task is done, or raised."""
    expect_within(None)
    _mine["holders"][_mine["place"]] = DONE


def say_reached(step: int) -> None:
    """Say how far the task is."""
    if "place" in _mine:
        _mine["reached"][_mine["place"]] = step


def stand_alone() -> None:
    """Have `expect_within` end this process, which nobody watches, by its own processor time."""
    _mine["alone"] = True


def expect_within(seconds: float | None) -> None:
    """Have this worker killed unless it calls again in so many seconds; None: never mind."""
    if "place" in _mine:
        deadline = 0.0 if seconds is None else time.monotonic() + seconds
        _mine["deadlines"][_mine["place"]] = deadline
    elif "alone" in _mine:
        import signal

        signal.setitimer(signal.ITIMER_PROF, seconds or 0.0)  # not caught: it ends the process
