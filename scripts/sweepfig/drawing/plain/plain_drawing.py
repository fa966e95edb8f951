"""Draw any kind as matplotlib does, without doing work twice.

`PlainDrawing` gives the pixels of `kinds.draw` and `savefig(bbox_inches="tight")` for every kind, user
functions included. Text comes from stamps, which are kept. `savefig` draws twice and discards the first draw.
If no part of a figure needs that first draw to find its position (as in the built-in kinds without a layout
engine), it is left out: the tight box is measured, and the figure drawn once.
"""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import XAxis, YAxis
from matplotlib.backends.backend_agg import FigureCanvasAgg
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
from sweepfig.drawing.renderer.private import Differs, is_tested, unusable
from sweepfig.drawing.renderer.proof import Proof
from sweepfig.drawing.renderer.reference import saved_pixels
from sweepfig.drawing.slice import Slice

log = logging.getLogger(__name__)

GARBAGE_SHARE = 0.02  # at most, of the time in which figures are drawn

# Artists that find their places when they are measured just as when they are drawn.
STILL = frozenset(
    (
        *(Axes, Line2D, Text, Legend, Spine, XAxis, YAxis, AxesImage),
        *(Polygon, Rectangle, PathPatch, Circle, Ellipse, StepPatch, Wedge),
        *(QuadMesh, PathCollection, LineCollection, PolyCollection, FillBetweenPolyCollection),
        QuadContourSet,
    )
)


def canvas_pixels(figure: Figure) -> NDArray[np.uint8]:
    """Return a figure's pixels at its own size, RGBA: shape (height, width, 4).

    Call it once for each figure. With shared ticks and kept text it takes a third of the time, with a
    matplotlib that the tests have compared: one figure alone is not worth a comparison.
    """
    if not is_tested():
        plain = FigureCanvasAgg(figure)
        plain.draw()
        return np.asarray(plain.buffer_rgba())
    from sweepfig.drawing.plain.stamps import StampCanvas, recorder_of
    from sweepfig.drawing.renderer.ticks import all_axes, shared_ticks

    canvas = StampCanvas(figure)
    with shared_ticks(all_axes(figure), recorder_of(canvas)):
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())


class PlainDrawing:
    """Draws slices of one look and kind, and keeps their text as long as that is proven to be right.

    Make and use it inside `rc_context.drawing_style(look)`.

    Attributes
    ----------
    wrong : str
        Which slice it has drawn with other pixels than plain matplotlib; empty if none.
    """

    def __init__(self, look: Look, function: kinds.DrawFunction) -> None:
        self._look, self._function = look, function
        self._proof = Proof()
        self._keeps_text = not unusable()
        self._garbage = Garbage()
        self.wrong = ""

    def pixels(self, data: Slice, *, may_keep_text: bool = True) -> tuple[NDArray[np.uint8], bool]:
        """Return a slice's figure: RGBA, shape (height, width, 4); and whether its text was kept."""
        with self._garbage.freed():
            return self._pixels(data, may_keep_text)

    def _pixels(self, data: Slice, may_keep_text: bool) -> tuple[NDArray[np.uint8], bool]:
        figure = kinds.draw(self._look, self._function, data)
        # A layout engine would move what it has moved before, so the two ways could not be compared.
        if self._keeps_text and may_keep_text and figure.get_layout_engine() is None:
            try:
                draw, reference = partial(self._drawn, figure), partial(self._plain, figure)
                return self._proof.draw("any", draw, reference), True
            except Differs as difference:
                self.wrong = f"kept text made {data.title!r} wrong: {difference}"
                self._keeps_text = False
            except (AttributeError, TypeError):  # the user's own, or matplotlib's inside is another
                log.debug("text can't be kept", exc_info=True)
        return self._plain(figure), False

    def _drawn(self, figure: Figure) -> NDArray[np.uint8]:
        # It imports what `unusable` may have found missing.
        from sweepfig.drawing.plain.stamps import StampCanvas, recorder_of, tight_box
        from sweepfig.drawing.renderer.ticks import all_axes, shared_ticks

        # A user's function may have changed it, and `savefig` sets it, too.
        figure.set_dpi(self._look.dpi)
        canvas = StampCanvas(figure)
        if _moves_while_it_is_drawn(figure, all_axes(figure)):
            return saved_pixels(figure, self._look, "tight")
        recorder = recorder_of(canvas)
        with shared_ticks(all_axes(figure), recorder):
            return saved_pixels(figure, self._look, tight_box(figure, recorder))

    def _plain(self, figure: Figure) -> NDArray[np.uint8]:
        FigureCanvasAgg(figure)
        return saved_pixels(figure, self._look, "tight")


class Garbage:
    """Has Python free the figures that nobody uses any more, before they take much memory.

    The parts of a figure refer to each other, so that it holds its pixels and numbers until Python looks for
    such garbage: after some thousands of new objects, however large they are.
    """

    def __init__(self) -> None:
        self._looking = 0.05  # s, that the last look took; the first is a guess
        self._drawing = 0.0  # s, since then

    @contextmanager
    def freed(self) -> Iterator[None]:
        """Look for garbage at the end of a block that draws a figure, if that is worth its time."""
        began = time.thread_time()
        try:
            yield
        finally:
            self._drawing += time.thread_time() - began
            if self._looking <= GARBAGE_SHARE * self._drawing:
                began = time.thread_time()
                gc.collect()
                self._looking, self._drawing = time.thread_time() - began, 0.0


def _moves_while_it_is_drawn(figure: Figure, all_axes: Iterable[Axes]) -> bool:
    """Return whether a figure may need a first draw, before it is measured, to find its places."""
    if figure.get_layout_engine() is not None:
        return True
    artists = [artist for axes in all_axes for artist in axes.get_children()]
    artists += (artist for artist in figure.get_children() if artist is not figure.patch)
    return any(type(a) not in STILL and not _is_bars_outline(a) for a in artists)


def _is_bars_outline(artist: Artist) -> bool:
    """Return whether an artist is the outline of a colour bar, which matplotlib keeps among its spines."""
    axes = artist.axes
    return axes is not None and artist is axes.spines.get("outline")
