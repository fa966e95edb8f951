"""Draw one Axes of the figure, slice after slice: axes, spines, title, text, and its content.

The content is what the kind of figure shows: `curves`, `counts`, `field` or `contours`. Every part is drawn
by its own painter, in the order of `Axes.draw`.
"""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import Any, Protocol

from matplotlib.artist import Artist

from sweepfig.drawing.look import Look
from sweepfig.drawing.renderer.extents import Extents
from sweepfig.drawing.renderer.lettering import StampRenderer
from sweepfig.drawing.renderer.private import NotUnderstood
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.draw_context import DrawContext, DrawPart, NewLimits
from sweepfig.drawing.template.frame import Frame
from sweepfig.drawing.template.layout import Layout, Scales
from sweepfig.drawing.template.strokes import Edge


class Content(Protocol):
    """What an Axes shows of a slice."""

    def __init__(self, axes: Any, look: Look, data: Slice, layout: Layout) -> None:
        """Take the artists that plain drawing put on the Axes for a first slice."""

    def parts(self) -> dict[Artist, int | None]:
        """Return the artists whose transforms a frame must know (see `frame.Parts`)."""

    def painters(self) -> dict[Artist | None, DrawPart]:
        """Return what draws each artist."""

    def set_data(self, data: Slice) -> NewLimits:
        """Set a slice's numbers into the artists, and say which limits must be found."""

    def extend(self, extents: Extents, frame: Frame, data: Slice) -> Extents:
        """Return extents that also include what reaches beyond the Axes, such as a legend."""


class Panel:
    """One Axes: its layout and its content.

    Attributes
    ----------
    wanted : NewLimits
        Which limits must be found before it is drawn.
    """

    def __init__(self, look: Look, layout: Layout, content: Content) -> None:
        self.axes, self.layout, self.content = layout.axes, layout, content
        self._look, self.wanted = look, NewLimits(x=False, y=False)
        self.parts = {**layout.parts(), **content.parts()}
        # They depend only on the figure's size and fonts, and finding them is slow.
        for axis in (layout.x.axis, layout.y.axis):
            axis.get_tick_space = partial(int, axis.get_tick_space())
        self.painters = self._painters()
        self.base_count = int(self.painters[0] == self._paint_x)

    def _painters(self) -> list[DrawPart]:
        """Return painters in the order of `Axes.draw`."""
        known: dict[Artist | None, DrawPart] = {
            self.axes.xaxis: self._paint_x,
            self.axes.yaxis: self._paint_y,
            self.layout.title.artist: self._paint_title,
            **self.content.painters(),
            **{e.spine: partial(_paint_edge, e) for e in self.layout.edges.values()},
        }
        if self.layout.text is not None:
            known[self.layout.text.artist] = self._paint_text
        titles = {self.axes.title, self.axes._left_title, self.axes._right_title}
        silent = {self.axes.patch} | titles - {self.layout.title.artist}
        artists = [a for a in self.axes.get_children() if a not in silent]
        if unknown := [a for a in artists if a not in known]:
            raise NotUnderstood(f"more on the Axes than its kind draws: {unknown}")
        return [known[a] for a in sorted(artists, key=attrgetter("zorder"))]

    def set_data(self, data: Slice) -> None:
        """Set a slice's numbers into the Axes."""
        new = self.content.set_data(data)
        self.wanted = NewLimits(self.wanted.x or new.x, self.wanted.y or new.y)

    def find_limits(self, *, x: bool, y: bool) -> None:
        """Find the limits along x, y or both, of all Axes that share them."""
        if x or y:
            self.layout.find_limits(self._look, x=x, y=y)

    def follow(self, frame: Frame) -> None:
        """Let a frame have the Axes' limits."""
        frame.follow(self.axes.transLimits.get_matrix())

    def extents(self, frame: Frame, data: Slice, scales: Scales) -> Extents:
        """Return the box around the Axes and all that belongs to it, in a frame with its limits."""
        return self.content.extend(self.layout.extents(frame, data, scales), frame, data)

    def context(
        self, renderer: StampRenderer, frame: Frame, data: Slice, scales: Scales
    ) -> DrawContext:
        """Return what the painters need, in a frame with the Axes' limits."""
        places = self.layout.places(frame, data, scales)
        return DrawContext(renderer, frame, data, scales, places)

    def paint_base(self, context: DrawContext) -> None:
        """Draw what lies beneath all that depends on the values, in the present limits of x."""
        for paint in self.painters[: self.base_count]:
            paint(context)

    def paint(self, context: DrawContext) -> None:
        """Draw what lies above the base."""
        for paint in self.painters[self.base_count :]:
            paint(context)

    def paint_all(self, context: DrawContext) -> None:
        """Draw everything but the patch."""
        self.paint_base(context)
        self.paint(context)

    def _paint_x(self, context: DrawContext) -> None:
        ticks, place = context.scales.ticks[0], context.places.x
        self.layout.x.draw(context.renderer, context.frame, ticks, context.data.xlabel, place)

    def _paint_y(self, context: DrawContext) -> None:
        ticks, place = context.scales.ticks[1], context.places.y
        self.layout.y.draw(context.renderer, context.frame, ticks, context.data.ylabel, place)

    def _paint_title(self, context: DrawContext) -> None:
        self.layout.title.draw(context.renderer, context.data.title, *context.places.title)

    def _paint_text(self, context: DrawContext) -> None:
        assert self.layout.text is not None
        place = self.layout.text_anchor(context.frame)
        self.layout.text.draw(context.renderer, context.data.text, *place)


def base_key(context: DrawContext) -> object:
    """Return what the base of a panel depends on."""
    return context.scales.limits[0], context.data.xlabel


def _paint_edge(edge: Edge, context: DrawContext) -> None:
    edge.draw(context.renderer, context.frame, context.scales.limits[edge.direction])
