"""Files are opened whatever they are, with one message for what they are not."""

from __future__ import annotations

import pytest
from listed import configure
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweepfig.sweep import grid_reader
from sweeps import write_sweep

pytestmark = pytest.mark.usefixtures("in_folder")


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
