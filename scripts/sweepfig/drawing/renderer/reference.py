"""Return figures' pixels from plain matplotlib: the reference for all faster ways."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice


class Pixels(io.BytesIO):
    """A file that keeps the one array written to it: a renderer's memory, which draws nothing else."""

    array: NDArray[np.uint8]

    def write(self, buffer: Any) -> int:
        """Keep a renderer's buffer."""
        self.array = np.asarray(buffer)
        return self.array.nbytes


def reference_pixels(look: Look, function: kinds.DrawFunction, data: Slice) -> NDArray[np.uint8]:
    """Return a figure's pixels from plain matplotlib: the reference for all faster ways.

    Call it inside `rc_context.drawing_style`, like all drawing.
    """
    return saved_pixels(kinds.draw(look, function, data), look, "tight")


def saved_pixels(figure: Figure, look: Look, box: Any) -> NDArray[np.uint8]:
    """Return the pixels of `savefig`, RGBA: shape (height, width, 4); `box` is its ``bbox_inches``."""
    file = Pixels()
    figure.savefig(file, format="rgba", dpi=look.dpi, bbox_inches=box)
    return file.array
