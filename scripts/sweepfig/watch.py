"""Draw a sweep while simulations write it, again and again what is new, until stopped."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

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
) -> None:
    """Draw whenever the sweep's files are new or have changed; never return.

    A sweep that can't be planned, for its first file is not there yet or half-way written, is tried
    again. So is whatever a run could not draw, as soon as its file has changed.

    Parameters
    ----------
    settings : Settings
        The config.
    output : str or Path
        The output folder.
    seconds : float
        Between two looks.
    draw : callable
        Draws what is new; returns what it came to.
    say : callable
        Takes a message, once for each new one.
    """
    seen, said = "", ""
    while True:
        now = freshness.digest(settings)
        message = ""
        if now != seen:
            try:
                run = draw()
                message = run.stopped
            except (UserError, OSError) as error:
                message = str(error)
            # What changed while it was drawn is looked at again.
            seen = "" if message else now
        if message and message != said:
            say(f"waiting: {message}")
        said = message
        time.sleep(seconds)
