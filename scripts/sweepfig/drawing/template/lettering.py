"""Draw text: each string is laid out once, each glyph rendered once for each subpixel position.

matplotlib repeats all work for a string at every draw: font lookup, layout, and FreeType's rendering of
each glyph at its position, to 1/64 pixel. A glyph's pixels depend only on the position's fraction of a pixel
(FreeType shifts the outline by it, then fills it). So they are cached as stamps, one for each fraction.
Stamps are joined to blocks, and drawn by the same call that matplotlib makes for a glyph
(`draw_text_image`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib import rcParams
from matplotlib.backends.backend_agg import RendererAgg, get_hinting_flag
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.ft2font import RenderMode
from numpy.typing import NDArray

from sweepfig.drawing.bounds import MOST_PIXELS
from sweepfig.drawing.template.formula import PieceParser

UNIT = 64  # FreeType's steps a pixel
RC_GROUPS = ("font.", "text.", "mathtext.")


class Stamp(NamedTuple):
    """A glyph's pixels: coverage, and its left column and top row relative to the glyph's origin."""

    coverage: NDArray[np.uint8]
    left: int
    top: int


class GlyphRun(NamedTuple):
    """A laid-out string: its glyphs ``(font, size, index, dx, dy)`` and filled boxes, in pixels."""

    glyphs: tuple[tuple[Any, float, int, float, float], ...]
    boxes: tuple[tuple[float, float, float, float], ...]


class Lettering:
    """Cached layouts and stamps for one resolution and one set of rcParams, shared by many renderers."""

    def __init__(self, dpi: float) -> None:
        self.dpi = dpi
        self.flags = get_hinting_flag()
        self.formulas = PieceParser()
        self.run = lru_cache(2048)(self._lay_out)
        self.extent = lru_cache(2048)(self._measure)
        self.stamp = lru_cache(8192)(self._render)
        self.place = lru_cache(1024)(self._place)
        self.blocks = lru_cache(1024)(self._merge)
        self.line_metrics = lru_cache(64)(self._line_metrics)

    def lay_out(self, text: str, prop: FontProperties, is_formula: Any, artist: Any) -> GlyphRun:
        """Lay out a string with a font and with the font features of a text artist."""
        features = _frozen(artist.get_fontfeatures() if artist is not None else None)
        language = _frozen(artist.get_language() if artist is not None else None)
        return self.run(text, prop.copy(), bool(is_formula), features, language)

    def _lay_out(
        self, text: str, prop: FontProperties, is_formula: bool, features: Any, language: Any
    ) -> GlyphRun:
        if is_formula:
            parse = self.formulas.parse(text, self.dpi, prop)
            glyphs = tuple((font, size, index, x, y) for font, size, _, index, x, y in parse.glyphs)
            return GlyphRun(glyphs, tuple(parse.rects))
        items = self._font(prop)._layout(
            text, flags=self.flags, features=features, language=language
        )
        size = prop.get_size_in_points()
        return GlyphRun(tuple((i.ft_object, size, i.glyph_index, i.x, i.y) for i in items), ())

    def _measure(
        self, text: str, prop: FontProperties, is_formula: bool
    ) -> tuple[float, float, float]:
        if is_formula:
            parse = self.formulas.parse(text, self.dpi, prop)
            return parse.width, parse.height, parse.depth
        font = self._font(prop)
        font.set_text(text, 0.0, flags=self.flags)
        width, height = font.get_width_height()
        return width / UNIT, height / UNIT, font.get_descent() / UNIT

    def _place(
        self, run: GlyphRun, x: float, y: float, angle: float, antialiased: bool
    ) -> list[tuple[NDArray[np.uint8], int, int]]:
        """Return ``(coverage, left column, bottom row)`` of the blocks of a run; rows count upwards.

        The arithmetic is that of `RendererAgg`, term by term: additions in another order could round
        differently.
        """
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        spots = [
            (
                (font, size, index),
                round(UNIT * (x + dx * cos - dy * sin)),
                round(UNIT * (y + dx * sin + dy * cos)),
            )
            for font, size, index, dx, dy in run.glyphs
        ]
        if not spots:
            return []
        column, row = spots[0][1] // UNIT, spots[0][2] // UNIT
        text = tuple((glyph, h - column * UNIT, v - row * UNIT) for glyph, h, v in spots)
        blocks = self.blocks(text, angle, antialiased)
        return [(block, column + left, row + bottom) for block, left, bottom in blocks]

    def _merge(
        self, text: tuple[Any, ...], angle: float, antialiased: bool
    ) -> list[tuple[NDArray[np.uint8], int, int]]:
        """Join glyphs to one block, or to several where glyphs share edge pixels.

        Agg does not change pixels without coverage, so a block gives the same result as its glyphs drawn
        one by one. But two coverages of the same pixel must be blended one after the other.
        """
        stamps = []
        for (font, size, index), h, v in text:
            key = font, size, index, angle, h % UNIT, v % UNIT, antialiased
            coverage, left, top = self.stamp(*key)
            if coverage.size:
                stamps.append((coverage, h // UNIT + left, v // UNIT + top))
        if not stamps:
            return []
        first = min(left for _, left, _ in stamps)
        highest = max(top for _, _, top in stamps)
        width = max(left + coverage.shape[1] for coverage, left, _ in stamps) - first
        lowest = min(top - coverage.shape[0] for coverage, _, top in stamps)
        blocks = [np.zeros((highest - lowest, width), np.uint8)]
        for coverage, left, top in stamps:
            rows = slice(highest - top, highest - top + coverage.shape[0])
            columns = slice(left - first, left - first + coverage.shape[1])
            if np.logical_and(blocks[-1][rows, columns], coverage).any():
                blocks.append(np.zeros_like(blocks[0]))
            blocks[-1][rows, columns] |= coverage
        return [(block, first, lowest) for block in blocks]

    def _render(
        self,
        font: Any,
        size: float,
        index: int,
        angle: float,
        across: int,
        up: int,
        antialiased: bool,
    ) -> Stamp:
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        font.set_size(size, self.dpi)
        turn = (0x10000 * np.array([[cos, -sin], [sin, cos]])).round().astype(int)
        font._set_transform(turn, [across, up])
        mode = RenderMode.NORMAL if antialiased else RenderMode.MONO
        bitmap = font._render_glyph(index, self.flags, mode)
        coverage = np.array(bitmap.buffer) * np.uint8(1 if antialiased else 0xFF)
        return Stamp(coverage, bitmap.left, bitmap.top)

    def _line_metrics(self, prop: FontProperties) -> tuple[float | None, float | None, float]:
        """Return ascent, descent and line gap, as `Text` computes them for every layout."""
        font: Any = get_font(fontManager._find_fonts_by_props(prop))
        tables = (
            ("OS/2", "sTypoLineGap", "sTypoAscender", "sTypoDescender"),
            ("hhea", "lineGap", "ascent", "descent"),
        )
        for name, gap, ascent, descent in tables:
            if (table := font.get_sfnt_table(name)) is not None:
                per_em = font.get_sfnt_table("head")["unitsPerEm"]
                scale = 1 / per_em * prop.get_size_in_points() * self.dpi / 72
                return table[ascent] * scale, -table[descent] * scale, table[gap] * scale
        return None, None, 0

    def _font(self, prop: FontProperties) -> Any:
        font = get_font(fontManager._find_fonts_by_props(prop))
        font.clear()
        font.set_size(prop.get_size_in_points(), self.dpi)
        return font


class StampRenderer(RendererAgg):
    """`RendererAgg` that takes its text from a `Lettering`; its pixels and all else are the same."""

    def __init__(self, width: int, height: int, lettering: Lettering) -> None:
        if width * height > MOST_PIXELS:
            raise ValueError(
                f"a picture of {width} by {height} pixels, for what reaches beyond its Axes; at most "
                f"{MOST_PIXELS:.0g} pixels are allowed"
            )
        super().__init__(width, height, lettering.dpi)
        self.lettering = lettering
        self.mathtext_parser = lettering.formulas

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """Draw a string whose baseline starts at `x`, `y` (downwards)."""
        self.draw_run(gc, self.lettering.lay_out(s, prop, ismath, mtext), x, y, angle)

    def draw_run(self, gc: Any, run: GlyphRun, x: float, y: float, angle: float) -> None:
        """Draw a laid-out string whose baseline starts at `x`, `y` (downwards)."""
        placed = self.lettering.place(run, x, self.height - y, angle, bool(gc.get_antialiased()))
        put = self._renderer.draw_text_image
        bottom = int(self.height)
        for coverage, left, row in placed:
            put(coverage, left, bottom - row, 0, gc)
        if run.boxes:
            self._draw_text_glyphs_and_boxes(gc, x, y, angle, [], run.boxes)

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        """Return a string's size in pixels."""
        if ismath == "TeX":
            size: tuple[float, float, float] = super().get_text_width_height_descent(
                s, prop, ismath
            )
            return size
        return self.lettering.extent(s, prop.copy(), bool(ismath))

    def _get_font_height_metrics(
        self, prop: FontProperties
    ) -> tuple[float | None, float | None, float]:
        return self.lettering.line_metrics(prop.copy())


@lru_cache(4)
def _lettering(dpi: float, rc: str) -> Lettering:
    return Lettering(dpi)


def current_lettering(dpi: float) -> Lettering:
    """Return the `Lettering` for a resolution under the current rcParams."""
    return _lettering(dpi, repr([(k, rcParams[k]) for k in rcParams if k.startswith(RC_GROUPS)]))


def _frozen(value: Any) -> Any:
    is_list = isinstance(value, Iterable) and not isinstance(value, str)
    return tuple(map(_frozen, value)) if is_list else value
