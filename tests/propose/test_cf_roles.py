"""What the variables and dimensions of files seem to be."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
import xarray as xr
from sweepfig.propose import cf_roles
from sweepfig.sweep.files.opening import open_dataset


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


@pytest.mark.filterwarnings("ignore:Unable to decode time axis")
@pytest.mark.parametrize("dimensions", [("co2", "time"), ("time", "co2")])
@pytest.mark.parametrize(
    "said",
    [
        {"units": "days since 2000-01-01"},
        {"units": "days since 2000-01-01", "calendar": "noleap"},
        {"units": "days since 2000-01-01", "calendar": "360_day"},
        {"units": "days since 0001-01-01"},
        {"units": "days since 0001-01-01", "axis": "T", "standard_name": "time"},
        {"units": "months since 2000-01-01"},  # xarray leaves these numbers
    ],
)
def test_dates_of_any_calendar_are_drawn_over_and_not_swept(said, dimensions):
    along = {"co2": ("co2", np.arange(30.0)), "time": ("time", 30.0 * np.arange(30), said)}
    xr.Dataset({"tas": (dimensions, np.zeros((30, 30)))}, along).to_netcdf("a.nc")
    with open_dataset("a.nc") as dataset:
        assert cf_roles.drawn_dimension(dataset, dimensions)[0] == "time"


@pytest.mark.parametrize("said", [{"standard_name": "time"}, {"axis": "T"}])
def test_an_attribute_alone_says_that_a_coordinate_is_time(said):
    dataset = xr.Dataset({"E": (("n", "m"), np.zeros((9, 9)))}, {"n": ("n", np.arange(9.0), said)})
    assert cf_roles.drawn_dimension(dataset, ("n", "m"))[0] == "n"


@pytest.mark.parametrize(
    ("dimension", "length", "is_bounds"),
    [
        *((name, 2, True) for name in ("bnds", "time_bnds", "latbnds", "nv", "n_bound", "nbnds")),
        *((name, 4, True) for name in ("nv", "vertices", "grid_nv")),
        *((name, 4, False) for name in ("env", "n_conv", "inv", "rebound")),
        *((name, 64, False) for name in ("nv", "bounds")),  # nv: the velocities of a Vlasov code
    ],
)
def test_a_dimension_of_bounds_is_short_and_called_so(dimension, length, is_bounds):
    dataset = xr.Dataset({"f": (("x", dimension), np.zeros((5, length)))})
    assert cf_roles.candidates(dataset) == ([] if is_bounds else ["f"])


def test_a_damaged_variable_is_no_coordinate(tmp_path):
    values = np.cumsum(np.random.default_rng(1).random(500))
    dataset = xr.Dataset({"x": ("nx", values), "good": ("nx", values), "f": ("nx", values % 1)})
    encoding = {"x": {"zlib": True, "complevel": 4, "shuffle": False, "_FillValue": None}}
    dataset.to_netcdf(tmp_path / "a.nc", encoding=encoding)
    content = (tmp_path / "a.nc").read_bytes()
    stored = zlib.compress(values.tobytes(), 4)
    assert content.count(stored) == 1
    damaged = content.replace(stored, stored[:20] + bytes(len(stored) - 20))
    (tmp_path / "a.nc").write_bytes(damaged)
    with open_dataset(str(tmp_path / "a.nc")) as found:
        assert cf_roles.coordinates_along(found, "nx") == ["good"]
