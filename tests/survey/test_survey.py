"""Looking at real kinds of sweep files: every name and value is settled to the right index, or refused."""

from __future__ import annotations

import re

import numpy as np
import pytest
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.survey.survey import survey
from sweepfig.sweep.grid_reader import Reader
from sweeps import DAMPINGS, FREQUENCIES, config_for, write_sweep

# --- sweeps in files


def look_at(*curves, **keys):
    """Return what `survey` finds for (file, variable) curves over the small sweep's axes."""
    config = config_for("", sweep={"curves": [{"file": f, "variable": v} for f, v in curves]})
    config["sweep"].update(keys)
    return survey(settings.check(config, source="config").sweep)


def numbers(found):
    """Return the curves' numbers as the jobs will read them, shape (curve, target, abscissa)."""
    shape = [len(axis) for axis in found.axes]
    with Reader(found.sources, len(found.abscissa)) as reader:
        curves = [values for _, values in reader.targets(shape, range(int(np.prod(shape))))]
    return np.array(curves).swapaxes(0, 1)


pytestmark = pytest.mark.usefixtures("in_folder")


def test_descending_axes_stay_in_the_files_order():
    dataset = write_sweep("a.nc", dampings=DAMPINGS[::-1], frequencies=FREQUENCIES[::-1])
    found = look_at(("a.nc", "actual"))
    assert list(found.axes[1]) == list(DAMPINGS[::-1])
    assert list(found.abscissa) == list(FREQUENCIES[::-1])
    assert np.array_equal(numbers(found)[0], dataset["actual"].values.reshape(6, -1))


@pytest.mark.parametrize("shift", [1e-9, -1e-9])
def test_second_file_with_axes_off_by_rounding_and_in_another_order(shift):
    first = write_sweep("a.nc")
    other = write_sweep("b.nc", seed=1)
    moved = other.assign_coords({name: other[name] * (1 + shift) for name in other.coords})
    moved = moved.isel(wavenumber=[1, 0], cee=[2, 0, 1], frequency=slice(None, None, -1))
    moved.transpose("frequency", "cee", "wavenumber").to_netcdf("b.nc")
    found = look_at(("a.nc", "actual"), ("b.nc", "predicted"))
    assert list(found.axes[1]) == list(DAMPINGS)
    expected = [first["actual"].values, other["predicted"].values]
    assert np.array_equal(numbers(found), np.reshape(expected, (2, 6, -1)))


def test_second_file_may_have_more_values():
    more = write_sweep("b.nc", dampings=(1e-6, *DAMPINGS, 1.0))
    write_sweep("a.nc")
    found = look_at(("a.nc", "actual"), ("b.nc", "predicted"))
    expected = more["predicted"].values[:, 1:4].reshape(6, -1)
    assert np.array_equal(numbers(found)[1], expected)


def test_value_missing_in_the_second_file_is_named():
    write_sweep("a.nc")
    write_sweep("b.nc", dampings=DAMPINGS[:2])
    message = "^b.nc: cee of 'actual' does not match a.nc's: no value 0.001 .the nearest is 1.778"
    with pytest.raises(UserError, match=rf"{message}.*difference of 1e-06 \(key sweep.tolerance\)"):
        look_at(("a.nc", "actual"), ("b.nc", "actual"))


@pytest.mark.parametrize("name", ["wavenumber", "frequency"])
def test_a_curve_over_other_units_is_refused(name):
    for file, units in (("a.nc", "1/m"), ("b.nc", "1/cm"), ("c.nc", " 1/m "), ("d.nc", "")):
        dataset = write_sweep(file).load()
        dataset[name].attrs["units"] = units
        dataset.to_netcdf(file)
    with pytest.raises(
        UserError,
        match=rf"^b.nc: '{name}' is in '1/cm' .its attribute units.; allowed is '1/m', as in a",
    ):
        look_at(("a.nc", "actual"), ("b.nc", "actual"))
    assert look_at(("a.nc", "actual"), ("c.nc", "actual"), ("d.nc", "actual"))


def test_tolerance_is_the_configs():
    write_sweep("a.nc")
    write_sweep("b.nc", dampings=np.multiply(DAMPINGS, 1.001))
    assert look_at(("a.nc", "actual"), ("b.nc", "actual"), tolerance=0.01).sources[1].order == {}
    with pytest.raises(UserError, match=r"does not match a\.nc's: no value 1e-05"):
        look_at(("a.nc", "actual"), ("b.nc", "actual"))


def test_abscissa_may_have_a_value_twice_and_stays_as_it_is():
    days = np.array(["2024-01-01", "2024-01-01", "2024-01-02"], dtype="M8[ns]")
    for abscissa in (np.array([1.0, 1.0, 2.0]), days):
        dataset = write_sweep(
            "a.nc", frequencies=abscissa, values={"actual": np.arange(18.0).reshape(2, 3, 3)}
        )
        found = look_at(("a.nc", "actual"))
        assert np.array_equal(numbers(found)[0], dataset["actual"].values.reshape(6, 3))


# --- further dimensions


@pytest.fixture
def months():
    """A sweep with a further dimension of each type, and one of length 1."""
    further = {
        "month": [7, 8, 9],
        "level": [0.1, 0.2],
        "site": ["Jan Mayen", "Jan"],
        "day": np.array(["2024-02-29", "2024-03-01"], dtype="M8[ns]"),
        "run": [5],
    }
    dataset = write_sweep("a.nc", variables=("actual",)).expand_dims(further)
    sizes = [3, 2, 2, 2, 1]
    dataset = dataset + np.arange(24.0).reshape(sizes)[(..., None, None, None)]
    dataset.to_netcdf("m.nc")
    return dataset


SELECT = {"month": 8, "level": 0.2, "site": "Jan", "day": "2024-03-01"}


@pytest.mark.parametrize("other", [{}, {"level": "0.1"}, {"month": 7.0}, {"site": "Jan Mayen"}])
def test_further_dimensions_are_fixed_by_number_text_and_date(months, other):
    select = SELECT | other
    expected = months["actual"].sel(select | {"level": float(select["level"])}).squeeze("run")
    found = look_at(("m.nc", "actual"), select=select)
    assert np.array_equal(numbers(found)[0], expected.values.reshape(6, -1))


@pytest.mark.parametrize(
    ("name", "value", "there"),
    [
        ("month", 7.5, "7, 8, 9"),
        ("month", "July", "7, 8, 9"),
        ("month", 263, "7, 8, 9"),
        ("level", 0.15, "0.1, 0.2"),
        ("site", "January", "'Jan Mayen', 'Jan'"),
        ("day", "2024-03-02", "2024-02-29"),
        ("day", "soon", "2024-02-29"),
    ],
)
def test_selected_value_that_is_not_there_is_refused(months, name, value, there):
    message = f"sweep.select: '{name}' has no value {value!r} in m.nc; the values .* are {there}"
    with pytest.raises(UserError, match=re.escape(message).replace(r"\.\*", ".*")):
        look_at(("m.nc", "actual"), select=SELECT | {name: value})


def curves_of(*selects):
    """Return curves of one variable, each with dimensions fixed for itself."""
    return [{"file": "m.nc", "variable": "actual", "select": select} for select in selects]


def test_a_curve_may_have_its_own_value_of_a_further_dimension(months):
    first, second = {"month": 7}, {"month": 9, "site": "Jan Mayen"}
    found = look_at(curves=curves_of(first, second), select=SELECT)
    expected = [months["actual"].sel(SELECT | own).squeeze("run") for own in (first, second)]
    assert np.array_equal(numbers(found), [each.values.reshape(6, -1) for each in expected])
    labels = ["actual, month = 7", "actual, month = 9, site = Jan Mayen"]
    assert [source.label for source in found.sources] == labels
    assert not any(source.has_own_label for source in found.sources)


def test_a_curves_own_value_that_is_not_there_is_refused_by_its_key(months):
    with pytest.raises(
        UserError, match=r"sweep\.curves\[\]\.select: 'month' has no value 10 in m\.nc"
    ):
        look_at(curves=curves_of({"month": 7}, {"month": 10}), select=SELECT)
    with pytest.raises(UserError, match=r"no dimension 'mont' \(key sweep\.curves\[\]\.select\)"):
        look_at(curves=curves_of({"mont": 7}), select=SELECT)
    with pytest.raises(UserError, match=r"sweep\.curves\[\]\.select: 'cee' is drawn already"):
        look_at(curves=curves_of({"cee": 1e-3}), select=SELECT)


def test_further_dimension_must_be_selected(months):
    with pytest.raises(
        UserError, match=r"further dimension 'month' of length 3; fix it with sweep"
    ):
        look_at(("m.nc", "actual"), select={"level": 0.1, "site": "Jan", "day": "2024-03-01"})


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"select": {"cee": 1e-3}}, "sweep.select: 'cee' is drawn already"),
        (
            {"select": {"damping": 1}},
            r"no dimension 'damping' \(key sweep.select\); its dimensions are 'wavenumber'",
        ),
        (
            {"abscissa": "time"},
            r"variable 'actual' has no dimension 'time' \(key sweep.abscissa\); its dimensions are",
        ),
        ({"abscissa": "cee"}, "a.nc: 'cee' and 'cee' are both along 'cee'; each axis"),
        ({"ordinate": "frequency"}, "'frequency' and 'frequency' are both along 'frequency'"),
        ({"ordinate": "omega"}, "'omega' and 'frequency' are both along 'frequency'"),
    ],
)
def test_dimension_that_can_not_be_drawn_is_refused(keys, message):
    dataset = write_sweep("a.nc")
    dataset.assign_coords(omega=("frequency", FREQUENCIES * 2)).to_netcdf("a.nc")
    with pytest.raises(UserError, match=message):
        look_at(("a.nc", "actual"), **keys)
