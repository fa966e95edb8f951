"""Numbers come back from their codes within what is stated, and take few bytes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from slice_files import back, unpacked
from sweepfig.report.gallery.codes import COARSE, FINE, Rows, quantise

RNG = np.random.default_rng(5)
TIME = np.linspace(0, 10, 512)
NUMBERS = st.one_of(st.floats(-8e307, 8e307), st.just(np.nan), st.just(np.inf))


@pytest.mark.parametrize("levels", [FINE, COARSE])
def test_an_even_row_is_right_to_half_a_step(levels):
    values = np.stack([np.sin(TIME), 1e9 + TIME, RNG.normal(size=512)])
    found = quantise(values, levels)
    assert not found.is_wide.any()
    error = np.abs(back(found, levels) - values).max(axis=1)
    assert (error <= 0.5001 * np.ptp(values, axis=1) / levels + 1e-6 * (values[:, 0] > 1e8)).all()


@pytest.mark.parametrize(
    ("values", "relative"),
    [
        (np.exp(-1.85 * TIME), 3e-4),
        (np.exp(1.85 * TIME) * np.cos(7 * TIME), 5e-4),  # an instability, on both sides of zero
        (-np.exp(1.85 * TIME), 3e-4),
        (1e-300 * np.exp(1.85 * TIME), 3e-4),
        (np.r_[1.0, np.full(500, 1.0), 1e-8], 3e-4),  # a notch
    ],
    ids=["decay", "instability", "negative", "tiny", "notch"],
)
def test_a_row_over_decades_is_right_in_each(values, relative):
    found = quantise(values[None], FINE)
    assert found.is_wide.all()
    numbers = back(found, FINE)[0]
    assert (np.abs(numbers - values) <= relative * np.abs(values)).all()


@pytest.mark.parametrize("levels", [FINE, COARSE])
def test_gaps_zeros_and_constants_stay(levels):
    values = np.array([[np.nan] * 4, [3.5] * 4, [0.0, 1.0, np.nan, -np.inf], [0.0] * 4])
    numbers = back(quantise(values, levels), levels)
    expected = np.where(np.isfinite(values), values, np.nan)
    np.testing.assert_allclose(numbers, expected, rtol=0, atol=1e-12)


def test_a_row_of_numbers_below_the_smallest_normal_one_harms_no_other():
    tail = np.exp(-(np.linspace(-26.7, -30, 512) ** 2))  # from 1e-310 to 0
    assert 0 < tail.max() < np.finfo(float).tiny
    values, rows = np.stack([np.sin(TIME), tail]), Rows()
    numbers = back(quantise(values, FINE), FINE)
    np.testing.assert_allclose(numbers[0], values[0], rtol=0, atol=2e-5)
    np.testing.assert_allclose(numbers[1], values[1], rtol=0, atol=1e-314)
    for row in values:
        rows.add(row)
    head, _ = unpacked(rows.packed({}))
    assert np.isfinite([scale for row in head["rows"] for scale in row]).all()


def test_zero_stays_zero_among_decades():
    numbers = back(quantise(np.array([[0.0, 1e-8, 1.0, -0.0, 1e-40]]), FINE), FINE)[0]
    assert numbers[[0, 3]].tolist() == [0, 0]
    assert numbers[4] == 0  # below 1e-30 of the largest
    assert numbers[1] == pytest.approx(1e-8, rel=1e-3)


@given(arrays.arrays(np.float64, (2, 6), elements=NUMBERS))
def test_any_numbers_come_back(values):
    with np.errstate(all="raise", under="ignore"):
        found = quantise(values, FINE)
    numbers = back(found, FINE)
    assert (np.isfinite(numbers) == np.isfinite(values)).all()
    for row, got in zip(values, numbers, strict=True):
        known = row[np.isfinite(row)]
        if known.size:
            largest = np.abs(known).max()
            assert np.abs(got[np.isfinite(row)] / 4 - known / 4).max() <= 1e-3 * largest + 1e-300


def test_rows_of_several_lengths_come_back_in_their_places():
    rows = Rows()
    values = [np.sin(TIME), TIME[:7], RNG.normal(size=(3, 4)), np.zeros(0), np.cos(TIME)]
    assert [rows.add(each) for each in values] == [0, 1, 2, 3, 4]
    assert rows.add_once(TIME[:9]) == 5
    assert rows.add_once(TIME[:9].copy()) == 5
    head, codes = unpacked(rows.packed({"targets": []}))
    assert [row[0] for row in head["rows"]] == [512, 7, 12, 0, 512, 9]
    for each, (_, levels, is_wide, low, step), row in zip(
        values, head["rows"], codes, strict=False
    ):
        again = quantise(each.reshape(1, -1), levels)
        assert (is_wide, low, step) == (again.is_wide[0], again.low[0], again.step[0])
        assert (row == again.codes[0]).all()


def resonance(place, noise=0.0):
    return 1 / (1 + ((TIME - place) / 0.3) ** 2) + noise * RNG.normal(size=512)


@pytest.mark.parametrize(
    ("noise", "most"),
    [(0.0, 1.4), (1e-3, 2.1), (0.3, 2.8)],
    ids=["smooth", "real-looking", "nothing but noise"],
)
def test_a_number_takes_few_bytes(noise, most):
    """Of 10,000 targets with two curves of 512 points, 2.93 bytes a number are 30 MB."""
    rows = Rows()
    for n in range(64):
        rows.add(resonance(n / 8, noise))
    assert len(rows.packed({})) / (64 * 512) < most
