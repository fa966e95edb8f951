"""The numbers of a line slice, against curves whose numbers are known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sweepfig.measuring.description import Units
from sweepfig.measuring.lines import OF_A_CURVE, OF_A_MODEL, measure, measures

X = np.linspace(0.5, 2.1, 1601)


def lorentzian(x, centre, width, height=1.0):
    """Its full width at half maximum is `width`."""
    return height / (1 + ((x - centre) / (width / 2)) ** 2)


def named(abscissa, *curves):
    """Return the numbers by kind and curve."""
    labels = [str(n) for n in range(len(curves))]
    what = measures(labels, Units())
    found = measure(np.asarray(abscissa), [np.asarray(curve) for curve in curves])
    return {(m.kind, m.curve): value for m, value in zip(what, found, strict=True)}


@given(
    centre=st.floats(0.9, 1.7),
    width=st.floats(0.05, 0.4),
    height=st.floats(1e-6, 1e6),
)
def test_a_lorentzian_has_its_peak_height_and_width(centre, width, height):
    position, top, across = measure(X, [lorentzian(X, centre, width, height)])
    step = X[1] - X[0]
    assert position == pytest.approx(centre, abs=step * (step / width) ** 2)
    assert top == pytest.approx(height, rel=4 * (step / width) ** 3)
    assert across == pytest.approx(width, rel=2 * (step / width) ** 2)


def test_a_gaussian_has_its_width():
    across = named(X, np.exp(-((X - 1.3) ** 2) / (2 * 0.05**2)))["FWHM", 0]
    assert across == pytest.approx(2 * math.sqrt(2 * math.log(2)) * 0.05, rel=1e-3)


@given(
    centre=st.floats(-3.9, 3.9),
    height=st.floats(0.1, 10),
    x=st.lists(st.integers(-500, 500), min_size=5, max_size=40, unique=True),
    descending=st.booleans(),
)
def test_a_parabola_is_found_exactly_between_uneven_points(centre, height, x, descending):
    x = np.sort(np.array(x)) / 100
    assume(x[0] < centre < x[-1])
    y = height - (x - centre) ** 2
    assume(0 < y.argmax() < len(x) - 1)
    found = measure(x[::-1], [y[::-1]]) if descending else measure(x, [y])
    assert found[:2] == pytest.approx((centre, height), abs=1e-8)


def test_a_triangle_has_its_width_by_linear_interpolation():
    assert named([0.0, 1.0, 2.0, 3.0, 4.0], [0, 0, 3, 0, 0])["FWHM", 0] == pytest.approx(1.0)


def test_the_errors_of_a_scaled_and_moved_model_are_known():
    first = lorentzian(X, 1.2, 0.1, 5.0)
    found = named(X, first, 1.1 * first, lorentzian(X, 1.25, 0.1, 5.0))
    assert found["RMSE", 1] == pytest.approx(0.1 * math.sqrt(np.mean(first**2)))
    assert found["largest error", 1] == pytest.approx(0.5)
    assert found["largest relative error", 1] == pytest.approx(0.1)
    assert found["peak shift", 1] == pytest.approx(0, abs=1e-9)
    assert found["peak shift", 2] == pytest.approx(0.05, abs=1e-6)


def test_a_model_without_fault_has_no_error():
    found = named(X, lorentzian(X, 1.2, 0.1), lorentzian(X, 1.2, 0.1))
    assert [found[kind, 1] for kind in OF_A_MODEL] == [0, 0, 0, 0]


NOTHING = {
    "all NaN": [math.nan] * 5,
    "constant": [2.0] * 5,
    "rising": [1.0, 2.0, 3.0, 4.0, 5.0],
    "falling": [5.0, 4.0, 3.0, 2.0, 1.0],
    "infinite": [1.0, math.inf, 1.0, 1.0, 1.0],
    "gap beside the top": [1.0, 2.0, 3.0, math.nan, 1.0],
}


@pytest.mark.parametrize("case", NOTHING)
def test_what_has_no_peak_has_no_peak(case):
    found = named(np.arange(5.0), NOTHING[case])
    assert set(found.values()) == {None}


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_points_have_no_peak_but_errors(count):
    found = named(np.arange(float(count)), np.ones(count), np.full(count, 3.0))
    assert all(found[kind, n] is None for kind in OF_A_CURVE for n in (0, 1))
    assert found["RMSE", 1] == (2.0 if count else None)


def test_a_gap_elsewhere_leaves_the_peak_and_takes_the_width():
    y = lorentzian(X, 1.2, 0.1)
    whole = measure(X, [y])
    far, near = y.copy(), y.copy()
    far[:50] = math.nan
    near[np.abs(X - 1.25) < 0.01] = math.nan
    assert measure(X, [far]) == whole
    assert measure(X, [near]) == (*whole[:2], None)


def test_a_peak_that_never_falls_to_half_has_no_width():
    y = 10 + lorentzian(X, 1.2, 0.1)
    position, height, width = measure(X, [y])
    assert (position, height) == (pytest.approx(1.2), pytest.approx(11))
    assert width is None


def test_errors_leave_out_what_is_not_a_number():
    found = named(np.arange(4.0), [1, math.nan, 2, 0], [2, 5, math.inf, 1])
    assert found["RMSE", 1] == 1
    assert found["largest relative error", 1] == 1  # not where the first curve is zero


def test_a_jumbled_abscissa_has_no_peak():
    assert named([0.0, 2.0, 1.0, 3.0], [0, 2, 1, 0])["peak position", 0] is None


def test_text_along_the_abscissa_has_no_peak():
    assert named(["a", "b", "c"], [0, 2, 1])["peak position", 0] is None


def test_dates_are_days():
    dates = np.array(["2026-01-01", "2026-01-02", "2026-01-03"], dtype="datetime64[ns]")
    position, height, width = measure(dates, [np.array([0.0, 1.0, 0.0])])
    assert position == (np.datetime64("2026-01-02") - np.datetime64("1970-01-01")).astype(int)
    assert (height, width) == (1, 1)
    what = measures(["a"], Units(responses=("V",)), dates=True)
    assert [m.units for m in what] == ["days since 1970-01-01", "V", "days"]


@given(
    st.data(),
    st.integers(0, 12),
    st.sampled_from(["f4", "f8", "i4", "i8"]),
)
def test_whatever_the_numbers_they_never_crash_and_are_finite(data, count, dtype):
    x = data.draw(arrays.arrays(dtype, count))
    curves = [data.draw(arrays.arrays(dtype, count)) for _ in range(3)]
    found = measure(x, curves)
    assert len(found) == 3 * len(OF_A_CURVE) + 2 * len(OF_A_MODEL)
    assert all(number is None or math.isfinite(number) for number in found)


def test_an_abscissa_whose_square_is_no_number_is_measured():
    found = measure(np.array([1.35e154, 1.0, 0.0]), [np.array([0.0, 1.0, 0.5])])
    assert all(number is None or math.isfinite(number) for number in found)


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_squares_neither_overflow_nor_vanish(scale):
    found = named([0.0, 1.0], [0.0, 0.0], [3 * scale, 4 * scale])
    assert found["RMSE", 1] == pytest.approx(math.sqrt(12.5) * scale)


def test_numbers_have_names_and_units():
    what = measures(["Actual", "fit"], Units("GHz", responses=("1", "1")))
    assert [m.name for m in what] == [
        "peak position of Actual [GHz]",
        "peak height of Actual",
        "FWHM of Actual [GHz]",
        "peak position of fit [GHz]",
        "peak height of fit",
        "FWHM of fit [GHz]",
        "RMSE of fit",
        "largest error of fit",
        "largest relative error of fit",
        "peak shift of fit [GHz]",
    ]


@pytest.mark.parametrize("step", [1, 1000, 10**6])
def test_dates_nanoseconds_apart_have_the_numbers_of_their_differences(step):
    since = np.arange(201) * step
    curve = 1 / (1 + ((since - 103.3 * step) / (12.5 * step)) ** 2)
    day = 86400e9
    position, height, width = measure(since.astype(float), [curve])
    dates = np.datetime64("2024-05-01T12:00", "ns") + since.astype("m8[ns]")
    dated = measure(dates, [curve])
    assert dated[1] == pytest.approx(height, rel=1e-12)
    assert dated[2] == pytest.approx(width / day, rel=1e-9)
    noon = (np.datetime64("2024-05-01") - np.datetime64("1970-01-01")).astype(int) + 0.5
    assert dated[0] == pytest.approx(noon + position / day, rel=1e-15)
