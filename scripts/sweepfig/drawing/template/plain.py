"""Draw any kind the plain way, without doing work twice.

`plain_pixels` gives the pixels of `kinds.draw` and `savefig(bbox_inches="tight")` for every kind,
user functions included. Text comes from stamps. `savefig` draws twice and discards the first draw. If no
part of a figure needs that first draw to find its position (as in the built-in kinds without a layout
engine), it is left out: the tight box is measured, and the figure drawn once.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.private import unusable


class Pixels(io.BytesIO):
    """A file that keeps the one array written to it."""

    array: NDArray[np.uint8]

    def write(self, buffer: Any) -> int:
        """Keep a copy of a renderer's buffer."""
        self.array = np.array(buffer)
        return self.array.nbytes


def reference_pixels(look: Look, kind: kinds.Kind, data: Slice) -> NDArray[np.uint8]:
    """Return a figure's pixels from plain matplotlib: the reference for all faster ways.

    Call it inside `kinds.drawing_style`, like all drawing.
    """
    file = Pixels()
    figure = kinds.draw(look, kind, data)
    figure.savefig(file, format="rgba", dpi=look.dpi, bbox_inches="tight")
    return file.array


def plain_pixels(look: Look, kind: kinds.Kind, data: Slice) -> NDArray[np.uint8]:
    """Return the same pixels as `reference_pixels`, but faster."""
    if unusable():
        return reference_pixels(look, kind, data)
    from sweepfig.drawing.template.stamps import (  # imports only with tested matplotlibs
        StampCanvas,
        tight_box,
    )

    file = Pixels()
    figure = kinds.draw(look, kind, data)
    canvas = StampCanvas(figure)
    box: Any = "tight"
    if kind in kinds.KINDS.values() and figure.get_layout_engine() is None:
        box = tight_box(canvas, look.dpi)
    figure.savefig(file, format="rgba", dpi=look.dpi, bbox_inches=box)
    return file.array
