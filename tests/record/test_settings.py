"""The settings of a record come back as they were, and say of the sweep what a survey says."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from carried import CONFIGS, write_all
from sweepfig.batch.render import read_slices
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweepfig.plan.resolve.facet_curves import with_a_curve_for_each
from sweepfig.plan.resolve.look import look_of
from sweepfig.record.encoding import Record
from sweepfig.record.settings import of_plan, of_record
from sweepfig.survey.survey import survey


def recorded(name, twin=None):
    checked, quantity = with_a_curve_for_each(settings.check(CONFIGS[name], source=name))
    found = replace(survey(checked.sweep), facet_quantity=quantity)
    figure = checked.figure if twin is None else checked.figure.also[twin]
    return of_plan(checked, twin, found, look_of(figure, found))


def slice_of(name):
    """Return the first slice of a config."""
    plan = make_plan(settings.check(CONFIGS[name], source=name))
    ((_, data),) = read_slices(plan, range(1))
    return data


@pytest.fixture(autouse=True)
def files(in_folder):
    write_all()


@pytest.mark.parametrize("name", CONFIGS)
def test_they_come_back_from_json(name):
    found = recorded(name)
    record = Record(json.loads(found.to_json()), slice_of(name))
    assert of_record(record, source="f") == found


def test_they_have_no_path_of_the_data():
    assert "fields.nc" not in recorded("lines").to_json()


def test_a_twins_are_its_own_and_those_that_it_shares():
    found = recorded("twins", 1)
    assert (found.figure["kind"], found.figure["dpi"]) == ("histogram", 50)
    assert (found.figure["format"], found.figure["carry_data"]) == ("png", True)
    assert "name" not in found.figure
    assert "also" not in found.figure


def test_names_and_units_are_those_of_the_files():
    found = recorded("pcolormesh")
    said = [
        (each.name, each.long_name, each.units)
        for each in (*found.axes, found.abscissa, *found.curves)
    ]
    assert said == [("k", "k", ""), ("x", "x", "m"), ("E", "field", "V/m")]
    assert found.ordinate.quantity.label == "t [s]"


def test_what_is_no_settings_is_a_message():
    good, data = json.loads(recorded("lines").to_json()), slice_of("lines")
    for bad in ({}, {**good, "figure": 3}, {**good, "later": 1}, {**good, "limits": {"a": [1]}}):
        with pytest.raises(UserError, match=r"^f: its record can't be read: \w+"):
            of_record(Record(bad, data), source="f")


@pytest.mark.parametrize(
    "other",
    [
        {"curves": ()},
        {"labels": ("a",)},
        {"abscissa": np.arange(3.0)},
        {"ordinate": np.arange(3.0)},
        {"point": {}},
        {"marks": (1.0,)},
    ],
)
def test_settings_of_another_slice_are_refused(other):
    good = json.loads(recorded("lines").to_json())
    record = Record(good, replace(slice_of("lines"), **other))
    with pytest.raises(UserError, match="its slice is not one that its settings describe"):
        of_record(record, source="f")


def test_a_survey_of_one_figure_has_names_and_no_numbers():
    checked = settings.check(CONFIGS["pcolormesh"], source="test")
    whole, alone = survey(checked.sweep), recorded("pcolormesh").survey(slice_of("pcolormesh"))
    assert not alone.has_numbers
    for name in ("xlabel", "ylabel", "quantities", "responses", "ordinate_quantity"):
        assert getattr(alone, name) == getattr(whole, name)
    assert [s.label for s in alone.sources] == [s.label for s in whole.sources]
    xr.testing.assert_equal(xr.DataArray(alone.abscissa), xr.DataArray(whole.abscissa))
