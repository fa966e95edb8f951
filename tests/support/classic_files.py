"""Sweeps in NetCDF's classic formats, as bytes, and the plan of one."""

from __future__ import annotations

from pathlib import Path

import xarray as xr
from sweepfig.config import settings
from sweepfig.plan.make import make_plan
from sweeps import config_for, write_sweep

SMALL = {"size": [2, 1.5], "dpi": 50}
CLASSIC = ("NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF3_64BIT_DATA")


def plan_of(file: str = "a.nc"):
    return make_plan(settings.check(config_for(file, figure=SMALL), source="config"))


def written(form: str) -> tuple[bytes, xr.Dataset]:
    """Return the bytes of a sweep's file in a classic format, and what is in it."""
    Path("a.nc").unlink(missing_ok=True)
    dataset = write_sweep("whole.nc")
    dataset.to_netcdf("a.nc", format=form.replace("_OFFSET", ""), engine="netcdf4")
    return Path("a.nc").read_bytes(), dataset
