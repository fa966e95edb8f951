"""Draw maps of the sweep's numbers: where models are off, where peaks lie.

Their colours are viridis, which is also readable for colour-blind people and in grey; of numbers whose sign
matters, two that part at 0. Labels come from the sweep's files. A cell of a map is a target; axis values are
written as in figures' names.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import CenteredNorm, Colormap, LogNorm, Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sweepfig.batch.row import Row
from sweepfig.core import naming
from sweepfig.drawing.formulas import readable
from sweepfig.measuring.description import USERS, Measure
from sweepfig.measuring.lines import ERROR
from sweepfig.measuring.slices import MAPPED, SIGNED
from sweepfig.plan.axis import Axis
from sweepfig.plan.plan import Plan
from sweepfig.report.table import grid, shown_axes

DPI = 110.0
MOST_TICKS = 12
MOST_PANELS = 24
LONGEST_LINE = 40  # characters of an axis label
WIDE = 100  # a range over more than two decades is shown on a logarithmic scale

Reduction = Callable[..., NDArray[Any]]
REDUCTIONS: Mapping[str, tuple[Reduction, str]] = {
    ERROR: (np.nanmax, "largest"),
}
MEDIAN: tuple[Reduction, str] = (np.nanmedian, "median")  # of all other kinds


def is_of_number_maps(measure: Measure) -> bool:
    """Whether a number is shown by the maps of numbers."""
    return measure.curve == USERS or measure.kind in MAPPED


def maps(plan: Plan, rows: Sequence[Row], is_chosen: Callable[[Measure], bool]) -> Figure:
    """Draw some of the numbers over the first two axes, or the only one: a panel for each.

    Panels of one kind of number have one colour scale. Of more than `MOST_PANELS` the first are drawn.
    """
    measures, values = grid(plan, rows)
    chosen = [pair for pair in zip(measures, values, strict=True) if is_chosen(pair[0])]
    chosen = chosen[:MOST_PANELS]
    places = _scattered(plan)
    reduce = _over_two_axes if places is None else partial(_at_places, places)
    is_reduced = not plan.is_scattered if places is None else len(places[0]) < plan.n_targets
    others = [axis.name for axis in plan.axes[2:]] if is_reduced else []
    shown = [reduce(each, measure.kind) for measure, each in chosen]
    by_kind: dict[tuple[str, str], list[NDArray[np.float64]]] = defaultdict(list)
    for (measure, _), each in zip(chosen, shown, strict=True):
        by_kind[measure.kind, measure.units].append(each)
    scales = {kind: _scale(kind[0], there) for kind, there in by_kind.items()}
    across = min(len(chosen), 3) or 1
    down = -(-len(chosen) // across) or 1
    figure = Figure(figsize=(5.6 * across, 4.2 * down), dpi=DPI, layout="constrained")
    all_axes = figure.subplots(down, across, squeeze=False).ravel()
    for axes, (measure, _), each in zip(all_axes, chosen, shown, strict=False):
        scale = scales[measure.kind, measure.units]
        if places is not None:
            _scatter(axes, plan, places[0], each, scale)
        else:
            (_line if each.ndim == 1 else _map)(axes, plan, each, scale)
        axes.set_title(_title(measure, others), fontsize=11)
    for axes in all_axes[len(chosen) :]:
        axes.set_axis_off()
    return figure


def _over_two_axes(values: NDArray[np.float64], kind: str) -> NDArray[np.float64]:
    if values.ndim <= 2:
        return values
    flat = values.reshape(*values.shape[:2], -1)
    known = np.isfinite(flat).any(axis=-1)
    result = np.full(flat.shape[:2], np.nan)
    result[known] = REDUCTIONS.get(kind, MEDIAN)[0](flat[known], axis=-1)
    return result


Places = tuple[NDArray[np.int32], NDArray[np.intp]]


def _scattered(plan: Plan) -> Places | None:
    """Return where a scattered sweep's targets lie, and at which of these each lies; None for a grid.

    The places are the indices on the first two axes, each pair once, shape (place, 2).
    """
    if not (plan.is_scattered and _are_numbers(plan.axes[:2])):
        return None
    assert plan.points is not None
    places, of_target = np.unique(plan.points[:, :2], axis=0, return_inverse=True)
    return places, of_target.reshape(-1)


def _at_places(places: Places, values: NDArray[np.float64], kind: str) -> NDArray[np.float64]:
    """Return for each place the number of its targets: several differ on further axes."""
    there, of_target = places
    if len(there) == len(values):
        return values[np.argsort(of_target)]
    result = np.full(len(there), np.nan)
    known = np.isfinite(values)
    order = np.lexsort((values[known], of_target[known]))
    sorted_values = values[known][order]
    has_any, starts, counts = np.unique(
        of_target[known][order], return_index=True, return_counts=True
    )
    if kind in REDUCTIONS:
        result[has_any] = sorted_values[starts + counts - 1]
    else:
        middle = starts + (counts - 1) // 2, starts + counts // 2
        result[has_any] = (sorted_values[middle[0]] + sorted_values[middle[1]]) / 2
    return result


def _title(measure: Measure, others: Sequence[str]) -> str:
    over = f"{REDUCTIONS.get(measure.kind, MEDIAN)[1]} over {', '.join(others)}" if others else ""
    return "\n".join(readable(line) for line in (measure.name, over) if line)


def _scale(kind: str, shown: Sequence[NDArray[np.float64]]) -> Normalize:
    """Return one scale for the panels of a kind: logarithmic for a wide range, even about 0 for rates."""
    finite = np.concatenate([values[np.isfinite(values)] for values in shown])
    if not finite.size:
        return Normalize(0, 1)
    if kind in SIGNED:
        return CenteredNorm(0, np.abs(finite).max() or 1)
    is_wide = finite.min() > 0 and finite.max() >= WIDE * finite.min()
    return (LogNorm if is_wide else Normalize)(finite.min(), finite.max())


def _map(axes: Axes, plan: Plan, values: NDArray[np.float64], scale: Normalize) -> None:
    colours = _colours(scale).with_extremes(bad="0.85")
    shown = axes.imshow(
        values, origin="lower", aspect="auto", interpolation="nearest", cmap=colours, norm=scale
    )
    if np.isfinite(values).any():
        axes.figure.colorbar(shown, ax=axes).ax.tick_params(labelsize=8)
    _name_axis(axes.set_xticks, axes.set_xlabel, plan, 1, most=6)
    _name_axis(axes.set_yticks, axes.set_ylabel, plan, 0, most=MOST_TICKS)


def _colours(scale: Normalize) -> Colormap:
    return matplotlib.colormaps["PuOr_r" if isinstance(scale, CenteredNorm) else "viridis"]


def _are_numbers(shown: Sequence[Axis]) -> bool:
    return len(shown) == 2 and all(axis.values.dtype.kind in "fiu" for axis in shown)


def _scatter(
    axes: Axes,
    plan: Plan,
    places: NDArray[np.int32],
    values: NDArray[np.float64],
    scale: Normalize,
) -> None:
    up, right = (axis.values[places[:, n]] for n, axis in enumerate(plan.axes[:2]))
    shown = axes.scatter(
        right, up, c=values, cmap=_colours(scale), norm=scale, s=14, plotnonfinite=True
    )
    if np.isfinite(values).any():
        axes.figure.colorbar(shown, ax=axes).ax.tick_params(labelsize=8)
    for values_along, set_scale in ((right, axes.set_xscale), (up, axes.set_yscale)):
        along = values_along.astype(float)  # of integers the product may be too large
        if along.min() > 0 and along.max() >= WIDE * along.min():
            set_scale("log")
    axes.set_xlabel(_lines(plan.quantities[1].label), fontsize=10)
    axes.set_ylabel(_lines(plan.quantities[0].label), fontsize=10)


def _line(axes: Axes, plan: Plan, values: NDArray[np.float64], scale: Normalize) -> None:
    axes.plot(np.arange(len(values)), values, ".-", color="#1f5f8b", markersize=4, linewidth=1)
    if isinstance(scale, LogNorm):
        axes.set_yscale("log")
    axes.grid(alpha=0.4)
    _name_axis(axes.set_xticks, axes.set_xlabel, plan, 0, most=6)


def _name_axis(
    set_ticks: Callable[..., Any], set_label: Callable[..., Any], plan: Plan, n: int, *, most: int
) -> None:
    axis, quantity = shown_axes(plan)[n]
    step = -(-len(axis.values) // most)
    places = range(0, len(axis.values), step)
    words = [naming.write_value(axis.values[k], axis.notation, axis.digits) for k in places]
    set_ticks(list(places), [readable(word) for word in words], fontsize=8)
    set_label(_lines(quantity.label), fontsize=10)


def _lines(label: str) -> str:
    """Return an axis label in lines that a panel has room for; a formula is in one."""
    text = readable(label)
    return text if "$" in text else textwrap.fill(text, LONGEST_LINE)
