"""Draw text as matplotlib 3.10 does: each string is one picture, put at whole pixels.

A string's picture does not depend on where it is drawn, so it is made once.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib import _mathtext, ft2font
from matplotlib.font_manager import FontProperties
from numpy.typing import NDArray

from sweepfig.drawing.renderer.formula import PieceParser
from sweepfig.drawing.renderer.lettering import UNIT, Lettering


class StringRun(NamedTuple):
    """A string in a font."""

    text: str
    prop: FontProperties
    is_formula: bool


class Picture(NamedTuple):
    """A string's pixels: coverage, and the offsets right and down and the descent, in pixels."""

    coverage: NDArray[np.uint8]
    right: float
    down: float
    descent: float


class StringLettering(Lettering):
    """Text drawn string by string."""

    def __init__(self, dpi: float) -> None:
        super().__init__(dpi)
        self.formulas = RasterParser(self.flags)
        self.picture = lru_cache(1024)(self._picture)

    def lay_out(self, text: str, prop: FontProperties, is_formula: Any, artist: Any) -> StringRun:
        """Return the string with its font."""
        return StringRun(text, prop.copy(), bool(is_formula))

    def draw(
        self, renderer: Any, gc: Any, run: StringRun, x: float, y: float, angle: float
    ) -> None:
        """Draw a string whose baseline starts at `x`, `y` (downwards).

        The arithmetic is that of `RendererAgg`, term by term: additions in another order could round
        differently.
        """
        picture = self.picture(run, bool(gc.get_antialiased()))
        across = picture.descent * math.sin(math.radians(angle))
        down = picture.descent * math.cos(math.radians(angle))
        left = round(x + picture.right + across)
        bottom = round(y + picture.down + down) + 1
        renderer._renderer.draw_text_image(picture.coverage, left, bottom, angle, gc)

    def _picture(self, run: StringRun, antialiased: bool) -> Picture:
        if run.is_formula:
            parse = self.formulas.parse(run.text, self.dpi, run.prop, antialiased=antialiased)
            return Picture(np.array(parse.image), 0, 0, parse.depth)
        font = self.font(run.prop)
        font.set_text(run.text, 0, flags=self.flags)
        font.draw_glyphs_to_bitmap(antialiased=antialiased)
        right, down = font.get_bitmap_offset()
        coverage = np.array(font.get_image())
        return Picture(coverage, right / UNIT, down / UNIT, font.get_descent() / UNIT)

    def _size_of_formula(self, text: str, prop: FontProperties) -> tuple[float, float, float]:
        parse = self.formulas.parse(text, self.dpi, prop)
        return parse.width, parse.height, parse.depth


class RasterParser(PieceParser):
    """A `PieceParser` that returns what `MathTextParser.parse` returns for pixels: a string's picture."""

    def _parse_whole(self, s: str, dpi: float, prop: FontProperties, antialiased: bool) -> Any:
        """Do what `matplotlib._mathtext.Output.to_raster` does, but load each glyph when it is drawn.

        The boxes are older than the last string that was drawn in their fonts, and a font forgets its
        glyphs with each string.
        """
        shipped = self.ship(s, dpi, prop)
        left, top, right, bottom = _ink(shipped)
        width, height = right - left, bottom - top - shipped.box.depth
        depth = bottom - top - shipped.box.height
        image: Any = ft2font.FT2Image(math.ceil(width), math.ceil(height + max(depth, 0)))
        shipped = self.ship(s, dpi, prop, (-left, -top))
        for x, y, info in shipped.glyphs:
            info.font.set_size(info.fontsize, dpi)
            glyph = info.font.load_char(info.num, flags=self._flags)
            y -= info.metrics.iceberg
            info.font.draw_glyph_to_bitmap(image, int(x), int(y), glyph, antialiased=antialiased)
            info.font.clear()  # or it would keep every glyph that it has ever drawn
        for x1, y1, x2, y2 in shipped.rects:
            thickness = max(int(y2 - y1) - 1, 0)
            y = int(y1) if thickness else int((y2 + y1) / 2 - 0.5)
            image.draw_rect_filled(int(x1), y, math.ceil(x2), y + thickness)
        return _mathtext.RasterParse(0, 0, width, height + depth, depth, image)


def _ink(output: Any) -> tuple[float, float, float, float]:
    """Return the left, top, right and bottom end of what is drawn, with a pixel more on each side."""
    glyphs = [(x, y, info.metrics) for x, y, info in output.glyphs]
    left = min([*(x + m.xmin for x, _, m in glyphs), *(r[0] for r in output.rects), 0]) - 1
    top = min([*(y - m.ymax for _, y, m in glyphs), *(r[1] for r in output.rects), 0]) - 1
    right = max([*(x + m.xmax for x, _, m in glyphs), *(r[2] for r in output.rects), 0]) + 1
    bottom = max([*(y - m.ymin for _, y, m in glyphs), *(r[3] for r in output.rects), 0]) + 1
    return left, top, right, bottom
