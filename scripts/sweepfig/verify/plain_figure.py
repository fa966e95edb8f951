"""Draw a target's figure as a simple script for one figure would, with matplotlib's public calls."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib.style
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LogNorm, Normalize, SymLogNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import ScaledTranslation
from PIL import Image

from sweepfig.core import storage
from sweepfig.drawing import fields, kinds, styles, user_function
from sweepfig.drawing.file import attachment, provenance
from sweepfig.drawing.kinds import colour_levels, draw_contour_lines
from sweepfig.drawing.look import Look
from sweepfig.drawing.panels.applied import with_functions
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.user_function import nothing_kept
from sweepfig.plan.plan import Plan, Target
from sweepfig.verify.plain_slice import read_slice_plainly


def content(path: Path | io.BytesIO, ending: str) -> tuple[Any, ...]:
    """Return the content that two equal figures share: a PNG's pixels, a file without mark and record."""
    data = storage.read(path) if isinstance(path, Path) else path.getvalue()
    if ending == "png":
        with Image.open(io.BytesIO(data)) as picture:
            return picture.mode, picture.size, picture.tobytes()
    return (provenance.MARK.sub(b"", attachment.detach(data)[1]),)


def plain_content(plan: Plan, target: Target) -> tuple[Any, ...]:
    """Draw a target with plain matplotlib calls; see `content`."""
    look = plan.look
    matplotlib.rcdefaults()
    style: Any = styles.OWN.get(look.style, look.style)
    settings: Any = user_function.settings_of(look.kind) if look.is_users_function else {}
    settings["svg.hashsalt"] = "sweepfig"
    with (
        matplotlib.style.context(style),
        matplotlib.rc_context(settings),
        nothing_kept(),
    ):
        data = read_slice_plainly(plan, target)
        figure = figure_plainly(plan, target, data)
        picture = io.BytesIO()
        metadata = provenance.VECTOR_METADATA.get(look.format, lambda digest: {})("0" * 32)
        figure.savefig(
            picture, format=look.format, dpi=look.dpi, bbox_inches="tight", metadata=metadata
        )
    picture.seek(0)
    return content(picture, look.format)


def figure_plainly(plan: Plan, target: Target, data: Slice) -> Figure:
    """Draw a slice as a simple script would; panels and hue by `kinds.draw`, which is plain too."""
    look = plan.look
    if look.is_split or look.hue is not None:
        return kinds.draw(look, kinds.load(look.kind), data)
    figure = Figure(figsize=look.size, dpi=look.dpi)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(111)
    axes.set_xlabel(plan.xlabel, fontsize=16)
    axes.set_ylabel(plan.ylabel, fontsize=16)
    axes.set_title(target.title, fontsize=18)
    data = with_functions(look.apply, data)
    draw_plainly(axes, plan, data)
    publish_plainly(axes, plan, data)
    return figure


def draw_plainly(axes: Any, plan: Plan, data: Slice) -> None:
    """Draw a slice's numbers as a simple script for one figure would."""
    look = plan.look
    draw = PLAIN_KINDS.get(look.kind)
    if draw is None:
        kinds.load(look.kind)(axes, data, **look.options)
    else:
        draw(axes, look, data)
    if look.contours is not None:
        draw_contour_lines(axes, look, data)


def _lines(axes: Any, look: Look, data: Slice) -> None:
    own = [*look.lines, *({} for _ in data.curves)]
    for values, label, line in zip(data.curves, data.labels, own, strict=False):
        axes.plot(data.abscissa, values, label=label, **{**look.options, **line})
    axes.legend()
    axes.grid()


def _contours(axes: Any, look: Look, data: Slice) -> None:
    levels = colour_levels(look) if look.limits else {}
    is_empty = data.is_empty_above(look.lowest_drawn)
    norm = _norm(replace(look, limits=None), is_empty=is_empty)
    arguments = {"norm": norm, **look.options, **levels}
    if fields.has_position(data) is None and not is_empty:
        drawn = axes.contourf(data.abscissa, data.ordinate, data.curves[0], **arguments)
    else:  # matplotlib takes no missing positions, and no logarithms of nothing
        drawn = fields.draw_contours(axes, data, **arguments)
    axes.figure.colorbar(drawn, ax=axes, label=look.colour_label or data.labels[0])


def _cells(axes: Any, look: Look, data: Slice) -> None:
    norm = _norm(look, is_empty=data.is_empty_above(look.lowest_drawn))
    own = {} if {"vmin", "vmax", "norm"} & look.options.keys() else {"norm": norm}
    arguments = {**own, **look.options}
    if fields.has_position(data) is None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=fields.UNORDERED)
            drawn = axes.pcolormesh(data.abscissa, data.ordinate, data.curves[0], **arguments)
    else:
        drawn = fields.draw_cells(axes, data, **arguments)
    axes.figure.colorbar(drawn, ax=axes, label=look.colour_label or data.labels[0])


def _counts(axes: Any, look: Look, data: Slice) -> None:
    finite = [values[np.isfinite(values)] for values in map(np.ravel, data.curves)]
    own = {"alpha": 0.6, "histtype": "stepfilled", **look.options}
    bins = np.histogram_bin_edges(np.concatenate(finite), bins=own.pop("bins", 30))
    for values, label in zip(finite, data.labels, strict=True):
        axes.hist(values, bins=list(bins), label=label, **own)
    axes.legend()


PLAIN_KINDS: Mapping[str, Callable[[Any, Look, Slice], None]] = {
    "resonance_curve": _lines,
    "contourf": _contours,
    "pcolormesh": _cells,
    "histogram": _counts,
}


def _norm(look: Look, *, is_empty: bool) -> Normalize:
    low, high = look.limits or (None, None)
    if look.norm == "symlog":
        return SymLogNorm(look.linthresh, vmin=low, vmax=high, base=10)
    if look.norm == "log":  # matplotlib's own takes no field that has no logarithms
        return (fields.LogColours if is_empty else LogNorm)(low, high)
    return Normalize(low, high)


def publish_plainly(axes: Any, plan: Plan, data: Slice) -> None:
    """Add the parts that the config may ask for: marks, text, legend, scales and limits."""
    look, text, marks = plan.look, data.text, data.marks
    for set_scale, scale in ((axes.set_xscale, look.xscale), (axes.set_yscale, look.yscale)):
        if scale != "linear":  # it would replace the ticks of dates
            set_scale(scale, **({"linthresh": look.linthresh} if scale == "symlog" else {}))
    for place, style in zip(marks, look.marks, strict=True):
        if np.isfinite(place):
            transform = axes.get_xaxis_transform()
            axes.add_artist(Line2D([place] * 2, [0, 1], transform=transform, **style))
    if text:
        up, across = look.text_place.split()
        x, y = {"left": 0, "center": 0.5, "right": 1}[across], int(up == "upper")
        shift = ScaledTranslation((8 - 16 * x) / 72, (8 - 16 * y) / 72, axes.figure.dpi_scale_trans)
        how = {"ha": across, "va": {"upper": "top", "lower": "bottom"}[up], "fontsize": 12}
        axes.text(x, y, text, transform=axes.transAxes + shift, **how)
    if look.legend == "none" and axes.get_legend():
        axes.get_legend().remove()
    elif look.legend == "outside":
        axes.legend(loc="upper left", bbox_to_anchor=(1.02, 1), borderaxespad=0)
    elif look.legend != "best":
        axes.legend(loc=look.legend)
    elif marks and axes.get_legend() and not look.is_users_function:
        axes.legend()
    if look.xlimits is not None:
        axes.set_xlim(*(np.datetime64(x) if isinstance(x, str) else x for x in look.xlimits))
    if look.limits is not None and not look.traits.is_map:
        axes.set_ylim(*look.limits)
