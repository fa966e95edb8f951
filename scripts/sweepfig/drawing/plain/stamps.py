"""Draw text from stored pixels and meshes by look-up; measure the tight box without drawing the figure."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import BboxBase

from sweepfig.drawing.plain.mesh import draw_mesh
from sweepfig.drawing.renderer.current_lettering import current_lettering
from sweepfig.drawing.renderer.lettering import Lettering, StampRenderer
from sweepfig.drawing.renderer.private import canvas_size
from sweepfig.drawing.renderer.recording import Recorder


class MeshRenderer(StampRenderer):
    """A `StampRenderer` that draws meshes by looking up their cells."""

    def __init__(self, width: float, height: float, lettering: Lettering) -> None:
        super().__init__(width, height, lettering)
        self.draw_quad_mesh: Any = self._draw_mesh  # Agg's own has been set on the instance, too

    def _draw_mesh(
        self,
        gc: Any,
        transform: Any,
        columns: int,
        rows: int,
        corners: Any,
        offsets: Any,
        offset_transform: Any,
        colours: Any,
        antialiased: bool,
        edge_colours: Any,
    ) -> None:
        is_plain = not antialiased and not len(edge_colours) and gc.get_snap()
        is_plain = is_plain and gc.get_clip_path() == (None, None) and not gc.get_sketch_params()
        is_plain = is_plain and len(offsets) == 1 and not np.any(offsets)
        is_plain = is_plain and len(colours) == columns * rows and not np.ma.is_masked(corners)
        shape = transform.get_matrix(), np.ma.getdata(corners)
        if not (is_plain and draw_mesh(self, gc, *shape, colours)):
            more = offsets, offset_transform, colours, antialiased, edge_colours
            self._renderer.draw_quad_mesh(gc, transform, columns, rows, corners, *more)


class StampCanvas(FigureCanvasAgg):
    """A canvas whose renderer is a `MeshRenderer`."""

    _stamps: MeshRenderer | None = None

    def __init__(self, figure: Figure) -> None:
        super().__init__(figure)
        self.lettering = current_lettering(figure.dpi)

    def get_renderer(self) -> MeshRenderer:
        """Return a renderer of the figure's current size, kept until the size changes."""
        size = canvas_size(self.figure)
        if self._stamps is None or (self._stamps.width, self._stamps.height) != size:
            self._stamps = MeshRenderer(*size, self.lettering)
        return self._stamps


def recorder_of(canvas: StampCanvas) -> Recorder:
    """Return a recorder that measures text as a canvas draws it."""
    return Recorder(canvas.lettering, canvas_size(canvas.figure))


def tight_box(figure: Figure, recorder: Recorder) -> BboxBase:
    """Return the box that ``bbox_inches="tight"`` would find, in inches."""
    return figure.get_tightbbox(recorder).padded(rcParams["savefig.pad_inches"])
