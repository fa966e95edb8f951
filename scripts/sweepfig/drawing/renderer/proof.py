"""Compare figures with plain matplotlib's: the first of each group, and random others."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Hashable

import numpy as np
from numpy.typing import NDArray

from sweepfig.drawing.renderer.private import Differs

SHARE = 0.02  # of the CPU time that drawing takes: for comparisons of random figures

Draw = Callable[[], NDArray[np.uint8]]


class Proof:
    """Draws figures of one look, and compares some of them."""

    def __init__(self) -> None:
        self._proven: set[Hashable] = set()
        self._reference_seconds = 0.0
        self._random = random.Random()  # seeded by the system: other figures in each process

    def draw(self, group: Hashable, draw: Draw, reference: Draw) -> NDArray[np.uint8]:
        """Return a figure's pixels.

        Parameters
        ----------
        group : Hashable
            The figure's group, of which the first is compared.
        draw, reference : callable
            Return the pixels: in the way that is to be proven, and as plain matplotlib draws them.

        Raises
        ------
        Differs
            If the two were compared, and are not the same.
        """
        began = time.thread_time()
        pixels = draw()
        if group not in self._proven or self._is_sampled(time.thread_time() - began):
            began = time.thread_time()
            expected = reference()
            self._reference_seconds = time.thread_time() - began
            if not np.array_equal(pixels, expected):
                raise Differs("its pixels are not those of plain matplotlib")
            self._proven.add(group)
        return pixels

    def _is_sampled(self, seconds: float) -> bool:
        # So comparisons take `SHARE` of the time, whatever each of the two ways takes.
        return self._random.random() * self._reference_seconds < SHARE * seconds
