"""A figure as a file: its bytes, with the digest of what it was drawn from, and that digest again.

The one place that turns figures into files, whatever draws them and whichever path asks.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sweepfig import figures, kinds, png
from sweepfig.look import Look
from sweepfig.slices import Slice

DIGEST_KEY = "sweepfig"
DIGEST = re.compile(rb"sweepfig:([0-9a-f]{32})")
ENDS = {".svg": b"</svg>\n", ".pdf": b"%%EOF\n"}
VECTOR_METADATA = {
    "svg": lambda digest: {"Date": None, "Identifier": f"{DIGEST_KEY}:{digest}"},
    "pdf": lambda digest: {"CreationDate": None, "Keywords": f"{DIGEST_KEY}:{digest}"},
}


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


def recorded_digest(path: Path) -> str | None:
    """Return the digest that a figure's file carries; None if there is no whole figure there."""
    try:
        with path.open("rb") as file:
            if path.suffix == ".png":
                return png.read_text(file).get(DIGEST_KEY)
            content = file.read()
    except OSError:
        return None
    found = DIGEST.search(content)
    return found[1].decode() if found and content.endswith(ENDS[path.suffix]) else None
