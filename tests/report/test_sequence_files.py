"""Movies and books as bytes: a frame or a page a slice, of one size and range, with their digest."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image
from sweepfig.drawing.file.provenance import recorded_digest
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice
from sweepfig.report.sequence_files import FRAME_MILLISECONDS, book_bytes, movie_bytes

DIGEST = "0123456789abcdef" * 2
X = np.linspace(0, 1, 9)
LOOK = Look(size=(3, 2), dpi=40)


def line(height, title="t"):
    return Slice(X, (height * np.sin(3 * X),), ("a",), title, "x", "y")


def frames(content):
    with Image.open(io.BytesIO(content)) as movie:
        for place in range(movie.n_frames):
            movie.seek(place)
            yield np.asarray(movie.convert("RGB")), movie.info["duration"]


def margins(frame):
    """Return where only the ticks' labels are."""
    return np.concatenate([frame[:, :15].ravel(), frame[-10:].ravel()])


def test_a_movies_frames_are_of_one_size_and_the_range_of_all():
    found = [*frames(movie_bytes(LOOK, [line(1), line(5), line(2)], DIGEST))]
    assert [pixels.shape for pixels, _ in found] == [(80, 120, 3)] * 3
    assert [time for _, time in found] == [FRAME_MILLISECONDS] * 3
    first, second, third = (pixels for pixels, _ in found)
    assert np.array_equal(margins(first), margins(second))
    assert not np.array_equal(first, second)
    assert not np.array_equal(second, third)
    (alone, _), *_ = frames(movie_bytes(LOOK, [line(1), line(1)], DIGEST))
    assert not np.array_equal(margins(alone), margins(first))


def test_an_empty_slice_has_no_say_in_the_range():
    nothing = Slice(X, (np.full(9, np.nan),), ("a",), "t", "x", "y")
    with_it = [pixels for pixels, _ in frames(movie_bytes(LOOK, [line(1), nothing], DIGEST))]
    (without, _), *_ = frames(movie_bytes(LOOK, [line(1), line(0.5)], DIGEST))
    assert np.array_equal(with_it[0], without)
    assert len(with_it) == 2


def test_planes_share_their_colours():
    look = Look(kind="contourf", size=(3, 2), dpi=40)
    low, high = (
        Slice(X, (scale * np.outer(X, X),), ("a",), "t", "x", "y", ordinate=X) for scale in (1, 10)
    )
    found = [pixels for pixels, _ in frames(movie_bytes(look, [low, high], DIGEST))]
    bars = [pixels[:, 90:] for pixels in found]
    assert np.array_equal(*bars)
    assert not np.array_equal(*found)


def test_planes_of_a_logarithm_have_the_colours_of_the_logarithm():
    values = 10.0 ** np.linspace(-8, 0, 81).reshape(9, 9)
    data = Slice(X, (values,), ("a",), "t", "x", "y", ordinate=X)
    look = Look(kind="pcolormesh", size=(3, 2), dpi=40, apply=("log10",))
    (pixels, _), *_ = frames(movie_bytes(look, [data, data], DIGEST))
    assert len(np.unique(pixels[30:40, 30:70].reshape(-1, 3), axis=0)) > 5


def test_planes_with_logarithmic_colours_share_the_range_above_0():
    look = Look(kind="pcolormesh", size=(3, 2), dpi=40, norm="log")
    planes = [
        Slice(X, (np.outer(X, X) - low,), ("a",), "t", "x", "y", ordinate=X) for low in (0.5, 0.1)
    ]
    found = [pixels for pixels, _ in frames(movie_bytes(look, planes, DIGEST))]
    assert np.array_equal(*(pixels[:, 90:] for pixels in found))


def test_a_book_has_a_page_a_slice():
    content = book_bytes(LOOK, [line(1), line(2), line(3)], DIGEST)
    assert len(re.findall(rb"/Type /Page\b", content)) == 3
    assert b"CreationDate" not in content


@pytest.mark.parametrize(("make", "ending"), [(movie_bytes, "webp"), (book_bytes, "pdf")])
def test_both_have_their_digest_and_the_same_bytes_each_time(tmp_path, make, ending):
    path = tmp_path / f"file.{ending}"
    path.write_bytes(make(LOOK, [line(1), line(2)], DIGEST))
    assert recorded_digest(path) == DIGEST
    assert path.read_bytes() == make(LOOK, [line(1), line(2)], DIGEST)
    path.write_bytes(path.read_bytes()[:-1])
    assert recorded_digest(path) is None
