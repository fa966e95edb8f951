"""Coordinates over the two dimensions of a field: found, in one shape, or refused in one message."""

from __future__ import annotations

import netCDF4
import numpy as np
import pytest
import xarray as xr
from curvilinear import config_of, ocean, tokamak
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.survey.survey import survey
from sweepfig.sweep.list_reader import read_numbers

pytestmark = pytest.mark.usefixtures("in_folder")


def look_at(*given, **keys):
    """Return what `survey` finds."""
    return survey(settings.check(config_of(*given, **keys), source="config").sweep)


def fields_of(found):
    """Return each target's abscissa, ordinate and field."""
    which = range(found.n_targets)
    read = read_numbers(found.sources, found.shape, found.abscissa, found.ordinate, (), which)
    return [(each.abscissa, each.ordinate, each.curves[0]) for _, each in read]


def write(dataset, name="a.nc", **options):
    """Write a dataset without the attribute `coordinates`, which most tests do not need."""
    dataset.reset_coords([n for n in dataset.coords if n not in dataset.dims]).to_netcdf(
        name, **options
    )


def assert_is(found, dataset, variable="sst", names=("nav_lon", "nav_lat")):
    """Assert that each field and its positions are those of the dataset."""
    for number, (x, y, field) in enumerate(fields_of(found)):
        np.testing.assert_array_equal(x, dataset[names[0]].values)
        np.testing.assert_array_equal(y, dataset[names[1]].values)
        np.testing.assert_array_equal(field, dataset[variable].values[number])


@pytest.mark.parametrize("engine", ["netcdf4", "scipy"])
def test_coordinates_may_be_named_by_an_attribute_or_not(engine):
    ocean().to_netcdf("a.nc", engine=engine)
    assert_is(look_at("a.nc"), ocean())
    write(ocean(), engine=engine)
    found = look_at("a.nc")
    assert_is(found, ocean())
    assert (found.xlabel, found.ylabel) == ("longitude [degrees_east]", "latitude [degrees_north]")


@pytest.mark.parametrize("turned", ["sst", "nav_lat", "nav_lon"])
def test_dimensions_may_be_in_any_order(turned):
    dataset = ocean()
    dataset[turned] = dataset[turned].transpose("x", "y", ...)
    write(dataset)
    found = look_at("a.nc")
    x = dataset["nav_lon"]
    assert_is(found, dataset.transpose("time", *x.dims))


def test_flux_surfaces_that_meet_in_one_point():
    write(tokamak())
    assert_is(look_at("a.nc", "phi"), tokamak(), "phi", ("R", "Z"))


def test_missing_positions_are_missing_in_both_coordinates():
    dataset = ocean()
    dataset["nav_lat"][2, 3:5] = np.nan
    write(dataset, encoding={"nav_lat": {"_FillValue": -999.0}})
    ((x, y, _), *_) = fields_of(look_at("a.nc"))
    for each in (x, y):
        assert [*zip(*np.nonzero(np.isnan(each)), strict=True)] == [(2, 3), (2, 4)]


def test_positions_that_were_never_written_are_missing():
    write(ocean())
    with netCDF4.Dataset("a.nc", "a") as file:
        file.set_auto_mask(False)
        file["nav_lon"][4:, :] = netCDF4.default_fillvals["f4"]
    assert np.isfinite(look_at("a.nc").abscissa).sum() == 4 * 20


@pytest.mark.parametrize("fill", [0.0, -1.0])
def test_a_block_of_one_position_has_none(fill):
    dataset = ocean()
    for name in ("nav_lat", "nav_lon"):
        dataset[name][5:8, 3:9] = fill
    write(dataset)
    assert np.isnan(look_at("a.nc").ordinate).sum() == 3 * 6


def test_a_coordinate_may_be_along_one_dimension():
    depth = np.linspace(0, 1, 4)[:, None] * np.linspace(10, 60, 6)
    dataset = xr.Dataset(
        {"t": (("run", "level", "station"), np.arange(48.0).reshape(2, 4, 6))},
        {
            "z": (("level", "station"), depth),
            "km": ("station", np.linspace(0, 90, 6)),
            "run": [1, 2],
        },
    )
    dataset.to_netcdf("a.nc")
    axes = [{"dimension": "run"}]
    found = look_at("a.nc", "t", axes=axes, abscissa="km", ordinate="z")
    np.testing.assert_array_equal(found.abscissa, np.broadcast_to(dataset["km"].values, (4, 6)))
    np.testing.assert_array_equal(found.ordinate, depth)
    counted = look_at("a.nc", "t", axes=axes, abscissa="level", ordinate="z")
    np.testing.assert_array_equal(counted.abscissa[:, 0], np.arange(4))


def moving(shift):
    """Return the ocean with longitudes over time, too, which move by `shift` in each step."""
    dataset = ocean()
    steps = xr.DataArray(shift * np.arange(3.0), dims="time")
    return dataset.assign_coords(nav_lon=steps + dataset["nav_lon"].astype("f8"))


def test_a_coordinate_may_be_repeated_along_an_axis():
    write(moving(0.0))
    np.testing.assert_array_equal(look_at("a.nc").abscissa, ocean()["nav_lon"].values)


def test_one_that_changes_along_an_axis_is_refused():
    write(moving(0.1))
    with pytest.raises(UserError, match=r"a.nc: 'nav_lon' changes along 'time'; .*sweep.select"):
        look_at("a.nc")


def test_one_that_changes_may_be_selected():
    dataset = moving(0.1)
    dataset["sst"] = dataset["sst"].expand_dims(run=[1, 2])
    write(dataset)
    found = look_at("a.nc", axes=[{"dimension": "run"}], select={"time": 2})
    np.testing.assert_array_equal(found.abscissa, dataset["nav_lon"].values[2])


def test_each_file_may_have_positions_of_its_own():
    for run in (1, 2):
        write(ocean(1, shift=run).isel(time=0, drop=True).assign(run=run), f"r{run}.nc")
    found = look_at("r*.nc", axes=[{"dimension": "run"}])
    for run, (x, _, _) in enumerate(fields_of(found), 1):
        np.testing.assert_array_equal(x, ocean(shift=run)["nav_lon"].values)


def test_a_second_file_has_to_have_the_same_positions():
    write(ocean())
    write(ocean(shift=1e-5).rename(sst="model"), "b.nc")
    curves = [{"file": "a.nc", "variable": "sst"}, {"file": "b.nc", "variable": "model"}]
    np.testing.assert_array_equal(look_at("a.nc", curves=curves).abscissa, ocean()["nav_lon"])
    along = {"nav_lat": ("y", np.arange(12.0)), "nav_lon": ("x", np.arange(20.0))}
    straight = ocean().drop_vars([*along]).assign(along)
    for other in (ocean(shift=0.1), straight):
        write(other.rename(sst="model"), "b.nc")
        with pytest.raises(UserError, match=r"two-dimensional nav_l.. .*sweep.tolerance"):
            look_at("a.nc", curves=curves)
        with pytest.raises(UserError, match=r"two-dimensional nav_l.. .*sweep.tolerance"):
            look_at("a.nc", curves=curves[::-1])


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"ordinate": None}, "'nav_lon' is over y, x; .*sweep.ordinate"),
        ({"ordinate": "depth"}, "there is no 'depth'; .*same two of its dimensions"),
        ({"ordinate": "other"}, "'other' is over y2, x; 'nav_lon' is over y, x"),
        (
            {"axes": [{"dimension": "x"}]},
            r"no dimension 'nav_lat' \(key sweep.ordinate.*\); .*; 'nav_lat' is over 'y', 'x'",
        ),
        ({"abscissa": "words"}, "'words' is of type .*; over two dimensions real numbers or dates"),
        ({"abscissa": "nothing"}, "none of the 240 points has a position: 'nav_lat' and 'nothing'"),
    ],
)
def test_what_is_no_pair_of_coordinates_is_refused(keys, said):
    dataset = ocean().assign(
        other=(("y2", "x"), np.zeros((5, 20))),
        words=(("y", "x"), np.full((12, 20), "a")),
        nothing=(("y", "x"), np.full((12, 20), np.nan)),
    )
    write(dataset)
    with pytest.raises(UserError, match=f"a.nc.*({said})"):
        look_at("a.nc", **keys)


def test_what_stands_at_points_without_a_position_counts_for_nothing():
    dataset = ocean()
    dataset["nav_lat"][2, 3] = np.nan
    dataset["sst"][:, 2, 3] = 1e6
    write(dataset)
    write(dataset.isel(time=0, drop=True).assign(run=1), "r1.nc")
    for found in (look_at("a.nc"), look_at("r*.nc", axes=[{"dimension": "run"}])):
        (_, _, field), *_ = fields_of(found)
        assert np.argwhere(np.isnan(field)).tolist() == [[2, 3]]
