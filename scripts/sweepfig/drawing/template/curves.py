"""Draw the lines of one Axes, its marks and its legend."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.legend import Legend
from matplotlib.transforms import Bbox

from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.frame import Extents, Frame
from sweepfig.drawing.template.layout import Layout
from sweepfig.drawing.template.legend import LegendPlaces, Obstacles
from sweepfig.drawing.template.recording import Recorder
from sweepfig.drawing.template.sheet import Painter, Sheet
from sweepfig.drawing.template.strokes import DrawnLine, Upright

LEGENDS = 8  # sets of labels
LEGEND_PLACES = 64  # sets of labels in frames


class Curves:
    """What `kinds.resonance_curve` draws."""

    def __init__(self, axes: Any, look: Look, data: Slice, layout: Layout) -> None:
        self.axes, self.look, self.layout = axes, look, layout
        self._recorder: Recorder = layout.recorder
        lines = list(axes.lines)
        self.curves = [DrawnLine(line, self._recorder) for line in lines[: len(data.curves)]]
        self.marks = [Upright(line, self._recorder) for line in lines[len(data.curves) :]]
        self._legend = lru_cache(LEGENDS)(self._make_legend)
        self._places = lru_cache(LEGEND_PLACES)(self._legend_places)
        self._has_data = has_point(data)
        self._x_bounds: object = None  # the data bounds for which the x limits were last found

    def parts(self) -> dict[Artist, int | None]:
        """Return the artists whose transforms a frame must know."""
        return {mark.line: 0 for mark in self.marks}

    def painters(self) -> dict[Artist | None, Painter]:
        """Return what draws each artist."""
        strokes: list[DrawnLine | Upright] = [*self.curves, *self.marks]
        return {
            self.axes.get_legend(): self._paint_legend,
            **{stroke.line: partial(paint_stroke, stroke) for stroke in strokes},
        }

    def pour(self, data: Slice) -> None:
        """Set a slice's numbers into the lines, and let matplotlib find the limits."""
        bounds = self.axes.dataLim
        for index, (curve, values) in enumerate(zip(self.curves, data.curves, strict=True)):
            curve.line.set_data(data.abscissa, values)
            if self._has_data:
                bounds.update_from_path(curve.line.get_path(), ignore=index == 0)
        move_marks(self.marks, data)
        # Without data a new Axes has default limits, but a reused one would keep its last limits.
        if self._has_data:
            x_bounds = bounds.x0, bounds.x1, bounds.minposx
            self.layout.find_limits(self.look, with_x=x_bounds != self._x_bounds)
            self._x_bounds = x_bounds

    def extend(self, extents: Extents, frame: Frame, data: Slice) -> Extents:
        """Return extents that also include the legend."""
        if self.look.legend == "none":
            return extents
        obstacles = partial(self._obstacles, frame, data)
        return self._places(frame, data.labels).extend(extents, obstacles)

    def _make_legend(self, labels: Sequence[str]) -> Legend:
        for curve, label in zip(self.curves, labels, strict=True):
            curve.line.set_label(label)
        return kinds.make_legend(self.axes, self.look.legend)

    def _legend_places(self, frame: Frame, labels: Sequence[str]) -> LegendPlaces:
        return LegendPlaces(self._legend(labels), frame, self._recorder)

    def _obstacles(self, frame: Frame, data: Slice) -> Obstacles:
        """Return what the legend should avoid, as `Legend._auto_legend_data` does."""
        lines = [
            frame.data.transform_path(curve.scaled(curve.line.get_path())) for curve in self.curves
        ]
        lines += [frame.affine(mark.line).transform_path(mark.scaled_path()) for mark in self.marks]
        boxes = [Bbox.from_extents(*box) for box in self.layout.text_boxes(frame, data)]
        return Obstacles(lines, boxes)

    def _paint_legend(self, sheet: Sheet) -> None:
        legend = self._places(sheet.frame, sheet.data.labels)
        obstacles = partial(self._obstacles, sheet.frame, sheet.data)
        for call in legend.calls(legend.choose(obstacles)):
            call.draw(sheet.renderer)


def paint_stroke(stroke: DrawnLine | Upright, sheet: Sheet) -> None:
    """Draw a line or a mark."""
    stroke.draw(sheet.renderer, sheet.frame)


def move_marks(marks: Sequence[Upright], data: Slice) -> None:
    """Set a slice's places into its marks."""
    places = [place for place in data.marks if np.isfinite(place)]
    for mark, place in zip(marks, places, strict=True):
        mark.line.set_xdata([place, place])


def has_point(data: Slice) -> bool:
    """Return whether any curve has a point to draw: both numbers finite."""
    known = np.isfinite(data.abscissa)
    return any(bool((known & np.isfinite(curve)).any()) for curve in data.curves)
