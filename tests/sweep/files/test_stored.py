"""Numbers as a file stores them: what nobody wrote is never drawn, and netCDF4 reads what xarray does."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pytest
import xarray as xr
from paths import assert_is_message, run_fallback
from sweepfig.batch.render import read_slices
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.drawing.slice import Slice
from sweepfig.plan.make import make_plan
from sweepfig.plan.plan import Plan
from sweepfig.sweep.files.stored import is_plain
from sweeps import config_for

SHAPE = {"wavenumber": 2, "cee": 3, "frequency": 4}
AXES = {"wavenumber": [0.3, 0.33], "cee": [1e-5, 1e-4, 1e-3], "frequency": [1.0, 2.0, 3.0, 4.0]}
FORMATS = {"NETCDF4": "i2 u2 i4 u4 i8 u8 f4 f8", "NETCDF3_CLASSIC": "i2 i4 f4 f8"} | {
    "NETCDF3_64BIT_DATA": "i2 u2 i4 u4 i8 u8 f4 f8",
    "NETCDF4_CLASSIC": "i2 i4 f4 f8",
}
KINDS = [(form, kind) for form, kinds in FORMATS.items() for kind in kinds.split()]
PACKED = {"scale_factor": 0.01, "add_offset": 300.0}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write(
    kind: str,
    form: str = "NETCDF4",
    path: str = "a.nc",
    *,
    fill: Any = None,
    left: tuple[Any, ...] = (1, 2, 3),
    coordinates: tuple[str, ...] = (),
    **attributes: Any,
) -> None:
    """Write a sweep of 2 x 3 slices of ones, but for the place `left`, which nobody writes.

    Of the `coordinates` the last value is left out, too, and they are of the kind; else the curve is.
    """
    with netCDF4.Dataset(path, "w", format=form) as file:
        for name, length in SHAPE.items():
            file.createDimension(name, length)
            own = name in coordinates
            variable = file.createVariable(name, kind if own else "f8", (name,))
            variable.set_auto_maskandscale(False)
            if own:
                variable.setncatts(attributes)
                variable[:-1] = np.arange(1, length)
            else:
                variable[:] = AXES[name]
        of_curve = "f8" if coordinates else kind
        curve = file.createVariable("actual", of_curve, tuple(SHAPE), fill_value=fill)
        curve.set_auto_maskandscale(False)
        curve.setncatts({} if coordinates else attributes)
        for place in np.ndindex(*SHAPE.values()):
            if coordinates or place[: len(left)] != left:
                curve[place] = 1


def plan_of(*curves: dict[str, Any], **overrides: Any) -> Plan:
    curves = curves or ({"file": "a.nc", "variable": "actual"},)
    sweep = {"curves": [*curves], **overrides.pop("sweep", {})}
    return make_plan(check(config_for("", sweep=sweep, **overrides), source="config"))


def found(plan: Plan) -> list[Slice | Exception]:
    return [data for _, data in read_slices(plan, range(plan.n_targets))]


def failed(plan: Plan) -> dict[int, str]:
    """Return the targets that can't be drawn, with the cause."""
    return {n: str(data) for n, data in enumerate(found(plan)) if isinstance(data, Exception)}


def assert_only_the_sixth_failed(plan: Plan, fill: Any = "") -> None:
    failures = failed(plan)
    assert [*failures] == [5]
    assert "never written" in failures[5]
    assert str(fill) in failures[5]


@pytest.mark.parametrize(("form", "kind"), KINDS)
def test_numbers_of_every_kind_that_nobody_wrote_are_found(form, kind):
    write(kind, form)
    fill = netCDF4.default_fillvals[kind]
    assert_only_the_sixth_failed(plan_of(), fill if kind[0] in "iu" else "9.97e+36")


@pytest.mark.parametrize("kind", ["i2", "i8", "f4"])
@pytest.mark.parametrize(
    "attributes",
    [
        PACKED,
        {"scale_factor": np.float32(0.1)},
        {"add_offset": 1e20},  # every number of the kind is 1e20 then, the written ones too
        {"missing_value": 9},
        {"_Unsigned": "true"},
        {"dtype": "bool"},
    ],
    ids=str,
)
def test_numbers_are_compared_as_they_are_stored(kind, attributes):
    if "missing_value" in attributes:
        attributes = {"missing_value": np.dtype(kind).type(9)}
    write(kind, **attributes)
    assert_only_the_sixth_failed(plan_of())


def test_a_neighbour_of_the_fill_value_is_a_number():
    """4-byte integers packed as 4-byte floats: many of them are one number when they are unpacked."""
    write("i4", scale_factor=np.float32(1), add_offset=np.float32(0))
    with netCDF4.Dataset("a.nc", "a") as file:
        file["actual"].set_auto_maskandscale(False)
        file["actual"][1, 2, 3] = netCDF4.default_fillvals["i4"] + 1
    assert failed(plan_of()) == {}


@pytest.mark.parametrize("kind", ["i2", "u4", "f4", "f8"])
@pytest.mark.parametrize("how", ["_FillValue", "the default as _FillValue", "missing_value"])
def test_what_the_file_says_is_missing_is_a_gap(kind, how):
    default = np.dtype(kind).type(netCDF4.default_fillvals[kind])
    if how == "missing_value":
        write(kind, missing_value=default)
    else:
        write(kind, fill=default if how.startswith("the") else np.dtype(kind).type(7))
    last = found(plan_of())[5]
    assert isinstance(last, Slice)
    np.testing.assert_array_equal(last.curves[0], [1, 1, 1, np.nan])


def test_where_nothing_is_filled_in_the_default_is_a_number():
    """A camera's saturated counts, in a file whose writer turned filling off."""
    write("u2", fill=False, left=())
    with netCDF4.Dataset("a.nc", "a") as file:
        file["actual"][1, 2, 3] = 65535
    assert failed(plan_of()) == {}
    with xr.open_dataset("a.nc") as dataset:
        dataset.transpose("frequency", ...).isel(cee=[1, 0, 2]).load().to_netcdf("b.nc")
    curves = [{"file": name, "variable": "actual", "label": name} for name in ("a.nc", "b.nc")]
    # xarray has filling on, and there it stands for what was never written.
    assert [*failed(plan_of(*curves))] == [5]


@pytest.mark.parametrize("kind", ["i1", "u1"])
def test_any_byte_may_be_a_number_but_not_a_whole_slice_of_fill_values(kind):
    """netCDF's C library fills bytes, too, though by its conventions no byte stands for a missing one."""
    write(kind, left=(1, 2))
    with netCDF4.Dataset("a.nc", "a") as file:
        file["actual"].set_auto_mask(False)
        assert {*file["actual"][1, 2].tolist()} == {netCDF4.default_fillvals[kind]}
        file["actual"][0, 0, :3] = netCDF4.default_fillvals[kind]
    assert_only_the_sixth_failed(plan_of())


@pytest.mark.parametrize(
    ("form", "kind"), [("NETCDF4", "i2"), ("NETCDF3_CLASSIC", "i4"), ("NETCDF4", "f4")]
)
@pytest.mark.parametrize("name", SHAPE)
def test_axes_and_abscissas_that_nobody_wrote_are_refused_by_name(form, kind, name):
    write(kind, form, coordinates=(name,))
    with pytest.raises(
        UserError, match=rf"a\.nc: '{name}' was never written at index \d .*_FillVal"
    ):
        plan_of()


@pytest.mark.parametrize(
    "attributes",
    [PACKED, {"units": "seconds since 1970-01-01"}, {"units": "days since 1970-01-01"}],
    ids=str,
)
@pytest.mark.parametrize("kind", ["i2", "i4", "f8"])
def test_packed_axes_and_dates_that_nobody_wrote_are_refused_by_name(kind, attributes):
    write(kind, coordinates=("frequency",), **attributes)
    with pytest.raises(UserError, match=r"a\.nc: 'frequency' was never written at index 3"):
        plan_of()


def test_an_ordinate_that_nobody_wrote_is_refused_by_name():
    write("i4", coordinates=("cee",))
    axes = config_for("")["sweep"]["axes"][:1]
    with pytest.raises(UserError, match=r"a\.nc: 'cee' was never written at index 2"):
        plan_of(sweep={"axes": axes, "ordinate": "cee"}, figure={"kind": "contourf"})


@pytest.mark.parametrize("kind", ["i2", "f4"])
@pytest.mark.parametrize("attributes", [{}, {"scale_factor": 0.5}], ids=str)
@pytest.mark.parametrize("group", [None, "run"])
def test_a_file_or_group_of_many_costs_its_own_slice(kind, attributes, group):
    for number, damping in enumerate(AXES["cee"]):
        with netCDF4.Dataset(f"{number}.nc", "w") as root:
            root.createDimension("frequency", 4)
            root.createVariable("frequency", "f8", ("frequency",))[:] = AXES["frequency"]
            file = root.createGroup(group) if group else root
            for name, value in (("wavenumber", 0.3), ("cee", damping)):
                file.createVariable(name, "f8", ())[:] = value
            curve = file.createVariable("actual", kind, ("frequency",))
            curve.setncatts(attributes)
            curve[: 3 if number == 1 else 4] = 1
    curve = {"file": "?.nc", "variable": "actual"} | ({"group": group} if group else {})
    failures = failed(plan_of(curve))
    assert [*failures] == [1]
    assert "never written" in failures[1]


@pytest.mark.parametrize("kind", ["i4", "f8"])
@pytest.mark.parametrize("name", ["cee", "frequency"])
def test_a_file_of_many_whose_axis_nobody_wrote_is_set_aside_by_name(kind, name):
    for number in range(3):
        with netCDF4.Dataset(f"{number}.nc", "w") as file:
            file.createDimension("frequency", 4)
            for own in ("frequency", "wavenumber", "cee"):
                dimensions = (own,) if own == "frequency" else ()
                variable = file.createVariable(own, kind, dimensions)
                if (number, own) != (1, name):
                    variable[:] = np.arange(1, 5) if dimensions else number + 1
            file["wavenumber"][:] = 1
            file.createVariable("actual", "f8", ("frequency",))[:] = 1
    plan = plan_of({"file": "?.nc", "variable": "actual"})
    assert plan.n_targets == 2
    ((file, reason),) = plan.unread
    assert file == "1.nc"
    assert f"'{name}' was never written at index 0" in reason


@pytest.mark.parametrize("kind", ["i2", "u8", "f4"])
@pytest.mark.parametrize("attributes", [{}, PACKED, {"units": "hours since 2000-01-01"}], ids=str)
def test_scalars_of_texts_and_marks_that_nobody_wrote_fail_their_figures(kind, attributes):
    write("f8", left=(9,))
    with netCDF4.Dataset("a.nc", "a") as file:
        scalar = file.createVariable("root", kind, ("wavenumber", "cee"))
        scalar.setncatts(attributes)
        scalar.set_auto_maskandscale(False)
        scalar[:] = 2
        whole = file.createVariable("count", kind, ())
        whole.setncatts(attributes)
    figure: dict[str, Any] = {"text": "root = {root}"}
    assert failed(plan_of(figure=figure)) == {}
    with netCDF4.Dataset("a.nc", "a") as file:
        file["root"].set_auto_maskandscale(False)
        file["root"][1, 2] = np.array(netCDF4.default_fillvals[kind], kind)
    assert_only_the_sixth_failed(plan_of(figure=figure))
    if "units" not in attributes:
        assert_only_the_sixth_failed(plan_of(figure={"marks": [{"variable": "root"}]}))
    assert [*failed(plan_of(figure={"text": "{count}"}))] == [*range(6)]


@pytest.mark.parametrize("attributes", [{}, {"scale_factor": 0.5}], ids=str)
def test_a_store_copied_from_a_file_is_no_better(attributes):
    write("i2", **attributes)
    with xr.open_dataset("a.nc") as dataset:
        dataset.to_zarr("a.zarr", zarr_format=3)
    assert_only_the_sixth_failed(plan_of({"file": "a.zarr", "variable": "actual"}))


@pytest.mark.parametrize("attributes", [{}, {"scale_factor": 0.5}], ids=str)
def test_a_compressed_file_that_netcdf4_does_not_read_is_no_worse(attributes):
    write("i2", "NETCDF3_CLASSIC", **attributes)
    Path("a.nc.gz").write_bytes(gzip.compress(Path("a.nc").read_bytes()))
    assert_only_the_sixth_failed(plan_of({"file": "a.nc.gz", "variable": "actual"}))


@pytest.mark.slow
def test_a_run_draws_the_others_and_says_which_and_why(sweep):
    sweep.path.unlink()
    write("i4", path="sweep.nc")
    sweep.write_config(sweep={"curves": [{"file": "sweep.nc", "variable": "actual"}]})
    done = run_fallback()
    assert_is_message(done, "k0=0.33/rc-1.000e-03.png", "-2147483647, netCDF's default fill value")
    assert "5 drawn" in done.text


# --- what netCDF4 alone reads, xarray reads, too

WORTHS = (
    *("bool", "true", "false", "int8", "days", "days since 2000-01-01", "timedelta64[ns]", "utf-8"),
    *(np.float32(0.1), np.int8(3), np.nan, np.array([0, 5], "i2")),
)
NAMES = (
    *("scale_factor", "add_offset", "missing_value", "_Unsigned", "dtype", "units", "calendar"),
    *("valid_min", "valid_max", "valid_range", "_Encoding", "coordinates", "flag_values"),
)
STORED = ("i1", "u1", "i2", "u4", "i8", "f4", "f8", "big_i2", "big_f4")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("fill", [None, np.nan])
def test_what_is_read_without_xarray_is_what_xarray_has(name, fill):
    values = np.array([0, 1, 3, 120])
    for worth in WORTHS:
        with netCDF4.Dataset("a.nc", "w") as file:
            file.createDimension("x", 4)
            for kind in STORED:
                own = None if fill is np.nan and kind[-2] != "f" else fill
                type_ = kind.replace("big_", ">")
                variable = file.createVariable(kind, type_, ("x",), fill_value=own)
                variable.set_auto_maskandscale(False)
                variable.setncattr(name, worth)
                variable[:] = values
        assert_plain_is_what_xarray_has(STORED)


def assert_plain_is_what_xarray_has(names: tuple[str, ...]) -> None:
    try:
        others = {*STORED} - {*names}
        dataset = xr.open_dataset("a.nc", decode_timedelta=False, drop_variables=others)
    except Exception:  # then it can't be drawn either; the others can
        if len(names) > 1:
            for name in names:
                assert_plain_is_what_xarray_has((name,))
        return
    with dataset, netCDF4.Dataset("a.nc") as file:
        file.set_auto_maskandscale(False)
        for name in filter(lambda name: is_plain(dataset[name]), names):
            stored = file[name][:]
            assert stored.dtype.newbyteorder("=") == dataset[name].dtype
            np.testing.assert_array_equal(stored, dataset[name].values)


def test_bytes_that_xarray_has_for_truths_are_drawn_as_such():
    write("i1", left=(9,), dtype="bool")
    with netCDF4.Dataset("a.nc", "a") as file:
        file["actual"][0, 0] = [0, 1, 2, -1]
    first = found(plan_of())[0]
    assert isinstance(first, Slice)
    assert first.curves[0].tolist() == [False, True, True, True]


def test_these_are_all_the_kinds_of_numbers_that_netcdf_fills():
    kinds = {kind for _, kind in KINDS} | {"i1", "u1"}
    assert kinds == {kind for kind in netCDF4.default_fillvals if kind[0] in "iuf"}
