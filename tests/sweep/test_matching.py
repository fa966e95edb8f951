"""Two files' values are one where they differ by rounding, and never two where they do not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.sweep.matching import are_same, distinct, match

TOLERANCE = 1e-6


@st.composite
def grids(draw):
    """Distinct values, evenly or logarithmically spaced, in any order, with or without 0."""
    length = draw(st.integers(2, 30))
    kind = draw(st.sampled_from(["even", "logarithmic", "close together"]))
    if kind == "close together":
        values = 5 + 1e-8 * np.arange(length)
    elif kind == "even":
        start, step = draw(st.integers(-20, 20)), draw(st.sampled_from([1e-9, 0.1, 1.0, 3e5]))
        values = step * (start + np.arange(length))
    else:
        values = np.logspace(draw(st.integers(-12, 0)), draw(st.integers(1, 12)), length)
    return values[draw(st.permutations(range(length)))]


def scale(values):
    """Return what a tolerance is relative to: the value or its distance to its neighbour."""
    distance = np.abs(values[:, None] - values) + np.diag(np.full(len(values), np.inf))
    return np.maximum(np.abs(values), distance.min(axis=0)), distance.min(axis=0)


@given(grids(), st.randoms(use_true_random=False), st.floats(-0.9, 0.9))
def test_value_within_the_tolerance_is_found_at_its_own_index(values, random, share):
    size, gap = scale(values)
    order = list(range(len(values)))
    random.shuffle(order)
    there = (values + share * np.minimum(TOLERANCE * size, gap / 2))[order]
    found = match(values, there, TOLERANCE)
    assert not isinstance(found, str), found
    assert [order[place] for place in found] == list(range(len(values)))


@given(grids(), st.data(), st.sampled_from([-3, 1.5, 10]))
def test_value_beyond_the_tolerance_is_not_found(values, data, share):
    size, gap = scale(values)
    place = data.draw(st.integers(0, len(values) - 1))
    there = values.copy()
    there[place] += share * min(TOLERANCE * size[place], gap[place] / 2)
    if there[place] in values:
        return
    assert isinstance(match(values, there, TOLERANCE), str)


def test_zero_and_its_rounding_are_one_value_on_a_grid():
    tenths = np.linspace(-0.3, 0.3, 7)
    assert list(match(np.where(abs(tenths) < 0.05, 0, tenths), tenths + 1e-17, TOLERANCE)) == [
        *range(7)
    ]


def test_float32_and_float64_of_one_axis_match():
    values = np.logspace(-8, 0, 50)
    assert list(match(values, values.astype("f4"), TOLERANCE)) == list(range(50))


def test_neighbours_closer_than_the_tolerance_keep_apart():
    values = 1 + 1e-9 * np.arange(5)
    assert list(match(values, values[::-1], TOLERANCE)) == [4, 3, 2, 1, 0]


def test_two_values_are_never_found_in_one_place():
    assert isinstance(match(np.array([1.0, 1.0]), np.array([1.0, 2.0]), TOLERANCE), str)


def test_text_and_dates_match_exactly_and_in_any_order():
    days = np.array(["2024-01-01", "2024-02-29"], dtype="M8[ns]")
    assert list(match(np.array(["a", "b"]), np.array(["b", "long", "a"]), TOLERANCE)) == [2, 0]
    assert list(match(days, days[::-1].astype("M8[s]"), TOLERANCE)) == [1, 0]
    assert "no value 2024-01-01" in match(days, days[1:], TOLERANCE)
    assert "no value 2024-01-01" in match(days, np.array([1.0, 2.0]), TOLERANCE)


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


VALUES = st.lists(
    st.one_of(
        st.floats(-1e12, 1e12, allow_subnormal=False),
        st.sampled_from([0.0, -0.0, 1.0, 2.0, 1e7, 1e-8, 1e-3, 1e-2, 1e5, 0.1, 0.1 + 2e-17]),
    ),
    min_size=1,
    max_size=12,
)


@given(VALUES)
def test_no_two_values_become_one_that_differ_by_more_than_rounding(values):
    found, where = distinct(np.array(values), 1e-6)
    assert (np.diff(found) > 0).all()
    largest = max(map(abs, values))
    for value, place in zip(values, where.tolist(), strict=True):
        same = [other for other, at in zip(values, where.tolist(), strict=True) if at == place]
        rounding = 1e-13 * largest if min(same) <= 0 <= max(same) else 0.0  # of zero alone
        # Of a run of values, each close to the next, the ends may be further apart.
        assert abs(value - found[place]) <= len(values) * max(1e-6 * abs(value), rounding)


@pytest.mark.parametrize(
    "values",
    [
        [1.0, 2.0, 1e7],
        [1e-3, 1e-2, 1e4, 1e5],
        [1e-7, 2e-7, 1.0],
        [0.0, 1e-8, 1.0],
        [-1e-8, 1e-8, 1.0],
        [0.05, 0.06, 1e12],
        [0.0, 1e2, 1e18],
        [0.0, 1.0, 1e15, 1e16],
        [-1e22, 0.0, 0.5, 1e22],
        [0.0, 1.0, math.inf],
    ],
)
def test_small_values_beside_large_ones_stay_apart(values):
    assert distinct(np.array(values), 1e-6)[0].tolist() == values


@pytest.mark.parametrize(
    "values", [[0, 1e-6, 1e-3, 1], [0, 1e-8, 1e-4, 1], [0, 1e-6, 1, 2], [0, 1e-30, 1]]
)
def test_small_values_of_single_precision_stay_apart_from_zero(values):
    assert len(distinct(np.array(values, "f4"), 1e-6)[0]) == len(values)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([-0.3, 0.1 + 0.2 - 0.3, 0.0, 0.7], "f8"),
        ([0.0, 2.0**-54, 0.25], "f8"),
        ([-0.2, -0.1, 0.0, 2.9802322e-08, 0.1], "f4"),
    ],
)
def test_what_arithmetic_leaves_of_zero_is_zero(values, kind):
    found, _ = distinct(np.array(values, kind), 1e-6)
    assert len(found) == len(values) - 1
    assert 0.0 in found


def test_zero_and_what_rounding_makes_of_it_are_one():
    found, where = distinct(np.array([0.1, 1e-17, 0.0, -1e-17, 0.2]), 1e-6)
    assert found.tolist() == [0.0, 0.1, 0.2]
    assert where.tolist() == [1, 0, 0, 0, 2]


def test_two_dimensional_coordinates_are_the_same_but_for_rounding():
    one = np.array([[0.0, 180.0], [1e-9, np.nan]])
    assert are_same(one, one + 1e-5, 1e-6)
    assert are_same(one, one.astype("f4"), 1e-6)
    assert not are_same(one, one + 1e-3, 1e-6)
    assert not are_same(one, np.nan_to_num(one), 1e-6)
    assert not are_same(one, one[:1], 1e-6)


def test_two_dimensional_dates_are_the_same_or_not():
    days = np.array([["2024-01-01", "NaT"]], "M8[D]")
    assert are_same(days, days.astype("M8[s]"), 1e-6)
    assert not are_same(days, days + np.timedelta64(1, "D"), 1e-6)
    assert not are_same(days, days.astype("M8[D]").astype(float), 1e-6)


def test_text_may_be_asked_for_with_the_blanks_that_fill_it_up():
    there = np.array(["He", "electron"])
    assert match(np.array(["He      ", "electron"]), there, 0.0).tolist() == [0, 1]
    assert match(np.array([" He"]), there, 0.0) == "no value  He"
