"""Tell the supervisor how far a worker is: its task, the step it has reached, its deadline.

This uses shared memory, which outlives a killed worker. Outside a worker the calls have no effect, so
drawing code may always make them. The module imports little, because every job imports it.
"""

from __future__ import annotations

import os
import time
from typing import Any

DONE = -1  # in `holders`, instead of a worker's process id

_mine: dict[str, Any] = {}


def join(holders: Any, reached: Any, deadlines: Any) -> None:
    """Make this process a worker that writes to these arrays, which have one place for each task."""
    _mine.update(holders=holders, reached=reached, deadlines=deadlines)


def take(place: int) -> None:
    """Say that this worker runs the task at a place."""
    _mine["place"] = place
    _mine["holders"][place] = os.getpid()


def hand_back() -> None:
    """Say that the task has returned or raised."""
    expect_within(None)
    _mine["holders"][_mine["place"]] = DONE


def say_reached(step: int) -> None:
    """Say how far the task is."""
    if "place" in _mine:
        _mine["reached"][_mine["place"]] = step


def stand_alone() -> None:
    """Let `expect_within` limit this process's own processor time, because no supervisor watches it."""
    _mine["alone"] = True


def expect_within(seconds: float | None) -> None:
    """Let this worker be killed unless it calls again within some seconds; None removes the deadline."""
    if "place" in _mine:
        deadline = 0.0 if seconds is None else time.monotonic() + seconds
        _mine["deadlines"][_mine["place"]] = deadline
    elif "alone" in _mine:
        import signal

        signal.setitimer(signal.ITIMER_PROF, seconds or 0.0)  # SIGPROF, uncaught, ends the process
