"""The numbers of a time series, against signals whose rate and frequency are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sweepfig.measuring.description import Units
from sweepfig.measuring.time_series import OF_A_SERIES, measure, measures

AMPLITUDE, RATE, ERROR, FREQUENCY = OF_A_SERIES
T = np.linspace(0, 100, 1001)
# Roots omega - i gamma of the kinetic dispersion relation (Canosa, J. Comput. Phys. 13 (1973) 158).
LANDAU = {0.2: (1.0639843, 0.0000551), 0.3: (1.1598465, 0.0126204), 0.4: (1.2850570, 0.0661280)}


def named(time, curve):
    """Return a series's numbers by kind."""
    return dict(zip(OF_A_SERIES, measure(np.asarray(time), [np.asarray(curve)]), strict=True))


def wave(time, rate, frequency, phase=0.0):
    return np.exp(rate * time) * np.cos(frequency * time + phase)


@pytest.mark.parametrize("k", LANDAU)
def test_landau_damping_has_its_rate_and_frequency(k):
    frequency, damping = LANDAU[k]
    found = named(T, 0.01 * wave(T, -damping, frequency))
    assert found[RATE] == pytest.approx(-damping, abs=1e-6)
    assert found[FREQUENCY] == pytest.approx(frequency, rel=1e-4)
    assert found[ERROR] < 1e-6


@pytest.mark.parametrize("span", [0.3, 0.7, 0.8, 8, 80])
@pytest.mark.parametrize("start", [0, 0.1, 1e3])
def test_a_point_at_three_quarters_of_the_time_is_late_in_any_units(span, start):
    time = start + np.linspace(0, span, 9)
    assert named(time, [0, 0, 0, 0, 0, 0, 10.0, 0, 0])[AMPLITUDE] == 5
    assert named(time, [0, 0, 0, 0, 0, 10.0, 0, 0, 0])[AMPLITUDE] == 0


@pytest.mark.parametrize("k", [0.3, 0.4])
def test_an_energy_is_damped_twice_as_fast_and_beats_twice_as_often(k):
    frequency, damping = LANDAU[k]
    found = named(T, wave(T, -damping, frequency) ** 2)
    assert found[RATE] == pytest.approx(-2 * damping, abs=1e-5)
    assert found[FREQUENCY] == pytest.approx(2 * frequency, rel=1e-3)


@given(
    rate=st.floats(-0.05, 0.2),
    frequency=st.floats(0.5, 6),
    phase=st.floats(0, 6.3),
    scale=st.sampled_from([1e-200, 1e-9, 1.0, 1e9]),
    descending=st.booleans(),
)
def test_a_wave_that_grows_or_decays_has_its_rate_and_frequency(
    rate, frequency, phase, scale, descending
):
    order = slice(None, None, -1 if descending else 1)
    found = named(T[order], scale * wave(T, rate, frequency, phase)[order])
    assert found[RATE] == pytest.approx(rate, abs=1e-4)
    assert found[FREQUENCY] == pytest.approx(frequency, rel=1e-3, abs=1e-3)


def test_the_standard_error_is_that_of_many_noisy_series():
    random = np.random.default_rng(1)
    rates, errors = [], []
    for phase in np.linspace(0, 6, 60):
        noise = 0.02 * random.standard_normal(len(T))
        found = named(T, wave(T, -0.01, 1.5, phase) + noise)
        rates.append(found[RATE])
        errors.append(found[ERROR])
    assert np.mean(rates) == pytest.approx(-0.01, rel=0.01)
    assert 0.7 < np.std(rates) / np.mean(errors) < 1.5


def test_noise_neither_grows_nor_has_a_frequency():
    random = np.random.default_rng(0)
    found = [named(T, random.standard_normal(len(T))) for _ in range(100)]
    assert all(each[FREQUENCY] is None for each in found)
    ratios = [each[RATE] / each[ERROR] for each in found]
    assert np.std(ratios) == pytest.approx(1, abs=0.25)


def test_pure_growth_has_its_rate_and_no_frequency():
    found = named(T, -3 * np.exp(0.3 * T))
    assert found[RATE] == pytest.approx(0.3, abs=1e-7)
    assert found[FREQUENCY] is None


def test_a_constant_stays_as_it_is():
    assert named(T, np.full(len(T), -2.0)) == {AMPLITUDE: 0, RATE: 0, ERROR: 0, FREQUENCY: None}


def test_zero_has_an_amplitude_alone():
    assert named(T, 0 * T) == {AMPLITUDE: 0, RATE: None, ERROR: None, FREQUENCY: None}


def test_the_late_amplitude_is_that_of_the_last_quarter():
    found = named(T, 5 + np.where(T < 70, 10, 0.5) * np.sin(2 * T))
    assert found[AMPLITUDE] == pytest.approx(0.5, rel=1e-2)


def test_a_decay_into_noise_has_a_large_error():
    random = np.random.default_rng(0)
    clean = wave(T, -0.2, 1.5)
    noisy = named(T, clean + 1e-4 * random.standard_normal(len(T)))
    assert noisy[ERROR] > 1e3 * named(T, clean)[ERROR]
    assert noisy[ERROR] > 0.1 * abs(noisy[RATE])


def test_gaps_and_uneven_steps_leave_rate_and_frequency():
    random = np.random.default_rng(0)
    gaps = wave(T, -0.01, 1.5)
    gaps[300:360] = gaps[::7] = math.nan
    uneven = np.sort(random.uniform(0, 100, 1000))
    for found in (named(T, gaps), named(uneven, wave(uneven, -0.01, 1.5))):
        assert found[RATE] == pytest.approx(-0.01, abs=2e-4)
        assert found[FREQUENCY] == pytest.approx(1.5, rel=1e-3)


def test_some_three_periods_have_a_rate_whether_or_not_they_have_a_frequency():
    for periods in (2.3, 2.7, 3.3, 3.9, 4.1):
        found = named(T, wave(T, -0.01, 2 * math.pi * periods / T[-1]))
        assert found[RATE] == pytest.approx(-0.01, abs=4e-3)
        assert (found[FREQUENCY] is None) == (periods < 3)


def test_fewer_than_three_periods_have_no_frequency():
    assert named(T, np.sin(2 * math.pi * T / 50))[FREQUENCY] is None
    assert named(T, np.sin(2 * math.pi * T / 25))[FREQUENCY] == pytest.approx(0.2513, rel=1e-2)


@pytest.mark.parametrize(
    ("time", "curve"),
    [
        (T[:7], T[:7]),
        (T, np.where(np.arange(len(T)) < 7, 1, math.nan)),
        (T[np.r_[0:500, 400:901]], T),
        (np.array(list("abcdefghijkl")), np.ones(12)),
    ],
    ids=["seven points", "seven finite", "jumbled time", "names"],
)
def test_what_can_not_be_measured_has_no_numbers(time, curve):
    assert set(named(time, curve).values()) == {None}


def test_dates_count_in_days():
    dates = np.datetime64("2026-01-01", "m") + np.arange(0, 60 * 1440, 60).astype("timedelta64[m]")
    days = np.arange(len(dates)) / 24
    found = named(dates, wave(days, -0.03, 2 * math.pi))
    assert found[RATE] == pytest.approx(-0.03, abs=1e-5)
    assert found[FREQUENCY] == pytest.approx(2 * math.pi, rel=1e-4)
    assert [m.units for m in measures(["y"], Units(responses=("K",)), dates=True)] == ["K"] + [
        "1/day"
    ] * 3


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ("s", "1/s"),
        ("", ""),
        ("1", "1"),
        ("1/omega_p", "omega_p"),
        ("a_0/c_s", "1/(a_0/c_s)"),
        ("omega_p^-1", "1/(omega_p^-1)"),
    ],
)
def test_rates_and_frequencies_are_per_unit_of_time(units, expected):
    what = measures(["E"], Units(units, responses=("V/m",)))
    assert [m.units for m in what] == ["V/m", expected, expected, expected]


@given(
    st.data(),
    st.integers(0, 40),
    st.sampled_from(["f4", "f8", "i4", "u1"]),
    st.booleans(),
)
def test_whatever_the_numbers_they_never_crash_and_are_finite(data, count, dtype, is_even):
    time = data.draw(arrays.arrays(dtype, count))
    time = np.arange(count) if is_even else np.unique(time)
    curve = data.draw(arrays.arrays(dtype, len(time)))
    found = named(time, curve)
    assert all(number is None or math.isfinite(number) for number in found.values())
    assert found[AMPLITUDE] is None or found[AMPLITUDE] >= 0


@given(st.floats(1e-30, 1e30), st.floats(-0.05, 0.05))
def test_numbers_scale_with_the_unit_of_time(unit, rate):
    assume(math.isfinite(1 / unit))
    found, scaled = named(T, wave(T, rate, 1.5)), named(T * unit, wave(T, rate, 1.5))
    assert scaled[RATE] * unit == pytest.approx(found[RATE], rel=1e-6, abs=1e-9)
    assert scaled[FREQUENCY] * unit == pytest.approx(found[FREQUENCY], rel=1e-6)


def test_dates_nanoseconds_apart_have_the_rates_of_their_differences():
    since = np.arange(2001)
    curve = np.exp(-1e-3 * since) * np.cos(0.11 * since)
    dates = np.datetime64("2024-05-01T12:00", "ns") + since.astype("m8[ns]")
    amplitude, *rates = measure(since.astype(float), [curve])
    dated = measure(dates, [curve])
    assert dated[0] == pytest.approx(amplitude, rel=1e-12)
    assert dated[1:] == pytest.approx([86400e9 * rate for rate in rates], rel=1e-9)
