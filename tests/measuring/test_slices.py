"""A slice is measured by its type, and each of its numbers is described."""

from __future__ import annotations

import numpy as np
import pytest
from sweepfig.drawing.slice import Slice
from sweepfig.measuring import fields, lines, slices, time_series
from sweepfig.measuring.description import Units

T = np.linspace(0, 50, 501)
LINE = Slice(T, (np.cos(2 * T), np.cos(2.1 * T)), ("E", "model"))
FIELD = Slice(T, (np.outer(np.arange(3), T),), ("rho",), ordinate=np.arange(3.0))


@pytest.mark.parametrize(
    ("slice_type", "data"), [("lines", LINE), ("time series", LINE), ("fields", FIELD)], ids=str
)
def test_every_number_is_described_and_has_a_formula(slice_type, data):
    described = slices.measures(slice_type, data.labels, Units(), dates=(False, False))
    assert len(slices.measure(slice_type, data)) == len(described)
    assert len({each.name for each in described}) == len(described)
    assert all(slices.FORMULAS[each.kind] for each in described)


def test_of_time_series_all_is_measured_that_is_of_lines_and_more():
    found = slices.measure("time series", LINE)
    of_lines = slices.measure("lines", LINE)
    assert found[: len(of_lines)] == of_lines == lines.measure(T, LINE.curves)
    assert found[len(of_lines) :] == time_series.measure(T, LINE.curves)
    what = slices.measures("time series", LINE.labels, Units(), dates=(False, False))
    frequencies = [n for n, each in enumerate(what) if each.kind == "dominant angular frequency"]
    assert [found[n] for n in frequencies] == pytest.approx([2, 2.1], rel=1e-3)


def test_a_field_is_measured_along_both_its_dimensions():
    found = slices.measure("fields", FIELD)
    assert found == fields.measure(T, np.arange(3.0), FIELD.curves)
    assert found[-2:] == (50, 2)


def test_what_is_signed_or_mapped_is_measured():
    assert {*slices.SIGNED, *slices.MAPPED} <= {*slices.FORMULAS}
