"""A slice's digest: the same for the same slice, different for every difference, however small."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.drawing.slice import Slice

PLAIN = Slice(
    abscissa=np.array([0.5, 1.0, 1.5]),
    curves=(np.array([1.0, 0.0, 3.0]), np.array([1.1, 2.1, 3.1])),
    labels=("Actual", "Fit"),
    title="title",
    xlabel="x",
    ylabel="y",
    point={"wavenumber": np.float64(0.33)},
)


def digest(data, drawing="ink"):
    return data.digest(drawing=drawing)


def test_digest_is_32_digits_and_does_not_depend_on_layout_in_memory():
    assert len(digest(PLAIN)) == 32
    strided = np.repeat(PLAIN.curves[0], 2)[::2]
    assert digest(replace(PLAIN, curves=(strided, PLAIN.curves[1]))) == digest(PLAIN)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "title "},
        {"xlabel": "y", "ylabel": "x"},
        {"labels": ("Actual", "fit")},
        {"labels": ("ActualFit", "")},
        {"point": {"wavenumber": np.float64(0.34)}},
        {"point": {"wavenumber": np.float32(0.33)}},
        {"point": {}},
        {"abscissa": PLAIN.abscissa.astype("f4")},
        {"abscissa": PLAIN.abscissa * (1 + 1e-15)},
        {"ordinate": PLAIN.abscissa},
        {"curves": PLAIN.curves[::-1]},
        {"curves": (PLAIN.curves[0], PLAIN.curves[1].astype(">f8"))},
        {"curves": (PLAIN.curves[0][None], PLAIN.curves[1])},
        {"curves": (np.array([1, -0.0, 3]), PLAIN.curves[1])},
        {"abscissa": np.arange(3).astype("M8[D]")},
    ],
    ids=str,
)
def test_digest_differs_with_anything_on_the_figure(change):
    assert digest(replace(PLAIN, **change)) != digest(PLAIN)


def test_digest_differs_with_the_ink():
    assert digest(PLAIN, drawing="other") != digest(PLAIN)


@given(st.integers(0, 2), st.integers(0, 63))
def test_digest_differs_with_any_bit_of_a_number(place, bit):
    curve = PLAIN.curves[0].copy()
    curve.view(np.uint64)[place] ^= np.uint64(1 << bit)
    assert digest(replace(PLAIN, curves=(curve, PLAIN.curves[1]))) != digest(PLAIN)


def test_what_is_an_ordinate_is_no_curve():
    one = replace(PLAIN, ordinate=PLAIN.curves[0], curves=PLAIN.curves[1:])
    assert digest(one) != digest(replace(one, ordinate=None, curves=PLAIN.curves))


@pytest.mark.parametrize(
    ("curves", "is_empty"),
    [
        ((np.array([np.nan, np.nan]),), True),
        ((np.array([np.nan, np.inf]),), True),
        ((np.array([]),), True),
        ((np.array([np.nan]), np.array([0.0])), False),
        ((np.array([3, 4]),), False),
    ],
)
def test_slice_is_empty_without_a_finite_number(curves, is_empty):
    assert replace(PLAIN, curves=curves).is_empty == is_empty


def test_slice_without_numbers_has_a_digest():
    nothing = np.empty((0, 3))
    assert digest(replace(PLAIN, curves=(nothing, nothing))) != digest(PLAIN)


def test_positions_of_two_dimensions_count_for_the_digest():
    x, y = np.meshgrid(np.arange(3.0), np.arange(2.0))
    data = Slice(x, (x * y,), ("",), ordinate=y)
    moved = replace(data, ordinate=y + 1e-9)
    turned = replace(data, abscissa=x.reshape(3, 2))
    digests = {each.digest(drawing="") for each in (data, moved, turned, data.copy())}
    assert len(digests) == 3


def test_the_digest_is_of_the_numbers_that_are_there_now():
    data = PLAIN.copy()
    before = digest(data)
    changed = data.copy()
    changed.curves[0][0] += 1
    assert digest(changed) != before == digest(data)
