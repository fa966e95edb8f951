"""The values along a dimension that neither an axis nor a panel has, and what is said if there are none."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.survey.further_dimension import values_of

pytestmark = pytest.mark.usefixtures("in_folder")
TIMES = np.arange(4.0)


def write(name="a.nc", times=TIMES, **options):
    """Write a field over time, y and x."""
    attributes = {"units": "ps", "long_name": "time"}
    xr.Dataset(
        {"n": (("k", "t", "y", "x"), np.zeros((1, len(times), 2, 3)))},
        {"k": [0.1], "t": ("t", times, attributes), "clock": ("t", times + 7)},
    ).to_netcdf(name, **options)


def found(name="t", file="a.nc", **curve):
    """Return the values along a dimension of the field."""
    config = {
        "curves": [{"file": file, "variable": "n", **curve}],
        "axes": [{"dimension": "k"}],
        **{"abscissa": "x", "ordinate": "y"},
    }
    sweep = settings.check({"sweep": config}, source="config").sweep
    return values_of(name, sweep, key="figure.facet.dimension")


def test_a_dimensions_values_have_the_name_and_units_of_their_coordinate():
    write()
    values, quantity = found()
    np.testing.assert_array_equal(values, TIMES)
    assert quantity.label == "time [ps]"
    assert found("clock")[0].tolist() == [7, 8, 9, 10]
    assert found("x")[0].tolist() == [0, 1, 2]


def test_of_many_files_one_that_ended_early_does_not_decide():
    write("run0.nc", TIMES[:2])
    write("run1.nc")
    write("run2.nc", TIMES[:3])
    assert found(file="run*.nc")[0].tolist() == TIMES.tolist()
    open("run1.nc", "wb").close()  # as it is being written
    assert found(file="run*.nc")[0].tolist() == TIMES[:3].tolist()


def test_of_groups_each_is_looked_at():
    write(group="run0")
    assert found(group="run*")[0].tolist() == TIMES.tolist()


@pytest.mark.parametrize(
    ("name", "curve", "message"),
    [
        (
            "q",
            {},
            r"figure.facet.dimension: got 'q', but 'n' of a.nc has no such dimension; its dim",
        ),
        ("t", {"variable": "m"}, r"a.nc: no variable 'm' \(key sweep.curves\); there are 'n'"),
    ],
)
def test_what_is_not_there_is_said(name, curve, message):
    write()
    with pytest.raises(UserError, match=message):
        found(name, **curve)


@pytest.mark.parametrize(
    ("times", "message"),
    [
        (["a", "b"], "'t', which holds text in a.nc; numbers or dates are allowed"),
        ([1.0, 1.0], "'t' has the value 1.0 more than once"),
        ([1.0, np.nan], "'t' is nan at index 1; finite values are allowed"),
    ],
)
def test_values_that_can_not_name_a_panel_are_refused(times, message):
    dataset = xr.Dataset({"n": (("k", "t", "y", "x"), np.zeros((1, 2, 2, 3)))}, {"t": times})
    dataset.to_netcdf("a.nc")
    with pytest.raises(UserError, match=message):
        found()
