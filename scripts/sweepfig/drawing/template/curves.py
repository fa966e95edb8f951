"""Draw the lines of one Axes, its marks and its legend."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.path import Path

from sweepfig.drawing.look import Look
from sweepfig.drawing.renderer.extents import Extents
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.draw_context import DrawContext, DrawPart, NewLimits
from sweepfig.drawing.template.frame import Frame
from sweepfig.drawing.template.layout import Layout
from sweepfig.drawing.template.legend import PanelLegend
from sweepfig.drawing.template.strokes import DrawnLine, VerticalLine, scaled


class Curves:
    """What `kinds.resonance_curve` draws."""

    def __init__(self, axes: Any, look: Look, data: Slice, layout: Layout) -> None:
        self.axes, self.look, self.layout = axes, look, layout
        lines = list(axes.lines)
        self.curves = [DrawnLine(line, layout.recorder) for line in lines[: len(data.curves)]]
        self.marks = [VerticalLine(line, layout.recorder) for line in lines[len(data.curves) :]]
        self.legend = PanelLegend(axes, look, layout, self)
        self._has_data = has_point(data)
        self._x_bounds: object = None  # the data bounds along x of the last slice

    def parts(self) -> dict[Artist, int | None]:
        """Return the artists whose transforms a frame must know."""
        return {mark.line: 0 for mark in self.marks}

    def painters(self) -> dict[Artist | None, DrawPart]:
        """Return what draws each artist."""
        strokes: list[DrawnLine | VerticalLine] = [*self.curves, *self.marks]
        return {
            self.axes.get_legend(): self.legend.paint,
            **{stroke.line: partial(paint_stroke, stroke) for stroke in strokes},
        }

    def set_data(self, data: Slice) -> NewLimits:
        """Set a slice's numbers into the lines."""
        bounds = self.axes.dataLim
        for index, (curve, values) in enumerate(zip(self.curves, data.curves, strict=True)):
            curve.line.set_data(data.abscissa, values)
            if self._has_data:
                bounds.update_from_path(curve.line.get_path(), ignore=index == 0)
        move_marks(self.marks, data)
        # Without data a new Axes has default limits, but a reused one would keep its last limits.
        if not self._has_data:
            return NewLimits(x=False, y=False)
        x_bounds = bounds.x0, bounds.x1, bounds.minposx
        is_other, self._x_bounds = x_bounds != self._x_bounds, x_bounds
        return NewLimits(is_other, y=True)

    def extend(self, extents: Extents, frame: Frame, data: Slice) -> Extents:
        """Return extents that also include the legend."""
        return self.legend.extend(extents, frame, data)

    def set_labels(self, labels: Sequence[str]) -> None:
        """Set the curves' labels."""
        for curve, label in zip(self.curves, labels, strict=True):
            curve.line.set_label(label)

    def outlines(self, frame: Frame) -> list[Path]:
        """Return the curves and marks in pixels."""
        lines = [
            frame.data.transform_path(scaled(self.axes, curve.line.get_path()))
            for curve in self.curves
        ]
        marks = [frame.affine(mark.line).transform_path(mark.scaled_path()) for mark in self.marks]
        return lines + marks


def paint_stroke(stroke: DrawnLine | VerticalLine, context: DrawContext) -> None:
    """Draw a line or a mark."""
    stroke.draw(context.renderer, context.frame)


def move_marks(marks: Sequence[VerticalLine], data: Slice) -> None:
    """Set a slice's places into its marks."""
    places = [place for place in data.marks if np.isfinite(place)]
    for mark, place in zip(marks, places, strict=True):
        mark.line.set_xdata([place, place])


def has_point(data: Slice) -> bool:
    """Return whether any curve has a point to draw: both numbers finite."""
    known = np.isfinite(data.abscissa)
    return any(bool((known & np.isfinite(curve)).any()) for curve in data.curves)
