"""Draw the contact sheet: the figures of chosen targets, small, each with its place, point and error."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PIL import Image

from sweepfig.batch.render import read_slices
from sweepfig.batch.row import Row
from sweepfig.drawing import kinds
from sweepfig.drawing.formulas import readable
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.measuring.lines import ERROR
from sweepfig.plan.plan import Plan
from sweepfig.report.overview.maps import DPI
from sweepfig.report.overview.ranking import on_the_sheet, what_is_shown

log = logging.getLogger(__name__)

COLUMNS = 4
THUMBNAIL, TEXT, GAP = 360, 20, 16  # pixels: an image's width, a line of text, the gap between
LONGEST_CAPTION = 52  # characters; of longer ones the middle of the point is left out
BLANK = (360, 180)  # in the place of a figure that can't be shown
SMALL_DPI = 60.0  # for a figure drawn only for the sheet, because its file is no PNG


def contact_sheet(plan: Plan, rows: Sequence[Row], output: Path) -> Figure:
    """Draw the figures of the chosen targets (`ranking.on_the_sheet`), each below its caption."""
    shown = on_the_sheet(plan, rows)
    pictures = [_picture(plan, rows[target], target, output) for target, _ in shown]
    tall = max([picture.shape[0] for picture in pictures], default=0) + GAP + TEXT
    wide = THUMBNAIL + GAP
    width, height = COLUMNS * wide + GAP, -(-len(shown) // COLUMNS) * tall + GAP + 2 * TEXT
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    heading = what_is_shown(plan, len(shown), by_error=any(error is not None for _, error in shown))
    figure.text(GAP / width, 1 - GAP / height, readable(heading), va="top")
    for place, ((target, error), picture) in enumerate(zip(shown, pictures, strict=True)):
        left = GAP + place % COLUMNS * wide
        top = height - 2 * TEXT - GAP - place // COLUMNS * tall
        caption = _caption(place + 1, rows[target], error)
        figure.text(left / width, top / height, caption, va="top", fontsize=7.5)
        figure.add_artist(_Pixels(picture, left, top - TEXT - picture.shape[0]))
    return figure


def _caption(number: int, row: Row, error: float | None) -> str:
    point = " · ".join(row.figure.rpartition(".")[0].split("/"))
    shown_error = "" if error is None else f"   {ERROR} {error:.4g}"
    half = (LONGEST_CAPTION - len(f"{number}   {shown_error}")) // 2
    if len(point) > 2 * half and "$" not in point:  # half a formula is none
        point = f"{point[:half]}…{point[1 - half :]}"
    return f"{number}   {readable(point)}{shown_error}"


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
        try:
            picture = _drawn(plan, n)
        except (Exception, SystemExit):
            # Of the user's function: the figures are there all the same.
            log.debug("%s can't be shown", row.figure, exc_info=True)
            picture = Image.new("RGB", BLANK, "white")
    size = (THUMBNAIL, max(1, round(THUMBNAIL * picture.height / picture.width)))
    # Side by side no worse than LANCZOS, which takes 2.4 times as long.
    return np.asarray(picture.convert("RGB").resize(size, Image.Resampling.HAMMING, reducing_gap=3))


def _drawn(plan: Plan, n: int) -> Image.Image:
    """Draw a figure whose file is no picture; not cropped: what lies far outside would make it huge."""
    look = dataclasses.replace(plan.look, dpi=SMALL_DPI)
    with drawing_style(look):
        ((_, data),) = read_slices(plan, range(n, n + 1))
        if isinstance(data, Exception):
            raise data
        canvas = FigureCanvasAgg(kinds.draw(look, kinds.load(look.kind), data))
        canvas.draw()
        return Image.fromarray(np.asarray(canvas.buffer_rgba()))
