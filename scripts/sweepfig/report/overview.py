"""Draw the overview figures: where models are off, where peaks lie, the worst targets.

They have matplotlib's own defaults, whatever the sweep's style. Their colours are viridis, which is also
readable for colour-blind people and in grey; of numbers whose sign matters, two that part at 0. Labels come
from the sweep's files. A cell of a map is a target; axis values are written as in figures' names.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import CenteredNorm, Colormap, LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser
from numpy.typing import NDArray
from PIL import Image

from sweepfig.batch.render import read_slices
from sweepfig.batch.row import Row
from sweepfig.core import naming
from sweepfig.drawing import kinds, png, user_function
from sweepfig.drawing.kinds import drawing_style
from sweepfig.drawing.look import Look
from sweepfig.measuring.description import USERS, Measure
from sweepfig.measuring.lines import ERROR
from sweepfig.measuring.slices import MAPPED, SIGNED
from sweepfig.plan.axis import Axis
from sweepfig.plan.plan import Plan
from sweepfig.report.table import WORST, grid, on_the_sheet, shown_axes, worst

DPI = 110.0
COLUMNS = 4
THUMBNAIL, TEXT, GAP = 360, 20, 16  # pixels: an image's width, a line of text, the gap between
SMALL_DPI = 60.0  # for a figure drawn only for the sheet, because its file is no PNG
MOST_TICKS = 12
MOST_PANELS = 24
WIDE = 100  # a range over more than two decades is shown on a logarithmic scale

Reduction = Callable[..., NDArray[Any]]
REDUCTIONS: Mapping[str, tuple[Reduction, str]] = {
    ERROR: (np.nanmax, "largest"),
}
MEDIAN: tuple[Reduction, str] = (np.nanmedian, "median")  # of all other kinds


def overview_png(plan: Plan, rows: Sequence[Row], output: str | Path, name: str) -> bytes:
    """Return the bytes of an overview figure.

    Parameters
    ----------
    plan : Plan
    rows : sequence of Row
        Every target's.
    output : str or Path
        The output folder, whose figures the contact sheet shows.
    name : str
        One of `sweepfig.core.paths.overviews`.
    """
    draw: dict[str, Callable[[], Figure]] = {
        "error-map": lambda: maps(plan, rows, lambda each: each.kind == ERROR),
        "peak-map": lambda: maps(plan, rows, lambda each: each.kind == "peak position"),
        "number-maps": lambda: maps(plan, rows, is_of_number_maps),
        "contact-sheet": lambda: contact_sheet(plan, rows, Path(output)),
    }
    with drawing_style(Look()):
        return _encode(draw[name]())


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
    shown = [_over_two_axes(each, measure.kind) for measure, each in chosen]
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
        is_scatter = plan.is_scattered and _are_numbers(plan.axes[:2])
        (_scatter if is_scatter else _line if each.ndim == 1 else _map)(axes, plan, each, scale)
        axes.set_title(plain(_words(plan, measure)), fontsize=11)
    for axes in all_axes[len(chosen) :]:
        axes.set_axis_off()
    return figure


def contact_sheet(plan: Plan, rows: Sequence[Row], output: Path) -> Figure:
    """Draw the worst targets' figures small; without models, those of targets spread over the sweep."""
    found = worst(plan, rows, WORST)
    chosen = on_the_sheet(plan, rows)
    pictures = [_picture(plan, rows[target], target, output) for target in chosen]
    words = [" · ".join(rows[target].figure.rpartition(".")[0].split("/")) for target in chosen]
    errors = [f"   {ERROR} {error:.4g}" for _, error in found] or [""] * len(chosen)
    what = f"targets with the largest {ERROR}" if found else "targets spread over the sweep"
    tall = max([picture.shape[0] for picture in pictures], default=0) + GAP + TEXT
    wide = THUMBNAIL + GAP
    width, height = COLUMNS * wide + GAP, -(-len(chosen) // COLUMNS) * tall + GAP + 2 * TEXT
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    figure.text(GAP / width, 1 - GAP / height, f"{len(chosen)} {what}", va="top")
    for place, picture in enumerate(pictures):
        left = GAP + place % COLUMNS * wide
        top = height - 2 * TEXT - GAP - place // COLUMNS * tall
        words_here = plain(words[place]) + errors[place]
        figure.text(left / width, top / height, words_here, va="top", fontsize=7.5)
        figure.add_artist(_Pixels(picture, left, top - TEXT - picture.shape[0]))
    return figure


def plain(text: str) -> str:
    """Return text that matplotlib can draw: mathtext that it can't parse is escaped."""
    if "$" not in text:
        return text
    try:
        MathTextParser("agg").parse(text)
    except ValueError:
        return text.replace("$", r"\$")
    return text


def _over_two_axes(values: NDArray[np.float64], kind: str) -> NDArray[np.float64]:
    if values.ndim <= 2:
        return values
    flat = values.reshape(*values.shape[:2], -1)
    known = np.isfinite(flat).any(axis=-1)
    result = np.full(flat.shape[:2], np.nan)
    result[known] = REDUCTIONS.get(kind, MEDIAN)[0](flat[known], axis=-1)
    return result


def _words(plan: Plan, measure: Measure) -> str:
    others = [axis.name for axis in plan.axes[2:]]
    over = f"\n{REDUCTIONS.get(measure.kind, MEDIAN)[1]} over {', '.join(others)}" if others else ""
    return measure.name + over


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


def _scatter(axes: Axes, plan: Plan, values: NDArray[np.float64], scale: Normalize) -> None:
    assert plan.points is not None
    up, right = (axis.values[plan.points[:, n]] for n, axis in enumerate(plan.axes[:2]))
    shown = axes.scatter(
        right, up, c=values, cmap=_colours(scale), norm=scale, s=14, plotnonfinite=True
    )
    if np.isfinite(values).any():
        axes.figure.colorbar(shown, ax=axes).ax.tick_params(labelsize=8)
    for along, set_scale in ((right, axes.set_xscale), (up, axes.set_yscale)):
        if along.min() > 0 and along.max() >= WIDE * along.min():
            set_scale("log")
    axes.set_xlabel(plain(plan.quantities[1].label), fontsize=10)
    axes.set_ylabel(plain(plan.quantities[0].label), fontsize=10)


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
    set_ticks(list(places), [plain(word) for word in words], fontsize=8)
    set_label(plain(quantity.label), fontsize=10)


class _Pixels(Artist):
    """A picture drawn pixel for pixel, its lower left corner at a place in pixels.

    As `Figure.figimage`, which takes ten times as long to sample it again; an Axes would change it.
    """

    zorder = 0  # below the texts

    def __init__(self, picture: NDArray[np.uint8], left: int, bottom: int) -> None:
        super().__init__()
        opaque = np.full((*picture.shape[:2], 1), 255, np.uint8)
        self._picture, self._place = np.dstack((picture, opaque))[::-1], (left, bottom)

    def draw(self, renderer: Any) -> None:
        renderer.draw_image(renderer.new_gc(), *self._place, self._picture)


def _picture(plan: Plan, row: Row, n: int, output: Path) -> NDArray[np.uint8]:
    if plan.look.format == "png":
        picture: Image.Image = Image.open(output / row.figure)
    else:
        look = dataclasses.replace(plan.look, dpi=SMALL_DPI)
        with drawing_style(look):
            ((_, data),) = read_slices(plan, range(n, n + 1))
            assert not isinstance(data, Exception)
            picture = Image.fromarray(pixels(kinds.draw(look, user_function.load(look.kind), data)))
    size = (THUMBNAIL, max(1, round(THUMBNAIL * picture.height / picture.width)))
    return np.asarray(picture.convert("RGB").resize(size, Image.Resampling.LANCZOS, reducing_gap=3))


def pixels(figure: Figure) -> NDArray[np.uint8]:
    """Return a figure's pixels at its own size, RGBA: shape (height, width, 4)."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


def _encode(figure: Figure) -> bytes:
    return png.encode(pixels(figure), dpi=DPI)
