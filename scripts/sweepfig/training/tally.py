"""Count the outcomes of the figures that were handed over, and log failures."""

from __future__ import annotations

import logging
import threading

log = logging.getLogger(__name__)

MOST_SHOWN = 5
MOST_KEPT = 1000


class Tally:
    """Counts and messages. Any thread may add to them; the thread that calls `say` logs them.

    Attributes
    ----------
    drawn, failed : int
        Numbers of figures that were drawn, and that could not be drawn.
    refused : int
        Number of epochs that could not be used.
    dropped : list of str
        Folders of the epochs that were dropped.
    errors : list of str
        Messages about failures: the first `MOST_KEPT`.
    """

    def __init__(self) -> None:
        self.drawn = self.failed = self.refused = 0
        self.dropped: list[str] = []
        self.errors: list[str] = []
        self._unsaid: list[str] = []
        self._lock = threading.Lock()

    def draw(self, figures: int) -> None:
        """Count figures that were drawn."""
        with self._lock:
            self.drawn += figures

    def refuse(self, message: str) -> None:
        """Count an epoch that could not be used, and keep the reason."""
        with self._lock:
            self.refused += 1
        self.fail(message, figures=0)

    def fail(self, message: str, figures: int = 1) -> None:
        """Count figures that were not drawn, and keep the reason."""
        with self._lock:
            self.failed += figures
            if len(self.errors) < MOST_KEPT:
                self.errors.append(message)
        self.note(message)

    def note(self, message: str) -> None:
        """Keep a message until `say` logs it."""
        with self._lock:
            if len(self._unsaid) < MOST_KEPT:
                self._unsaid.append(message)

    def drop(self, folder: str) -> None:
        """Count an epoch that was dropped, and log it."""
        self.dropped.append(folder)
        log.warning("%s: dropped, for newer epochs wait; not drawn", folder)

    def say(self) -> None:
        """Log the messages since the last call."""
        with self._lock:
            unsaid, self._unsaid = self._unsaid, []
        for message in unsaid[:MOST_SHOWN]:
            log.warning("%s", message)
        if len(unsaid) > MOST_SHOWN:
            log.warning("and %d more", len(unsaid) - MOST_SHOWN)

    def say_at_the_end(self) -> None:
        """Log the remaining messages, and the counts if anything failed."""
        self.say()
        if self.errors or self.dropped:
            refused = f", {self.refused} epochs refused" if self.refused else ""
            log.warning(
                "%d figures drawn, %d not drawn (%d errors), %d epochs dropped%s",
                self.drawn,
                self.failed,
                len(self.errors),
                len(self.dropped),
                refused,
            )
