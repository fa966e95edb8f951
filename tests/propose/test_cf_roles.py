"""What the variables and dimensions of files seem to be."""

from __future__ import annotations

import pytest
import xarray as xr
from sweepfig.propose import cf_roles


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (["run_001.nc", "run_002.nc"], ("run_", ".nc")),
        (["nu=1e-5.nc", "nu=1e-4.nc"], ("nu=", ".nc")),
        (["alpha.nc", "alto.nc"], ("", ".nc")),
        (["a/x.nc", "b/x.nc"], ("", "/x.nc")),
        (["a.nc", "a.nc2"], None),
    ],
)
def test_what_names_share_cuts_no_number_and_no_word(names, parts):
    assert cf_roles.common_parts(names) == parts


@pytest.mark.parametrize(
    ("names", "first"),
    [
        (["electron-n-ang", "electron-n-mag", "ion-n-mag"], "electron-n-mag"),
        (["phase_Ez", "Ez_amplitude"], "Ez_amplitude"),
        (["angle", "thrust"], "angle"),
        (["contact_angle", "force_mag"], "contact_angle"),
    ],
)
def test_a_magnitude_is_drawn_before_its_phase(names, first):
    dataset = xr.Dataset(dict.fromkeys(names, ("x", [0.0, 1.0])))
    assert cf_roles.curves_among(dataset, names)[0] == first
