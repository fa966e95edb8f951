"""Movies and books: whole, of one size, and made again only when there is need."""

from __future__ import annotations

import re
import shutil

import numpy as np
import pytest
import xarray as xr
from PIL import Image
from seeing import config_for, draw, draw_sweep, write_sweep
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.report import sequences

AXES = {"k": [0.3, 0.33], "nu": [1e-3, 1e-2, 1e-1]}


def is_made(plan, output, kind):
    """Have one be brought up to date; return whether it was made."""
    return bool(sequences.make(plan, output, kind, "k=0.3").made)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    plan, _, output = draw_sweep(tmp_path_factory.mktemp("sequences"), **AXES)
    assert is_made(plan, output, "movies")
    assert is_made(plan, output, "books")
    return plan, output


@pytest.fixture
def drawn(made, tmp_path):
    plan, output = made
    shutil.copytree(output, tmp_path / "plots")
    return plan, tmp_path / "plots"


def frames(path):
    with Image.open(path) as movie:
        for place in range(movie.n_frames):
            movie.seek(place)
            yield np.asarray(movie.convert("RGB"))


def spine_and_ticks(frame):
    """Return the picture's left and lower margins, where only words and ticks are."""
    return frame[:, : frame.shape[1] // 8], frame[-frame.shape[0] // 8 :]


def test_a_movie_has_a_frame_a_target_of_one_size_and_range(made):
    _, output = made
    found = list(frames(paths.movie_file(output, "k=0.3")))
    assert len(found) == 3
    assert {frame.shape for frame in found} == {(80, 160, 3)}
    assert not np.array_equal(found[0], found[2])
    for frame in found[1:]:
        for margin, first in zip(spine_and_ticks(frame), spine_and_ticks(found[0]), strict=True):
            np.testing.assert_array_equal(margin, first)


def test_a_book_has_a_page_a_target_in_vectors(made):
    _, output = made
    content = paths.book_file(output, "k=0.3").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", content)) == 3
    assert b"/Subtype /Image" not in content


@pytest.mark.parametrize("kind", sequences.SEQUENCES)
def test_what_is_current_is_left_alone_and_bytes_are_the_same(drawn, kind):
    plan, output = drawn
    _, file_of = sequences.SEQUENCES[kind]
    path = file_of(output, "k=0.3")
    content = path.read_bytes()
    assert not is_made(plan, output, kind)
    path.write_bytes(content[:-10])
    assert is_made(plan, output, kind)
    assert path.read_bytes() == content


def test_all_or_one_by_its_name_are_made_and_counted(drawn):
    plan, output = drawn
    made = sequences.make(plan, output, "movies", "k=0.3")
    assert str(made) == f"movies: 0 made, 1 already current, in {output}/"
    n_books = len(sequences.books(plan))
    made = sequences.make(plan, output, "books")
    assert str(made) == f"books: {n_books - 1} made, 1 already current, in {output}/"


def test_their_list_is_made_once_for_all(drawn, monkeypatch):
    plan, output = drawn
    calls = []
    list_all, file_of = sequences.SEQUENCES["movies"]
    monkeypatch.setitem(
        sequences.SEQUENCES, "movies", (lambda plan: calls.append(plan) or list_all(plan), file_of)
    )
    monkeypatch.setattr(sequences, "movies", None)
    made = sequences.make(plan, output, "movies")
    assert (made.made, made.current, made.not_made, made.left_out) == (1, 1, [], [])
    assert calls == [plan]


def test_a_changed_slice_makes_its_movie_again(drawn, tmp_path):
    _, output = drawn
    write_sweep(tmp_path / "sweep.nc", **{**AXES, "nu": [1e-3, 1e-2, 2e-1]})
    plan, _, _ = draw(config_for(tmp_path / "sweep.nc", output, *AXES))
    assert is_made(plan, output, "movies")


def test_a_target_that_failed_is_left_out(tmp_path):
    write_sweep(tmp_path / "sweep.nc", **AXES)
    kind = tmp_path / "kind.py"
    kind.write_text("def draw(axes, slice):\n    if slice.point['nu'] > 0.05: raise ValueError\n")
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", *AXES)
    config["figure"]["kind"] = f"{kind}:draw"
    plan, _, output = draw(config)
    sequences.make(plan, output, "movies", "k=0.3")
    assert len(list(frames(paths.movie_file(output, "k=0.3")))) == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda path: path.unlink(),
            "k=0.3/nu=0.001.png is drawn, but its slice can't be read now",
        ),
        (
            lambda path: write_sweep(path, **{**AXES, "height": [0]}),
            "k=0.3/nu=0.001.png is drawn, but its slice can't be read now",
        ),
        (
            lambda path: louder(path),
            "k=0.3/nu=0.001.png was drawn from other numbers; draw it first",
        ),
    ],
)
@pytest.mark.parametrize("kind", sequences.SEQUENCES)
def test_no_frame_is_left_out_or_another_without_a_word(tmp_path, kind, change, message):
    plan, _, output = draw_sweep(tmp_path, **AXES)
    (sweep,) = tmp_path.glob("*.nc")
    change(sweep)
    with pytest.raises(UserError, match=re.escape(message)):
        sequences.make(plan, output, kind, "k=0.3")


def louder(path):
    with xr.load_dataset(path) as dataset:
        (2 * dataset).to_netcdf(path)


def test_other_kinds_have_movies(tmp_path):
    write_sweep(tmp_path / "sweep.nc", wide=True, k=[0.3, 0.4])
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k", ordinate="height")
    config["sweep"]["curves"].pop()
    config["figure"]["kind"] = "contourf"
    plan, _, output = draw(config)
    sequences.make(plan, output, "movies", paths.WHOLE)
    assert len(list(frames(paths.movie_file(output, paths.WHOLE)))) == 2


@pytest.mark.parametrize(
    ("axes", "movies", "books"),
    [
        ({"k": [1, 2, 3]}, {"sweep": range(3)}, {"sweep": range(3)}),
        (AXES, {"k=0.3": range(3), "k=0.33": range(3, 6)}, None),
        (
            {"a": [1, 2], "b": [1, 2, 3], "c": ["x", "y"]},
            {
                **{f"a=1/b={b}": range(2 * b - 2, 2 * b) for b in (1, 2, 3)},
                **{f"a=2/b={b}": range(2 * b + 4, 2 * b + 6) for b in (1, 2, 3)},
            },
            {"a=1": range(6), "a=2": range(6, 12)},
        ),
    ],
    ids=["one axis", "two axes", "three axes"],
)
def test_which_movies_and_books_there_are(tmp_path, axes, movies, books):
    plan, _, _ = draw_sweep(tmp_path, **axes)
    assert sequences.movies(plan) == movies
    assert sequences.books(plan) == (movies if books is None else books)


def test_a_name_that_is_not_there_is_refused(made):
    plan, output = made
    with pytest.raises(UserError, match=r"none of this name; k=0\.3 is one"):
        sequences.make(plan, output, "movies", "k=7")
