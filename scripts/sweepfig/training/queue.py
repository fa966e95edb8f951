"""Queue the epochs that wait to be drawn beside a running program, up to a limit."""

from __future__ import annotations

import os
import threading
from collections import Counter, deque

from sweepfig.plan.partition import chunk_size
from sweepfig.training.epoch import Share


class Backlog:
    """Waiting epochs, and the remaining chunks of the current one. Any thread may call any method.

    An epoch is begun when no chunk of another one of its folder is being drawn: the later epoch's figures
    stay.

    Parameters
    ----------
    most : int
        How many epochs may wait.
    takers : int
        How many threads take chunks; it decides the chunks' size.
    """

    def __init__(self, most: int, takers: int) -> None:
        self._most, self._takers = most, takers
        self._waiting: deque[Share] = deque()
        self._chunks: deque[Share] = deque()
        self._in_hand: Counter[str] = Counter()  # chunks of each folder
        self._is_closed = False
        self._changed = threading.Condition()

    def put(self, epoch: Share, *, drop_oldest: bool) -> Share | None:
        """Add an epoch; if there is no room, wait for room, or drop the oldest waiting epoch.

        Returns
        -------
        Share, optional
            The epoch that was dropped: the oldest, or after `close` this one.
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
        """Return the next chunk as soon as there is one; None after `close`."""
        with self._changed:
            self._changed.wait_for(lambda: self._chunks or self._can_begin() or self._is_closed)
            if not self._chunks and self._waiting:
                epoch = self._waiting.popleft()
                self._chunks.extend(epoch.cut(chunk_size(len(epoch), self._takers)))
                self._changed.notify_all()
            if not self._chunks:
                return None
            chunk = self._chunks.popleft()
            self._in_hand[_place(chunk)] += 1
            return chunk

    def _can_begin(self) -> bool:
        return bool(self._waiting) and not self._in_hand[_place(self._waiting[0])]

    def done(self, chunk: Share) -> None:
        """Say that a chunk that was taken is finished."""
        with self._changed:
            self._in_hand[_place(chunk)] -= 1
            self._changed.notify_all()

    def wait(self) -> None:
        """Wait until nothing is left to be drawn."""
        with self._changed:
            self._changed.wait_for(
                lambda: (
                    not (self._waiting or self._chunks or self._in_hand.total()) or self._is_closed
                )
            )

    def close(self) -> int:
        """Accept and return no more epochs and chunks; return how many figures remain undrawn."""
        with self._changed:
            left = sum(map(len, (*self._waiting, *self._chunks)))
            self._waiting.clear()
            self._chunks.clear()
            self._is_closed = True
            self._changed.notify_all()
            return left


def _place(epoch: Share) -> str:
    return os.path.realpath(epoch.folder)
