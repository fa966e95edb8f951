"""A file is looked at without xarray only where xarray would say the same of it."""

from __future__ import annotations

import sys

import netCDF4
import numpy as np
import pytest
import xarray as xr
from paths import ROOT, assert_ok, run
from sweepfig.sweep.files.opening import open_dataset, open_for_survey
from sweepfig.sweep.files.plain_file import PlainFile, open_plain

FORMATS = ("NETCDF4", "NETCDF4_CLASSIC", "NETCDF3_CLASSIC", "NETCDF3_64BIT")


pytestmark = pytest.mark.usefixtures("in_folder")


def dataset(**attributes):
    x = xr.Variable("x", np.array([1.0, 2.0, 4.0], "f4"), {"units": "m", "long_name": "place"})
    response = xr.Variable(("run", "x"), np.arange(6.0).reshape(2, 3), attributes)
    return xr.Dataset({"response": response}, {"x": x}, {"author": "me", "beta": 0.3})


def says(found):
    """Return all that the survey may ask of an open file."""
    return {
        name: (
            *(variable.dims, variable.dtype, dict(variable.sizes), variable.ndim, variable.size),
            *(repr(variable.attrs), variable.values.tolist(), variable.values.dtype),
            *(variable.encoding.get(key) for key in ("dtype", "preferred_chunks")),
            repr(variable.encoding.get("_FillValue")),
        )
        for name, variable in found.variables.items()
    } | {"data_vars": list(found.data_vars), "attrs": repr(found.attrs)}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("fill", [None, np.nan], ids=["no fill value", "NaN"])
def test_a_plain_file_says_what_xarray_says(format, fill):
    dataset(comment="as measured").to_netcdf(
        "a.nc", format=format, encoding={"response": {"_FillValue": fill}}
    )
    with open_for_survey("a.nc") as plain, open_dataset("a.nc") as decoded:
        assert isinstance(plain, PlainFile)
        assert says(plain) == says(decoded)


def test_chunks_are_said_as_xarray_says_them():
    dataset().to_netcdf("a.nc", encoding={"response": {"chunksizes": (1, 3)}})
    with open_for_survey("a.nc") as plain, open_dataset("a.nc") as decoded:
        assert says(plain) == says(decoded)
        assert plain["response"].encoding["preferred_chunks"] == {"run": 1, "x": 3}


DECODED = {
    "dates": lambda: dataset().assign_coords(x=np.arange("2024-01", "2024-04", dtype="M8[M]")),
    "a scale": lambda: dataset(scale_factor=2.0),
    "a gap": lambda: dataset(missing_value=3.0),
    "bytes of either sign": lambda: dataset(_Unsigned="true"),
    "text": lambda: dataset().assign_coords(x=["a", "b", "c"]),
    "yes and no": lambda: dataset().assign(is_good=("run", [True, False])),
    "a scalar coordinate": lambda: dataset().assign_coords(time=3.0),
}


@pytest.mark.parametrize("what", DECODED)
def test_a_file_that_xarray_decodes_is_left_to_it(what):
    DECODED[what]().to_netcdf("a.nc")
    assert open_plain("a.nc") is None
    with open_for_survey("a.nc") as found:
        assert isinstance(found, xr.Dataset)


def test_integers_with_a_fill_value_are_left_to_xarray():
    dataset().astype({"response": "i4"}).to_netcdf(
        "a.nc", encoding={"response": {"_FillValue": -1}}
    )
    assert open_plain("a.nc") is None


def test_bytes_in_another_order_are_read_as_xarray_reads_them():
    with netCDF4.Dataset("a.nc", "w") as file:
        file.createDimension("x", 3)
        file.createVariable("x", "f8", ("x",), endian="big")[:] = [1.0, 2.0, 4.0]
    with open_for_survey("a.nc") as found, open_dataset("a.nc") as decoded:
        assert says(found) == says(decoded)


def test_a_variable_named_as_a_dimension_of_others_is_left_to_xarray():
    with netCDF4.Dataset("a.nc", "w") as file:
        file.createDimension("x", 3)
        file.createDimension("y", 2)
        file.createVariable("x", "f8", ("x", "y"))
    assert open_plain("a.nc") is None


@pytest.mark.parametrize("content", [b"", b"k,nu\n", b"\211HDF\r\n\032\n broken"])
def test_what_is_no_file_of_numbers_is_left_to_xarray_which_says_why(tmp_path, content):
    (tmp_path / "a.nc").write_bytes(content)
    assert open_plain("a.nc") is None


def test_a_classic_file_that_is_cut_short_is_left_to_xarray(tmp_path):
    dataset().to_netcdf("a.nc", format="NETCDF3_CLASSIC")
    (tmp_path / "a.nc").write_bytes((tmp_path / "a.nc").read_bytes()[:-8])
    assert open_plain("a.nc") is None


def test_a_folder_and_nothing_are_left_to_xarray(tmp_path):
    (tmp_path / "a.zarr").mkdir()
    assert open_plain("a.zarr") is None
    assert open_plain("b.nc") is None


def test_planning_a_plain_sweep_does_not_import_xarray(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "scripts"))
    dataset().to_netcdf("a.nc")
    code = """
import sys
from sweepfig.config import settings
from sweepfig.plan.make import make_plan
curves, axes = [{"file": "a.nc", "variable": "response"}], [{"dimension": "run"}]
sweep = {"curves": curves, "axes": axes, "abscissa": "x"}
make_plan(settings.check({"sweep": sweep}, source="the test"))
print([name for name in ("xarray", "pandas") if name in sys.modules])
"""
    assert assert_ok(run([sys.executable, "-c", code])).text == "[]\n"
