"""A figure's file: the pixels of plain matplotlib, the digest of what it was drawn from, or nothing."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from drawn_files import DIGEST, FILES, FREQUENCIES, LINES, file_bytes, marked
from matplotlib import rc_context, rcdefaults, style
from matplotlib.figure import Figure
from PIL import Image
from sweepfig.core.errors import UserError
from sweepfig.drawing.file import provenance
from sweepfig.drawing.look import Look
from sweepfig.drawing.painter import Painter, painter_of
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.slice import Slice

NOTHING = np.full(33, np.nan)
HOLE = np.where(FREQUENCIES > 1.5, np.nan, 1e-5)


def post(data, look):
    """Return the pixels that the post's calls give, without pyplot and without this library."""
    with rc_context():
        rcdefaults()
        style.use(look.style)
        figure = Figure(figsize=look.size)
        axes = figure.add_subplot(111)
        for curve, label in zip(data.curves, data.labels, strict=True):
            axes.plot(data.abscissa, curve, label=label)
        axes.legend()
        axes.set_xlabel(data.xlabel, fontsize=16)
        axes.set_ylabel(data.ylabel, fontsize=16)
        axes.grid()
        axes.set_title(data.title, fontsize=18)
        file = io.BytesIO()
        figure.savefig(file, format="png", dpi=look.dpi, bbox_inches="tight")
    return np.asarray(Image.open(file))


@pytest.mark.parametrize("name", ["default", "ggplot", "dark_background", "seaborn-v0_8-paper"])
def test_pixels_are_those_of_plain_matplotlib_in_any_style(name):
    look = Look(style=name)
    pixels = np.asarray(Image.open(io.BytesIO(file_bytes(LINES, look))))
    assert np.array_equal(pixels, post(LINES, look))


ANY_NUMBERS = [
    Slice(FREQUENCIES, (NOTHING, NOTHING), ("Actual", "Cauchy fit"), "all NaN", "x", "y"),
    Slice(FREQUENCIES, (HOLE, 1e6 * HOLE), ("A", "$\\beta$"), "a hole", "x", "y"),
    Slice(FREQUENCIES[::-1], LINES.curves, ("a", "b"), "descending", "x", "y"),
    Slice(FREQUENCIES.astype("f4"), (LINES.curves[0].astype("f4"),), ("a",), "float32"),
    Slice(np.arange(33).astype("M8[D]"), LINES.curves, ("a", "b"), "dates", "day"),
    Slice(
        np.datetime64("2026-11-24", "ns") + 100 * np.arange(33), LINES.curves, ("a", "b"), "close"
    ),
    Slice(FREQUENCIES[:1], (np.array([2]),), ("a",), "one integer"),
]


@pytest.mark.parametrize("data", ANY_NUMBERS, ids=lambda data: data.title)
def test_pixels_are_those_of_plain_matplotlib_for_any_numbers(data):
    look = Look(size=(5, 3), dpi=60)
    pixels = np.asarray(Image.open(io.BytesIO(file_bytes(data, look))))
    assert np.array_equal(pixels, post(data, look))


def test_a_style_may_have_short_dates(tmp_path):
    path = tmp_path / "dates.mplstyle"
    path.write_text("date.converter: concise\n")
    look = Look(size=(5, 3), dpi=60, style=str(path))
    days = Slice(np.arange(33).astype("M8[D]"), LINES.curves, ("a", "b"), "dates", "day")
    pixels = np.asarray(Image.open(io.BytesIO(file_bytes(days, look))))
    assert np.array_equal(pixels, post(days, look))
    assert not np.array_equal(pixels, post(days, replace(look, style="default")))


@pytest.mark.slow
def test_figure_does_not_depend_on_what_was_drawn_before():
    look = Look(size=(5, 3), dpi=60)
    with drawing_style(look):
        painter = Painter(look)
        found = [painter.paint(data, DIGEST).content for data in [*ANY_NUMBERS, LINES] * 2]
    assert found == [file_bytes(data, look) for data in [*ANY_NUMBERS, LINES]] * 2


@pytest.mark.parametrize("name", FILES)
def test_file_carries_its_digest_and_its_bytes_are_the_same_again(name, tmp_path):
    data, look = FILES[name]
    path = tmp_path / f"figure.{look.format}"
    path.write_bytes(file_bytes(data, look))
    assert provenance.recorded_digest(path) == marked(name)
    assert file_bytes(data, look) == path.read_bytes()
    assert b"CreationDate" not in path.read_bytes()


def test_options_of_the_kind_reach_it():
    thick = Look(options={"linewidth": 5})
    assert file_bytes(LINES, thick) != file_bytes(LINES, Look())


def pixels_of(painted):
    return np.asarray(Image.open(io.BytesIO(painted.content)))


def test_where_the_template_fails_the_plain_way_draws_and_says_why(monkeypatch):
    look = Look(size=(2, 1.5), dpi=50)
    with drawing_style(look):
        expected = Painter(look).paint(LINES, DIGEST, plainly="to compare")
        monkeypatch.setattr(
            "sweepfig.drawing.template.reused_figure.ReusedFigure.pixels", lambda *_: 1 / 0
        )
        found = Painter(look).paint(LINES, DIGEST)
    np.testing.assert_array_equal(pixels_of(found), pixels_of(expected))
    assert found.reason.startswith("the template failed (ZeroDivisionError")
    assert expected.reason == "to compare"


def test_a_file_tells_in_which_way_it_was_drawn():
    look = Look(size=(5, 3), dpi=60)
    with drawing_style(look):
        painter = Painter(look)
        files = [painter.paint(LINES, DIGEST), painter.paint(LINES, DIGEST, plainly="why")]
        painter.template.pixels = lambda data: None
        files.append(painter.paint(LINES, DIGEST))
    ways = [provenance.drawn_by(DIGEST, each.digest) for each in files]
    assert ways == [provenance.BY_TEMPLATE, provenance.PLAIN, provenance.WITH_KEPT_TEXT]
    assert provenance.drawn_by(DIGEST, "f" * 32) == ""
    first, *others = map(pixels_of, files)
    for each in others:
        np.testing.assert_array_equal(each, first)


def test_painters_of_one_plan_are_kept_and_those_of_others_are_not():
    look, twin = Look(), Look(yscale="log")
    with drawing_style(look):
        both = {"drawing": "a", "beside": ["a", "b"]}, {"drawing": "b", "beside": ["a", "b"]}
        kept = [painter_of(each, **how) for each, how in zip((look, twin), both, strict=True)]
        again = [painter_of(each, **how) for each, how in zip((look, twin), both, strict=True)]
        assert [id(each) for each in again] == [id(each) for each in kept]
        painter_of(look, drawing="of another plan")
        assert painter_of(look, **both[0]) is not kept[0]
        assert painter_of(twin, **both[1]) is not kept[1]


NO_FORMULA = r"$\omega_{drive$"


@pytest.mark.parametrize("format", ["png", "svg"])
@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("title", {"title": NO_FORMULA}),
        ("xlabel", {"xlabel": NO_FORMULA}),
        ("ylabel", {"ylabel": NO_FORMULA}),
        ("label", {"labels": ("Actual", NO_FORMULA)}),
        ("text", {"text": NO_FORMULA}),
    ],
)
def test_a_text_that_is_no_formula_is_named(name, change, format):
    with pytest.raises(UserError) as refused:
        file_bytes(replace(LINES, **change), Look(format=format))
    assert str(refused.value).startswith(f"{name}: '{NO_FORMULA}' is no formula")
    assert "Expected end_group" in str(refused.value)


def test_the_title_above_panels_is_named_too():
    rows = np.stack(LINES.curves)
    field = replace(LINES, curves=(rows,), labels=("a",), ordinate=np.arange(2.0))
    look = Look(facet={"values": 2, "columns": 2, "share": "both", "label": "t"})
    with pytest.raises(UserError, match=r"^title: "):
        file_bytes(replace(field, title=NO_FORMULA), look)


def test_the_label_of_a_mark_is_named_too():
    with pytest.raises(UserError, match=r"^label of a mark: "):
        file_bytes(replace(LINES, marks=(1.0,)), Look(marks=({"label": NO_FORMULA},)))


def test_each_line_of_a_text_is_a_formula_of_its_own():
    with pytest.raises(UserError, match=r"^ylabel: "):
        file_bytes(replace(LINES, ylabel="$\\frac$\n5 \\$"), Look())
    assert file_bytes(replace(LINES, ylabel="cost [$]\n$\\nu$ [$]"), Look())


def test_a_dollar_sign_alone_is_no_formula():
    assert file_bytes(replace(LINES, xlabel="cost [$]"), Look())
