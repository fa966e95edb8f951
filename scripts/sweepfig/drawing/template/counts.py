"""Draw the outlines of histograms, and their legend."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from matplotlib.artist import Artist
from matplotlib.patches import Polygon
from matplotlib.path import Path

from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.renderer.extents import Extents
from sweepfig.drawing.renderer.private import NotUnderstood
from sweepfig.drawing.renderer.recording import Call
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.draw_context import DrawContext, DrawPart, NewLimits
from sweepfig.drawing.template.frame import Frame
from sweepfig.drawing.template.layout import Layout
from sweepfig.drawing.template.legend import PanelLegend
from sweepfig.drawing.template.strokes import scaled


class Counts:
    """What `kinds.histogram` draws."""

    def __init__(self, axes: Any, look: Look, data: Slice, layout: Layout) -> None:
        self.axes, self._look, self._layout = axes, look, layout
        if any(type(patch) is not Polygon for patch in axes.patches) or not axes.patches:
            raise NotUnderstood("histograms that are not one outline for each curve")
        self._first = list(axes.patches)
        self.legend = PanelLegend(axes, look, layout, self)
        self._calls = [self._only_call(patch) for patch in axes.patches]

    def _only_call(self, patch: Any) -> Call:
        calls = self._layout.recorder.record(patch)
        if len(calls) != 1 or calls[0].gc.get_clip_rectangle() is None:
            raise NotUnderstood("an outline that is not one stroke, or not clipped")
        return calls[0]

    def parts(self) -> dict[Artist, int | None]:
        """Return no artists: outlines have the transform of the data."""
        return {}

    def painters(self) -> dict[Artist | None, DrawPart]:
        """Return what draws each artist."""
        outlines: dict[Artist | None, DrawPart] = {
            patch: partial(self._paint_outline, index) for index, patch in enumerate(self._first)
        }
        return {**outlines, self.axes.get_legend(): self.legend.paint}

    def set_data(self, data: Slice) -> NewLimits:
        """Let matplotlib count a slice's values."""
        for patch in list(self.axes.patches):
            patch.remove()
        self.axes.set_prop_cycle(None)
        self.axes.ignore_existing_data_limits = True
        kinds.draw_counts(self.axes, data, **kinds.arguments(self._look))
        return NewLimits(x=True, y=True)

    def extend(self, extents: Extents, frame: Frame, data: Slice) -> Extents:
        """Return extents that also include the legend."""
        return self.legend.extend(extents, frame, data)

    def set_labels(self, labels: Sequence[str]) -> None:
        """Set nothing: each slice's outlines have its labels."""

    def outlines(self, frame: Frame) -> list[Path]:
        """Return the outlines in pixels."""
        paths = [scaled(self.axes, patch.get_path()) for patch in self.axes.patches]
        return [frame.data.transform_path(path) for path in paths]

    def _paint_outline(self, index: int, context: DrawContext) -> None:
        call, patch = self._calls[index], self.axes.patches[index]
        call.gc.set_clip_rectangle(context.frame.box)
        path = scaled(self.axes, patch.get_path())
        context.renderer.draw_path(call.gc, path, context.frame.data, call.args[-1])
