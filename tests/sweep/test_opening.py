"""Files are opened whatever they are, with one message for what they are not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweepfig.sweep import grid_reader
from sweeps import config_for, write_sweep


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def configure(*places, labels=("Actual", "Cauchy fit"), variables=("actual", "predicted"), **sweep):
    """Write the config of curves that lie in such places; of one, if there is but one."""
    places = places * len(variables) if len(places) == 1 else places
    curves = [
        {"label": label, "variable": variable, **place}
        for label, variable, place in zip(labels, variables, places, strict=True)
    ]
    config = config_for("", sweep={"curves": curves, **sweep}, figure={"size": [3, 2], "dpi": 40})
    Path("config.yaml").write_text(yaml.safe_dump(config))
    return settings.read("config.yaml")


def test_without_zarr_a_store_is_a_message(monkeypatch):
    write_sweep("whole.nc").load().to_zarr("whole.zarr", consolidated=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"whole.zarr: a Zarr store, which needs the package zarr"):
        make_plan(configure({"file": "whole.zarr"}))


# --- faults


def test_file_that_is_none_is_one_message(tmp_path):
    (tmp_path / "a.nc").write_text("wavenumber, damping\n")
    with pytest.raises(UserError, match=r"^a\.nc: not a NetCDF file that xarray reads: "):
        grid_reader.open_dataset("a.nc")
