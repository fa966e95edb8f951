"""Draw text by cached layouts; what a string looks like on the canvas depends on matplotlib's version.

matplotlib repeats all work for a string at every draw: font lookup, layout, and FreeType's rendering. A
`Lettering` does it once for each string. From matplotlib 3.11 on a string is drawn glyph by glyph
(`glyphs`), before it as one picture (`strings`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg, get_hinting_flag
from matplotlib.font_manager import FontProperties, fontManager, get_font

from sweepfig.drawing.bounds import MOST_PIXELS

UNIT = 64  # FreeType's steps a pixel
Run = Hashable  # a laid-out string: `Lettering.lay_out` returns it, `Lettering.draw` draws it


class Lettering(ABC):
    """Cached layouts and pixels for one resolution and one set of rcParams, shared by many renderers."""

    formulas: Any  # a parser of mathtext

    def __init__(self, dpi: float) -> None:
        self.dpi = dpi
        self.flags = get_hinting_flag()
        self.extent = lru_cache(2048)(self._measure)
        self.line_metrics = lru_cache(64)(self._line_metrics)

    @abstractmethod
    def lay_out(self, text: str, prop: FontProperties, is_formula: Any, artist: Any) -> Run:
        """Lay out a string with a font and with the font features of a text artist."""

    @abstractmethod
    def draw(self, renderer: Any, gc: Any, run: Any, x: float, y: float, angle: float) -> None:
        """Draw a laid-out string whose baseline starts at `x`, `y` (downwards)."""

    @abstractmethod
    def _size_of_formula(self, text: str, prop: FontProperties) -> tuple[float, float, float]:
        """Return a formula's width, height and depth in pixels."""

    def _measure(
        self, text: str, prop: FontProperties, is_formula: bool
    ) -> tuple[float, float, float]:
        if is_formula:
            return self._size_of_formula(text, prop)
        font = self.font(prop)
        font.set_text(text, 0.0, flags=self.flags)
        width, height = font.get_width_height()
        return width / UNIT, height / UNIT, font.get_descent() / UNIT

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

    def font(self, prop: FontProperties) -> Any:
        """Return a font, set to a size, without the glyphs of its last string."""
        font = get_font(fontManager._find_fonts_by_props(prop))
        font.clear()
        font.set_size(prop.get_size_in_points(), self.dpi)
        return font


class Lettered(RendererBase, ABC):
    """A renderer's text: laid out and measured by a `Lettering`, drawn as a laid-out string.

    Attributes
    ----------
    lettering : Lettering
    """

    lettering: Lettering

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

    @abstractmethod
    def draw_run(self, gc: Any, run: Run, x: float, y: float, angle: float) -> None:
        """Draw a laid-out string whose baseline starts at `x`, `y` (downwards)."""

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


class StampRenderer(Lettered, RendererAgg):
    """`RendererAgg` that takes its text from a `Lettering`; its pixels and all else are the same."""

    def __init__(self, width: float, height: float, lettering: Lettering) -> None:
        if width * height > MOST_PIXELS:
            raise ValueError(
                f"a picture of {width} by {height} pixels, for what reaches beyond its Axes; at most "
                f"{MOST_PIXELS:.0g} pixels are allowed"
            )
        super().__init__(width, height, lettering.dpi)
        self.lettering = lettering
        self.mathtext_parser = lettering.formulas

    def draw_run(self, gc: Any, run: Run, x: float, y: float, angle: float) -> None:
        """Draw a laid-out string whose baseline starts at `x`, `y` (downwards)."""
        self.lettering.draw(self, gc, run, x, y, angle)
