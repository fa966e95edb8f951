"""A formula looks as in a new process, whatever could not be read before it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn_files import DIGEST, LINES
from matplotlib import _mathtext
from matplotlib.mathtext import MathTextParser
from sweepfig.core.errors import UserError
from sweepfig.drawing.formulas import forget_failed, readable
from sweepfig.drawing.look import Look
from sweepfig.drawing.painter import Painter
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.renderer.current_lettering import _lettering
from sweepfig.drawing.renderer.formula import PieceParser

UNREADABLE = [
    r"$\exp^{-\gama t}$",
    r"$\lim_{t\to\infy} E$",
    r"$\log_{10 E$",
    r"$\log_x_y$",
    r"$\sin^$",
]
FORMULA = r"$k_2 = 1$"


def places(parse):
    return [(glyph[3:], glyph[1]) for glyph in parse(FORMULA).glyphs]


@pytest.fixture(autouse=True)
def new_parser():
    """Matplotlib as in a new process."""
    MathTextParser._parser = None
    MathTextParser._parse_cached.cache_clear()
    yield
    MathTextParser._parser = None
    MathTextParser._parse_cached.cache_clear()


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_could_not_be_read_moves_nothing_in_the_next_formula(text):
    expected = places(MathTextParser("path").parse)
    MathTextParser._parse_cached.cache_clear()
    with pytest.raises(ValueError, match=r"\w"):
        MathTextParser("path").parse(text)
    forget_failed()
    assert places(MathTextParser("path").parse) == expected

    own = PieceParser()
    with pytest.raises(ValueError, match=r"\w"):
        own.parse(text)
    assert places(own.parse) == expected


def test_a_text_that_is_looked_at_leaves_nothing_behind():
    for text in UNREADABLE:
        assert readable(text) == text.replace("$", r"\$")
    expected = _mathtext.Parser()
    names = [name for name in vars(expected) if isinstance(vars(expected)[name], bool)]
    assert names  # matplotlib's parser has such a state
    assert [vars(MathTextParser._parser)[n] for n in names] == [vars(expected)[n] for n in names]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_figure_after_one_that_failed_is_as_without_it(is_first):
    """Whether the one that failed is the first of its group, or comes when the template is there."""

    def contents(*titles):
        _lettering.cache_clear()
        with drawing_style(Look()):
            painter = Painter(Look())
            for title in titles:
                try:
                    yield painter.paint(replace(LINES, title=title), DIGEST)
                except UserError:
                    yield None

    before = [] if is_first else ["$E$"]
    *_, expected = contents(*before, FORMULA)
    *_, failed, found = contents(*before, UNREADABLE[0], FORMULA)
    assert failed is None
    assert found.content == expected.content
    assert not found.wrong


def test_texts_that_can_not_be_read_cost_no_other_figure_the_template():
    with drawing_style(Look()):
        painter = Painter(Look())
        for number in range(5):
            with pytest.raises(UserError):
                painter.paint(replace(LINES, title=rf"$\gama = {number}$"), DIGEST)
        assert painter.paint(LINES, DIGEST).reason == ""


def test_a_group_whose_figure_can_not_be_made_is_drawn_plainly_and_soon_not_tried(monkeypatch):
    tried = []

    def broken(*given):
        tried.append(given)
        raise RuntimeError("not understood")

    monkeypatch.setattr("sweepfig.drawing.template.reused_figure.ReusedFigure.__init__", broken)
    with drawing_style(Look()):
        painter = Painter(Look())
        painted = [painter.paint(replace(LINES, title=str(n)), DIGEST) for n in range(6)]
    assert len(tried) == 3
    assert {each.reason for each in painted} == {
        "the template failed (RuntimeError: not understood)"
    }
