"""What is reduced keeps its peaks, its ends and its gaps."""

from __future__ import annotations

import numpy as np
import pytest
from sweepfig.plan.gallery_data import MOST_POINTS, MOST_SIDE
from sweepfig.report.gallery.reduction import coarsen, places_kept, shorten


def test_a_short_curve_is_kept():
    curve = np.random.default_rng(0).random(MOST_POINTS)
    assert shorten(curve) is curve
    assert places_kept(len(curve)).tolist() == list(range(MOST_POINTS))


@pytest.mark.parametrize("length", [2049, 3000, 4096, 100_001])
def test_a_long_curve_keeps_its_extremes_and_its_length_on_the_screen(length):
    curve = np.sin(np.linspace(0, 7, length))
    curve[length // 3], curve[2 * length // 3] = 50.0, -60.0
    short, places = shorten(curve), places_kept(length)
    assert len(short) == len(places) <= MOST_POINTS
    assert (short.max(), short.min()) == (50, -60)
    assert (places[0], places[-1]) == (0, length - 1)
    assert (np.diff(places) >= 0).all()
    at = places[short.argmax()]
    assert abs(at - length // 3) <= 2 * length / MOST_POINTS + 1


def test_a_jump_keeps_its_direction():
    falling = np.repeat([1.0, 0.0], 50_000)
    assert (np.diff(shorten(falling)) <= 0).all()
    assert (np.diff(shorten(-falling)) >= 0).all()


def test_where_a_curve_only_rises_its_numbers_are_exact():
    curve = np.linspace(0, 1, 20_001) ** 3
    assert shorten(curve).tolist() == curve[places_kept(len(curve))].tolist()


def test_a_long_gap_stays_a_gap():
    curve = np.ones(100_000)
    curve[20_000:40_000] = np.nan
    places = places_kept(len(curve))
    gap = np.isnan(shorten(curve))
    assert gap[(places > 20_200) & (places < 39_800)].all()
    assert not gap[(places < 19_800) | (places > 40_200)].any()


def test_a_field_becomes_means_of_blocks():
    field = np.arange(400 * 6, dtype=float).reshape(400, 6)
    small = coarsen(field)
    assert small.shape == (134, 6)
    assert small[0].tolist() == field[:3].mean(axis=0).tolist()
    assert small[-1].tolist() == field[399].tolist()
    assert coarsen(np.arange(400.0))[:2].tolist() == [1.0, 4.0]
    assert max(coarsen(np.zeros((1000, 999))).shape) <= MOST_SIDE


def test_gaps_count_in_no_mean():
    field = np.full((320, 320), 2.0)
    field[::2] = np.nan
    field[:10] = np.nan
    small = coarsen(field)
    assert np.isnan(small[:5]).all()
    assert (small[5:] == 2).all()
    assert coarsen(np.full(320, 8e307))[0] == pytest.approx(8e307)
