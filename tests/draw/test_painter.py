"""A figure's file: the pixels of plain matplotlib, the digest of what it was drawn from, or nothing."""

import functools
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import rc_context, rcdefaults, style
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sweepfig.draw import provenance
from sweepfig.draw.kinds import drawing_style
from sweepfig.draw.painter import Painter
from sweepfig.draw.slice import Slice
from sweepfig.draw.style_spec import Look
from sweeps import resonance

DIGEST = "0123456789abcdef" * 2
FREQUENCIES = np.linspace(0.5, 2.1, 33)
LINES = Slice(
    abscissa=FREQUENCIES,
    curves=tuple(resonance([0.33], [1e-3], FREQUENCIES, error=e)[0, 0] for e in (0, 0.2)),
    labels=("Actual", "Cauchy fit"),
    title="$k_0 = $ 0.33, $\\nu$ = 1.778e-05",
    xlabel="$\\omega_{drive}$",
    ylabel="Normalized Electric Field",
)
PLANE = Slice(
    abscissa=FREQUENCIES,
    ordinate=np.arange(4.0),
    curves=(resonance([0.33], [1e-3, 2e-3, 3e-3, 4e-3], FREQUENCIES)[0],),
    labels=("response",),
    title="plane",
)
FILES = {
    "png": (LINES, Look()),
    "svg": (LINES, Look(format="svg")),
    "pdf": (LINES, Look(format="pdf")),
    "contours": (PLANE, Look(kind="contourf", format="svg")),
}


def file_bytes(data, look):
    with drawing_style(look):
        return Painter(look).paint(data, DIGEST).content


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


NOTHING = np.full(33, np.nan)
HOLE = np.where(FREQUENCIES > 1.5, np.nan, 1e-5)


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
    assert provenance.recorded_digest(path) == DIGEST
    assert file_bytes(data, look) == path.read_bytes()
    assert b"CreationDate" not in path.read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_file_cut_short_has_no_digest(name, tmp_path):
    data, look = FILES[name]
    content = file_bytes(data, look)
    path = tmp_path / f"figure.{look.format}"
    for length in [0, 1, 8, *range(16, len(content), 997), *range(len(content) - 9, len(content))]:
        path.write_bytes(content[:length])
        assert provenance.recorded_digest(path) is None, length


@functools.cache
def whole_file(name):
    return file_bytes(*FILES[name])


@pytest.mark.parametrize("name", FILES)
@given(random=st.randoms(use_true_random=False))
def test_file_with_one_bit_flipped_or_a_stretch_zeroed_has_no_digest(
    name, tmp_path_factory, random
):
    whole, look = whole_file(name), FILES[name][1]
    content = bytearray(whole)
    path = tmp_path_factory.getbasetemp() / f"damaged.{look.format}"
    place = random.randrange(len(content))
    if random.random() < 0.7:
        content[place] ^= 1 << random.randrange(8)
    else:
        length = random.randint(1, 4096)
        content[place : place + length] = bytes(len(content[place : place + length]))
    path.write_bytes(content)
    assert provenance.recorded_digest(path) is None or content == whole


def test_picture_saved_again_by_another_program_has_no_digest(tmp_path):
    path = tmp_path / "figure.png"
    path.write_bytes(file_bytes(LINES, Look()))
    with Image.open(path) as picture:
        text = PngInfo()
        text.add_text(provenance.KEY, picture.text[provenance.KEY])
        picture.save(path, pnginfo=text)
    assert Image.open(path).text[provenance.KEY].startswith(DIGEST)
    assert provenance.recorded_digest(path) is None


def test_words_on_the_figure_are_not_taken_for_its_digest(tmp_path):
    words = f"sweepfig:{'f' * 32}-{'0' * 16}"
    data = Slice(LINES.abscissa, LINES.curves, (words, "b"), words, words, words)
    for name in ("svg", "pdf", "png"):
        path = tmp_path / f"figure.{name}"
        path.write_bytes(file_bytes(data, Look(format=name)))
        assert provenance.recorded_digest(path) == DIGEST


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_what_is_no_figure_of_ours_has_no_digest(ending, tmp_path):
    path = tmp_path / f"figure.{ending}"
    assert provenance.recorded_digest(path) is None
    path.mkdir()
    assert provenance.recorded_digest(path) is None
    path = tmp_path / f"other.{ending}"
    Figure().savefig(path)
    assert provenance.recorded_digest(path) is None


def test_options_of_the_kind_reach_it():
    thick = Look(options={"linewidth": 5})
    assert file_bytes(LINES, thick) != file_bytes(LINES, Look())
