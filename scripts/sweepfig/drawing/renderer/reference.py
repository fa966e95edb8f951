"""Return figures' pixels from plain matplotlib: the reference for all faster ways."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.renderer.private import forget_renderer
from sweepfig.drawing.slice import Slice


class Pixels(io.BytesIO):
    """A file that keeps the one array written to it: a renderer's memory, which draws nothing else."""

    array: NDArray[np.uint8]

    def write(self, buffer: Any) -> int:
        """Keep a renderer's buffer."""
        self.array = np.asarray(buffer)
        return self.array.nbytes


def reference_pixels(look: Look, kind: kinds.Kind, data: Slice) -> NDArray[np.uint8]:
    """Return a figure's pixels from plain matplotlib: the reference for all faster ways.

    Call it inside `kinds.drawing_style`, like all drawing.
    """
    figure = kinds.draw(look, kind, data)
    canvas = FigureCanvasAgg(figure)
    try:
        return saved_pixels(figure, look, "tight")
    finally:
        let_go(canvas)


def saved_pixels(figure: Figure, look: Look, box: Any) -> NDArray[np.uint8]:
    """Return the pixels of `savefig`, RGBA: shape (height, width, 4); `box` is its ``bbox_inches``."""
    file = Pixels()
    figure.savefig(file, format="rgba", dpi=look.dpi, bbox_inches=box)
    return file.array


def let_go(canvas: FigureCanvasAgg) -> None:
    """Have a drawn figure forget the memory that it was drawn in.

    Its texts and its canvas remember the renderer, and it stays itself until Python looks for garbage. It
    can be drawn again: a user's function may have kept it.
    """
    FigureCanvasAgg(canvas.figure)  # in place of the one that drew
    forget_renderer(*canvas.figure.findobj(Text))
