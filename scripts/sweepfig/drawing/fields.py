"""Draw a field on an Axes: as coloured cells, or as filled contours.

A field's coordinates are of one dimension each, or both of two (a *curvilinear* grid): then each point of
the field has its own position. Some may have none: models leave out the positions of what they do not
compute. matplotlib refuses these, so here they get a position that is not seen, and no cell.
"""

from __future__ import annotations

import warnings
from typing import Any

import matplotlib
import numpy as np
from matplotlib.colors import LogNorm
from numpy.typing import NDArray

from sweepfig.drawing.slice import Slice

# Of logarithmic colours without a number above 0: as matplotlib's axes have it.
EMPTY_RANGE = (1.0, 10.0)
FEWEST_AROUND = 5  # positions around a circle; any three go around
UNORDERED = "The input coordinates to pcolormesh"  # how a warning of matplotlib's begins


class LogColours(LogNorm):
    """A logarithmic scale of colours that can be drawn also where no number is above 0."""

    def autoscale_None(self, A: Any) -> None:
        """Take the ends that are not given from an array, or `EMPTY_RANGE` if none of it is above 0."""
        super().autoscale_None(A if _has_positive(A) else EMPTY_RANGE)


def _has_positive(values: Any) -> bool:
    with np.errstate(invalid="ignore"):
        return bool(np.ma.filled(np.ma.masked_invalid(values) > 0, False).any())


def draw_cells(axes: Any, data: Slice, **options: Any) -> Any:
    """Draw the first curve as coloured cells; return the mesh.

    Points without a position have no cell. Neither has one with no neighbour in its row, or none in its
    column, to tell how large its cell is.

    Parameters
    ----------
    axes : Axes
    data : Slice
        With an ordinate.
    **options
        Of `Axes.pcolormesh`.

    Raises
    ------
    ValueError
        If no point has a cell, or some have none and ``shading`` is ``gouraud``; or if positions are out of
        order (`out_of_order`).
    """
    _check_order(data)
    is_cell = has_cell(data)
    x, y, values = data.abscissa, data.ordinate, data.curves[0]
    if is_cell is not None:
        options["shading"] = _flat(options, is_cell)
        is_corner = _corners_of(is_cell)
        x, y = (_filled(corners(each), is_corner) for each in (x, y))
        values = np.where(is_cell, values, np.nan)
    with warnings.catch_warnings():
        if x.ndim == 2:  # a grid that bends has no order that matplotlib could check
            warnings.filterwarnings("ignore", message=UNORDERED)
        return axes.pcolormesh(x, y, values, **options)


def draw_contours(axes: Any, data: Slice, **options: Any) -> Any:
    """Draw the first curve as filled contours, without points that have no position; return the contours.

    `options` go to `Axes.contourf`. A ValueError is raised for positions out of order (`out_of_order`).
    """
    _check_order(data)
    x, y, values = for_contours(data)
    has_own_levels = not np.iterable(options.get("levels"))
    if isinstance(options.get("norm"), LogColours) and has_own_levels and not _has_positive(values):
        options["levels"] = EMPTY_RANGE
    return axes.contourf(x, y, values, **options)


def _check_order(data: Slice) -> None:
    for positions in (data.abscissa, data.ordinate):
        if positions is not None and (wrong := out_of_order(positions)):
            raise ValueError(wrong)


def out_of_order(positions: NDArray[Any]) -> str:
    """Return what is wrong with the positions of a map's rows or columns; empty if they rise, or fall.

    matplotlib would draw each cell half-way to its neighbour in the array, wherever that lies: another map.
    Longitudes may begin anew once, at -180 after 180, say: of them one cell alone is drawn so. A grid that
    bends (two dimensions) has no order.
    """
    if positions.ndim != 1 or len(positions) < 2 or positions.dtype.kind not in "fiuM":
        return ""
    before, after = positions[:-1], positions[1:]
    can_begin_anew = len(positions) >= FEWEST_AROUND
    first, last = positions[0], positions[-1]
    for is_next, is_around in ((before <= after, last <= first), (before >= after, last >= first)):
        if is_next.sum() + (can_begin_anew and is_around) >= len(before):
            return ""
    some = ", ".join(str(each) for each in positions[:4].tolist())
    return (
        f"positions that neither rise nor fall throughout ({some}{', ...' * (len(positions) > 4)})"
    )


def for_contours(data: Slice, curve: int = 0) -> tuple[Any, Any, Any]:
    """Return x, y and a curve as matplotlib's contours take them: points without a position have no value."""
    x, y, values = data.abscissa, data.ordinate, data.curves[curve]
    is_known = has_position(data)
    if is_known is not None:
        x, y = _filled(x, is_known), _filled(y, is_known)
        values = np.where(is_known, values, np.nan)
    return x, y, values


def has_position(data: Slice) -> NDArray[np.bool_] | None:
    """Return whether each point of a field has a position, shape (m, n); None if all have."""
    x, y = data.abscissa, data.ordinate
    if y is None or x.ndim != 2 or y.ndim != 2:
        return None
    is_known: NDArray[np.bool_] = np.logical_and(np.isfinite(x), np.isfinite(y))
    return None if is_known.all() else is_known


def has_cell(data: Slice) -> NDArray[np.bool_] | None:
    """Return whether each point of a field has a cell, shape (m, n); None if all have.

    Raises
    ------
    ValueError
        If none has.
    """
    rows, columns = np.shape(data.curves[0])
    if min(rows, columns) < 2:
        raise ValueError(
            f"a cell is as large as the distance to the next one: got {rows} by {columns} points, allowed "
            "are 2 or more in each direction"
        )
    is_known = has_position(data)
    if is_known is None:
        return None
    ends = np.isfinite(corners(data.abscissa)) & np.isfinite(corners(data.ordinate))
    is_cell: NDArray[np.bool_] = (
        is_known & ends[:-1, :-1] & ends[1:, :-1] & ends[:-1, 1:] & ends[1:, 1:]
    )
    if not is_cell.any():
        raise ValueError(
            f"none of the {is_cell.size} points has a position and neighbours with one in its row and column"
        )
    return is_cell


def corners(centres: Any) -> NDArray[Any]:
    """Return one coordinate of the corners of all cells, shape (m + 1, n + 1); NaN where it is unknown.

    As `Axes.pcolormesh` has them: halfway between the centres; at the grid's ends, and beside a missing
    centre, as far beyond a centre as on its other side.

    Parameters
    ----------
    centres : array, shape (m, n)
        Numbers or ``datetime64``.
    """
    if centres.dtype.kind == "M":  # half a day is no whole number of days
        centres = centres.astype("datetime64[us]")
    elif centres.dtype.kind != "f":
        centres = centres.astype(float)
    with np.errstate(invalid="ignore"):
        return _edges(_edges(centres).T).T


def _edges(centres: NDArray[Any]) -> NDArray[Any]:
    """Return the edges along the last dimension, shape (m, n + 1)."""
    half = (centres[:, 1:] - centres[:, :-1]) / 2
    unknown = np.full_like(centres[:, :1], "NaT" if centres.dtype.kind == "M" else np.nan)
    from_left = np.hstack([unknown, unknown, centres[:, 1:] + half])
    from_right = np.hstack([centres[:, :-1] - half, unknown, unknown])
    edges = np.hstack([unknown, centres[:, :-1] + half, unknown])
    for other in (from_left, from_right):
        edges = np.where(np.isfinite(edges), edges, other)
    return edges


def _corners_of(is_cell: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which corners of the mesh are corners of a cell that is drawn."""
    found = np.zeros(np.add(is_cell.shape, 1), bool)
    for rows in (slice(-1), slice(1, None)):
        for columns in (slice(-1), slice(1, None)):
            found[rows, columns] |= is_cell
    return found


def _filled(places: Any, is_known: NDArray[np.bool_]) -> NDArray[Any]:
    """Return places with the last known one, in the order of rows, instead of each that is not known.

    What lies there is not drawn, but counts for the limits.
    """
    known = is_known.ravel()
    last = np.maximum.accumulate(np.where(known, np.arange(known.size), known.argmax()))
    return np.ravel(places)[last].reshape(is_known.shape)


def _flat(options: dict[str, Any], is_cell: NDArray[np.bool_]) -> str:
    """Return the shading that takes a cell's corners, for a field whose option allows cells."""
    shading = options.get("shading", matplotlib.rcParams["pcolor.shading"])
    if shading == "gouraud":
        raise ValueError(
            f"shading gouraud needs a position for each point, and {np.count_nonzero(~is_cell)} of the "
            f"{is_cell.size} points have none; nearest is allowed"
        )
    return "flat"
