"""Two-dimensional coordinates that files name in one way or another are proposed; what is said of them."""

from __future__ import annotations

import numpy as np
import pytest
import sweepfig
import xarray as xr
from curvilinear import LAT, LON, ocean, tokamak
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweepfig.propose.config_text import config_of
from sweepfig.propose.given import Given
from sweepfig.propose.proposal import propose

pytestmark = pytest.mark.usefixtures("in_folder")


def proposed(dataset, given=None, name="a.nc"):
    """Return what is proposed for a dataset's file, which can be drawn."""
    dataset.to_netcdf(name)
    found = propose([name], given or Given())
    make_plan(check(config_of(found, "plots"), source="proposed"))
    return found


def drawn(found):
    """Return the curve, the abscissa, the ordinate and the axes."""
    (curve,) = found.curves
    axes = [axis.dimension for axis in found.axes]
    return curve["variable"], found.abscissa, found.ordinate, axes


def test_the_attribute_coordinates_names_them():
    bare = ocean()
    for name in ("nav_lat", "nav_lon"):
        bare[name].attrs = {}
    found = proposed(bare)
    assert drawn(found) == ("sst", "nav_lon", "nav_lat", ["time"])
    assert any("positions of the points of y and x" in doubt for doubt in found.doubts)
    assert drawn(proposed(tokamak())) == ("phi", "R", "Z", ["time"])


@pytest.mark.parametrize("key", ["standard_name", "units"])
def test_a_standard_name_or_units_tell_them(key):
    dataset = ocean().reset_coords(["nav_lat", "nav_lon"])
    dataset["nav_lat"].attrs, dataset["nav_lon"].attrs = {key: LAT[key]}, {key: LON[key]}
    assert drawn(proposed(dataset)) == ("sst", "nav_lon", "nav_lat", ["time"])
    # A single field, which has no more dimensions than its positions.
    for run in (1, 2):
        single = dataset.isel(time=0, drop=True).assign(run=run)
        single.to_netcdf(f"r{run}.nc")
    found = propose(["r1.nc", "r2.nc"])
    assert drawn(found) == ("sst", "nav_lon", "nav_lat", ["run"])


def test_longitudes_over_time_as_well_are_those_of_wrf():
    dataset = ocean()
    for name in ("nav_lat", "nav_lon"):
        dataset[name] = dataset[name].expand_dims(time=dataset["time"])
    assert drawn(proposed(dataset)) == ("sst", "nav_lon", "nav_lat", ["time"])


def test_those_over_other_dimensions_are_none():
    dataset = ocean().rename_dims(y="j").reset_coords(["nav_lat", "nav_lon"])
    dataset = dataset.drop_vars("nav_lat").assign(nav_lat=(("y", "x"), np.zeros((3, 20)), LAT))
    found = proposed(dataset)
    assert found.abscissa not in ("nav_lat", "nav_lon")


def test_a_point_without_a_position_and_a_jump_of_longitudes_are_said():
    dataset = ocean(shift=195)
    dataset["nav_lon"] = (dataset["nav_lon"] + 180) % 360 - 180
    dataset["nav_lon"].attrs = LON
    dataset["nav_lat"][3, 4:7] = np.nan
    said = "; ".join(proposed(dataset).doubts)
    assert "3 of the 240 points have no position" in said
    assert "nav_lon jumps by about 360 degrees" in said
    assert "position;" not in "; ".join(proposed(ocean()).doubts)


def test_they_can_be_given():
    found = proposed(tokamak(), Given(abscissa="R", ordinate="Z"))
    assert drawn(found) == ("phi", "R", "Z", ["time"])
    with_axes = proposed(tokamak(), Given(axes=("time",), abscissa="R", ordinate="Z"))
    assert drawn(with_axes) == ("phi", "R", "Z", ["time"])
    turned = proposed(tokamak(), Given(abscissa="theta", ordinate="psi"))
    assert drawn(turned) == ("phi", "theta", "psi", ["time"])
    with pytest.raises(UserError, match=r"x: got 'r'; .* time, psi, theta, R, Z"):
        proposed(tokamak(), Given(abscissa="r", ordinate="Z"))


def test_a_notebook_draws_over_them():
    options = {"size": [3, 2], "dpi": 40}
    figure = sweepfig.figure(tokamak(), x="R", y="Z", time=1.0, **options)
    assert figure.data.abscissa.shape == figure.data.curves[0].shape == (8, 25)
    guessed = sweepfig.figure(ocean(), time=1.0, **options)
    assert guessed.data.xlabel == "longitude [degrees_east]"
    nameless = ocean().reset_coords(["nav_lat", "nav_lon"])
    nameless["nav_lat"].attrs = nameless["nav_lon"].attrs = {}
    single = nameless.isel(time=0, drop=True)
    named = sweepfig.figure(single, "sst", x="nav_lon", y="nav_lat", **options)
    np.testing.assert_array_equal(named.data.ordinate, ocean()["nav_lat"].values)


def test_a_coordinate_may_have_the_name_of_a_dimension():
    there = ocean().isel(time=0, drop=True)
    dataset = xr.Dataset(
        {"run": ("run", [1, 2]), "sst": (("run", "lat", "lon"), np.stack([there["sst"]] * 2))},
        {
            "lat": (("lat", "lon"), there["nav_lat"].values, LAT),
            "lon": (("lat", "lon"), there["nav_lon"].values, LON),
        },
    )
    found = proposed(dataset)
    assert drawn(found) == ("sst", "lon", "lat", ["run"])
    assert "the positions of the points of lat and lon" in found.doubts[0]


def test_an_abscissa_of_its_own_for_each_curve_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    k, omega = [0.2, 0.3], np.linspace(1, 2, 9) + np.array([[0], [0.1]])
    curves = (("k", "i"), np.sin(omega), {"coordinates": "omega"})
    dataset = xr.Dataset({"r": curves, "omega": (("k", "i"), omega)}, {"k": k})
    dataset.to_netcdf("a.nc")
    found = propose(["a.nc"])
    assert found.abscissa == "i"
    assert any("those of omega differ with k; a file for each" in said for said in found.doubts)
