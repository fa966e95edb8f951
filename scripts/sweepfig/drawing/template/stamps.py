"""Draw text from stored pixels, and measure a figure's tight box without drawing it."""

from __future__ import annotations

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import BboxBase

from sweepfig.drawing.template.lettering import StampRenderer, current_lettering
from sweepfig.drawing.template.private import canvas_size
from sweepfig.drawing.template.recording import Recorder


class StampCanvas(FigureCanvasAgg):
    """A canvas whose renderer is a `StampRenderer`."""

    _stamps: StampRenderer | None = None

    def get_renderer(self) -> StampRenderer:
        """Return a renderer of the figure's current size, kept until the size changes."""
        size = canvas_size(self.figure)
        if self._stamps is None or (self._stamps.width, self._stamps.height) != size:
            self._stamps = StampRenderer(*size, current_lettering(self.figure.dpi))
        return self._stamps


def tight_box(canvas: StampCanvas, dpi: float) -> BboxBase:
    """Return the box that ``bbox_inches="tight"`` would find, in inches."""
    size = canvas_size(canvas.figure)
    box = canvas.figure.get_tightbbox(Recorder(current_lettering(dpi), size))
    return box.padded(rcParams["savefig.pad_inches"])
