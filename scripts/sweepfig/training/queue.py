"""Queue what is still to be drawn beside a running program, up to so many epochs."""

from __future__ import annotations

import threading
from collections import deque

from sweepfig.plan.partition import chunk_size
from sweepfig.training.epoch import Share


class Backlog:
    """Epochs that wait, and the pieces of the one begun. Every method may be called by any thread.

    Parameters
    ----------
    most : int
        Epochs that may wait.
    takers : int
        How many threads take pieces, for cutting an epoch evenly.
    """

    def __init__(self, most: int, takers: int) -> None:
        self._most, self._takers = most, takers
        self._waiting: deque[Share] = deque()
        self._pieces: deque[Share] = deque()
        self._in_hand = 0
        self._is_closed = False
        self._changed = threading.Condition()

    def put(self, epoch: Share, *, drop_oldest: bool) -> Share | None:
        """Let an epoch wait; if there is no room, wait for it, or make it.

        Returns
        -------
        Share, optional
            The epoch that was dropped.
        """
        with self._changed:
            dropped = None
            if drop_oldest and len(self._waiting) >= self._most:
                dropped = self._waiting.popleft()
            self._changed.wait_for(lambda: len(self._waiting) < self._most or self._is_closed)
            if self._is_closed:
                return epoch
            self._waiting.append(epoch)
            self._changed.notify_all()
            return dropped

    def take(self) -> Share | None:
        """Return the next piece as soon as there is one; None if there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._pieces or self._waiting or self._is_closed)
            if not self._pieces and self._waiting:
                epoch = self._waiting.popleft()
                self._pieces.extend(epoch.cut(chunk_size(len(epoch), self._takers)))
                self._changed.notify_all()
            if not self._pieces:
                return None
            self._in_hand += 1
            return self._pieces.popleft()

    def done(self) -> None:
        """Say that a piece that was taken is done with."""
        with self._changed:
            self._in_hand -= 1
            self._changed.notify_all()

    def wait(self) -> None:
        """Wait until nothing is left to be drawn."""
        with self._changed:
            self._changed.wait_for(
                lambda: not (self._waiting or self._pieces or self._in_hand) or self._is_closed
            )

    def close(self) -> int:
        """Take nothing more, give nothing more; return how many figures are left undrawn."""
        with self._changed:
            left = sum(map(len, (*self._waiting, *self._pieces)))
            self._waiting.clear()
            self._pieces.clear()
            self._is_closed = True
            self._changed.notify_all()
            return left
