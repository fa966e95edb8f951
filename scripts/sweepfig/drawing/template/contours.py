"""Draw a field as filled contours, whose levels are the same in all figures."""

from __future__ import annotations

from functools import partial
from typing import Any

from matplotlib.artist import Artist

from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.curves import move_marks, paint_stroke
from sweepfig.drawing.template.frame import Extents, Frame, cropped
from sweepfig.drawing.template.layout import Layout
from sweepfig.drawing.template.private import NotUnderstood
from sweepfig.drawing.template.sheet import Painter, Sheet
from sweepfig.drawing.template.strokes import Upright


class Contours:
    """What `kinds.contourf` draws, but for its colour bar."""

    colour_key: object = None  # of the colour bar, which is the same for the same levels

    def __init__(self, axes: Any, look: Look, data: Slice, layout: Layout) -> None:
        self.axes, self._look, self._layout = axes, look, layout
        self._arguments = kinds.arguments(look)
        if not hasattr(self._arguments.get("levels"), "__len__"):
            raise NotUnderstood("contours whose levels differ from figure to figure")
        (self._first,) = axes.collections
        self._contours = self._first
        self._marks = [Upright(line, layout.recorder) for line in axes.lines]

    def parts(self) -> dict[Artist, int | None]:
        """Return the artists whose transforms a frame must know."""
        return {mark.line: 0 for mark in self._marks}

    def painters(self) -> dict[Artist | None, Painter]:
        """Return what draws each artist."""
        marks = {mark.line: partial(paint_stroke, mark) for mark in self._marks}
        return {self._first: self._paint_contours, **marks}

    def pour(self, data: Slice) -> None:
        """Let matplotlib find a slice's contours, and the limits."""
        self._contours.remove()
        self.axes.ignore_existing_data_limits = True
        self._contours = kinds.draw_contours(self.axes, data, **self._arguments)
        self._layout.find_limits(self._look)
        move_marks(self._marks, data)

    def extend(self, extents: Extents, frame: Frame, data: Slice) -> Extents:
        """Return the extents: contours are clipped to the Axes."""
        return extents

    def _paint_contours(self, sheet: Sheet) -> None:
        with cropped(self.axes.get_figure(root=True), sheet.frame.inches):
            self._contours.draw(sheet.renderer)
