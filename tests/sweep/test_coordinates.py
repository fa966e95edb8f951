"""The values along a dimension: numbers, text, or dates of the calendars that have ordinary days."""

from __future__ import annotations

import numpy as np
import pytest
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.survey.survey import survey
from sweeps import config_for, write_sweep


def look_at(**keys):
    """Return what `survey` finds in a.nc."""
    config = config_for("a.nc")
    config["sweep"].update(keys)
    return survey(settings.check(config, source="config").sweep)


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


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
