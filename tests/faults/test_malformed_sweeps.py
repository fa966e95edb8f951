"""Sweeps that are malformed: one message, or a failure of the targets it concerns; never other numbers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pytest
from classic_files import CLASSIC, plan_of, written
from hypothesis import given
from hypothesis import strategies as st
from paths import assert_is_message, run_fallback, run_snakemake
from sweepfig.batch.render import read_slices, render_targets
from sweepfig.core.errors import UserError
from sweeps import write_sweep

DIMENSIONS = {"wavenumber": 2, "cee": 3, "frequency": 33}
CURVES = ("actual", "predicted")


pytestmark = pytest.mark.usefixtures("in_folder")


# --- files that are cut short


@pytest.mark.parametrize("form", ["NETCDF4", *CLASSIC])
def test_a_file_cut_short_anywhere_is_refused(form):
    content, _ = written(form)
    for size in {*range(0, 40, 3), *np.linspace(40, len(content) - 1, 40, dtype=int).tolist()}:
        Path("a.nc").write_bytes(content[:size])
        with pytest.raises(UserError, match=r"^a\.nc: "):
            plan_of()


@pytest.mark.slow
@pytest.mark.parametrize("form", ["NETCDF4", "NETCDF3_CLASSIC"])
@given(st.data())
def test_a_changed_header_is_refused_or_read(form, data):
    content, _ = written(form)
    changed = bytearray(content)
    # Only of the magic and the next few bytes: further on the HDF5 library may end the process.
    place = data.draw(st.integers(0, 24))
    changed[place] = data.draw(st.integers(0, 255))
    Path("b.nc").write_bytes(changed)
    try:
        shape = plan_of("b.nc").shape
    except UserError:
        return  # anything else is a traceback
    assert shape == (2, 3)


# --- files that are whole, but hold something else


def unwritten(file: netCDF4.Dataset, name: str, kind: Any = "f8", dimensions=tuple(DIMENSIONS)):
    return file.createVariable(name, kind, dimensions)


def filled(file: netCDF4.Dataset, name: str, kind: Any = "f8"):
    variable = unwritten(file, name, kind)
    variable[:] = np.arange(variable.size).reshape(variable.shape) % 50
    return variable


def with_curves(kind: Callable[[netCDF4.Dataset], Any]) -> Callable[[netCDF4.Dataset], None]:
    def write(file: netCDF4.Dataset) -> None:
        kinds = kind(file)
        for name in CURVES:
            unwritten(file, name, kinds)

    return write


def with_coordinate(kind: Callable[[netCDF4.Dataset], Any], values: Any = None, **attributes: Any):
    def write(file: netCDF4.Dataset) -> None:
        variable = file.createVariable("cee", kind(file), ("cee",))
        if values is not None:
            variable[:] = values
        variable.setncatts(attributes)
        for name in CURVES:
            filled(file, name)

    return write


def with_attributes(kind: str = "f8", **attributes: Any):
    def write(file: netCDF4.Dataset) -> None:
        for name in CURVES:
            filled(file, name, kind).setncatts(attributes)

    return write


def pair(file: netCDF4.Dataset) -> Any:
    return file.createCompoundType(np.dtype([("re", "f8"), ("im", "f8")]), "pair")


def lists(file: netCDF4.Dataset) -> Any:
    return file.createVLType(np.float64, "lists")


CURVE, PLAIN = r"a\.nc: variable 'actual' ", "can't be read .*; plain numbers over named dimensions"
REFUSED = {
    "complex": (with_curves(lambda _: "c16"), CURVE + "holds complex numbers; real numbers"),
    "compound": (with_curves(pair), CURVE + "is of type .*'re', 'im'.*; real numbers are allowed"),
    "lists": (with_curves(lists), CURVE + "has lists of any length; real numbers are allowed"),
    "text": (with_curves(lambda _: str), CURVE + "is of type <U1; real numbers are allowed"),
    "letters": (with_curves(lambda _: "S1"), CURVE + "is of type |S1; real numbers are allowed"),
    "compound axis": (with_coordinate(pair), "'cee' is of type .*; real numbers, dates or text"),
    "complex axis": (
        with_coordinate(lambda _: "c16", [0, 1j, 2]),
        "'cee' is of type .*; real numbers",
    ),
    "lists as axis": (with_coordinate(lists), PLAIN),
    "axis of NaN": (with_coordinate(lambda _: "f8", [1, np.nan, 2]), "'cee' is nan at index 1"),
    "infinite axis": (with_coordinate(lambda _: "f8", [1, 2, np.inf]), "'cee' is inf at index 2"),
    "axis unwritten": (
        with_coordinate(lambda _: "f8"),
        r"'cee' was never written at index 0 \(9.97e\+36, netCDF's default fill value\)",
    ),
    "axis twice": (with_coordinate(lambda _: "i4", [1, 2, 1]), "'cee' has the value 1 more than"),
    "axis masked": (
        with_coordinate(lambda _: "i4", [1, -9, 2], missing_value=np.int32(-9)),
        "'cee' is nan at index 1; finite values are allowed",
    ),
    "scale of text": (with_attributes("i2", scale_factor="two"), CURVE + "is of type .*; real"),
    "two scales": (with_attributes("i2", scale_factor=[1.0, 2.0]), "not a NetCDF file that xarray"),
    "nothing": (lambda file: None, "no variable 'actual' .*; there are none"),
    "a scalar": (lambda file: unwritten(file, "actual", dimensions=()), "has no dimension 'waven"),
    "one dimension twice": (
        lambda file: unwritten(file, "actual", dimensions=("cee", "cee", "frequency")),
        "'actual' has dimension 'cee' twice",
    ),
}


def write_malformed(write: Callable[[netCDF4.Dataset], object], **lengths: int | None) -> None:
    with netCDF4.Dataset("a.nc", "w", auto_complex=True) as file:
        for name, length in {**DIMENSIONS, **lengths}.items():
            file.createDimension(name, length)
        write(file)


@pytest.mark.filterwarnings("ignore")  # xarray's own, of what it meets
@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_holds_something_else_is_refused(what):
    write, message = REFUSED[what]
    write_malformed(write)
    with pytest.raises(UserError, match=message):
        plan_of()


@pytest.mark.parametrize(
    ("name", "length", "message"),
    [
        ("cee", None, "'cee' has length 0; at least one value is needed"),
        ("frequency", None, "'frequency' has length 0; at least one value is needed"),
        ("cee", 10**12, "'cee' has length 1000000000000; at most 10000000 is allowed"),
        ("frequency", 10**12, "'frequency' has length 1000000000000; at most 10000000 is allowed"),
    ],
)
def test_a_dimension_of_no_length_or_too_much_is_refused(name, length, message):
    def write(file: netCDF4.Dataset) -> None:
        for curve in CURVES:
            file.createVariable(curve, "f8", tuple(DIMENSIONS), chunksizes=(1, 1, 1))

    write_malformed(write, **{name: length})
    with pytest.raises(UserError, match=message):
        plan_of()


def test_hdf5_without_named_dimensions_is_refused():
    write_malformed(with_attributes())
    content = Path("a.nc").read_bytes()
    # What makes an HDF5 data set's axis a NetCDF dimension is this attribute.
    Path("a.nc").write_bytes(content.replace(b"DIMENSION_LIST", b"DIMENSION_LOST"))
    with pytest.raises(UserError, match=r"^a\.nc: "):
        plan_of()


ATTRIBUTES = {
    "numbers as name": {"long_name": [1, 2], "units": [3, 4]},
    "units of a number": {"units": 7},
    "dates of no calendar": {"units": "days since 2000-01-01", "calendar": "maya"},
    "dates of no day": {"units": "days since yesterday"},
    "missing value of text": {"missing_value": "none"},
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("what", ATTRIBUTES)
def test_attributes_that_make_no_sense_leave_the_numbers_as_they_are(what):
    write_malformed(with_attributes(**ATTRIBUTES[what]))
    plan = plan_of()
    (data,) = [data for _, data in read_slices(plan, range(1))]
    assert data.curves[0].tolist() == list(range(33))


def test_numbers_that_were_never_written_are_not_drawn():
    def write(file: netCDF4.Dataset) -> None:
        for name in CURVES:
            unwritten(file, name)[:, :2] = 1.0

    write_malformed(write)
    outcomes = render_targets(plan_of(), "plots", range(6))
    assert [outcome.row.status for outcome in outcomes] == ["ok", "ok", "failed"] * 2
    assert "were never written (9.97e+36, netCDF's default fill value)" in outcomes[2].row.cause


def test_infinite_numbers_are_gaps_in_a_line():
    dataset = write_sweep("a.nc")
    dataset["actual"].values[:] = np.inf
    dataset["predicted"].values[0, 0, ::2] = -np.inf
    dataset.to_netcdf("a.nc")
    statuses = [each.row.status for each in render_targets(plan_of(), "plots", range(6))]
    assert statuses == ["ok"] * 6


@pytest.mark.parametrize("run", [run_snakemake, run_fallback])
def test_a_pipe_is_no_sweep_on_either_path(sweep, run):
    sweep.path.unlink()
    os.mkfifo(sweep.path)
    assert_is_message(run(), "sweep.curves[0].file: there is no file sweep.nc")


BEYOND = {
    "dates of year 1": (
        {"frequencies": np.datetime64("0001-01-01", "s") + np.arange(33) * np.timedelta64(1, "D")},
        "Matplotlib dates must be between year 0001 and 9999",
    ),
    "numbers as far apart as there are": (
        {"values": {"actual": np.resize([-1.7e308, 1.7e308], (2, 3, 33))}},
        "arange: cannot compute length",
    ),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("what", BEYOND)
def test_what_matplotlib_can_not_draw_is_a_line_for_each_target(what, caplog):
    changes, message = BEYOND[what]
    usual = {"actual": np.ones((2, 3, 33)), "predicted": np.ones((2, 3, 33))}
    write_sweep("a.nc", **{**changes, "values": usual | changes.get("values", {})})
    outcomes = render_targets(plan_of(), "plots", range(6))
    assert all(message in outcome.row.cause for outcome in outcomes)
    assert not [record for record in caplog.records if record.levelname == "WARNING"]
