"""What a survey has found says how many targets there are, and what the figures' axes are called."""

from __future__ import annotations

import pytest
from sweepfig.config import settings
from sweepfig.survey.survey import survey
from sweeps import config_for, write_sweep

pytestmark = pytest.mark.usefixtures("in_folder")


def found_in(name):
    """Return what a survey finds in a file, or the files of a pattern."""
    return survey(settings.check(config_for(name), source="config").sweep)


def test_one_file_and_many_of_its_parts_are_the_same_sweep():
    whole = write_sweep("whole.nc")
    for n in range(2):
        whole.isel(wavenumber=[n]).to_netcdf(f"part{n}.nc")
    one, many = found_in("whole.nc"), found_in("part*.nc")
    assert (one.shape, one.n_targets, one.points) == (many.shape, many.n_targets, many.points)
    assert (one.shape, one.n_targets) == ((2, 3), 6)
    for name in ("xlabel", "ylabel", "quantities", "responses", "is_over_time"):
        assert getattr(one, name) == getattr(many, name)


def test_a_point_that_is_in_no_file_is_no_target():
    whole = write_sweep("whole.nc")
    whole.isel(wavenumber=[0]).to_netcdf("part0.nc")
    whole.isel(wavenumber=[1], cee=[0]).to_netcdf("part1.nc")
    found = found_in("part*.nc")
    assert (found.shape, found.n_targets) == ((2, 3), 4)
    assert found.points.tolist() == [[0, 0], [0, 1], [0, 2], [1, 0]]
