"""What a sweep of many files lacks is listed, or refused where the config says so."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr
from layouts import RUNS, write
from listed import configure
from paths import draw_here
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweeps import FREQUENCIES

pytestmark = pytest.mark.usefixtures("in_folder")


def remove(*numbers):
    for number in numbers:
        (RUNS / f"run{number:02}.nc").unlink()


def test_no_cell_of_the_list_of_holes_is_a_formula():
    RUNS.mkdir()
    for gas, k in (("=1+1", 1), ("-He", 2)):
        curve = xr.DataArray(FREQUENCIES, {"frequency": FREQUENCIES}, name="actual")
        curve.to_netcdf(RUNS / f"{gas}_{k}.nc")
    axes = [{"dimension": "gas", "notation": "text"}, {"dimension": "k"}]
    configure({"file": "runs/{gas}_{k}.nc"}, labels=["a"], variables=["actual"], axes=axes)
    draw_here()
    listed = Path("plots/holes.csv").read_text().splitlines()
    assert sorted(listed) == ["'-He,1,never run", "'=1+1,2,never run", "gas,k,cause"]


def test_a_point_whose_file_can_not_be_read_is_not_called_never_run():
    configure(write("scalars"))
    remove(0)
    (RUNS / "run01.nc").write_bytes(b"half")
    draw_here()
    _, *listed = Path("plots/holes.csv").read_text().splitlines()
    assert [line.rpartition(",")[2] for line in listed] == ["in no readable file"] * 2


def test_holes_are_refused_where_the_config_says_so():
    place = write("scalars")
    remove(0)
    with pytest.raises(UserError, match=r"sweep.holes: 1 of the 6 points .* 'listed' is allowed"):
        make_plan(configure(place, holes="refused"))
