"""The values along a dimension: numbers, text, or dates of the calendars that have ordinary days."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.survey.survey import survey
from sweepfig.sweep.coordinates import drawn_coordinates, plain_values, shape_over
from sweeps import config_for, write_sweep


def look_at(**keys):
    """Return what `survey` finds in a.nc."""
    config = config_for("a.nc")
    config["sweep"].update(keys)
    return survey(settings.check(config, source="config").sweep)


pytestmark = pytest.mark.usefixtures("in_folder")


def dated(calendar, units="days since 2024-02-27", days=(0, 1, 2)):
    """Write a sweep whose abscissa is time, in a calendar of CF."""
    dataset = write_sweep("plain.nc", frequencies=np.array(days, dtype="f8"))
    dataset["frequency"].attrs = {"units": units, "calendar": calendar}
    dataset.to_netcdf("a.nc")


@pytest.mark.parametrize(
    ("calendar", "last"), [("standard", "2024-02-29"), ("noleap", "2024-03-01")]
)
def test_dates_are_read_in_their_calendar(calendar, last):
    dated(calendar)
    found = look_at().abscissa
    assert found.dtype.kind == "M"
    assert str(found[-1]).startswith(last)


@pytest.mark.filterwarnings("ignore:Unable to decode time axis")
def test_dates_out_of_nanoseconds_range():
    dated("standard", "days since 0300-01-01")
    assert str(look_at().abscissa[1]).startswith("0300-01-02")


def test_dates_that_no_ordinary_calendar_has_are_refused():
    dated("360_day", days=(0, 1, 3))  # 30 February
    with pytest.raises(UserError, match="'frequency' has dates of the calendar '360_day' that no"):
        look_at()


def test_units_that_only_look_like_dates_are_numbers():
    dated("standard", "months since the shutdown")
    assert look_at().abscissa.tolist() == [0, 1, 2]


MIDDLES = np.cumsum([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) - 15.0


@pytest.mark.parametrize("calendar", ["standard", "noleap", "360_day"])
def test_a_climatologys_times_are_months(calendar):
    days = MIDDLES if calendar != "360_day" else 30 * np.arange(12) + 29.0  # with a 30 February
    dated(calendar, "days since 1990-01-01", days)
    dataset = xr.load_dataset("a.nc", decode_times=False)
    dataset["frequency"].attrs["climatology"] = "climatology_bounds"
    dataset.to_netcdf("a.nc")
    found = look_at()
    assert found.abscissa.tolist() == [*range(1, 13)]
    assert found.xlabel == "month"
    chosen = look_at(abscissa="cee", axes=[{"dimension": "wavenumber"}], select={"frequency": 7})
    assert chosen.sources[0].fixed == {"frequency": 6}


def test_a_climatology_with_two_values_in_a_month_has_dates():
    dated("standard", "days since 1990-01-01", (0, 10, 20))
    dataset = xr.load_dataset("a.nc", decode_times=False)
    dataset["frequency"].attrs["climatology"] = "climatology_bounds"
    dataset.to_netcdf("a.nc")
    assert look_at().abscissa.dtype.kind == "M"


# --- over two dimensions


def over_two(x, y, **at):
    """Return the two drawn coordinates of a dataset, x and y, over rows and columns."""
    dataset = xr.Dataset({"x": x, "y": y})
    sizes = {"row": 3, "column": 4, **dataset.sizes}
    up, across = drawn_coordinates(dataset, ("y", "x"), ("row", "column"), sizes, at, "a.nc")
    return across, up


ROWS, COLUMNS = np.arange(3.0), np.arange(4)
GRID = ("row", "column"), ROWS[:, None] + 10 * COLUMNS


def test_one_coordinate_may_be_along_a_dimension():
    for along, expected in ((("column", COLUMNS), COLUMNS), (("row", ROWS), ROWS[:, None])):
        x, y = over_two(along, GRID)
        np.testing.assert_array_equal(x, np.broadcast_to(expected, (3, 4)))
        np.testing.assert_array_equal(y, GRID[1])
        assert shape_over(x, y) == (3, 4)
    assert shape_over(COLUMNS, ROWS) == (3, 4)
    assert shape_over(COLUMNS, None) == (4,)


def test_a_coordinate_with_a_further_dimension_is_read_at_an_index():
    steps = np.array([0.0, 100.0])[:, None]
    depth = ("step", "row"), steps + ROWS
    for at, shift in (({}, 0), ({"step": 1}, 100)):
        np.testing.assert_array_equal(over_two(depth, GRID, **at)[0][:, 1], shift + ROWS)


@pytest.mark.parametrize("kind", ["f4", "i4", "M8[s]"])
def test_a_missing_position_is_missing_in_both(kind):
    y = GRID[1].copy()
    y[1, 2] = np.nan
    x, up = over_two((GRID[0], GRID[1].astype("i8").astype(kind)), (GRID[0], y))
    for each in (x, up):
        missing = np.isnat(each) if each.dtype.kind == "M" else np.isnan(each)
        assert np.argwhere(missing).tolist() == [[1, 2]]


def test_rows_or_columns_that_meet_in_a_point_have_a_position():
    pole = np.where(ROWS[:, None] == 0, 90.0, GRID[1])
    x, _ = over_two((GRID[0], pole), (GRID[0], pole))
    assert np.isfinite(x).all()
    block = GRID[1].copy()
    block[:2, 1:3] = -1
    assert np.isnan(over_two((GRID[0], block), (GRID[0], block))[0]).sum() == 4
    assert np.isfinite(over_two((GRID[0], block), GRID)[0]).all()  # only one of both is equal


@pytest.mark.parametrize(
    ("stored", "read"),
    [(["He      ", "electron"], ["He", "electron"]), (["a", "a "], ["a", "a "])],
)
def test_blanks_that_fill_up_text_of_fixed_length_are_no_part_of_it(stored, read):
    for kind in ("S8", "U8", object):
        values = np.array(stored).astype(kind)
        assert plain_values(values, "species", "a.nc").tolist() == read


def test_names_of_any_length_in_a_store_are_text():
    dataset = write_sweep("plain.nc").isel(wavenumber=[0, 1, 1])
    names = np.array(["a", "bb", "a case of its own"], dtype=object)
    dataset.assign_coords(wavenumber=names).to_zarr("a.zarr")
    config = config_for("a.zarr")
    config["sweep"]["axes"][0]["notation"] = "text"
    found = survey(settings.check(config, source="config").sweep)
    assert found.axes[0].tolist() == [*names]
