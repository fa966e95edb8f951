"""The values along a dimension: numbers, text, or dates of the calendars that have ordinary days."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.survey.survey import survey
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
