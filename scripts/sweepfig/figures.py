"""Ink: a slice drawn on the Axes of a plain matplotlib figure. No files, no pyplot, nothing global.

A *kind* is a function ``draw(axes, slice, **options)`` that puts a slice's numbers on an Axes; title
and axis labels are there already. The built-in kinds are below; a user's own has the same form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np

from sweepfig.look import Look
from sweepfig.slices import Slice

# Planning comes here for names and style alone, and need not wait for what draws.
if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LABEL_POINTS = 16
TITLE_POINTS = 18
MOST_EDGES = 10_001

Kind = Callable[..., object]


def resonance_curve(axes: Axes, data: Slice, **options: Any) -> None:
    """Draw each curve as a line over the abscissa, with a legend and a grid.

    `options` go to `Axes.plot`.
    """
    for curve, label in zip(data.curves, data.labels, strict=True):
        axes.plot(data.abscissa, curve, label=label, **options)
    axes.legend()
    axes.grid()


def contourf(axes: Axes, data: Slice, **options: Any) -> None:
    """Draw the first curve, of two dimensions, as filled contours with a colour bar.

    `options` go to `Axes.contourf`.
    """
    filled = axes.contourf(data.abscissa, data.ordinate, data.curves[0], **options)
    axes.figure.colorbar(filled, ax=axes, label=data.labels[0])


def histogram(axes: Axes, data: Slice, *, alpha: float = 0.6, **options: Any) -> None:
    """Draw how often each curve takes which value: a histogram a curve, over common bins.

    `options` go to `Axes.hist`. NaN and infinity are not counted.
    """
    values = [np.ravel(curve)[np.isfinite(np.ravel(curve))] for curve in data.curves]
    together = np.concatenate(values)
    edges = np.histogram_bin_edges(together, bins=options.pop("bins", 30))
    if len(edges) > MOST_EDGES:  # as "fd" gives for one number that is far from all others
        raise ValueError(f"{len(edges) - 1} bins; give options.bins a number")
    for curve, label in zip(values, data.labels, strict=True):
        axes.hist(curve, bins=edges.tolist(), label=label, alpha=alpha, **options)
    axes.legend()


KINDS: Mapping[str, Kind] = {
    "resonance_curve": resonance_curve,
    "contourf": contourf,
    "histogram": histogram,
}


def draw(look: Look, kind: Kind, data: Slice) -> Figure:
    """Draw a slice the plain way: a new figure with one Axes.

    Call it inside `drawing_style`, and save the figure inside the same block: matplotlib looks up
    much of a style only while it saves.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=look.size, dpi=look.dpi)
    axes = figure.add_subplot(111)
    axes.set_xlabel(data.xlabel, fontsize=LABEL_POINTS)
    axes.set_ylabel(data.ylabel, fontsize=LABEL_POINTS)
    axes.set_title(data.title, fontsize=TITLE_POINTS)
    if look.limits is not None and kind is contourf:
        kind(axes, data, **{**colour_levels(look.limits), **look.options})
    else:
        kind(axes, data, **look.options)
        if look.limits is not None:
            axes.set_ylim(look.limits)
    return figure


def colour_levels(limits: tuple[float, float]) -> dict[str, Any]:
    """Return `Axes.contourf` arguments that give every figure the same colours for `limits`.

    As many levels, at as round values, as contourf itself would choose for data of that range.
    """
    from matplotlib.ticker import MaxNLocator

    levels = MaxNLocator(8, min_n_ticks=1).tick_values(*limits)
    return {"levels": levels, "extend": "both"}


@contextmanager
def drawing_style(look: Look) -> Iterator[None]:
    """Within the block, rcParams are matplotlib's own defaults plus the look's style.

    The user's matplotlibrc has no say; what was set before is set again afterwards.
    """
    with matplotlib.rc_context():
        with matplotlib._api.suppress_matplotlib_deprecation_warning():
            keep = {"backend", "interactive", "toolbar", "webagg.port"}
            defaults = matplotlib.rcParamsDefault
            matplotlib.rcParams.update({k: v for k, v in defaults.items() if k not in keep})
        if look.style != "default":
            from sweepfig import styles  # 13 ms that the default style need not pay

            matplotlib.rcParams.update(styles.parameters(look.style))
        # SVG ids are random otherwise, and the same figure must have the same bytes.
        matplotlib.rcParams["svg.hashsalt"] = "sweepfig"
        yield
