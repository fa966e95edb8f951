"""Draw a slice on the Axes of a plain matplotlib figure: the built-in kinds.

A *kind* is a function ``draw(axes, slice, **options)`` that draws a slice's numbers on an Axes, which
already has its title and axis labels. The built-in kinds are below; a user's own function has the same
signature.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import SymLogNorm

from sweepfig.core.errors import UserError, cause_of, shown
from sweepfig.drawing import fields, panels, user_function
from sweepfig.drawing.bounds import MOST_BINS
from sweepfig.drawing.look import Look
from sweepfig.drawing.panels import TITLE_POINTS, PanelView, layout
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.slice import Slice
from sweepfig.sweep.coordinates import shape_over

# Planning imports this module only for names, and need not wait for matplotlib's Axes.
if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.legend import Legend
    from numpy.typing import NDArray

TEXT_POINTS = 12
TEXT_PAD = 8  # points between the text and the Axes' sides

DrawFunction = Callable[..., object]


def resonance_curve(
    axes: Axes, data: Slice, *, lines: Sequence[Mapping[str, Any]] = (), **options: Any
) -> None:
    """Draw each curve as a line over the abscissa, with a legend and a grid.

    `options` go to `Axes.plot`; `lines` has more options for the first curves, one mapping for each curve.
    """
    for number, (curve, label) in enumerate(zip(data.curves, data.labels, strict=True)):
        own = lines[number] if number < len(lines) else {}
        axes.plot(data.abscissa, curve, label=label, **{**options, **own})
    axes.legend()
    axes.grid()


def contourf(axes: Axes, data: Slice, **options: Any) -> None:
    """Draw the first curve, an array of shape (ordinate, abscissa), as filled contours with a colour bar.

    `options` go to `Axes.contourf`.
    """
    filled = fields.draw_contours(axes, data, **options)
    axes.figure.colorbar(filled, ax=axes, label=data.labels[0])


def pcolormesh(axes: Axes, data: Slice, **options: Any) -> None:
    """Draw the first curve, an array of shape (ordinate, abscissa), as coloured cells with a colour bar.

    `options` go to `Axes.pcolormesh`.
    """
    mesh = fields.draw_cells(axes, data, **options)
    axes.figure.colorbar(mesh, ax=axes, label=data.labels[0])


def histogram(axes: Axes, data: Slice, *, alpha: float = 0.6, **options: Any) -> None:
    """Draw a histogram of each curve's values, all over the same bins, with a legend.

    `options` go to `Axes.hist`. NaN and infinity are not counted.
    """
    draw_counts(axes, data, alpha=alpha, **options)
    axes.legend()


def draw_counts(axes: Axes, data: Slice, *, alpha: float = 0.6, **options: Any) -> None:
    """Draw what `histogram` does, but no legend."""
    values = [np.ravel(curve)[np.isfinite(np.ravel(curve))] for curve in data.curves]
    together = np.concatenate(values)
    bins = options.pop("bins", 30)
    _check_number_of_bins(together, bins)
    edges = np.histogram_bin_edges(together, bins=bins)
    # One outline instead of a bar for each bin: no seams between bars, and half the time.
    options.setdefault("histtype", "stepfilled")
    for curve, label in zip(values, data.labels, strict=True):
        axes.hist(curve, bins=edges.tolist(), label=label, alpha=alpha, **options)


def _check_number_of_bins(values: NDArray[Any], bins: Any) -> None:
    """Refuse too many bins: if one number is far from all others, "fd" would make billions of bins."""
    if isinstance(bins, str) and bins == "fd" and values.size:
        upper, lower = np.percentile(values, [75, 25])
        width = 2 * (upper - lower) / np.cbrt(values.size)  # Freedman and Diaconis
        count = (values.max() - values.min()) / width if width else 1
        if count > MOST_BINS:
            raise ValueError(f"{count:.3g} bins; give options.bins a number")


KINDS: Mapping[str, DrawFunction] = {
    "resonance_curve": resonance_curve,
    "contourf": contourf,
    "pcolormesh": pcolormesh,
    "histogram": histogram,
}


WITHOUT_BAR: Mapping[str, DrawFunction] = {
    "contourf": fields.draw_contours,
    "pcolormesh": fields.draw_cells,
}


def load(kind: str) -> DrawFunction:
    """Return the function that draws figures of a kind.

    Parameters
    ----------
    kind : str
        A built-in kind's name, ``file.py:function`` or ``module:function``.

    Raises
    ------
    UserError
        If there is no such file, module or function, or importing it fails.
    """
    return KINDS[kind] if kind in KINDS else user_function.load_function(kind)


def draw(look: Look, function: DrawFunction, data: Slice) -> Figure:
    """Draw a slice the plain way: a new figure, with one Axes for each panel.

    Call it inside `drawing_style`, and save the figure inside the same block: matplotlib reads many
    rcParams only when it saves.
    """
    from matplotlib.figure import Figure

    from sweepfig.drawing import formulas

    formulas.forget_failed()  # of the figures before
    figure = Figure(figsize=look.size, dpi=look.dpi)
    shown = panels.split(look, data)
    made = layout.make_axes(figure, look, shown)
    for axes, part in zip(made, shown, strict=True):
        _draw_part(axes, part, function_of(part.look, look, function))
    for axes, part in zip(made, shown, strict=True):  # when all have their data: axes may be shared
        _limit(axes, part.look)
    layout.align(made, shown)
    for axes, part in zip(made, shown, strict=True):
        if part.bar == "all":
            beside = layout.bar_axes(figure, made)
            figure.colorbar(axes.collections[0], cax=beside, label=part.data.labels[0])
    if panels.has_heading(look):
        _add_heading(figure, made[0], panels.heading(look, data))
    return figure


def function_of(own: Look, look: Look, function: DrawFunction) -> DrawFunction:
    """Return the function of a panel's kind, in a figure whose look's kind has `function`."""
    return function if own.kind == look.kind else KINDS[own.kind]


def _draw_part(axes: Axes, part: PanelView, function: DrawFunction) -> None:
    look, data = part.look, part.data
    axes.set_xlabel(data.xlabel, fontsize=part.label_points)
    axes.set_ylabel(data.ylabel, fontsize=part.label_points)
    axes.set_title(data.title, fontsize=part.title_points)
    for set_scale, scale in ((axes.set_xscale, look.xscale), (axes.set_yscale, look.yscale)):
        if scale != "linear":
            set_scale(scale, **({"linthresh": look.linthresh} if scale == "symlog" else {}))
    draw_content = function if part.bar == "own" else WITHOUT_BAR[look.kind]
    draw_content(axes, data, **arguments(look))
    if look.contours is not None and look.traits.is_map:
        draw_contour_lines(axes, look, data)
    _draw_marks(axes, look, data)
    _draw_text(axes, look, data)
    _place_legend(axes, look, function, data)


def _add_heading(figure: Figure, first: Axes, text: str) -> None:
    """Write a title above all panels, with room for that of `first`, which is in the first row."""
    above = first.get_position().y1 + layout.TITLE_INCHES / figure.get_figheight()
    figure.suptitle(text, y=above, verticalalignment="bottom", fontsize=TITLE_POINTS)


def draw_contour_lines(axes: Axes, look: Look, data: Slice) -> Any:
    """Draw lines of equal value of the last curve over a map; return the contours."""
    contours: Any = look.contours
    levels: Any = contours["levels"]
    if isinstance(levels, int) and len(data.curves) == 1 and look.limits is not None:
        levels = colour_levels(replace(look, options={"levels": levels}))["levels"]
    return axes.contour(
        *fields.for_contours(data, -1),
        levels=levels,
        colors=contours["color"],
        linewidths=contours["linewidth"],
        linestyles=contours["linestyle"],
    )


def try_out(look: Look, abscissa: Any, ordinate: Any, labels: Sequence[str]) -> None:
    """Refuse a look of a built-in kind that can't be drawn, by making a figure of artificial numbers.

    Only its artists are made: they are not rendered to pixels.

    Raises
    ------
    UserError
        If it can't be drawn; the message names the options, or the style.
    """
    shape = shape_over(abscissa, ordinate)
    numbers = np.linspace(1, 2, math.prod(shape)).reshape(shape)
    data = Slice(abscissa, (numbers,) * len(labels), tuple(labels), ordinate=ordinate)
    with warnings.catch_warnings(), drawing_style(look):
        warnings.simplefilter("ignore")  # this figure is never saved
        try:
            draw(replace(look, marks=()), KINDS[look.kind], data)
        except UserError:
            raise
        except Exception as error:
            raise UserError(
                f"{_blamed(look)} can't be drawn with the style {look.style!r}: {cause_of(error)}"
            ) from None


def _blamed(look: Look) -> str:
    """Return what of a look is unusual, as the config has it: with all else every kind can be drawn."""
    if look.options:
        return f"figure.options: {shown(dict(look.options))}"
    keys = {"panels": look.panels, "facet": look.facet, "contours": look.contours}
    return next((f"figure.{key}:" for key, value in keys.items() if value), "figure.style:")


def arguments(look: Look) -> dict[str, Any]:
    """Return the keyword arguments with which a look calls its kind's function."""
    if look.traits.is_map:
        levels = colour_levels(look) if _has_shared_levels(look) else {}
        return {**_colours(look), **look.options, **levels}
    lines = {"lines": look.lines} if look.lines and look.traits.draws_lines else {}
    return {**look.options, **lines}


def _draw_marks(axes: Axes, look: Look, data: Slice) -> None:
    from matplotlib.lines import Line2D

    for place, own in zip(data.marks, look.marks, strict=True):
        if np.isfinite(place):
            # Not `axvline`, which would change the limits; only the curves may decide them.
            upright = axes.get_xaxis_transform(which="grid")
            axes.add_artist(Line2D([place, place], [0, 1], transform=upright, **own))


def _draw_text(axes: Axes, look: Look, data: Slice) -> None:
    if not data.text:
        return
    from matplotlib.transforms import ScaledTranslation

    up, across = look.text_place.split()
    x, y = {"left": 0.0, "center": 0.5, "right": 1.0}[across], float(up == "upper")
    inwards = (1 - 2 * x) * TEXT_PAD / 72, (1 - 2 * y) * TEXT_PAD / 72
    offset = ScaledTranslation(*inwards, axes.figure.dpi_scale_trans)
    axes.text(
        x,
        y,
        data.text,
        fontsize=TEXT_POINTS,
        horizontalalignment=across,
        verticalalignment="top" if up == "upper" else "bottom",
        transform=axes.transAxes + offset,
    )


def _place_legend(axes: Axes, look: Look, function: DrawFunction, data: Slice) -> None:
    legend = axes.get_legend()
    has_more = bool(data.marks) and legend is not None and function in KINDS.values()
    if look.legend == "none":
        if legend is not None:
            legend.remove()
    elif look.legend != "best" or has_more:
        make_legend(axes, look.legend)


def make_legend(axes: Axes, place: Any) -> Legend:
    """Make a new legend at a place (see `Look.legend`)."""
    if place == "outside":
        beside: dict[str, Any] = {"bbox_to_anchor": (1.02, 1.0), "borderaxespad": 0.0}
        return axes.legend(loc="upper left", **beside)
    return axes.legend(loc=place) if place != "best" else axes.legend()


def _limit(axes: Axes, look: Look) -> None:
    limit_x(axes, look)
    if look.limits is not None and not look.traits.is_map:
        axes.set_ylim(*look.limits)


def limit_x(axes: Axes, look: Look) -> None:
    """Set the look's limits of the x axis, if it has any."""
    if look.xlimits is not None:
        ends: list[Any] = [np.datetime64(e) if isinstance(e, str) else e for e in look.xlimits]
        axes.set_xlim(*ends)


def _has_shared_levels(look: Look) -> bool:
    return look.kind == "contourf" and look.limits is not None


def _colours(look: Look) -> dict[str, Any]:
    """Return the arguments of a map's function that give the look's scale and limits of its colours."""
    limits: Any = None if _has_shared_levels(look) else look.limits
    low, high = limits or (None, None)
    if look.norm == "log":
        return {"norm": fields.LogColours(low, high)}
    if look.norm == "symlog":
        return {"norm": SymLogNorm(look.linthresh, vmin=low, vmax=high, base=10)}
    return {"vmin": low, "vmax": high} if limits else {}


def colour_levels(look: Look) -> dict[str, Any]:
    """Return `Axes.contourf` arguments that give every figure the same colours for the look's limits.

    The option `levels` may be a list of levels, or about how many there are; by default they are those that
    contourf itself would choose for data of that range, or on a symlog scale the decades.
    """
    from matplotlib.ticker import LogLocator, MaxNLocator, SymmetricalLogLocator

    wanted = look.options.get("levels", 7)
    extend = look.options.get("extend", "both")
    if not isinstance(wanted, int):
        return {"levels": wanted, "extend": extend}
    locator: Any = MaxNLocator(wanted + 1, min_n_ticks=1)
    if look.norm == "log":
        locator = LogLocator(numticks=wanted if "levels" in look.options else None)
    elif look.norm == "symlog":
        locator = SymmetricalLogLocator(base=10, linthresh=look.linthresh)
    assert look.limits is not None
    low, high = look.limits
    return {"levels": locator.tick_values(low, high), "extend": extend}
