"""PNG: any picture comes back as it was, and so does its text."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sweepfig.drawing.file import png


@st.composite
def pictures(draw):
    """Noise, which packs badly, or flat colour, which packs well."""
    height, width = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    pixels = random.integers(0, 256, (height, width, 4), dtype=np.uint8)
    pixels[: draw(st.integers(0, height))] = draw(st.integers(0, 255))
    return pixels


@given(pictures())
def test_picture_comes_back_pixel_by_pixel(pixels):
    decoded = Image.open(io.BytesIO(png.encode(pixels, dpi=100)))
    assert decoded.mode == "RGBA"
    assert np.array_equal(np.asarray(decoded), pixels)


@given(pictures())
def test_same_picture_has_the_same_bytes(pixels):
    strided = np.flip(np.flip(pixels, 1).copy(), 1)  # of another layout in memory
    assert png.encode(pixels, dpi=100) == png.encode(strided, dpi=100)


latin = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=40)


@given(pictures(), latin, latin)
def test_text_is_read_back_by_us_and_by_pillow(pixels, key, value):
    plain = png.encode(pixels, dpi=100)
    content = png.with_text(plain, key, value)
    assert png.split_text(content, key) == (value, plain)
    assert Image.open(io.BytesIO(content)).text == {key: value}


@given(st.binary(max_size=200))
def test_what_is_no_picture_has_no_text(content):
    assert png.split_text(content, "sweepfig") is None
    assert png.split_text(png.SIGNATURE + content, "sweepfig") is None


def test_other_programs_text_is_none_of_ours():
    file = io.BytesIO()
    Image.new("RGBA", (4, 4)).save(file, "PNG")
    assert png.split_text(file.getvalue(), "sweepfig") is None


@pytest.mark.parametrize(("dpi", "per_metre"), [(100, 3937), (72, 2835), (254, 10000)])
def test_resolution_is_written(dpi, per_metre):
    decoded = Image.open(io.BytesIO(png.encode(np.zeros((1, 1, 4), np.uint8), dpi=dpi)))
    assert decoded.info["dpi"][0] == pytest.approx(per_metre * 0.0254)
