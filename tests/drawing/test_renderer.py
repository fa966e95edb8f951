"""Formulas that are kept in pieces are what matplotlib makes; the rest shows in the template's pixels."""

from __future__ import annotations

from importlib import import_module

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from sweepfig.drawing.look import Look
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.renderer import private
from sweepfig.drawing.renderer.current_lettering import current_lettering
from sweepfig.drawing.renderer.extents import as_extents
from sweepfig.drawing.renderer.recording import Recorder
from sweepfig.drawing.renderer.words import Words

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
        "AV To",  # kerned
        "\t1",
        "$\\text{a\tb}$",
        r"$x_{\hat{x}}$",  # leaves its font at another size, which the next text is kerned at
        r"$\frac{\hat{a}}{b}$",
        r"$\left(\frac{1}{2}\right)^2$",
        r"$\sqrt{AV}$",
        "é",
    )
)


def parsed(parser, string, size, dpi):
    """Return all that a parser of mathtext gives: sizes, and glyphs with boxes or a picture."""
    found = parser.parse(string, dpi, FontProperties(size=size))
    if not private.draws_glyphs():
        return found[:-1], np.array(found.image).tolist()
    return found[:3], [glyph[1:] for glyph in found.glyphs], list(found.rects)


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(
    st.lists(PIECES, max_size=6).map("".join), st.sampled_from((7, 18)), st.sampled_from((72, 144))
)
@example("AV To $x_{\\hat{x}}$ AV To", 14, 100)
@example("Year 1, $E_{\\vec k}$, Year", 12, 100)
@example("E\t= $k$ 3", 14, 100)
def test_formulas_in_pieces_are_formulas_as_a_whole(string, size, dpi):
    with drawing_style(Look()):
        parser = current_lettering(dpi).formulas  # with what it has kept of earlier strings
        kind = "path" if private.draws_glyphs() else "agg"
        expected = parsed(MathTextParser(kind), string, size, dpi)
        assert parsed(parser, string, size, dpi) == expected


LINES = st.sampled_from(
    ("", " ", "0.33", "0.34", "0.1", "1.0", r"$k_0$ = 0.33", r"$k_0$ = 0.34", "fy")
)


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(
    st.lists(st.lists(LINES, min_size=1, max_size=3).map("\n".join), min_size=2, max_size=6),
    st.sampled_from((0, 90, 30)),
)
def test_a_layout_shared_by_strings_of_one_size_is_the_layout_of_each(strings, rotation):
    with drawing_style(Look()):
        figure = Figure()
        artist = figure.text(0, 0, "", rotation=rotation, ha="right", va="center", ma="center")
        recorder = Recorder(current_lettering(100), (640, 480))
        words = Words(artist, recorder)
        for string in filter(None, strings):
            extents, lines = words.layout(string)
            artist.set_text(string)
            box, positions = private.layout_of(artist, recorder)
            assert extents == as_extents(box)
            assert [(x, y) for _, x, y in lines] == list(positions)


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
