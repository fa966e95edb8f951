"""Draw a colour bar: matplotlib's own drawing of it, recorded once for each range of colours."""

from __future__ import annotations

from contextlib import ExitStack
from functools import lru_cache
from typing import Any

from matplotlib.transforms import Bbox, BboxBase

from sweepfig.drawing.renderer.extents import Extents, as_extents
from sweepfig.drawing.renderer.recording import Call, Recorder
from sweepfig.drawing.renderer.ticks import shared_ticks
from sweepfig.drawing.template.frame import cropped
from sweepfig.drawing.template.map_content import MapContent

RANGES = 32


class ColourBar:
    """The Axes of a colour bar.

    Parameters
    ----------
    axes : Axes
    shown : MapContent
        What its colours are of; `MapContent.colour_key` changes with their range.
    recorder : Recorder
    """

    def __init__(self, axes: Any, shown: MapContent, recorder: Recorder) -> None:
        self._axes, self._shown, self._recorder = axes, shown, recorder
        self._extents = lru_cache(RANGES)(self._measure)
        self._calls = lru_cache(RANGES)(self._record)
        self._size = recorder.size
        for axis in (axes.xaxis, axes.yaxis):  # whose ticks look alike
            del axis.majorTicks[1:], axis.minorTicks[1:]
        self._sharing = ExitStack()  # never left: nobody else draws these Axes
        self._sharing.enter_context(shared_ticks([axes], recorder))

    @property
    def key(self) -> object:
        """What its drawing depends on, besides the view."""
        return self._shown.colour_key

    def extents(self) -> Extents:
        """Return the box around it in the uncropped figure, in pixels."""
        return self._extents(self.key)

    def calls(self, inches: BboxBase, size: tuple[float, float]) -> list[Call]:
        """Return its renderer calls in a figure cropped to a box, of a size in pixels."""
        return self._calls(self.key, as_extents(inches), size)

    def _measure(self, key: object) -> Extents:
        self._recorder.size = self._size
        return as_extents(self._axes.get_tightbbox(self._recorder))

    def _record(self, key: object, inches: Extents, size: tuple[float, float]) -> list[Call]:
        self._recorder.size = size
        with cropped(self._axes.get_figure(root=True), Bbox.from_extents(*inches)):
            return self._recorder.record(self._axes)
