"""Find which cell of a mesh each pixel shows; the mesh's lines are vertical and horizontal."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.transforms import Affine2D, Bbox, IdentityTransform
from numpy.typing import NDArray

Edges = tuple[NDArray[np.float64], NDArray[np.float64]]
Cells = NDArray[np.intp]
"""Indices of cells along one direction, one for each pixel."""


def is_ordered(edges: NDArray[np.float64]) -> bool:
    """Return whether the edges of cells along one direction lie side by side: rising, or falling."""
    steps = np.diff(edges)
    return bool((steps >= 0).all() or (steps <= 0).all())


def columns_and_rows(
    edges: Edges, matrix: NDArray[np.float64], gc: GraphicsContextBase, renderer: Any
) -> tuple[int, Cells, int, Cells]:
    """Return a straight mesh's first pixel and the cells from there on: across, then down.

    Parameters
    ----------
    edges : (array, array)
        Of its columns, along x, and of its rows, along y.
    matrix : array, shape (3, 3)
        Of the affine transform to pixels.
    gc : GraphicsContextBase
        With the clip rectangle, or none for the whole canvas.
    renderer : RendererAgg
    """
    x, y = edges
    across, upwards, line = np.eye(3), np.eye(3), GraphicsContextBase()
    across[0], upwards[1] = matrix[0], matrix[1]
    line.copy_properties(gc)
    clip: Any = gc.get_clip_rectangle()
    box = Bbox.from_bounds(0, 0, renderer.width, renderer.height) if clip is None else clip
    line.set_clip_rectangle(Bbox.from_extents(box.x0, 0, box.x1, 1))
    columns = cells(np.stack(np.meshgrid(x, (0, 1)), -1), across, line, (renderer.width, 1))
    line.set_clip_rectangle(Bbox.from_extents(0, box.y0, 1, box.y1))
    rows = cells(np.stack(np.meshgrid((0, 1), y), -1), upwards, line, (1, renderer.height))
    return *columns, *rows


def cells(
    corners: NDArray[np.float64],
    matrix: NDArray[np.float64],
    gc: GraphicsContextBase,
    size: tuple[int, int],
) -> tuple[int, Cells]:
    """Return the first pixel of a mesh along one direction, and the cell that each from there on lies in.

    Agg itself tells it: it draws a mesh one cell high or wide, each cell in the colour of its number.

    Parameters
    ----------
    corners : array, shape (2, n + 1, 2) or (n + 1, 2, 2)
        Positions of the cells' corners.
    matrix : array, shape (3, 3)
        Of the affine transform to pixels.
    gc : GraphicsContextBase
        With the clip rectangle.
    size : (int, int)
        Width and height of the canvas in pixels, of which one is 1.
    """
    rows, columns = corners.shape[0] - 1, corners.shape[1] - 1
    number = np.arange(1, rows * columns + 1, dtype="<u4")
    colours = number.view(np.uint8).reshape(-1, 4) / 255
    colours[:, 3] = 1
    renderer: Any = RendererAgg(*size, 72)
    nowhere, no_edges = np.zeros((1, 2)), np.zeros((0, 4))
    shape = Affine2D(matrix), columns, rows, corners
    renderer.draw_quad_mesh(gc, *shape, nowhere, IdentityTransform(), colours, False, no_edges)
    drawn = np.array(renderer.buffer_rgba()).reshape(-1, 4)
    seen = np.flatnonzero(drawn[:, 3])
    drawn[:, 3] = 0
    found = drawn.view("<u4")[:, 0].astype(np.intp) - 1
    first, last = (seen[0], seen[-1] + 1) if len(seen) else (0, 0)
    return int(first), found[first:last]
