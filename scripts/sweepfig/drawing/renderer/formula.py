r"""Parse mathtext in pieces, and each repeated piece only once.

From figure to figure a title's numbers change, but not its symbols: in ``$k_0 = $ 0.33, $\nu$ = 1e-5`` the
pieces ``$k_0 = $`` and ``$\nu$`` are always the same. matplotlib parses the whole string again, with a new
set of fonts, in 3.8 ms for each title. Here a piece is parsed once, and the pieces' boxes are joined as
matplotlib's parser joins them: in its grammar a string is text, then any number of (formula, text). Each is
a box, and the boxes stand side by side without kerning between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from matplotlib import _mathtext, rcParams
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import LoadFlags
from matplotlib.mathtext import MathTextParser

# One formula in matplotlib's own grammar, dollars included, or the text between two formulas.
PIECES = re.compile(r"\$(?:\\.|[^$\\])*\$|(?:\\\$|[^$])+")


class PieceParser(MathTextParser):
    """A `MathTextParser` that caches pieces and font sets, not only whole strings.

    Use it under one set of rcParams only: they are not part of the cache's keys.
    """

    def __init__(self, flags: Any = LoadFlags.NO_HINTING) -> None:
        super().__init__("path")
        self._flags = flags
        self._grammar = _mathtext.Parser()
        self._whole = lru_cache(512)(self._parse_whole)
        self._part = lru_cache(1024)(self._parse_piece)
        self._alphabet = lru_cache(16)(self._make_alphabet)
        self._fonts = lru_cache(16)(self._make_fonts)

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
        return _mathtext.ship(self.box(s, dpi, prop)).to_vector()

    def box(self, s: str, dpi: float, prop: FontProperties) -> Any:
        """Return a string's box, with the boxes of all its symbols within it."""
        pieces = PIECES.findall(s)
        if "".join(pieces) != s:  # unbalanced dollars: matplotlib's parser reports them
            return self._grammar.parse(s, self._fonts(prop), prop.get_size_in_points(), dpi)
        return _mathtext.Hlist([self._part(piece, dpi, prop) for piece in _alternate(pieces)])

    def _parse_piece(self, piece: str, dpi: float, prop: FontProperties) -> Any:
        size = prop.get_size_in_points()
        if _is_formula(piece):
            # With fonts that know no glyph yet: kerning goes by the size that a font has at the moment,
            # and it gets this size when a new glyph is loaded.
            _, formula, _ = self._grammar.parse(piece, self._make_fonts(prop), size, dpi).children
            return formula
        found = list(map(self._alphabet(dpi, prop), piece.replace(r"\$", "$")))
        for font in {id(font): font for _, font in found}.values():
            font.set_size(size, dpi)
        return _mathtext.Hlist([character for character, _ in found])

    def _make_alphabet(self, dpi: float, prop: FontProperties) -> Callable[[str], Any]:
        """Return what gives a character's box, which no text changes that it stands in, and its font."""
        fonts, size = self._fonts(prop), prop.get_size_in_points()

        @lru_cache(1024)
        def box_and_font(character: str) -> Any:
            state = _mathtext.ParserState(fonts, "default", "rm", size, dpi)
            box = _mathtext.Char(character, state)
            return box, fonts._get_info(box.font, box.font_class, box.c, size, dpi).font

        return box_and_font

    def _make_fonts(self, prop: FontProperties) -> Any:
        classes: Any = getattr(MathTextParser, "_font_type_mapping")  # noqa: B009 (not in the stubs)
        return classes[prop.get_math_fontfamily()](prop, self._flags)


def _is_formula(piece: str) -> bool:
    return piece.startswith("$")


def _alternate(pieces: list[str]) -> list[str]:
    """Insert the empty texts that the grammar sees before, between and after formulas."""
    full = [""]
    for piece in pieces:
        if _is_formula(piece):
            full += [piece, ""]
        else:
            full[-1] = piece
    return full
