"""Give a part of a panel all that it needs to draw itself, and say what a slice changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sweepfig.drawing.renderer.lettering import StampRenderer
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.frame import Frame
from sweepfig.drawing.template.layout import Places, Scales


class DrawContext(NamedTuple):
    """The renderer, and what to draw on it."""

    renderer: StampRenderer
    frame: Frame
    data: Slice
    scales: Scales
    places: Places


class NewLimits(NamedTuple):
    """Whether the limits of x and of y must be found anew for a slice."""

    x: bool
    y: bool


DrawPart = Callable[[DrawContext], None]
