"""Draw any mesh of coloured cells by looking up each pixel's cell, if that gives the same pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from numpy.typing import NDArray

from sweepfig.drawing.renderer.straight_mesh import Edges, columns_and_rows, is_ordered


def draw_mesh(
    renderer: Any,
    gc: GraphicsContextBase,
    matrix: NDArray[np.float64],
    corners: NDArray[np.float64],
    colours: NDArray[np.float64],
) -> bool:
    """Draw a mesh whose cells have no edge lines and aren't smoothed; return whether it could be done.

    It can be done where `Field` can do it: on upright and level lines, in colours that hide all or nothing.

    Parameters
    ----------
    renderer : RendererAgg
    gc : GraphicsContextBase
        With the clip rectangle.
    matrix : array, shape (3, 3)
        Of the affine transform to pixels.
    corners : array, shape (rows + 1, columns + 1, 2)
        Positions of the cells' corners.
    colours : array, shape (rows * columns, 4)
        Red, green, blue and alpha of the cells, from 0 to 1.
    """
    edges = corners[0, :, 0], corners[:, 0, 1]
    alpha = colours[:, 3]
    is_seen = alpha == 1
    has_clear_colours = (is_seen | (alpha == 0)).all() and np.isfinite(colours).all()
    if not (has_clear_colours and _are_straight(edges, corners, matrix)):
        return False
    left, columns, top, rows = columns_and_rows(edges, matrix, gc, renderer)
    shape = len(edges[1]) - 1, len(edges[0]) - 1
    levels = np.floor(np.asarray(colours, float) * 255 + 0.5).astype(np.uint8)
    pixels = levels.view(np.uint32).reshape(shape)
    there = np.asarray(renderer.buffer_rgba()).view(np.uint32)[..., 0]
    there = there[top : top + len(rows), left : left + len(columns)]
    if is_seen.all():
        there[...] = pixels[:, columns][rows]
    else:
        np.copyto(there, pixels[:, columns][rows], where=is_seen.reshape(shape)[:, columns][rows])
    return True


def _are_straight(edges: Edges, corners: NDArray[np.float64], matrix: NDArray[np.float64]) -> bool:
    """Return whether a mesh's lines are upright and level, and its cells don't lie over one another."""
    x, y = edges
    is_straight = not matrix[0, 1] and not matrix[1, 0]
    is_straight = is_straight and bool((corners[..., 0] == x).all())
    is_straight = is_straight and bool((corners[..., 1] == y[:, None]).all())
    return is_straight and all(np.isfinite(each).all() and is_ordered(each) for each in edges)
