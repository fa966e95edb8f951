"""Lay out a figure for new data, and find the tight box around it.

`savefig(bbox_inches="tight")` finds its box by laying out and measuring every artist on the uncropped figure,
then lays out again to draw the cropped one. `Layout` does both, in the steps of `Axes.get_tightbbox`, for
the few parts whose position depends on the slice.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from matplotlib import rcParams
from matplotlib.artist import Artist

from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.renderer.extents import Extents, union
from sweepfig.drawing.renderer.private import is_in_tight_box
from sweepfig.drawing.renderer.recording import Recorder
from sweepfig.drawing.renderer.words import Words
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.axis_drawing import AxisDrawing, TextBox, Ticks
from sweepfig.drawing.template.frame import Frame, cropped
from sweepfig.drawing.template.strokes import Edge

HEIGHTS = 4096  # cached positions of titles that avoid an offset text
Limits = tuple[tuple[float, float], tuple[float, float]]


class Scales(NamedTuple):
    """A slice's limits on the axes' scales, ``((x0, x1), (y0, y1))``, and its ticks for x and y."""

    limits: Limits
    ticks: tuple[Ticks, Ticks]


class Places(NamedTuple):
    """The positions of a slice's texts in a frame."""

    x: TextBox
    y: TextBox
    title: tuple[float, float]


class Layout:
    """The parts of one Axes that take part in its layout."""

    def __init__(self, axes: Any, recorder: Recorder) -> None:
        self.axes = axes
        self.x = AxisDrawing(axes.xaxis, recorder)
        self.y = AxisDrawing(axes.yaxis, recorder)
        self.edges = {name: Edge(spine, recorder) for name, spine in axes.spines.items()}
        titles = {"center": axes.title, "left": axes._left_title, "right": axes._right_title}
        self.title = Words(titles[rcParams["axes.titlelocation"]], recorder)
        x, y = self.title.artist.get_position()
        self._title_moves = axes._autotitlepos
        self._title_place = x, 1.0 if self._title_moves else y
        self.text = Words(axes.texts[0], recorder) if axes.texts else None
        self.recorder = recorder
        self._heights: dict[tuple[object, ...], float] = {}

    def parts(self) -> dict[Artist, int | None]:
        """Return the artists whose transforms a frame must know."""
        edges: dict[Artist, int | None] = {
            edge.spine: edge.direction for edge in self.edges.values()
        }
        fixed: dict[Artist, int | None] = {self.title.artist: None, self.axes.patch: None}
        if self.text is not None:
            fixed[self.text.artist] = None
        return {**self.x.parts(), **self.y.parts(), **edges, **fixed}

    def scales(self) -> Scales:
        """Return the limits that the Axes have now, and their ticks."""
        x, y = self.axes.get_xlim(), self.axes.get_ylim()
        limits = tuple(self.x.scaled(x)), tuple(self.y.scaled(y))
        return Scales(limits, (self.x.ticks(*x), self.y.ticks(*y)))

    def find_limits(self, look: Look, *, x: bool, y: bool) -> None:
        """Find the limits of the data along x, y or both; an end that the look sets stays as it is."""
        axes, xlimits = self.axes, look.xlimits
        limits: Any = None if look.traits.is_map else look.limits
        # Setting one end turns off autoscaling for the other, and may have inverted the axis.
        has_open_x = x and xlimits is not None and None in xlimits
        has_open_y = y and limits is not None and None in limits
        if has_open_x:
            axes.set_xlim(1, 2, auto=True)
        if has_open_y:
            axes.set_ylim(1, 2, auto=True)
        axes.autoscale_view(scalex=x, scaley=y)
        if has_open_x:
            kinds.limit_x(axes, look)
        if has_open_y:
            axes.set_ylim(*limits)

    def places(self, frame: Frame, data: Slice, scales: Scales) -> Places:
        """Return the positions of a slice's texts in a frame that has the slice's limits."""
        key = scales.limits[0], data.xlabel
        if frame.x_key != key:
            bottom = self._spine(frame, scales, "bottom")[1]
            frame.x_measure = self.x.measure(frame, scales.ticks[0], data.xlabel, bottom)
            frame.x_key = key
        left = self._spine(frame, scales, "left")[0]
        y = self.y.measure(frame, scales.ticks[1], data.ylabel, left)
        title = self._title_anchor(frame, data.title, scales.ticks[1].offset)
        return Places(frame.x_measure, y, title)

    def extents(self, frame: Frame, data: Slice, scales: Scales) -> Extents:
        """Return the box around all parts that `Axes.get_tightbbox` includes, except the legend."""
        places = self.places(frame, data, scales)
        corners = *frame.point(self.axes.patch, 0, 0), *frame.point(self.axes.patch, 1, 1)
        boxes = [*places.x.boxes, *places.y.boxes, frame.extents, corners]
        boxes.append(self.title.extents(data.title, *places.title))
        boxes += self.text_boxes(frame, data)
        seen = (name for name, edge in self.edges.items() if edge.spine.get_visible())
        boxes += [self._spine(frame, scales, name) for name in seen]
        return union([box for box in boxes if is_in_tight_box(box)])

    def text_boxes(self, frame: Frame, data: Slice) -> list[Extents]:
        """Return the box of the slice's text, or an empty list if it has none."""
        return [] if self.text is None else [self.text.extents(data.text, *self.text_anchor(frame))]

    def text_anchor(self, frame: Frame) -> tuple[float, float]:
        """Return the text's anchor, in pixels."""
        assert self.text is not None
        return frame.point(self.text.artist, *self.text.artist.get_position())

    def _spine(self, frame: Frame, scales: Scales, name: str) -> Extents:
        edge = self.edges[name]
        along = edge.direction
        limits = scales.limits[along]
        known = frame.spines.get(name)
        if known is None or known[0] != limits:
            known = limits, edge.extents(frame, limits, scales.ticks[along])
            frame.spines[name] = known
        return known[1]

    def _title_anchor(self, frame: Frame, title: str, offset: str) -> tuple[float, float]:
        """Return the title's anchor, in pixels: above the Axes, and above an overlapping offset text."""
        x, y = frame.point(self.title.artist, *self._title_place)
        is_clear = self.title.extents(title, x, y)[1] >= frame.extents[3] and not offset
        if not title or is_clear or not self._title_moves:
            return x, y
        key = frame.key, self.title.layout(title).extents, offset
        if key not in self._heights:
            if len(self._heights) >= HEIGHTS:
                self._heights.clear()
            self._heights[key] = self._title_height(frame, title)
        return frame.point(self.title.artist, self._title_place[0], self._heights[key])

    def _title_height(self, frame: Frame, title: str) -> float:
        """Return the height, in the Axes' coordinates, that matplotlib gives the title."""
        self.title.artist.set_text(title)
        with cropped(self.axes.get_figure(root=True), frame.inches):
            self.axes._update_title_position(self.recorder)
        return float(self.title.artist.get_position()[1])
