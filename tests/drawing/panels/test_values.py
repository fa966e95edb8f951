"""Panels and lines at values of an ordinate are named by these values."""

from __future__ import annotations

import numpy as np
import pytest
from sweepfig.drawing.panels.values import panel_titles


@pytest.mark.parametrize(
    ("label", "values", "names"),
    [
        ("time [ps]", [2.5], ["time = 2.5 ps"]),
        ("t", [1 / 3, 0.5], ["t = 0.33333", "t = 0.5"]),
        ("t", [2.0, 2.0], ["t = 2", "t = 2"]),
        ("", [2], ["2"]),
        ("MJD [d]", [60310, 60310.04], ["MJD = 60310 d", "MJD = 60310.04 d"]),
        ("t", [1e-10, 1 / 3, 1.0], ["t = 1e-10", "t = 0.33333", "t = 1"]),
        ("ns", [17 * 10**17, 17 * 10**17 + 1], ["ns = 1.7e+18", "ns = 1700000000000000001"]),
        ("phase", ["early", "late"], ["phase = early", "phase = late"]),
        ("JD", [2460000.5, 2460001.5], ["JD = 2460000.5", "JD = 2460001.5"]),
        ("day", np.array(["2024-01-05"], "M8[D]"), ["day = 2024-01-05"]),
    ],
)
def test_panels_are_named_by_their_values_with_units_told_apart(label, values, names):
    assert panel_titles(label, np.asarray(values)) == names
