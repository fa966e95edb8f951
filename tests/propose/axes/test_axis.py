"""Axes are proposed so that names differ, are true and short."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from sweepfig.propose.axes.axis import axis_of, way_to_write
from sweepfig.propose.views import FileView


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.3, 0.33], ("fixed", 2)),
        ([1e-5, 10**-4.75, 1e-3], ("scientific", 3)),
        ([1, 2, 30], ("fixed", 0)),
        ([1.0, 2.0], ("fixed", 0)),
        ([0.1, 0.1000001], ("fixed", 7)),
        ([1e-6, 1e-5], ("scientific", 1)),
        ([0.0, 0.5], ("fixed", 1)),
        ([1 / 3, 2 / 3], ("fixed", 4)),
        ([1e20, 3e20], ("scientific", 1)),
        ([0.1, 0.2, 0.55], ("fixed", 2)),
        ([12.345, 0.5], ("fixed", 3)),
        ([0.0012, 0.5], ("fixed", 4)),
        ([0.00123, 0.5], ("fixed", 5)),
        ([1.2345e-5, 1e-3], ("scientific", 4)),
        ([1000 / 3, 2000 / 3], ("fixed", 1)),
        (["a", "b"], ("text", 0)),
    ],
)
def test_values_are_written_as_shortly_as_is_true(values, expected):
    assert way_to_write(np.array(values)) == expected


def test_a_climatologys_axis_is_named_by_its_months():
    time = np.array(["1990-01-16", "1990-02-15"], dtype="M8[ns]")
    coordinate = ("time", time, {"climatology": "climatology_bounds"})
    view = FileView("a.nc", "", xr.Dataset({"f": ("time", [1.0, 2.0])}, {"time": coordinate}))
    axis = axis_of("time", np.array([1, 2]), view)
    assert (axis.dimension, axis.path, axis.title) == ("time", "month={}", "month = {}")


def test_an_axis_whose_name_begins_with_a_minus_gives_figures_that_no_shell_takes_for_options():
    view = FileView("a.nc", "", xr.Dataset({"f": ("-k", [1.0, 2.0])}))
    assert axis_of("-k", np.array([1.0, 2.0]), view).path == "k={}"
