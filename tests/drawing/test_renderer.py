"""Formulas that are kept in pieces are what matplotlib makes; the rest shows in the template's pixels."""

from __future__ import annotations

from importlib import import_module

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from sweepfig.drawing.look import Look
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.renderer import private
from sweepfig.drawing.renderer.current_lettering import current_lettering

PIECES = st.sampled_from(
    (
        "",
        "a b",
        "0.33, ",
        "fy. 1.2",  # kerned
        r"\$5 ",
        r"$k_0 = $",
        r"$f_2$",
        r"$\nu$",
        "$x$",
        r"$\sin^2 x$",
        r"$\frac{1}{2}$",
        "é",
    )
)


def parsed(parser, string, size, dpi):
    """Return all that a parser of mathtext gives: sizes, and glyphs with boxes or a picture."""
    found = parser.parse(string, dpi, FontProperties(size=size))
    if not private.draws_glyphs():
        return found[:-1], np.array(found.image).tolist()
    return found[:3], [glyph[1:] for glyph in found.glyphs], list(found.rects)


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(
    st.lists(PIECES, max_size=6).map("".join), st.sampled_from((7, 18)), st.sampled_from((72, 144))
)
def test_formulas_in_pieces_are_formulas_as_a_whole(string, size, dpi):
    with drawing_style(Look()):
        parser = current_lettering(dpi).formulas  # with what it has kept of earlier strings
        kind = "path" if private.draws_glyphs() else "agg"
        expected = parsed(MathTextParser(kind), string, size, dpi)
        assert parsed(parser, string, size, dpi) == expected


def test_what_is_set_on_instances_is_there():
    figure = Figure()
    axes = figure.add_subplot()
    axes.plot([0, 1], label="a line")
    axes.pcolormesh([[1, 2], [3, 4]])
    axes.legend()
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    drawn = [canvas.get_renderer(), *figure.findobj()]
    for name in private.INSTANCE_NAMES:
        module, type_name, attribute = name.rsplit(".", 2)
        wanted = getattr(import_module(f"matplotlib.{module}"), type_name)
        (first, *_) = [each for each in drawn if isinstance(each, wanted)]
        assert hasattr(first, attribute), name
