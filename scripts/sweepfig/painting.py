"""A slice becomes a figure's file: its bytes, with the digest of what it was drawn from.

The one place that turns drawings into files' content, whatever draws and whichever path asks.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sweepfig import figures, kinds, png
from sweepfig.look import Look
from sweepfig.saving import DIGEST_KEY, VECTOR_METADATA
from sweepfig.slices import Slice


class Painter:
    """Draws slices of one look as files' bytes. Use it inside `figures.drawing_style(look)`."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.kind = kinds.load(look.kind)

    def file_bytes(self, data: Slice, digest: str) -> bytes:
        """Return the whole file of a slice's figure.

        Parameters
        ----------
        data : Slice
        digest : str
            What the figure is drawn from (`Slice.digest`); the file will say it.
        """
        figure = figures.draw(self.look, self.kind, data)
        if self.look.format == "png":
            return png.encode(
                plain_pixels(figure, dpi=self.look.dpi),
                dpi=self.look.dpi,
                text={DIGEST_KEY: digest},
            )
        buffer = io.BytesIO()
        figure.savefig(
            buffer,
            format=self.look.format,
            dpi=self.look.dpi,
            bbox_inches="tight",
            metadata=VECTOR_METADATA[self.look.format](digest),
        )
        return buffer.getvalue()


def plain_pixels(figure: Figure, *, dpi: float) -> NDArray[np.uint8]:
    """Return what `Figure.savefig` with ``bbox_inches="tight"`` draws, before any encoding.

    Returns
    -------
    array of uint8, shape (height, width, 4)
        Red, green, blue and alpha; the first row is the top one.
    """
    FigureCanvasAgg(figure)
    picture = _Picture()
    figure.savefig(picture, format="rgba", dpi=dpi, bbox_inches="tight")
    return picture.pixels


class _Picture(io.BytesIO):
    """A file to savefig that keeps the renderer's buffer, whose shape a real file would lose."""

    pixels: NDArray[np.uint8]

    def write(self, buffer: Any) -> int:
        self.pixels = np.array(buffer, dtype=np.uint8)
        return self.pixels.nbytes
