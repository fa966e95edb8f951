"""Draw the contour lines and the marks of a map: what its kinds have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import Any

from matplotlib.artist import Artist

from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.renderer.extents import Extents
from sweepfig.drawing.renderer.private import NotUnderstood
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.curves import move_marks, paint_stroke
from sweepfig.drawing.template.draw_context import DrawContext, DrawPart, NewLimits
from sweepfig.drawing.template.frame import Frame, cropped
from sweepfig.drawing.template.layout import Layout
from sweepfig.drawing.template.strokes import VerticalLine


class MapContent(ABC):
    """A map, of which plain drawing has put one collection and the marks on the Axes."""

    def __init__(self, axes: Any, look: Look, data: Slice, layout: Layout) -> None:
        self.axes, self._look, self._layout = axes, look, layout
        self._first, *lines = axes.collections
        self._first_lines: Any = lines[0] if lines else None
        self._lines: Any = self._first_lines
        self._marks = [VerticalLine(line, layout.recorder) for line in axes.lines]

    @property
    def colour_key(self) -> object:
        """What the colour bar's drawing depends on."""
        return None

    def set_look(self, look: Look) -> None:
        """Take another range of colours: the figure's panels have one together.

        Raises
        ------
        NotUnderstood
            If the colour bar's parts depend on it.
        """
        if look.limits != self._look.limits:
            raise NotUnderstood("contours whose levels differ from figure to figure")

    def parts(self) -> dict[Artist, int | None]:
        """Return the artists whose transforms a frame must know."""
        return {mark.line: 0 for mark in self._marks}

    def painters(self) -> dict[Artist | None, DrawPart]:
        """Return what draws each artist."""
        marks = {mark.line: partial(paint_stroke, mark) for mark in self._marks}
        return {self._first: self._paint, self._first_lines: self._paint_lines, **marks}

    def set_data(self, data: Slice) -> NewLimits:
        """Set a slice's marks and contour lines, and say whether limits must be found."""
        if self._lines is not None:
            drawn = kinds.draw_contour_lines(self.axes, self._look, data)
            self._lines.remove()
            self._lines = drawn
        move_marks(self._marks, data)
        return NewLimits(x=False, y=False)

    def extend(self, extents: Extents, frame: Frame, data: Slice) -> Extents:
        """Return the extents: a map is clipped to the Axes."""
        return extents

    def _paint_lines(self, context: DrawContext) -> None:
        with cropped(self.axes.get_figure(root=True), context.frame.inches):
            self._lines.draw(context.renderer)

    @abstractmethod
    def _paint(self, context: DrawContext) -> None:
        """Draw the cells, or the filled contours."""
