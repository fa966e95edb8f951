"""The numbers of a field, against fields whose numbers are known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sweepfig.measuring.description import Units
from sweepfig.measuring.fields import OF_A_FIELD, measure, measures

X, Y = np.linspace(-3, 3, 61), np.linspace(10, 30, 21)


def named(field, x=X, y=Y):
    """Return a field's numbers by kind."""
    return dict(
        zip(OF_A_FIELD, measure(np.asarray(x), np.asarray(y), [np.asarray(field)]), strict=True)
    )


def test_a_hill_has_its_top_and_where_it_is():
    field = np.exp(-((X - 1.2) ** 2) - (Y[:, None] - 17) ** 2) - 0.5
    found = named(field)
    assert found["maximum"] == 0.5
    assert found["minimum"] == pytest.approx(-0.5)
    assert (found["abscissa of maximum"], found["ordinate of maximum"]) == (pytest.approx(1.2), 17)


def test_a_wave_has_its_mean_and_rms():
    x = np.arange(40) / 40
    field = 3 + 2 * np.sin(2 * np.pi * x) + 0 * Y[:, None]
    found = named(field, x)
    assert found["mean"] == pytest.approx(3)
    assert found["rms"] == pytest.approx(math.sqrt(9 + 2))


def test_every_point_counts_alike_however_the_grid_is_spaced():
    found = named([[0.0, 0.0, 3.0]], x=[0, 1, 100], y=[0])
    assert found["mean"] == 1


def test_gaps_are_left_out():
    field = np.full((2, 3), math.nan)
    field[1, 1], field[0, 2], field[0, 0] = -4, -2, math.inf
    found = named(field, x=[5, 6, 7], y=[1, 2])
    assert found == {
        "minimum": -4,
        "maximum": -2,
        "mean": -3,
        "rms": pytest.approx(math.sqrt(10)),
        "abscissa of maximum": 7,
        "ordinate of maximum": 1,
    }


def test_a_field_of_gaps_has_no_numbers():
    assert set(named(np.full((21, 61), math.nan)).values()) == {None}


def test_of_equal_maxima_the_first_counts():
    found = named([[0, 7, 0], [7, 0, 7]], x=[1, 2, 3], y=[1, 2])
    assert (found["abscissa of maximum"], found["ordinate of maximum"]) == (2, 1)


def test_positions_along_dates_and_names():
    dates = np.array(["1970-01-01", "1970-01-03"], dtype="datetime64[ns]")
    found = named([[0.0, 1.0], [0.5, 0.0]], x=dates, y=["low", "high"])
    assert found["abscissa of maximum"] == 2
    assert found["ordinate of maximum"] is None
    what = measures(["u"], Units("", "km", ("K",)), dates=(True, False))
    assert [m.units for m in what] == ["K", "K", "K", "K", "days since 1970-01-01", "km"]
    assert what[-1].name == "ordinate of maximum of u [km]"


@pytest.mark.parametrize("scale", [1e-200, 1e200, 1.7e308])
def test_sums_and_squares_neither_overflow_nor_vanish(scale):
    found = named(np.full((2, 2), scale), x=[0, 1], y=[0, 1])
    assert found["mean"] == pytest.approx(scale)
    assert found["rms"] == pytest.approx(scale)


@given(
    arrays.arrays(
        st.sampled_from(["f4", "f8", "i2", "u1", "?"]),
        st.tuples(st.integers(1, 5), st.integers(1, 5)),
    )
)
def test_whatever_the_field_its_numbers_are_those_of_numpy(field):
    y, x = (np.arange(float(length)) for length in field.shape)
    found = named(field, x, y)
    finite = field[np.isfinite(field)].astype(float)
    if not finite.size:
        assert set(found.values()) == {None}
        return
    assert (found["minimum"], found["maximum"]) == (finite.min(), finite.max())
    at = int(found["ordinate of maximum"]), int(found["abscissa of maximum"])
    assert field[at] == finite.max()
    assert finite.min() <= found["mean"] * (1 + 1e-12 * np.sign(found["mean"]))
    assert found["rms"] >= abs(found["mean"]) * (1 - 1e-12)
    assert found["rms"] <= np.abs(finite).max() * (1 + 1e-12)


def test_the_place_of_a_maximum_on_a_curvilinear_grid_is_its_position():
    turn = 0.4
    x = np.cos(turn) * X - np.sin(turn) * Y[:, None]
    y = np.sin(turn) * X + np.cos(turn) * Y[:, None]
    field = np.zeros(x.shape)
    field[7, 50] = 2.0
    found = named(field, x, y)
    assert (found["abscissa of maximum"], found["ordinate of maximum"]) == (x[7, 50], y[7, 50])
    x[7, 50] = y[7, 50] = math.nan
    lost = named(field, x, y)
    assert lost["maximum"] == 2
    assert lost["abscissa of maximum"] is lost["ordinate of maximum"] is None


def test_of_two_dimensional_dates_there_are_days():
    days = (
        np.datetime64("1970-01-01")
        + np.arange(3) * np.timedelta64(1, "D")
        + np.zeros((2, 1), "m8[D]")
    )
    found = named([[0, 0, 0], [0, 0, 5]], days, np.ones((2, 3)))
    assert (found["abscissa of maximum"], found["ordinate of maximum"]) == (2, 1)
