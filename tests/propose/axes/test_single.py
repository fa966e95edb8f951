"""The only figure of a file is named after what the file says, or after the file."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from sweepfig.config.settings import check
from sweepfig.plan.make import make_plan
from sweepfig.propose.config_text import config_of
from sweepfig.propose.proposal import propose


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_lone_series_with_brackets_in_its_name_is_found_by_its_pattern():
    xr.Dataset({"y": ("t", np.arange(9.0))}).to_netcdf("y[1].nc")
    plan = make_plan(check(config_of(propose(["y[1].nc"]), "plots"), source="the proposed config"))
    assert plan.target(0).figure == "y[1].png"
