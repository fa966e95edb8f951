"""Place the legend as matplotlib would, and draw it there.

A legend's size depends only on its labels, so in one frame its ten places are fixed. Its drawing at each
place is fixed too, and recorded once. Only the choice of the place depends on the slice. It is made as in
`Legend._find_best_position`, with matplotlib's own counting of points and lines in a box.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple, Protocol

from matplotlib.legend import Legend
from matplotlib.path import Path
from matplotlib.transforms import Bbox

from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.renderer.extents import Extents, as_extents, union
from sweepfig.drawing.renderer.private import NotUnderstood
from sweepfig.drawing.renderer.recording import Call, Recorder
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.draw_context import DrawContext
from sweepfig.drawing.template.frame import Frame, cropped
from sweepfig.drawing.template.layout import Layout

BEST = 0
LEGENDS = 8  # sets of labels
LEGEND_PLACES = 64  # sets of labels in frames


class Obstacles(NamedTuple):
    """What a legend should not hide, in pixels: lines, and the boxes of texts."""

    lines: list[Path]
    boxes: list[Bbox]


class LegendPlaces:
    """The places of a `Legend` in one frame.

    Attributes
    ----------
    boxes : dict of int to Bbox
        The legend's box in pixels, by matplotlib's code of its place.
    """

    def __init__(self, legend: Any, frame: Frame, recorder: Recorder) -> None:
        if legend._loc not in Legend.codes.values():
            raise NotUnderstood("a legend at coordinates")
        self._legend, self._frame, self._recorder = legend, frame, recorder
        codes = range(1, len(Legend.codes)) if legend._loc == BEST else [legend._loc]
        with cropped(legend.get_figure(root=True), frame.inches):
            self._box = legend._legend_box.get_bbox(recorder)
            self.boxes = {code: self._place(code) for code in codes}
        self._calls: dict[int, list[Call]] = {}

    def _place(self, code: int) -> Bbox:
        width, height = self._box.width, self._box.height
        unplaced = Bbox.from_bounds(0, 0, width, height)
        anchor = self._legend.get_bbox_to_anchor()
        x, y = self._legend._get_anchored_bbox(code, unplaced, anchor, self._recorder)
        return Bbox.from_bounds(x, y, width, height)

    def choose(self, obstacles: Callable[[], Obstacles]) -> int:
        """Return the code of the place with the fewest obstacles in it, the first one of several."""
        if len(self.boxes) == 1:
            return min(self.boxes)
        least: int | None = None
        chosen = BEST
        lines, texts = obstacles()
        for code, box in self.boxes.items():
            points = sum(box.count_contains(line.vertices) for line in lines)
            badness = points + sum(line.intersects_bbox(box, filled=False) for line in lines)
            badness += box.count_overlaps(texts) if texts else 0
            if least is None or badness < least:
                least, chosen = badness, code
            if badness == 0:
                break
        return chosen

    def extend(self, extents: Extents, obstacles: Callable[[], Obstacles]) -> Extents:
        """Return extents that also include the legend, which usually lies within them already."""
        x0, y0, x1, y1 = self._frame.extents
        inside = (
            x0 < box.x0 and y0 < box.y0 and box.x1 < x1 and box.y1 < y1
            for box in self.boxes.values()
        )
        if all(inside):
            return extents
        corner = self.boxes[self.choose(obstacles)].p0
        # `OffsetBox` moves its own box by an offset, which rounds differently than `_place`.
        placed = self._box.translated(*(corner - self._box.p0))
        return union([extents, as_extents(placed)])

    def calls(self, code: int) -> list[Call]:
        """Return the legend's renderer calls at a place, given by its code."""
        if code not in self._calls:
            wished = self._legend._loc
            self._legend.set_loc(code)
            self._recorder.size = self._frame.size
            try:
                with cropped(self._legend.get_figure(root=True), self._frame.inches):
                    self._calls[code] = self._recorder.record(self._legend)
            finally:
                self._legend.set_loc(wished)
        return self._calls[code]


class Labelled(Protocol):
    """What a legend explains."""

    def set_labels(self, labels: Sequence[str]) -> None:
        """Set the labels of the artists that the legend shows."""

    def outlines(self, frame: Frame) -> list[Path]:
        """Return the lines that the legend should not hide, in pixels."""


class PanelLegend:
    """The legend of one Axes, for any labels and any data."""

    def __init__(self, axes: Any, look: Look, layout: Layout, shown: Labelled) -> None:
        self._axes, self._look, self._layout, self._shown = axes, look, layout, shown
        self._legend = lru_cache(LEGENDS)(self._make)
        self._places = lru_cache(LEGEND_PLACES)(self._find_places)

    def extend(self, extents: Extents, frame: Frame, data: Slice) -> Extents:
        """Return extents that also include the legend."""
        if self._look.legend == "none":
            return extents
        obstacles = partial(self._obstacles, frame, data)
        return self._places(frame, data.labels).extend(extents, obstacles)

    def paint(self, context: DrawContext) -> None:
        """Draw the legend where it hides least."""
        legend = self._places(context.frame, context.data.labels)
        obstacles = partial(self._obstacles, context.frame, context.data)
        for call in legend.calls(legend.choose(obstacles)):
            call.draw(context.renderer)

    def _make(self, labels: Sequence[str]) -> Legend:
        self._shown.set_labels(labels)
        return kinds.make_legend(self._axes, self._look.legend)

    def _find_places(self, frame: Frame, labels: Sequence[str]) -> LegendPlaces:
        return LegendPlaces(self._legend(labels), frame, self._layout.recorder)

    def _obstacles(self, frame: Frame, data: Slice) -> Obstacles:
        """Return what the legend should avoid, as `Legend._auto_legend_data` does."""
        boxes = [Bbox.from_extents(*box) for box in self._layout.text_boxes(frame, data)]
        return Obstacles(self._shown.outlines(frame), boxes)
