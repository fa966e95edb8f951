"""Compute the pixel positions of a figure's parts, for a figure that is cropped to a box.

`savefig(bbox_inches="tight")` moves the whole figure by a fraction of a pixel that depends on the widest
tick label and the title's height, and then draws. A `Frame` holds, for one such box, every transform that
drawing needs, read once from the real figure while it is cropped as matplotlib crops it. When the limits
change, a transform changes only in the row of its matrix for data coordinates. That row is the same row of
`Axes.transData`, composed as matplotlib composes it (so that every bit is the same).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import XAxis, YAxis
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, Bbox, BboxBase
from numpy.typing import ArrayLike, NDArray

from sweepfig.drawing.renderer.extents import Extents, as_extents
from sweepfig.drawing.renderer.private import canvas_size, crop

POINTS = 4096  # cached: those that follow no limits
APART = 2.0  # pixels; closer, and antialiased edges could share some

# For each artist the row (0: x, 1: y) of its transform that maps data coordinates; None if neither does.
Parts = Mapping[Artist, int | None]


@contextmanager
def cropped(figure: Figure, inches: BboxBase | None) -> Iterator[None]:
    """Crop a figure within a block as `savefig` crops it (None: not at all)."""
    if inches is None:
        yield
        return
    restore = crop(figure, inches)
    try:
        yield
    finally:
        restore()


class Frame:
    """Transforms of one cropped figure.

    Attributes
    ----------
    inches : Bbox, optional
        The box to which the figure is cropped; None if it is not cropped.
    size : (float, float)
        Width and height of the canvas in pixels.
    box : Bbox
        The Axes' box in pixels.
    extents : (float, float, float, float)
        The same as ``(x0, y0, x1, y1)``.
    spines : dict of str to (object, Extents)
        By name, the limits for which a spine's extents were found, and these.
    """

    def __init__(self, axes: Axes, parts: Parts, inches: BboxBase | None = None) -> None:
        figure: Any = axes.get_figure(root=True)
        self.inches = inches
        with cropped(figure, inches):
            self.size = canvas_size(figure)
            self.box = Bbox(axes.bbox.get_points().copy())
            self.extents: Extents = as_extents(self.box)
            self._to_pixels = axes.transAxes.get_matrix().copy()
            self._matrices = {
                part: (part.get_transform().get_affine().get_matrix().copy(), row)
                for part, row in parts.items()
            }
            self.tick_spaces = XAxis.get_tick_space(axes.xaxis), YAxis.get_tick_space(axes.yaxis)
        self.key = None if inches is None else as_extents(inches)
        self.x_key: object = None  # what `x_measure` (see `Layout.places`) was made for
        self.x_measure: Any = None
        self.data = Affine2D()
        self._rows: list[object] = [None, None]  # of the matrix of `data`
        self._affines: dict[Artist, Affine2D] = {}
        self._points: dict[tuple[Artist, float, float], tuple[float, float]] = {}
        self.spines: dict[str, tuple[object, Extents]] = {}

    def follow(self, limits: NDArray[np.float64]) -> None:
        """Set the limits of a slice, given as the matrix of `Axes.transLimits`."""
        self.data = Affine2D(np.dot(self._to_pixels, limits))
        rows = self.data.get_matrix()[:2].tolist()
        changed = [row for row in (0, 1) if rows[row] != self._rows[row]]
        self._rows = rows
        for part in [part for part in self._affines if self._matrices[part][1] in changed]:
            del self._affines[part]

    def affine(self, part: Artist) -> Affine2D:
        """Return a part's transform under the current limits."""
        found = self._affines.get(part)
        if found is None:
            matrix, row = self._matrices[part]
            if row is not None:
                matrix = matrix.copy()
                matrix[row] = self.data.get_matrix()[row]
            found = self._affines[part] = Affine2D(matrix)
        return found

    def points(self, part: Artist, points: ArrayLike) -> NDArray[np.float64]:
        """Return points, shape (n, 2), in pixels, given in a part's coordinates."""
        return self.affine(part).transform(points)

    def point(self, part: Artist, x: float, y: float) -> tuple[float, float]:
        """Return one point in pixels, given in a part's coordinates."""
        key = part, x, y
        found = self._points.get(key)
        if found is None:
            across, up = self.affine(part).transform([key[1:]])[0].tolist()
            found = across, up
            if self._matrices[part][1] is None and len(self._points) < POINTS:
                self._points[key] = found
        return found
