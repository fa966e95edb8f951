"""What names of files tell apart becomes an axis, by a pattern that matches these files only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from sweepfig.config.settings import check
from sweepfig.plan.make import make_plan
from sweepfig.propose.config_text import config_of
from sweepfig.propose.proposal import propose
from sweeps import write_sweep


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_runs_whose_files_have_one_name_are_told_apart_by_their_folders():
    for k in (0.3, 0.33):
        Path(f"k={k}").mkdir()
        write_sweep(Path("whole.nc"), wavenumbers=[1.0]).isel(wavenumber=0, drop=True).to_netcdf(
            f"k={k}/out.nc"
        )
    found = propose(["k=0.3/out.nc", "k=0.33/out.nc"])
    assert [axis.dimension for axis in found.axes] == ["k", "cee"]
    assert {curve["file"] for curve in found.curves} == {"k={k}/out.nc"}


@pytest.mark.parametrize(
    ("names", "pattern"),
    [
        (["u[1]x.nc", "u[2]x.nc"], "runs/u[[]{u}]x.nc"),
        (["[a]_w1/o.nc", "[a]_s2/o.nc"], "runs/[[]a]_{a}/o.nc"),
        (["a*1.nc", "a*2.nc"], "runs/a[*]{a}.nc"),
        (["u[!1]/o.nc", "u[!2]/o.nc"], "runs/u[[]!{u}]/o.nc"),
    ],
)
def test_brackets_and_stars_in_files_names_are_no_wildcards(names, pattern):
    for number, name in enumerate(names):
        file = Path("runs", name)
        file.parent.mkdir(parents=True, exist_ok=True)
        x = np.linspace(0, 1, 5)
        xr.Dataset({"f": ("x", x * number)}, {"x": x}).to_netcdf(file)
    found = propose(["runs"])
    assert found.curves[0]["file"] == pattern
    plan = make_plan(check(config_of(found, "plots"), source="the proposed config"))
    assert plan.n_targets == 2
