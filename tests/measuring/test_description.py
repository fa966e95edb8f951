"""A number's name and units, and positions along an abscissa."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sweepfig.measuring.description import (
    USERS,
    Measure,
    describe,
    is_ordered,
    plain,
    position_units,
    positions,
)


@pytest.mark.parametrize(
    ("measure", "name"),
    [
        (Measure("mean", 0, "rho", "m-3"), "mean of rho [m-3]"),
        (Measure("mean", 0, "rho", "1"), "mean of rho"),
        (Measure("gap", USERS, "", "eV"), "gap [eV]"),
        (Measure("gap", USERS, "", ""), "gap"),
    ],
)
def test_a_name_says_kind_curve_and_units(measure, name):
    assert measure.name == name
    assert measure.words == name.partition(" [")[0]


def test_numbers_are_described_curve_by_curve():
    found = describe(
        ["low", "high"], [1, 2], ["a", "b", "c"], {"low": "V"}, lambda curve: f"A{curve}"
    )
    assert [(m.kind, m.curve, m.label, m.units) for m in found] == [
        ("low", 1, "b", "V"),
        ("high", 1, "b", "A1"),
        ("low", 2, "c", "V"),
        ("high", 2, "c", "A2"),
    ]


def test_dates_are_days_and_names_have_no_position():
    dates = np.array(["1970-01-02", "1970-01-03T12"], dtype="datetime64[h]")
    assert positions(dates).tolist() == [1, 2.5]
    assert positions(np.array([3, 4])).tolist() == [3, 4]
    assert len(positions(np.array(["a", "b"]))) == 0
    assert position_units("m", dates=True) == "days since 1970-01-01"
    assert position_units("m", dates=False) == "m"


@pytest.mark.parametrize(
    ("x", "expected"),
    [([1, 2, 4], True), ([4, 2, 1], True), ([1, 1, 2], False), ([1, 3, 2], False)],
)
def test_positions_that_ascend_or_descend_are_ordered(x, expected):
    assert is_ordered(np.array(x, float)) is expected


def test_what_is_not_finite_is_none():
    assert plain([1, math.nan, np.float32(0.5), -math.inf]) == (1.0, None, 0.5, None)
