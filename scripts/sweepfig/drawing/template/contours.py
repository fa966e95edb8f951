"""Draw a field as filled contours, whose levels are the same in all figures."""

from __future__ import annotations

from typing import Any

from sweepfig.drawing import fields, kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.renderer.private import NotUnderstood
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.draw_context import DrawContext, NewLimits
from sweepfig.drawing.template.frame import cropped
from sweepfig.drawing.template.layout import Layout
from sweepfig.drawing.template.map_content import MapContent


class Contours(MapContent):
    """What `kinds.contourf` draws, but for its colour bar, which is the same for the same levels."""

    def __init__(self, axes: Any, look: Look, data: Slice, layout: Layout) -> None:
        super().__init__(axes, look, data, layout)
        self._arguments = kinds.arguments(look)
        if not hasattr(self._arguments.get("levels"), "__len__"):
            raise NotUnderstood("contours whose levels differ from figure to figure")
        self._contours = self._first

    def set_data(self, data: Slice) -> NewLimits:
        """Let matplotlib find a slice's contours."""
        self.axes.ignore_existing_data_limits = True
        drawn = fields.draw_contours(self.axes, data, **self._arguments)
        self._contours.remove()
        self._contours = drawn
        super().set_data(data)
        return NewLimits(x=True, y=True)

    def _paint(self, context: DrawContext) -> None:
        with cropped(self.axes.get_figure(root=True), context.frame.inches):
            self._contours.draw(context.renderer)
