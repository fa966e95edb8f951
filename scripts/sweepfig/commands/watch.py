"""Draw a sweep while simulations write it: draw new data again and again until stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Never

from sweepfig.config.settings import Settings
from sweepfig.core.errors import UserError
from sweepfig.fallback import Run
from sweepfig.plan import freshness


def watch(
    settings: Settings,
    output: str | Path,
    *,
    seconds: float,
    draw: Callable[[], Run],
    say: Callable[[str], None],
) -> Never:
    """Draw whenever what the figures are drawn from is new or has changed; never return.

    If no plan can be made, because the first file is missing or half-written, this is tried again. Failed
    targets are tried again as soon as their file has changed.

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
    is_due, said = True, ""
    while True:
        message = ""
        # A plan is of what it was made from: a change during the run is noticed at the next check.
        if is_due or not freshness.has_current_plan(settings, output):
            try:
                message = draw().stopped
            except (UserError, OSError) as error:
                message = str(error)
            is_due = bool(message)
        if message and message != said:
            say(f"waiting: {message}")
        said = message
        time.sleep(seconds)
