"""Draw a sweep while simulations write it: draw new data again and again until stopped."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Never

from sweepfig.config.settings import Settings
from sweepfig.core.errors import UserError
from sweepfig.fallback import Run
from sweepfig.plan import freshness

LONGEST_PAUSE = 3600.0  # seconds between two tries of targets that fail again and again


def watch(
    settings: Settings,
    output: str | Path,
    *,
    seconds: float,
    draw: Callable[[], Run],
    say: Callable[[str], None],
) -> Never:
    """Draw whenever what the figures are drawn from is new or has changed; never return.

    If no plan can be made, because the first file is missing or half-written, this is tried at each check.
    Failed targets, and files that could not be read, are tried again whenever something has changed. As their
    cause may be another one, such as a folder that can't be written, they are also tried after 1, 2, 4, ...
    checks, up to `LONGEST_PAUSE`.

    Parameters
    ----------
    settings : Settings
        The config.
    output : str or Path
        The output folder.
    seconds : float
        The time between two checks.
    draw : callable
        Draws what is new; returns the run's result.
    say : callable
        Called with each new message.
    """
    said, pause = "", 1.0
    left = 0.0  # checks until what is not done is tried again
    while True:
        message = ""
        # A plan is of what it was made from: a change during the run is noticed at the next check.
        if not freshness.has_current_plan(settings, output):
            left, pause = 0.0, 1.0
        if left <= 0:
            try:
                run = draw()
                message, left = run.stopped, math.inf if run.is_complete else pause
                pause = 1.0 if message else min(2 * pause, LONGEST_PAUSE / seconds)
            except (UserError, OSError) as error:
                message = str(error)
            left = 1 if message else left
        left -= 1
        if message and message != said:
            say(f"waiting: {message}")
        said = message
        time.sleep(seconds)
