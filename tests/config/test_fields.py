"""Values as YAML may write them: what is a number, a date or a list for a person is one for the config."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError
from sweepfig.config import fields

TWO_HOURS_EAST = datetime.timezone(datetime.timedelta(hours=2))


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        (fields.Number, "1e-3", 1e-3),
        (fields.Number, 7, 7.0),
        (fields.Count, "1e3", 1000),
        (fields.Count, 20.0, 20),
        (fields.Scalar, datetime.date(2024, 2, 29), "2024-02-29"),
        (fields.Scalar, "words", "words"),
        (fields.Scalar, 7, 7),
        (fields.Place, "0.5", 0.5),
        (
            fields.Place,
            datetime.datetime(2024, 1, 1, 1, tzinfo=TWO_HOURS_EAST),
            "2023-12-31T23:00:00",
        ),
        (fields.Wanted, 0.3, ("0.3",)),
        (fields.Wanted, ["1e-6:1e-4", 2], ("1e-6:1e-4", "2")),
        (fields.Files, "runs/*.nc", "runs/*.nc"),
        (fields.Files, ["a.nc", "b.nc"], ("a.nc", "b.nc")),
        (fields.Colour, 0.5, "0.5"),
        (fields.Colour, "C0", "C0"),
    ],
)
def test_a_value_is_what_a_person_means_by_it(kind, value, found):
    read_value = read(kind, value)
    assert (read_value, type(read_value)) == (found, type(found))


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (fields.Number, True, "a number is needed, not true or false"),
        (fields.Number, "many", "a number is needed"),
        (fields.Number, math.inf, "a finite number is needed"),
        (fields.Number, 10**400, "a finite number is needed"),
        (fields.Count, "1.5", "valid integer"),
        (fields.Count, False, "not true or false"),
        (fields.Scalar, None, "a number, text or a date is needed"),
        (fields.Scalar, math.nan, "a finite number is needed"),
        (fields.Place, "yesterday", "a number or a date, as in 2024-02-29, is needed"),
        (fields.Wanted, [], "a value, a range such as 1e-6:1e-4, or a list of them"),
        (fields.Files, [], "a path or a list of paths is needed"),
        (fields.Files, ["a.nc", 3], "a path or a list of paths is needed"),
        (fields.Files, "", "at least 1 character"),
        (fields.Colour, "x" * 51, "at most 50"),
        (fields.Words, "x" * 1001, "at most 1000 characters"),
    ],
)
def test_what_can_mean_nothing_is_refused(kind, value, message):
    with pytest.raises(ValidationError, match=message):
        read(kind, value)


def test_a_file_in_the_home_folder_is_found_there(monkeypatch):
    monkeypatch.setenv("HOME", "/home/somebody")
    assert read(fields.Files, ["~/a.nc", "b.nc"]) == ("/home/somebody/a.nc", "b.nc")


class Pair(fields.Section):
    first: fields.Number
    """The first of them."""


def test_a_section_is_closed_and_its_values_stay():
    with pytest.raises(ValidationError, match="Extra inputs"):
        Pair(first=1, second=2)
    with pytest.raises(ValidationError, match="frozen"):
        Pair(first=1).first = 2
    assert Pair.model_fields["first"].description == "The first of them."
