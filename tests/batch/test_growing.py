"""A sweep that grows while it is drawn: its slices lie where the plan says, or the plan is too old."""

from __future__ import annotations

import re
from pathlib import Path

import netCDF4
import pytest
import xarray as xr
from growing_runs import configure, write_run
from paths import (
    assert_ok,
    counts,
    inodes,
    redrawn,
    run_fallback,
)
from sweeps import DAMPINGS, FREQUENCIES

OUTPUT = Path("plots")
pytestmark = pytest.mark.usefixtures("in_folder")


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
