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
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import XAxis, YAxis
from matplotlib.collections import (
    FillBetweenPolyCollection,
    LineCollection,
    PathCollection,
    PolyCollection,
    QuadMesh,
)
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Ellipse, PathPatch, Polygon, Rectangle, StepPatch, Wedge
from matplotlib.spines import Spine
from matplotlib.text import Text
from numpy.typing import NDArray

from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.private import unusable

# Artists that find their places when they are measured just as when they are drawn.
STILL = frozenset(
    (
        *(Axes, Line2D, Text, Legend, Spine, XAxis, YAxis, AxesImage),
        *(Polygon, Rectangle, PathPatch, Circle, Ellipse, StepPatch, Wedge),
        *(QuadMesh, PathCollection, LineCollection, PolyCollection, FillBetweenPolyCollection),
        QuadContourSet,
    )
)


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


def _moves_while_it_is_drawn(figure: Figure) -> bool:
    """Return whether a figure may need a first draw, before it is measured, to find its places."""
    if figure.get_layout_engine() is not None:
        return True
    artists = [artist for axes in figure.axes for artist in axes.get_children()]
    artists += (artist for artist in figure.get_children() if artist is not figure.patch)
    return any(type(a) not in STILL and not _is_bars_outline(a) for a in artists)


def _is_bars_outline(artist: Artist) -> bool:
    """Return whether an artist is the outline of a colour bar, which matplotlib keeps among its spines."""
    axes = artist.axes
    return axes is not None and artist is axes.spines.get("outline")


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
    if not _moves_while_it_is_drawn(figure):
        box = tight_box(canvas, look.dpi)
    figure.savefig(file, format="rgba", dpi=look.dpi, bbox_inches=box)
    return file.array
