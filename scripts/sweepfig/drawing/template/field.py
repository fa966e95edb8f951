"""Draw a field as a mesh of coloured cells.

matplotlib fills each cell of a mesh as a polygon. With opaque colours this is a look-up: Agg moves the
cells' edges to whole pixels, so each pixel has the colour of one cell. On a grid whose lines are upright and
level its column and its row are looked up, on any other (`cell_numbers`) the cell. Where that does not hold,
the mesh is drawn by matplotlib.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.cbook import safe_masked_invalid
from numpy.typing import NDArray

from sweepfig.drawing import fields, kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.renderer.private import NotUnderstood
from sweepfig.drawing.renderer.straight_mesh import Cells, columns_and_rows, is_ordered
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.cell_numbers import ALPHA, CellNumbers, Colours
from sweepfig.drawing.template.draw_context import DrawContext, NewLimits
from sweepfig.drawing.template.frame import cropped
from sweepfig.drawing.template.layout import Layout
from sweepfig.drawing.template.map_content import MapContent

MOST_VIEWS = 32  # views and limits for which the cells of pixels are kept


class Field(MapContent):
    """What `kinds.pcolormesh` draws, but for its colour bar."""

    def __init__(self, axes: Any, look: Look, data: Slice, layout: Layout) -> None:
        super().__init__(axes, look, data, layout)
        self.mesh: Any = self._first
        self._has_moved = False  # since the limits were found
        self._take_mesh(data)
        if not isinstance(look.options.get("norm", ""), str):
            raise NotUnderstood("a scale of colours made by a program")
        self._range = _range_of(look)
        self._set_values(data)

    @property
    def colour_key(self) -> object:
        """The range of the colours."""
        return self.mesh.norm.vmin, self.mesh.norm.vmax

    def set_look(self, look: Look) -> None:
        """Take another range of colours: the figure's panels have one together."""
        self._look, before = look, self._range
        self._range = _range_of(look)
        if self._range != before:
            norm = self.mesh.norm
            with norm.callbacks.blocked():
                norm.vmin, norm.vmax = self._range
            self._update_bar()

    def set_data(self, data: Slice) -> NewLimits:
        """Set a slice's numbers into the mesh."""
        if not self._has_coordinates_of(data):
            # Also if what follows raises: the next slice may have these coordinates.
            self._has_moved = True
            self._replace_mesh(data)
        self._set_values(data)
        if None in self._range:
            self._find_range()
        super().set_data(data)
        has_moved, self._has_moved = self._has_moved, False
        return NewLimits(has_moved, has_moved)

    def _has_coordinates_of(self, data: Slice) -> bool:
        ordinate: Any = data.ordinate
        return _are_equal(self._abscissa, data.abscissa) and _are_equal(self._ordinate, ordinate)

    def _set_values(self, data: Slice) -> None:
        self._values: NDArray[Any] = data.curves[0]
        if self._has_cell is not None:
            self._values = np.where(self._has_cell, self._values, np.nan)

    def _take_mesh(self, data: Slice) -> None:
        """Keep what is asked of the mesh for each slice with the same coordinates."""
        self._abscissa: NDArray[Any] = data.abscissa
        self._ordinate: Any = data.ordinate
        self._has_cell = fields.has_cell(data)
        self._found_cells: dict[object, tuple[int, Cells, int, Cells]] = {}
        self._numbers = CellNumbers(self.mesh)
        corners = self.mesh._coordinates
        self._edges = corners[0, :, 0], corners[:, 0, 1]
        is_straight = (corners[..., 0] == self._edges[0]).all() and (
            corners[..., 1] == self._edges[1][:, None]
        ).all()
        has_edges = bool(len(self.mesh.get_edgecolors()))
        is_plain = self.mesh._shading == "flat" and not self.mesh._antialiased and not has_edges
        is_plain = is_plain and self.mesh.get_snap() and self.mesh.get_alpha() is None
        # Where cells lie over one another, a masked one lets the one beneath be seen.
        self._is_straight = is_straight and all(map(is_ordered, self._edges))
        self._is_look_up = is_plain
        self._lut = look_up_table(self.mesh.cmap)

    def _replace_mesh(self, data: Slice) -> None:
        """Let matplotlib find cells for other coordinates, and limits for them."""
        axes, old = self.axes, self.mesh
        axes.ignore_existing_data_limits = True
        mesh = fields.draw_cells(axes, data, **kinds.arguments(self._look))
        corners = mesh._coordinates
        mesh.remove()
        old._coordinates = corners
        old.sticky_edges.x[:], old.sticky_edges.y[:] = mesh.sticky_edges.x, mesh.sticky_edges.y
        old.set_array(mesh.get_array())
        self._take_mesh(data)

    def _masked(self) -> Any:
        return safe_masked_invalid(self._values)

    def _find_range(self) -> None:
        """Let matplotlib find the range of the colours, and draw the colour bar for it."""
        norm = self.mesh.norm
        with norm.callbacks.blocked():
            norm.vmin, norm.vmax = self._range
            norm.autoscale_None(self._masked())
        self._update_bar()

    def _update_bar(self) -> None:
        if self.mesh.colorbar is not None:  # which may be another panel's
            self.mesh.colorbar.update_normal(self.mesh)

    def _paint(self, context: DrawContext) -> None:
        if not (self._is_look_up and self._look_up(context)):
            self.mesh.set_array(self._masked())
            with cropped(self.axes.get_figure(root=True), context.frame.inches):
                self.mesh.draw(context.renderer)

    def _look_up(self, context: DrawContext) -> bool:
        """Draw the mesh by looking up each pixel's cell; return whether it could be done."""
        if not self._is_straight:
            key = context.frame.key, context.frame.data.get_matrix().tobytes()
            with cropped(self.axes.get_figure(root=True), context.frame.inches):
                return self._numbers.paint(context.renderer, self._colours(self._values), key)
        left, which_columns, top, which_rows = self._cells(context)
        if len(which_rows) * len(which_columns) < self._values.size:
            colours = self._colours(self._values[which_rows[:, None], which_columns])
        else:
            colours = self._colours(self._values)[:, which_columns][which_rows]
        pixels = np.asarray(context.renderer.buffer_rgba()).view(np.uint32)[..., 0]
        there = pixels[top : top + len(which_rows), left : left + len(which_columns)]
        alpha = colours & ALPHA
        if (alpha == ALPHA).all():
            there[...] = colours
        elif ((alpha == ALPHA) | (alpha == 0)).all():
            np.copyto(there, colours, where=alpha != 0)
        else:
            return False
        return True

    def _cells(self, context: DrawContext) -> tuple[int, Cells, int, Cells]:
        """Return the first pixel of the mesh and the cells from there on: across, then down."""
        frame, renderer = context.frame, context.renderer
        matrix = frame.data.get_matrix()
        key = frame.key, matrix.tobytes()
        if key not in self._found_cells:
            if len(self._found_cells) >= MOST_VIEWS:
                self._found_cells.clear()
            gc = GraphicsContextBase()
            gc.set_snap(self.mesh.get_snap())
            gc.set_linewidth(self.mesh.get_linewidth()[0])
            x, y = self._layout.x.scaled(self._edges[0]), self._layout.y.scaled(self._edges[1])
            if not self.axes.transData.is_affine:  # then matplotlib maps to pixels before Agg does
                points = np.zeros((max(len(x), len(y)), 2))
                points[: len(x), 0], points[: len(y), 1] = x, y
                points = frame.data.transform(points)
                x, y = points[: len(x), 0], points[: len(y), 1]
                matrix = np.eye(3)
            gc.set_clip_rectangle(frame.box)
            self._found_cells[key] = columns_and_rows((x, y), matrix, gc, renderer)
        return self._found_cells[key]

    def _colours(self, values: NDArray[Any]) -> Colours:
        """Return the colours of values, as `Colormap` and Agg find them."""
        cmap = self.mesh.cmap
        place = np.ma.filled(self.mesh.norm(values), np.nan)
        place *= cmap.N
        place[place == cmap.N] = cmap.N - 1
        is_bad = np.isnan(place) | ~np.isfinite(values)
        with np.errstate(invalid="ignore"):
            index = place.astype(int)
        index[place < 0], index[place >= cmap.N] = cmap.N, cmap.N + 1
        index[is_bad] = cmap.N + 2
        return self._lut.take(index)


def _range_of(look: Look) -> tuple[Any, Any]:
    """Return the ends of the colours' range; None for one that each figure has of its own."""
    given = kinds.arguments(look)
    norm = given.get("norm")
    if norm is None or isinstance(norm, str):
        return given.get("vmin"), given.get("vmax")
    return norm.vmin, norm.vmax


def _are_equal(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return one is other or (
        one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.ndim == 2)
    )


def look_up_table(cmap: Any) -> Colours:
    """Return a colour map's colours, then those for values below, above and masked."""
    inside = cmap(np.arange(cmap.N))
    table = np.vstack([inside, cmap.get_under(), cmap.get_over(), cmap.get_bad()])
    return np.floor(table * 255 + 0.5).astype(np.uint8).view(np.uint32)[:, 0]
