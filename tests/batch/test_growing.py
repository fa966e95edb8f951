"""A sweep that grows while it is drawn: its slices lie where the plan says, or the plan is too old."""

from __future__ import annotations

import re
from pathlib import Path

import netCDF4
import pytest
import xarray as xr
from curvilinear import config_of, ocean
from growing_runs import configure, write_run
from paths import (
    assert_ok,
    counts,
    inodes,
    redrawn,
    run_fallback,
)
from sweepfig.batch.growing import check_grown
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweepfig.sweep.list_reader import read_numbers
from sweeps import DAMPINGS, FREQUENCIES

OUTPUT = Path("plots")
pytestmark = pytest.mark.usefixtures("in_folder")


@pytest.mark.slow
def test_a_growing_abscissa_is_drawn_as_far_as_it_goes():
    """A time series of each run, in a file of its own, the second still running."""
    Path("runs").mkdir()
    configure("runs/*.nc")
    write_run("runs/0.nc", DAMPINGS[0])
    short = xr.load_dataset("runs/0.nc").isel(frequency=slice(0, 10)).assign_coords(cee=[1e-3])
    short.to_netcdf("runs/1.nc", unlimited_dims=["frequency"])
    assert_ok(run_fallback())
    before = inodes(OUTPUT)
    with netCDF4.Dataset("runs/1.nc", "a") as file:
        file["frequency"][10:12] = FREQUENCIES[10:12]
        file["actual"][0, 0, 10:12] = 1.0
    assert counts(assert_ok(run_fallback())) == (1, 1, 0)
    assert redrawn(before, OUTPUT) == ["k0=0.3/rc-1.000e-03.png"]
    assert not re.search("nan", Path("plots/data.csv").read_text())


def test_positions_of_two_dimensions_stay_where_the_plan_has_them():
    ocean(2).to_netcdf("a.nc", unlimited_dims=["time"])
    plan = make_plan(settings.check(config_of("a.nc"), source="config"))
    ocean(3).to_netcdf("a.nc", unlimited_dims=["time"])
    check_grown(plan)
    ocean(3, shift=1.0).to_netcdf("a.nc", unlimited_dims=["time"])
    with pytest.raises(UserError, match="'nav_lon' has other values"):
        check_grown(plan)


def test_a_field_that_grows_along_its_positions_is_drawn_as_far_as_the_plan_goes():
    def write(length):
        part = ocean().rename(x="step").isel(step=slice(length))
        part.to_netcdf("a.nc", unlimited_dims=["step"])

    write(8)
    plan = make_plan(settings.check(config_of("a.nc"), source="config"))
    write(9)
    check_grown(plan)
    ((_, numbers),) = read_numbers(
        plan.sources, plan.shape, plan.abscissa, plan.ordinate, (), range(1)
    )
    assert numbers.curves[0].shape == numbers.abscissa.shape == (12, 8)
