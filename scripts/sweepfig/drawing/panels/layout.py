"""Place the Axes of a figure's panels, with room for what stands between them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from sweepfig.core.errors import UserError
from sweepfig.drawing.look import Look
from sweepfig.drawing.panels.views import SMALL_POINTS, PanelView, has_heading

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

GAP = 0.14  # inches between panels, without what stands there:
TITLE_INCHES = 0.3
TICK_INCHES = (0.25, 0.75)  # tick labels below, and to the left: -0.0020
LABEL_INCHES = 0.3
DATE_INCHES = 0.3  # by which a date is longer than a number
BAR_INCHES = 0.55  # a colour bar's texts, beyond the place that it takes from its panel
LINE_INCHES = 0.17  # a further line of such a text
BAR_FOR_ALL = (0.15, 0.2)  # of one for all panels: the distance from them, and the width
BAR_MARGINS = (0.0, 1.3)  # at least, left and right of all panels, where there is such a bar
LEGEND_INCHES = 0.15  # between a panel and its legend outside
NO_MARGINS = (0.0, 0.0)
MARGINS = (0.55, 0.6)  # at least, below all panels and above, where there is a heading
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
    margins = MARGINS if has_heading(look) else NO_MARGINS
    bottom, top = _ends(figure, "height", figure.get_figheight(), margins)
    beside = BAR_MARGINS if any(part.bar == "all" for part in shown) else NO_MARGINS
    left, right = _ends(figure, "width", figure.get_figwidth(), beside)
    space = {
        "wspace": _space(figure, "width", columns, _gap_across(shown), beside),
        "hspace": _space(figure, "height", rows, _gap_down(shown), margins),
    }
    heights = _heights(look, shown)
    grid = figure.add_gridspec(
        rows,
        columns,
        height_ratios=heights,
        left=left,
        right=right,
        bottom=bottom,
        top=top,
        **space,
    )
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
    of_maps: dict[int, Axes] = {}  # one of each column
    for axes, part in zip(made, shown, strict=True):
        if part.look.traits.is_map:
            of_maps.setdefault(part.column, axes)
    for axes, part in zip(made, shown, strict=True):
        if part.column in of_maps and not part.look.traits.is_map:
            own, narrow = axes.get_position(), of_maps[part.column].get_position()
            axes.set_position((narrow.x0, own.y0, narrow.width, own.height))
            axes.set_in_layout(True)  # the tight box has to contain it


def bar_axes(figure: Figure, made: Sequence[Axes]) -> Axes:
    """Add the Axes of one colour bar for all panels, to the right of them and as high as they are."""
    boxes = [axes.get_position() for axes in made]
    gap, width = (inches / figure.get_figwidth() for inches in BAR_FOR_ALL)
    bottom, top = min(box.y0 for box in boxes), max(box.y1 for box in boxes)
    return figure.add_axes((max(box.x1 for box in boxes) + gap, bottom, width, top - bottom))


def texts_between(part: PanelView) -> tuple[object, ...]:
    """Return what of a panel's texts decides where all panels lie."""
    data = part.data
    beside = _in_legend(part) if part.look.legend == "outside" else []
    return bool(data.title), _label_inches(data.xlabel), _label_inches(data.ylabel), *beside


def room_for_titles(titles: Sequence[str], columns: int) -> tuple[str, float, float]:
    """Return the widest title of panels, and how wide a figure with so many in a row is for it, in inches.

    First at least, where such titles would touch; then with a gap between them.

    Call it inside `drawing_style`.
    """
    inches = {title: _text_inches(title) for title in titles}
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


def _heights(look: Look, shown: Sequence[PanelView]) -> list[float] | None:
    """Return the height of each row beside the others': the greatest of its panels'."""
    if look.facet is not None:
        return None
    heights: dict[int, float] = {}
    for panel, part in zip(look.panels, shown, strict=True):
        heights[part.row] = max(panel["height"], heights.get(part.row, 0.0))
    return list(heights.values())


def _gap_across(shown: Sequence[PanelView]) -> float:
    last = max(part.column for part in shown)
    to_the_left = max((_inches_left(part) for part in shown if part.column), default=0.0)
    to_the_right = max((_inches_right(part) for part in shown if part.column < last), default=0.0)
    return GAP + to_the_left + to_the_right


def _inches_left(part: PanelView) -> float:
    """Return the room that a panel needs to the left of its Axes."""
    ordinate = part.data.ordinate
    has_dates = part.look.traits.is_map and ordinate is not None and ordinate.dtype.kind == "M"
    ticks = TICK_INCHES[1] + has_dates * DATE_INCHES
    return part.has_tick_labels[1] * ticks + _label_inches(part.data.ylabel)


def _inches_right(part: PanelView) -> float:
    """Return the room that a panel needs to the right of its place in the grid."""
    if part.look.traits.is_map:
        if part.bar != "own":
            return 0.0
        return BAR_INCHES + part.data.labels[0].count("\n") * LINE_INCHES
    return legend_inches(_in_legend(part)) if part.look.legend == "outside" else 0.0


def _in_legend(part: PanelView) -> list[str]:
    marks = (mark.get("label") or "" for mark in part.look.marks)
    return [*part.data.labels, *marks]


def legend_inches(labels: Sequence[str]) -> float:
    """Return the width of a legend outside, with a gap before it.

    Call it inside `drawing_style`.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    figure = Figure()
    FigureCanvasAgg(figure)
    shown = [label for label in labels if label and not label.startswith("_")]
    try:
        extent = figure.legend([Line2D([], []) for _ in shown], shown).get_window_extent()
    except ValueError:  # mathtext that can't be parsed: drawing will say so
        return 0.0
    return LEGEND_INCHES + float(extent.width) / figure.dpi


def _gap_down(shown: Sequence[PanelView]) -> float:
    above_others = [part for part in shown if part.row < max(other.row for other in shown)]
    has_title = any(part.row and part.data.title for part in shown)
    has_ticks = any(part.has_tick_labels[0] for part in above_others)
    label = max((_label_inches(part.data.xlabel) for part in above_others), default=0.0)
    return GAP + has_title * TITLE_INCHES + has_ticks * TICK_INCHES[0] + label


def _label_inches(text: str) -> float:
    return LABEL_INCHES + text.count("\n") * LINE_INCHES if text else 0.0


def _ends(
    figure: Figure, direction: str, inches: float, margins: tuple[float, float]
) -> tuple[float, float]:
    """Return where panels begin and end in so many inches: as the style says, but for margins in inches."""
    first, last = {"width": ("left", "right"), "height": ("bottom", "top")}[direction]
    before, after = (margin / inches for margin in margins)
    pars = figure.subplotpars
    return max(getattr(pars, first), before), min(getattr(pars, last), 1 - after)


def _space(
    figure: Figure, direction: str, count: int, gap: float, margins: tuple[float, float]
) -> float:
    """Return a gap between panels in units of their mean length, as matplotlib takes it."""

    def mean_length(inches: float) -> float:
        first, last = _ends(figure, direction, inches, margins)
        return ((last - first) * inches - gap * (count - 1)) / count

    given = getattr(figure, f"get_fig{direction}")()
    mean = mean_length(given)
    if mean < LEAST_INCHES:
        tenths = itertools.count(1)
        least = next(n / 10 for n in tenths if mean_length(n / 10) >= LEAST_INCHES)
        raise UserError(
            f"figure.size: a {direction} of {given:g} inches is too small for {count} panels; at least "
            f"{least:g} are allowed, or null"
        )
    return float(gap / mean)
