"""Place the Axes of a figure's panels, with room for what stands between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.drawing.look import Look
from sweepfig.drawing.panels import SMALL_POINTS, PanelView, panel_titles

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GAP = 0.14  # inches between panels, without what stands there:
TITLE_INCHES = 0.3
TICK_INCHES = (0.25, 0.55)  # tick labels below, and to the left
LABEL_INCHES = 0.3
AXES_SHARE = 0.775  # of a figure's width, from the first panel to the last
LEAST_INCHES = 0.2  # a panel's least width and height


def make_axes(figure: Figure, look: Look, shown: Sequence[PanelView]) -> list[Axes]:
    """Add the Axes of panels to an empty figure.

    Raises
    ------
    UserError
        If the figure is too small for them.
    """
    if not look.is_split:
        return [figure.add_subplot(111)]
    rows, columns = 1 + max(part.row for part in shown), 1 + max(part.column for part in shown)
    heights = None if look.facet is not None else [panel["height"] for panel in look.panels]
    space = {
        "wspace": _space(figure, "width", columns, _gap_across(shown)),
        "hspace": _space(figure, "height", rows, _gap_down(shown)),
    }
    grid = figure.add_gridspec(rows, columns, height_ratios=heights, **space)
    made: list[Axes] = []
    directions: tuple[tuple[Literal["x", "y"], str], ...] = (("x", "bottom"), ("y", "left"))
    for part in shown:
        x, y = (None if other is None else made[other] for other in part.shares)
        axes = figure.add_subplot(grid[part.row, part.column], sharex=x, sharey=y)
        for (axis, side), is_shown in zip(directions, part.has_tick_labels, strict=True):
            if not is_shown:
                axes.tick_params(axis=axis, which="both", **{f"label{side}": False})
                getattr(axes, f"{axis}axis").get_offset_text().set_visible(False)
        made.append(axes)
    return made


def align(made: Sequence[Axes], shown: Sequence[PanelView]) -> None:
    """Give panels below one another the width of the maps, which have made room for a colour bar."""
    of_maps = [axes for axes, part in zip(made, shown, strict=True) if part.look.traits.is_map]
    if len(of_maps) in (0, len(made)):
        return
    narrow = of_maps[0].get_position()
    for axes, part in zip(made, shown, strict=True):
        if not part.look.traits.is_map:
            own = axes.get_position()
            axes.set_position((narrow.x0, own.y0, narrow.width, own.height))
            axes.set_in_layout(True)  # the tight box has to contain it


def room_for_titles(label: str, values: NDArray[Any], columns: int) -> tuple[str, float, float]:
    """Return the widest title of panels at some values, and how wide a figure is for it, in inches.

    First at least, where such titles would touch; then with a gap between them.

    Call it inside `drawing_style`.

    Parameters
    ----------
    label : str
        Of the quantity that has these values.
    values : array, shape (n,)
        The ordinate's, one for each panel.
    columns : int
        Panels in a row.
    """
    inches = {title: _text_inches(title) for title in panel_titles(label, values)}
    widest = max(inches, key=lambda title: inches[title])
    least, usual = ((inches[widest] + gap) * columns - GAP for gap in (0, 2 * GAP))
    return widest, math.ceil(10 * least / AXES_SHARE) / 10, math.ceil(10 * usual / AXES_SHARE) / 10


def _text_inches(text: str) -> float:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure()
    FigureCanvasAgg(figure)
    try:
        extent = figure.text(0, 0, text, fontsize=SMALL_POINTS).get_window_extent()
    except ValueError:  # mathtext that can't be parsed: drawing will say so
        return 0.0
    return float(extent.width) / figure.dpi


def _gap_across(shown: Sequence[PanelView]) -> float:
    has_ticks = any(part.column and part.has_tick_labels[1] for part in shown)
    return GAP + has_ticks * TICK_INCHES[1]


def _gap_down(shown: Sequence[PanelView]) -> float:
    above_others = [part for part in shown if part.row < max(other.row for other in shown)]
    has_title = any(part.row and part.data.title for part in shown)
    has_ticks = any(part.has_tick_labels[0] for part in above_others)
    has_label = any(part.data.xlabel for part in above_others)
    return GAP + has_title * TITLE_INCHES + has_ticks * TICK_INCHES[0] + has_label * LABEL_INCHES


def _space(figure: Figure, direction: str, count: int, gap: float) -> float:
    """Return a gap between panels in units of their mean length, as matplotlib takes it."""
    first, last = {"width": ("left", "right"), "height": ("bottom", "top")}[direction]
    pars, inches = figure.subplotpars, getattr(figure, f"get_fig{direction}")()
    share = getattr(pars, last) - getattr(pars, first)
    together = share * inches - gap * (count - 1)
    if together < count * LEAST_INCHES:
        least = math.ceil(10 * (count * LEAST_INCHES + gap * (count - 1)) / share) / 10
        raise UserError(
            f"figure.size: a {direction} of {inches:g} inches is too small for {count} panels; at least "
            f"{least:g} are allowed, or null"
        )
    return float(gap / (together / count))
