"""Find the cell that each pixel of a mesh shows, whatever the shape of its cells.

Agg itself tells it: it draws the mesh with each cell in the colour of its number. With the same coordinates
that is done once, and every further figure takes a colour for each pixel. Where cells lie over one another, a
masked one shows what is beneath: so only cells with a colour are numbered, and with another mask others.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from numpy.typing import NDArray

ALPHA = np.frombuffer(bytes((0, 0, 0, 255)), np.uint32)[0]  # the bits of a pixel that are its alpha
MOST_CELLS = 1 << 24  # whose numbers three bytes hold
MOST_FOUND = 4  # views and masks for which the cells of pixels are kept: each takes megabytes

Colours = NDArray[np.uint32]
"""Pixels, each with its four bytes for red, green, blue and alpha as one number."""


class CellNumbers:
    """Draws a mesh by looking up each pixel's cell.

    Parameters
    ----------
    mesh : QuadMesh
        Without edges, and not antialiased.
    """

    def __init__(self, mesh: Any) -> None:
        self._mesh = mesh
        self._found: dict[object, tuple[NDArray[np.intp], NDArray[np.intp]]] = {}

    def paint(self, renderer: Any, colours: Colours, key: object) -> bool:
        """Draw the mesh; return whether it could be done: colours must be opaque or unseen.

        Parameters
        ----------
        renderer : RendererAgg
        colours : array of uint32, shape (rows, columns)
            Of the cells.
        key : object
            Changes with the transform to pixels.
        """
        alpha = colours & ALPHA
        is_seen = alpha == ALPHA
        if colours.size >= MOST_CELLS or not (is_seen | (alpha == 0)).all():
            return False
        key = key, (renderer.width, renderer.height), np.packbits(is_seen).tobytes()
        if key not in self._found:
            if len(self._found) >= MOST_FOUND:
                self._found.clear()
            self._found[key] = self._topmost(renderer, is_seen.ravel())
        pixels, cells = self._found[key]
        canvas = np.asarray(renderer.buffer_rgba()).view(np.uint32).reshape(-1)
        canvas[pixels] = colours.ravel()[cells]
        return True

    def _topmost(
        self, renderer: Any, is_seen: NDArray[np.bool_]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the pixels that the mesh covers, and for each the number of the cell that it shows."""
        number = np.arange(1, is_seen.size + 1, dtype="<u4")
        colours = number.view(np.uint8).reshape(-1, 4) / 255
        colours[:, 3] = is_seen
        numbered = copy.copy(self._mesh)
        numbered._A = None  # `set_array` would also tell the colour bar
        numbered.set_facecolor(colours)
        canvas: Any = RendererAgg(renderer.width, renderer.height, renderer.dpi)
        numbered.draw(canvas)
        drawn = np.array(canvas.buffer_rgba()).reshape(-1, 4)
        pixels = np.flatnonzero(drawn[:, 3])
        drawn[:, 3] = 0
        return pixels, drawn.view("<u4")[pixels, 0].astype(np.intp) - 1
