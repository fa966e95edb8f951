"""What counts as time: what the config says, else dates, CF attributes, units, names."""

from __future__ import annotations

import numpy as np
import pytest
from sweepfig.survey.time_axis import is_time

NUMBERS = np.arange(3.0)
DATES = np.array(["2026-01-01", "2026-01-02"], dtype="datetime64[ns]")


@pytest.mark.parametrize(
    ("name", "attributes", "values", "expected"),
    [
        ("t", {}, NUMBERS, True),
        ("T", {}, NUMBERS, False),
        ("T", {"units": "keV", "long_name": "electron temperature"}, NUMBERS, False),
        ("t", {"units": "mm"}, NUMBERS, False),
        ("t", {"units": "1/omega_p"}, NUMBERS, True),
        ("simTime", {}, NUMBERS, True),
        ("time", {}, NUMBERS, True),
        ("sim_time", {}, NUMBERS, True),
        ("time", {"units": "1/omega_p"}, NUMBERS, True),
        ("step", {"units": "ms"}, NUMBERS, True),
        ("step", {"units": "hours"}, NUMBERS, True),
        ("step", {"units": "months since 2000-01-01"}, NUMBERS, True),  # which xarray leaves
        ("step", {"axis": "T"}, NUMBERS, True),
        ("step", {"standard_name": "time"}, NUMBERS, True),
        ("month", {}, DATES, True),
        ("frequency", {}, NUMBERS, False),
        ("frequency", {"units": "GHz"}, NUMBERS, False),
        ("x", {"units": "m"}, NUMBERS, False),
        ("timescale", {}, NUMBERS, False),
        ("theta", {}, NUMBERS, False),
        ("t", {"axis": "X"}, NUMBERS, False),
        ("t", {"standard_name": "air_temperature", "units": "s"}, NUMBERS, False),
        ("t", {"units": np.array([1, 2])}, NUMBERS, True),
        ("time", {}, np.array(["early", "late"]), False),
    ],
)
def test_a_coordinate_is_time_by_its_dates_attributes_units_or_name(
    name, attributes, values, expected
):
    assert is_time(name, attributes, values) is expected


@pytest.mark.parametrize("said", [True, False])
def test_the_config_has_the_first_word(said):
    assert is_time("time", {"axis": "T"}, DATES, said) is said
    assert is_time("x", {"axis": "X"}, NUMBERS, said) is said
