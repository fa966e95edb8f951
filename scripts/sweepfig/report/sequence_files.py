"""Draw many slices one after the other into one file: a movie or a book."""

from __future__ import annotations

import dataclasses
import io
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from PIL import Image

from sweepfig.drawing import kinds, panels
from sweepfig.drawing.file import provenance
from sweepfig.drawing.look import Look
from sweepfig.drawing.panels.applied import with_functions
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.slice import Slice

FRAME_MILLISECONDS = 150
SOFTWARE = 0x0131  # Exif's tag for the program that made an image
Limits = tuple[tuple[float, float], tuple[float, float]]


def book_bytes(look: Look, slices: Sequence[Slice], digest: str) -> bytes:
    """Return a PDF with a page for each slice: the same figure as in its own file."""
    buffer = io.BytesIO()
    function = kinds.load(look.kind)
    said: dict[str, Any] = {"CreationDate": None, "Keywords": provenance.unchecked_mark(digest)}
    with drawing_style(look), PdfPages(buffer, metadata=said) as pages:
        for data in slices:
            pages.savefig(kinds.draw(look, function, data), bbox_inches="tight")
    return provenance.with_mark(buffer.getvalue(), digest)


def movie_bytes(look: Look, slices: Sequence[Slice], digest: str) -> bytes:
    """Return an animated WebP with a frame for each slice, all of one size and range."""
    with drawing_style(look):
        # `savefig` uses the style's savefig.facecolor, but a canvas uses figure.facecolor.
        matplotlib.rcParams["figure.facecolor"] = _background()
        first, *others = [Image.fromarray(pixels) for pixels in _frames(look, slices)]
    exif = Image.Exif()
    exif[SOFTWARE] = provenance.unchecked_mark(digest)
    buffer = io.BytesIO()
    first.save(
        buffer,
        "WEBP",
        save_all=True,
        append_images=others,
        duration=FRAME_MILLISECONDS,
        loop=0,
        lossless=True,
        quality=20,  # effort to make the file smaller; the image is lossless in any case
        method=1,
        exif=exif,
    )
    return provenance.with_mark(buffer.getvalue(), digest)


def _background() -> str:
    colour = matplotlib.rcParams["savefig.facecolor"]
    return str(matplotlib.rcParams["figure.facecolor"] if colour == "auto" else colour)


def _frames(look: Look, slices: Sequence[Slice]) -> Iterator[NDArray[np.uint8]]:
    function = kinds.load(look.kind)
    if look.limits is None and look.traits.is_map:
        drawn = [with_functions(look.apply, data) for data in slices]
        look = dataclasses.replace(look, limits=_range(drawn, above=look.lowest_drawn))
    of_figures = [
        _limits(look, function, data) for data in slices if not panels.is_empty(look, data)
    ]
    limits = [_common(of_panel) for of_panel in zip(*of_figures, strict=False)]
    places: list[Bbox] | None = None
    for data in slices:
        figure = kinds.draw(look, function, data)
        for axes, own in zip(figure.axes, limits, strict=False):
            axes.set_xlim(own[0])
            axes.set_ylim(own[1])
        canvas = FigureCanvasAgg(figure)
        if not look.is_split:
            places = places or _lay_out(figure, canvas)
        for axes, place in zip(figure.axes, places or (), strict=False):
            axes.set_position(place)
        canvas.draw()
        yield np.asarray(canvas.buffer_rgba())[..., :3].copy()


def _range(slices: Sequence[Slice], *, above: float) -> tuple[float, float] | None:
    curves = [curve for data in slices for curve in data.curves]
    values = np.concatenate([curve[np.isfinite(curve) & (curve > above)] for curve in curves])
    return (float(values.min()), float(values.max())) if values.size and np.ptp(values) else None


def _limits(look: Look, function: kinds.DrawFunction, data: Slice) -> list[Limits]:
    """Return the x and y ranges of each panel of a slice's figure."""
    made = kinds.draw(look, function, data).axes[: len(panels.split(look, data))]
    return [(axes.get_xlim(), axes.get_ylim()) for axes in made]


def _common(limits: Sequence[Limits]) -> Limits:
    """Return the x and y ranges that contain every frame's own ranges."""
    return _widest([x for x, _ in limits]), _widest([y for _, y in limits])


def _widest(ranges: Sequence[tuple[float, float]]) -> tuple[float, float]:
    # Keep the direction of an inverted axis.
    low, high = min(map(min, ranges)), max(map(max, ranges))
    return (low, high) if ranges[0][0] <= ranges[0][1] else (high, low)


def _lay_out(figure: Figure, canvas: FigureCanvasAgg) -> list[Bbox]:
    """Return the positions of the first frame's Axes, laid out so that all texts are inside the figure."""
    figure.set_layout_engine("tight")
    with warnings.catch_warnings():
        # A small figure has no room for its texts, and is drawn as it is.
        warnings.simplefilter("ignore", UserWarning)
        canvas.draw()
    figure.set_layout_engine("none")
    return [axes.get_position() for axes in figure.axes]
