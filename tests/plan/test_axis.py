"""No two values of an axis have one name, and no name is one that a file system refuses."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.core.naming import check_piece
from sweepfig.plan import make
from sweepfig.plan.axis import Axis, axis_pieces, check_names
from sweeps import config_for, write_sweep


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A plan of 2 by 3 targets."""
    path = tmp_path_factory.mktemp("sweep") / "sweep.nc"
    write_sweep(path)
    return make.make_plan(check(config_for(path), source="config"))


def axis_of(values, *, notation="scientific", digits=3, path="{}"):
    return Axis("damping", np.asarray(values), notation, digits, path, "{}")


@pytest.mark.parametrize(
    ("axis", "message"),
    [
        (
            axis_of([1e-5, 1.0001e-5, 2e-5]),
            "damping 1e-05 and 1.0001e-05 would both be named '1.000e-05'; digits: 4 tells all",
        ),
        (
            axis_of([0.331, 0.334, 0.33401], notation="fixed", digits=2, path="k0={}"),
            "damping 0.331 and 0.334 would both be named 'k0=0.33'; digits: 5 tells all",
        ),
        (
            axis_of([1e-30, 2e-30], notation="fixed"),
            "damping 1e-30 and 2e-30 would both be named '0.0'; write {value} in the path to have each value",
        ),
        (
            axis_of(["a", "b", "A"], notation="text"),
            "damping a and A would both be named 'A'; allowed are names that differ by more than",
        ),
    ],
)
def test_colliding_names_are_refused_with_both_values_and_the_remedy(axis, message):
    with pytest.raises(UserError, match=rf"^sweep.axes\[1\]: {re.escape(message)}"):
        check_names([axis_of([1.0]), axis])


@given(
    st.lists(st.floats(1e-12, 1e12), min_size=2, max_size=8, unique=True),
    st.sampled_from(["fixed", "scientific"]),
    st.integers(0, 6),
)
def test_names_are_distinct_or_refused_and_the_remedy_holds(values, notation, digits):
    axis = axis_of(values, notation=notation, digits=digits)
    pieces = axis_pieces(axis)
    try:
        check_names([axis])
    except UserError as error:
        remedy = re.search(r"digits: (\d+) tells all values apart$", str(error))
        better = {"digits": int(remedy[1])} if remedy else {"path": "{value}"}
        check_names([replace(axis, **better)])
        assert len(set(pieces)) < len(pieces)
    else:
        assert len(set(pieces)) == len(pieces)


@pytest.mark.slow
@given(st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=4, unique=True), st.data())
def test_distinct_pieces_make_distinct_paths_inside_the_output(small, values, data):
    other = data.draw(st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=4))
    axes = (axis_of(values, notation="text"), axis_of(other, notation="text"))
    try:
        check_names(axes)
    except UserError:
        return
    figures = [target.figure for target in replace(small, axes=axes).targets()]
    assert len(set(figures)) == len(values) * len(other)
    assert all(len(figure.split("/")) == 2 and ".." not in figure.split("/") for figure in figures)


def axis(*values: str) -> Axis:
    return Axis("gas", np.array(values), "text", 0, "{}", "{}")


@pytest.mark.parametrize(
    "pair", [("He", "HE"), ("1/2", "1-2"), ("\u00c9", "e\u0301"), ("stra\u00dfe", "STRASSE")]
)
def test_names_that_some_file_system_takes_for_one_are_refused(pair):
    with pytest.raises(UserError, match="would both be named"):
        check_names([axis(*pair)])


@pytest.mark.parametrize("name", ["a\u2028b", "a\x85b", "a\nb", 'a"b', "<img>"])
def test_names_that_break_a_line_or_a_page_are_refused_and_texts_lose_what_does(name):
    check_names([axis(name)])
    with pytest.raises(UserError, match="which can't be a file name"):
        check_piece(name, key="path", value=name)


@pytest.mark.parametrize("name", ["con", "NUL.x", "com1", "data.csv", "a."])
def test_names_that_are_taken_are_refused(name):
    with pytest.raises(UserError, match="which is taken"):
        check_names([axis(name)])


def test_a_path_too_long_for_a_file_system_is_refused():
    with pytest.raises(
        UserError, match="5 axes give a path of 1000 bytes; at most 800 are allowed"
    ):
        check_names([axis("x" * 199)] * 5)
