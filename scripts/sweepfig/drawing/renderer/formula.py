r"""Parse mathtext in pieces, and each repeated piece only once.

From figure to figure a title's numbers change, but not its symbols: in ``$k_0 = $ 0.33, $\nu$ = 1e-5`` the
pieces ``$k_0 = $`` and ``$\nu$`` are always the same. matplotlib parses the whole string again, with a new
set of fonts, in 3.8 ms for each title. Here a formula is parsed once, and the pieces are joined as
matplotlib's parser joins them: in its grammar a string is text, then any number of (formula, text). Each is
a box, and the boxes stand side by side without kerning between them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from matplotlib import _mathtext, rcParams
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import LoadFlags
from matplotlib.mathtext import MathTextParser

from sweepfig.drawing import formulas

# One formula in matplotlib's own grammar, dollars included, or the text between two formulas.
PIECES = re.compile(r"\$(?:\\.|[^$\\])*\$|(?:\\\$|[^$])+")


class PieceParser(MathTextParser):
    """A `MathTextParser` that caches pieces and font sets, not only whole strings.

    Use it under one set of rcParams only: they are not part of the cache's keys.
    """

    def __init__(self, flags: Any = LoadFlags.NO_HINTING) -> None:
        super().__init__("path")
        self._flags = flags
        self._whole = lru_cache(512)(self._parse_whole)
        self._typesetter = lru_cache(16)(self._make_typesetter)

    def parse(
        self,
        s: str,
        dpi: float = 72,
        prop: FontProperties | None = None,
        *,
        antialiased: bool | None = None,
    ) -> Any:
        """Return what `MathTextParser.parse` returns for vector output: glyphs and their positions."""
        is_smooth = rcParams["text.antialiased"] if antialiased is None else antialiased
        return self._whole(s, dpi, FontProperties() if prop is None else prop.copy(), is_smooth)

    def _parse_whole(self, s: str, dpi: float, prop: FontProperties, antialiased: bool) -> Any:
        return self.ship(s, dpi, prop).to_vector()

    def ship(
        self, s: str, dpi: float, prop: FontProperties, xy: tuple[float, float] = (0, 0)
    ) -> Any:
        """Return what `matplotlib._mathtext.ship` returns for a string's box: its symbols' positions."""
        s = s.expandtabs()  # as its parser does, which sees the whole string
        pieces = PIECES.findall(s)
        typesetter = self._typesetter(dpi, prop)
        if "".join(pieces) == s and typesetter.are_independent(pieces):
            return typesetter.ship(pieces, xy)
        # As a whole, where one piece depends on another; or dollars are unbalanced, which its parser reports.
        fonts, size = self._make_fonts(prop), prop.get_size_in_points()
        return _mathtext.ship(self._box(s, fonts, size, dpi), xy)

    def _make_typesetter(self, dpi: float, prop: FontProperties) -> Typesetter:
        parse = partial(self._parse_formula, dpi, prop)
        return Typesetter(dpi, prop.get_size_in_points(), self._make_fonts(prop), parse)

    def _parse_formula(self, dpi: float, prop: FontProperties, formula: str) -> Formula:
        # With fonts that know no glyph yet: kerning goes by the size that a font has at the moment, and it
        # gets this size when a new glyph is loaded.
        fonts, size = self._make_fonts(prop), prop.get_size_in_points()
        sizes, info = set(), fonts._get_info

        def info_noted(*glyph: Any) -> Any:
            sizes.add(glyph[3])
            return info(*glyph)

        fonts._get_info = info_noted
        box = self._box(formula, fonts, size, dpi).children[1]
        return Formula(box, is_of_one_size=sizes <= {size})

    def _box(self, text: str, fonts: Any, size: float, dpi: float) -> Any:
        formulas.forget_failed()
        return _parser().parse(text, fonts, size, dpi)

    def _make_fonts(self, prop: FontProperties) -> Any:
        classes: Any = getattr(MathTextParser, "_font_type_mapping")  # noqa: B009 (not in the stubs)
        return classes[prop.get_math_fontfamily()](prop, self._flags)


def _parser() -> Any:
    """Return the parser that all of matplotlib shares: it takes 30 ms to make, and a process needs one."""
    shared: Any = MathTextParser
    if getattr(shared, "_parser", None) is None:
        shared._parser = _mathtext.Parser()
    return shared._parser


class Formula(NamedTuple):
    """A formula's box; and whether it loads all glyphs at the size of the text.

    Some accents and brackets load others, and the font keeps that size for what comes next.
    """

    box: Any
    is_of_one_size: bool


class Character(NamedTuple):
    """A text's character: matplotlib's `FontInfo` of it, its width, and the gap to the next, in pixels."""

    symbol: Any
    width: float
    gap: float


class PlainText(NamedTuple):
    """A text without formulas: its size in pixels, and its characters side by side."""

    width: float
    height: float
    depth: float
    characters: tuple[Character, ...]


class Typesetter:
    """Sets texts and formulas side by side, in one font and size.

    The arithmetic is that of matplotlib's `Hlist.hpack` and `ship`, term by term: additions in another
    order could round differently.
    """

    def __init__(
        self, dpi: float, size: float, fonts: Any, parse: Callable[[str], Formula]
    ) -> None:
        self._dpi, self._size, self._fonts = dpi, size, fonts
        self._character = lru_cache(1024)(self._make_character)
        self._formula = lru_cache(1024)(parse)
        self._formula_at = lru_cache(1024)(self._ship_formula)

    def are_independent(self, pieces: Sequence[str]) -> bool:
        """Return whether no text or formula depends on another."""
        return len(pieces) == 1 or all(
            self._formula(piece).is_of_one_size for piece in pieces if _is_formula(piece)
        )

    def ship(self, pieces: Sequence[str], xy: tuple[float, float]) -> Any:
        """Return the positions of all symbols of texts and formulas, beginning at `xy`."""
        boxes = [self._formula(p).box if _is_formula(p) else self._text(p) for p in pieces]
        width = height = depth = 0.0
        for box in boxes:
            shift = 0.0 if isinstance(box, PlainText) else box.shift_amount
            width += box.width
            height = max(height, box.height - shift)
            depth = max(depth, box.depth + shift)
        shipped: Any = _mathtext.Output(_mathtext.Box(width, height, depth))
        start, (left, top) = 0.0, xy
        for piece, box in zip(pieces, boxes, strict=True):
            if isinstance(box, PlainText):
                x = start
                for symbol, advance, gap in box.characters:
                    shipped.glyphs.append((x + left, top + height, symbol))
                    x = x + advance + gap
            else:
                glyphs, rects = self._formula_at(piece, start, height, xy)
                shipped.glyphs += glyphs
                shipped.rects += rects
            start += box.width
        return shipped

    def _text(self, text: str) -> PlainText:
        plain = text.replace(r"\$", "$")
        found = [self._character(*pair) for pair in itertools.pairwise((*plain, ""))]
        width = height = depth = 0.0
        for (_, advance, gap), rise, drop in found:
            width = width + advance + gap
            height, depth = max(height, rise), max(depth, drop)
        return PlainText(width, height, depth, tuple(character for character, _, _ in found))

    def _make_character(self, character: str, following: str) -> tuple[Character, float, float]:
        """Return a character before another one (or before none), its height and its depth."""
        box, symbol = self._box_and_symbol(character)
        if not following:
            return Character(symbol, box.width, box.get_kerning(None)), box.height, box.depth
        other, other_symbol = self._box_and_symbol(following)
        for font in (symbol.font, other_symbol.font):
            font.set_size(self._size, self._dpi)
        return Character(symbol, box.width, box.get_kerning(other)), box.height, box.depth

    def _box_and_symbol(self, character: str) -> tuple[Any, Any]:
        state = _mathtext.ParserState(self._fonts, "default", "rm", self._size, self._dpi)
        box: Any = _mathtext.Char(character, state)
        shipped: Any = _mathtext.Output(box)
        box.render(shipped, 0, 0)
        return box, shipped.glyphs[0][2]

    def _ship_formula(
        self, formula: str, start: float, height: float, xy: tuple[float, float]
    ) -> tuple[list[Any], list[Any]]:
        """Return glyphs and rectangles of a formula that begins at `start`, in a line of some height."""
        line: Any = _mathtext.Hlist(
            [_mathtext.Kern(start), self._formula(formula).box], do_kern=False
        )
        line.height = height
        shipped = _mathtext.ship(line, xy)
        return shipped.glyphs, shipped.rects


def _is_formula(piece: str) -> bool:
    return piece.startswith("$")
