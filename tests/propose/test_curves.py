"""Curves are what varies, in the order of their roles, with labels that tell them apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from sweepfig.propose.proposal import propose
from sweeps import write_sweep


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_a_variable_that_is_constant_is_drawn_only_where_there_is_no_other():
    x = np.linspace(0, 1, 9)
    curves = {"delta": ("x", 0 * x), "n": ("x", x), "u": ("x", 0 * x + 3)}
    dataset = xr.Dataset(curves, {"x": x}, {"title": "a run"})
    dataset.to_netcdf("a.nc")
    found = propose(["a.nc"])
    assert [curve["variable"] for curve in found.curves] == ["n"]
    assert "not drawn, for it is constant throughout: delta, u" in found.doubts
    dataset.drop_vars("n").to_netcdf("b.nc")
    assert [curve["variable"] for curve in propose(["b.nc"]).curves] == ["delta"]


def test_curves_whose_files_have_one_name_are_labelled_by_their_folders():
    for name in ("actual", "predicted"):
        Path(name).mkdir()
        write_sweep(Path(name) / "out.nc", variables=("response",))
    found = propose(["actual/out.nc", "predicted/out.nc"])
    assert [curve["label"] for curve in found.curves] == ["response, actual", "response, predicted"]


def test_simulated_comes_before_predicted_whatever_the_files_order_and_units_stand_in_a_maps_label():
    for name in ("predicted", "actual"):
        write_sweep(Path(f"{name}.nc"), variables=("response",))
    found = propose(["predicted.nc", "actual.nc"])
    assert [curve["file"] for curve in found.curves] == ["actual.nc", "predicted.nc"]
    assert [curve["label"] for curve in found.curves] == ["response, actual", "response, predicted"]
    grid = {"lat": np.arange(4.0), "lon": np.arange(5.0), "run": [1, 2]}
    field = xr.DataArray(np.random.default_rng(1).random((2, 4, 5)), grid, ("run", "lat", "lon"))
    field.attrs["units"] = "K"
    xr.Dataset({"T": field}).to_netcdf("map.nc")
    assert [curve["label"] for curve in propose(["map.nc"]).curves] == ["T [K]"]


@pytest.mark.parametrize("odd", [0, 4])
def test_a_run_that_lacks_a_variable_makes_no_curves_of_all_runs(odd):
    x = np.linspace(0, 1, 9)
    for n in range(8):
        run = xr.Dataset(dict.fromkeys(("de", "e"), ("x", x + n)), {"x": x})
        run.drop_vars("e" if n == odd else ()).to_netcdf(f"k={n}.nc")
    found = propose(["."])
    assert found.curves == [{"label": "de", "file": "./k={k}.nc", "variable": "de"}]
    assert [axis.dimension for axis in found.axes] == ["k"]
    said = f"guessed without ./k={odd}.nc: its variables are de, those of most files de, e"
    assert found.doubts[0] == said
