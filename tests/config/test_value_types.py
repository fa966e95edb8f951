"""Values as YAML may write them: what is a number, a date or a list for a person is one for the config."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from sweepfig.config import value_types

TWO_HOURS_EAST = datetime.timezone(datetime.timedelta(hours=2))


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        (value_types.Number, "1e-3", 1e-3),
        (value_types.Number, 7, 7.0),
        (value_types.Count, "1e3", 1000),
        (value_types.Count, 20.0, 20),
        (value_types.Scalar, datetime.date(2024, 2, 29), "2024-02-29"),
        (value_types.Scalar, "words", "words"),
        (value_types.Scalar, 7, 7),
        (value_types.NumberOrDate, "0.5", 0.5),
        (
            value_types.NumberOrDate,
            datetime.datetime(2024, 1, 1, 1, tzinfo=TWO_HOURS_EAST),
            "2023-12-31T23:00:00",
        ),
        (value_types.Wanted, 0.3, ("0.3",)),
        (value_types.Wanted, ["1e-6:1e-4", 2], ("1e-6:1e-4", "2")),
        (value_types.Files, "runs/*.nc", "runs/*.nc"),
        (value_types.Files, ["a.nc", "b.nc"], ("a.nc", "b.nc")),
        (value_types.Colour, 0.5, "0.5"),
        (value_types.Colour, "C0", "C0"),
    ],
)
def test_a_value_is_what_a_person_means_by_it(kind, value, found):
    read_value = read(kind, value)
    assert (read_value, type(read_value)) == (found, type(found))


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (value_types.Number, True, "a number is needed, not true or false"),
        (value_types.Number, "many", "a number is needed"),
        (value_types.Number, math.inf, "a finite number is needed"),
        (value_types.Number, 10**400, "a finite number is needed"),
        (value_types.Count, "1.5", "valid integer"),
        (value_types.Count, False, "not true or false"),
        (value_types.Scalar, None, "a number, text or a date is needed"),
        (value_types.Scalar, math.nan, "a finite number is needed"),
        (value_types.NumberOrDate, "yesterday", "a number or a date, as in 2024-02-29, is needed"),
        (value_types.Wanted, [], "a value, a range such as 1e-6:1e-4, or a list of them"),
        (value_types.Files, [], "a path or a list of paths is needed"),
        (value_types.Files, ["a.nc", 3], "a path or a list of paths is needed"),
        (value_types.Files, "", "at least 1 character"),
        (value_types.Colour, "x" * 51, "at most 50"),
        (value_types.Words, "x" * 1001, "at most 1000 characters"),
    ],
)
def test_what_can_mean_nothing_is_refused(kind, value, message):
    with pytest.raises(ValidationError, match=message):
        read(kind, value)


def test_a_file_in_the_home_folder_is_found_there(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert read(value_types.Files, ["~/a.nc", "b.nc"]) == (str(tmp_path / "a.nc"), "b.nc")


class Pair(value_types.Section):
    first: value_types.Number
    """The first of them."""


def test_a_section_is_closed_and_its_values_stay():
    with pytest.raises(ValidationError, match="Extra inputs"):
        Pair(first=1, second=2)
    with pytest.raises(ValidationError, match="frozen"):
        Pair(first=1).first = 2
