"""The values along a sweep's axes, their labels, and the files that have no usable ones."""

from __future__ import annotations

import netCDF4
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


@pytest.mark.parametrize("dtype", ["f4", "f8", "i4", "u2", ">f8"])
def test_axes_keep_their_type(dtype):
    write_sweep("a.nc", dampings=np.array([1, 2, 5], dtype=dtype))
    assert look_at().axes[1].dtype == np.dtype(dtype).newbyteorder("=")
    assert look_at().axes[1].tolist() == [1, 2, 5]


def test_dimension_without_a_coordinate_is_counted():
    write_sweep("a.nc").drop_vars("cee").to_netcdf("b.nc")
    curves = [{"file": "b.nc", "variable": "actual"}]
    assert look_at(curves=curves).axes[1].tolist() == [0, 1, 2]


def test_axis_may_be_another_variable_along_its_dimension():
    dataset = write_sweep("a.nc").assign_coords(rate=("cee", [7.0, 8.0, 9.0]))
    dataset.rename(cee="n").to_netcdf("a.nc")
    found = look_at(axes=[{"dimension": "wavenumber"}, {"dimension": "rate"}])
    assert found.axes[1].tolist() == [7, 8, 9]
    assert found.sources[0].drawn == ("wavenumber", "n", "frequency")


def test_latex_dimension_names():
    write_sweep("a.nc", dimensions=("$k_0$", r"$\nu_{ee}$", "$\\omega$"))
    axes = [{"dimension": "$k_0$"}, {"dimension": r"$\nu_{ee}$"}]
    assert look_at(axes=axes, abscissa="$\\omega$").sources[0].drawn[2] == "$\\omega$"


@pytest.mark.parametrize(
    ("attributes", "label"),
    [
        ({"long_name": "drive frequency", "units": "rad/s"}, "drive frequency [rad/s]"),
        ({"standard_name": "drive_frequency"}, "drive_frequency"),
        ({"long_name": "drive frequency", "units": "1"}, "drive frequency"),
        ({"units": "Hz"}, "NAME [Hz]"),
        ({}, "NAME"),
    ],
)
def test_labels_are_long_names_with_units(attributes, label):
    dataset = write_sweep("a.nc")
    dataset["frequency"].attrs = dataset["actual"].attrs = attributes
    dataset.to_netcdf("a.nc")
    assert look_at().xlabel == label.replace("NAME", "frequency")
    assert look_at().ylabel == label.replace("NAME", "actual")


def test_with_an_ordinate_the_y_label_is_its_name():
    dataset = write_sweep("a.nc")
    dataset["cee"].attrs = {"long_name": "collisions"}
    dataset.to_netcdf("a.nc")
    found = look_at(axes=[{"dimension": "wavenumber"}], ordinate="cee")
    assert found.ylabel == "collisions"
    assert len(found.ordinate) == 3


# --- what can't be drawn


@pytest.mark.parametrize(
    ("axis", "message"),
    [
        ({"dampings": [1, np.nan, 3]}, "a.nc: 'cee' is nan at index 1; finite values are allowed"),
        ({"dampings": [1, 2, np.inf]}, "a.nc: 'cee' is inf at index 2; finite values are allowed"),
        ({"frequencies": [np.nan] * 33}, "a.nc: 'frequency' is nan at index 0; finite"),
        ({"dampings": [3, 1, 3]}, "a.nc: 'cee' has the value 3 more than once; each value may be"),
        (
            {"dampings": np.array([True, False])},
            "'cee' is of type bool; real numbers, dates or text",
        ),
    ],
)
def test_unusable_axis_values_are_refused(axis, message):
    curves = np.ones((2, len(axis.get("dampings", "abc")), 33))
    write_sweep("a.nc", values={"actual": curves, "predicted": curves}, **axis)
    with pytest.raises(UserError, match=message):
        look_at()


def test_missing_date_is_refused():
    days = np.array(["2024-01-01", "NaT", "2024-01-03"], dtype="M8[ns]")
    write_sweep(
        "a.nc", dampings=days, values={n: np.ones((2, 3, 33)) for n in ("actual", "predicted")}
    )
    with pytest.raises(UserError, match="'cee' is NaT at index 1; finite values are allowed"):
        look_at()


def test_empty_axis_is_refused():
    write_sweep("a.nc", dampings=[])
    with pytest.raises(UserError, match="'cee' has length 0; at least one value is needed"):
        look_at()


def test_coordinate_of_two_dimensions_is_refused():
    write_sweep("plain.nc")
    with netCDF4.Dataset("a.nc", "w") as file:
        for name, length in (("wavenumber", 2), ("cee", 3), ("frequency", 4)):
            file.createDimension(name, length)
        file.createVariable("cee", "f8", ("wavenumber", "cee"))[...] = 1
        for name in ("actual", "predicted"):
            file.createVariable(name, "f8", ("wavenumber", "cee", "frequency"))[...] = 1
    with pytest.raises(UserError, match="'cee' has 2 dimensions; one is allowed"):
        look_at()


@pytest.mark.parametrize("values", [np.full((2, 3, 2), "text"), np.ones((2, 3, 2), dtype="M8[D]")])
def test_curve_that_is_no_number_is_refused(values):
    write_sweep("a.nc", frequencies=[1, 2], values={"predicted": values})
    with pytest.raises(UserError, match=r"variable 'predicted' is of type .*; real numbers are"):
        look_at()


def test_missing_variable_is_refused_with_those_that_are_there():
    write_sweep("a.nc", variables=("actual", "model"))
    with pytest.raises(UserError, match=r"no variable 'predicted' .*there are 'actual', 'model'"):
        look_at()


def cut_short():
    write_sweep("a.nc")
    with open("a.nc", "r+b") as file:
        file.truncate(5000)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: None, "can't be read: No such file or directory"),
        (lambda: open("a.nc", "wb").close(), "not a NetCDF file that xarray reads"),
        (lambda: xr.Dataset().to_netcdf("a.nc"), "no variable 'actual' .*; there are none"),
        (cut_short, "can't be read: NetCDF: HDF error"),
    ],
)
def test_file_that_is_no_sweep_is_refused(make, message):
    make()
    with pytest.raises(UserError, match=f"^a.nc: .*{message}"):
        look_at()
