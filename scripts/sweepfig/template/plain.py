"""The plain drawing of any kind, without its waste.

`plain_pixels` gives the pixels of `figures.draw` and `savefig(bbox_inches="tight")` for every kind,
user functions included. Text comes from stamps; and where nothing on a figure waits for a first draw to
find its place (true of the built-in kinds, without a layout engine), that draw, which `savefig` throws
away, is left out: the tight box is measured, and one draw made.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig import figures
from sweepfig.look import Look
from sweepfig.slices import Slice
from sweepfig.template.private import unusable


class Pixels(io.BytesIO):
    """A file that keeps the one array written to it."""

    array: NDArray[np.uint8]

    def write(self, buffer: Any) -> int:
        """Keep a copy of a renderer's buffer."""
        self.array = np.array(buffer)
        return self.array.nbytes


def reference_pixels(look: Look, kind: figures.Kind, data: Slice) -> NDArray[np.uint8]:
    """Return a figure's pixels as plain matplotlib gives them: the measure of all else here.

    Call it, as all drawing, inside `figures.drawing_style`.
    """
    file = Pixels()
    figure = figures.draw(look, kind, data)
    figure.savefig(file, format="rgba", dpi=look.dpi, bbox_inches="tight")
    return file.array


def plain_pixels(look: Look, kind: figures.Kind, data: Slice) -> NDArray[np.uint8]:
    """Return the same pixels as `reference_pixels`, sooner."""
    if unusable():
        return reference_pixels(look, kind, data)
    from sweepfig.template.stamps import StampCanvas, tight_box  # of the matplotlibs tested alone

    file = Pixels()
    figure = figures.draw(look, kind, data)
    canvas = StampCanvas(figure)
    box: Any = "tight"
    if kind in figures.KINDS.values() and figure.get_layout_engine() is None:
        box = tight_box(canvas, look.dpi)
    figure.savefig(file, format="rgba", dpi=look.dpi, bbox_inches=box)
    return file.array
