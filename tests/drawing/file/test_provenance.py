"""A figure's file has the digest of what it was drawn from, or none if a byte is another."""

from __future__ import annotations

import functools

import pytest
from drawn_files import FILES, LINES, file_bytes, marked
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sweepfig.drawing.file import provenance
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice


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
    assert Image.open(path).text[provenance.KEY].startswith(marked("png"))
    assert provenance.recorded_digest(path) is None


def test_words_on_the_figure_are_not_taken_for_its_digest(tmp_path):
    words = f"sweepfig:{'f' * 32}-{'0' * 16}"
    data = Slice(LINES.abscissa, LINES.curves, (words, "b"), words, words, words)
    for name in ("svg", "pdf", "png"):
        path = tmp_path / f"figure.{name}"
        path.write_bytes(file_bytes(data, Look(format=name)))
        assert provenance.recorded_digest(path) == marked(name)


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_what_is_no_figure_of_ours_has_no_digest(ending, tmp_path):
    path = tmp_path / f"figure.{ending}"
    assert provenance.recorded_digest(path) is None
    path.mkdir()
    assert provenance.recorded_digest(path) is None
    path = tmp_path / f"other.{ending}"
    Figure().savefig(path)
    assert provenance.recorded_digest(path) is None
