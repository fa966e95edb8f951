"""Draw text as matplotlib 3.11 and newer do: glyph by glyph.

A glyph's pixels depend only on its position's fraction of a pixel: FreeType shifts the outline by it, to 1/64
pixel, then fills it. So they are cached as stamps, one for each fraction. Stamps are joined to blocks, and
drawn by the same call that matplotlib makes for a glyph (`draw_text_image`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import RenderMode
from numpy.typing import NDArray

from sweepfig.drawing.renderer.formula import PieceParser
from sweepfig.drawing.renderer.lettering import UNIT, Lettering


class Stamp(NamedTuple):
    """A glyph's pixels: coverage, and its left column and top row relative to the glyph's origin."""

    coverage: NDArray[np.uint8]
    left: int
    top: int


@dataclass(frozen=True, eq=False)  # a key of caches by identity: it is one object for each string
class GlyphRun:
    """A laid-out string: its glyphs ``(font, size, index, dx, dy)`` and filled boxes, in pixels."""

    glyphs: tuple[tuple[Any, float, int, float, float], ...]
    boxes: tuple[tuple[float, float, float, float], ...]


class GlyphLettering(Lettering):
    """Text drawn glyph by glyph, each at its own fraction of a pixel."""

    def __init__(self, dpi: float) -> None:
        super().__init__(dpi)
        self.formulas = PieceParser()
        self.run = lru_cache(2048)(self._lay_out)
        self.stamp = lru_cache(8192)(self._render)
        self.place = lru_cache(1024)(self._place)
        self.blocks = lru_cache(1024)(self._merge)

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
        items = self.font(prop)._layout(
            text, flags=self.flags, features=features, language=language
        )
        size = prop.get_size_in_points()
        return GlyphRun(tuple((i.ft_object, size, i.glyph_index, i.x, i.y) for i in items), ())

    def _size_of_formula(self, text: str, prop: FontProperties) -> tuple[float, float, float]:
        parse = self.formulas.parse(text, self.dpi, prop)
        return parse.width, parse.height, parse.depth

    def draw(self, renderer: Any, gc: Any, run: GlyphRun, x: float, y: float, angle: float) -> None:
        """Draw a laid-out string whose baseline starts at `x`, `y` (downwards)."""
        placed = self.place(run, x, renderer.height - y, angle, bool(gc.get_antialiased()))
        put = renderer._renderer.draw_text_image
        bottom = int(renderer.height)
        for coverage, left, row in placed:
            put(coverage, left, bottom - row, 0, gc)
        if run.boxes:
            renderer._draw_text_glyphs_and_boxes(gc, x, y, angle, [], run.boxes)

    def _place(
        self, run: GlyphRun, x: float, y: float, angle: float, antialiased: bool
    ) -> list[tuple[NDArray[np.uint8], int, int]]:
        """Return ``(coverage, left column, bottom row)`` of the blocks of a run; rows count upwards.

        The arithmetic is that of `RendererAgg`, term by term: additions in another order could round
        differently.
        """
        if not run.glyphs:
            return []
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        across = [round(UNIT * (x + dx * cos - dy * sin)) for *_, dx, dy in run.glyphs]
        up = [round(UNIT * (y + dx * sin + dy * cos)) for *_, dx, dy in run.glyphs]
        column, row = across[0] // UNIT, up[0] // UNIT
        places = tuple(h - column * UNIT for h in across), tuple(v - row * UNIT for v in up)
        blocks = self.blocks(run, *places, angle, antialiased)
        return [(block, column + left, row + bottom) for block, left, bottom in blocks]

    def _merge(
        self,
        run: GlyphRun,
        across: tuple[int, ...],
        up: tuple[int, ...],
        angle: float,
        antialiased: bool,
    ) -> list[tuple[NDArray[np.uint8], int, int]]:
        """Join glyphs to one block, or to several where glyphs share edge pixels.

        Agg does not change pixels without coverage, so a block gives the same result as its glyphs drawn
        one by one. But two coverages of the same pixel must be blended one after the other.
        """
        stamps = []
        for (font, size, index, *_), h, v in zip(run.glyphs, across, up, strict=True):
            key = font, size, index, angle, h % UNIT, v % UNIT, antialiased
            coverage, left, top = self.stamp(*key)
            if coverage.size:
                height, width = coverage.shape
                left, top = left + h // UNIT, top + v // UNIT
                stamps.append((coverage, left, left + width, top, top - height))
        if not stamps:
            return []
        _, lefts, rights, tops, bottoms = zip(*stamps, strict=True)
        first, lowest, highest = min(lefts), min(bottoms), max(tops)
        blocks = [np.zeros((highest - lowest, max(rights) - first), np.uint8)]
        reach = first  # no glyph of the last block goes beyond this column
        for coverage, left, right, top, bottom in stamps:
            place = slice(highest - top, highest - bottom), slice(left - first, right - first)
            part = blocks[-1][place]
            if left >= reach:  # as most glyphs do: it begins where the last one has ended
                part[...] = coverage
            elif np.logical_and(part, coverage).any():
                blocks.append(np.zeros_like(blocks[0]))
                blocks[-1][place] = coverage
            else:
                np.bitwise_or(part, coverage, out=part)
            reach = max(reach, right)
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


def _frozen(value: Any) -> Any:
    is_list = isinstance(value, Iterable) and not isinstance(value, str)
    return tuple(map(_frozen, value)) if is_list else value
