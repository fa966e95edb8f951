"""A figure's numbers come back with names, units and the point of the sweep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sweepfig
import xarray as xr
from carried import draw, write_all


@pytest.fixture
def fields(in_folder):
    write_all()
    return xr.load_dataset("fields.nc")


def test_lines_are_variables_over_the_abscissa(fields):
    figure = draw("lines with all that is written on them")[0]
    Path("fields.nc").unlink()
    found = sweepfig.slice_of(figure)
    wanted = fields.isel(k=0).sel(t=2.0)
    assert found["E"].dims == ("x",)
    np.testing.assert_array_equal(found["E"], wanted["E"])
    np.testing.assert_array_equal(found["model"], wanted["model"])
    assert found["E"].attrs == {"long_name": "field", "units": "V/m", "label": "E"}
    assert found["x"].attrs == {"long_name": "x", "units": "m"}
    assert (found["k"].item(), found["root"].item()) == (0.3, 1.0)
    assert found.attrs == {"title": "k = 0.3", "text": "0.30"}


def test_a_field_is_over_ordinate_and_abscissa(fields):
    found = sweepfig.slice_of(draw("pcolormesh")[1])
    assert found["E"].dims == ("t", "x")
    xr.testing.assert_equal(
        found["E"].drop_vars("k"), fields["E"].isel(k=1).drop_vars(["k", "lon", "lat"])
    )
    assert found["t"].attrs["units"] == "s"


def test_a_field_over_two_dimensional_coordinates_has_them(fields):
    found = sweepfig.slice_of(draw("curvilinear")[0])
    assert found["E"].dims == ("row", "column")
    np.testing.assert_array_equal(found["lon"], fields["lon"])
    np.testing.assert_array_equal(found["lat"], fields["lat"])


def test_curves_of_one_name_are_told_apart_by_their_labels(fields):
    data = fields.isel(t=0)[["E"]]
    data.to_netcdf("other.nc")
    data.to_netcdf("one.nc")
    curves = [{"file": f"{name}.nc", "variable": "E", "label": name} for name in ("one", "other")]
    sweep = {"curves": curves, "axes": [{"dimension": "k"}], "abscissa": "x"}
    from sweepfig.batch.render import render_targets
    from sweepfig.config import settings
    from sweepfig.plan.make import make_plan

    config = {"sweep": sweep, "figure": {"carry_data": True, "dpi": 40}}
    plan = make_plan(settings.check(config, source="test"))
    (outcome,) = render_targets(plan, "plots", range(1))
    assert {*sweepfig.slice_of(Path("plots", outcome.row.figure)).data_vars} == {"one", "other"}
