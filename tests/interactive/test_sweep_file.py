"""A dataset in memory is written once, with its exact numbers, under the name of its content."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.interactive.sweep_file import doubts_about, files_of
from sweepfig.propose.given import Given
from sweeps import write_sweep

OUTPUT = Path("plots")


@pytest.fixture
def dataset(in_folder):
    return write_sweep(Path("sweep.nc"))


def written(data, given=Given()):  # noqa: B008
    (file,) = files_of(data, given, OUTPUT)
    return Path(file)


def test_the_same_content_gives_the_same_file_and_other_content_another(dataset):
    path = written(dataset)
    before = path.stat()
    assert written(dataset.copy(deep=True)) == path
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert written(dataset + 1) != path
    assert [*paths.temporary_folder(OUTPUT).iterdir()] == []


def test_a_damaged_file_is_written_anew(dataset):
    path = written(dataset)
    good = path.read_bytes()
    path.write_bytes(good[:-1] + b"!")
    assert written(dataset).read_bytes() == good


def test_numbers_are_written_as_they_are_in_memory_not_as_their_file_packs_them(dataset):
    encoding = {"actual": {"dtype": "int16", "scale_factor": 0.01, "_FillValue": -1}}
    dataset.to_netcdf("packed.nc", encoding=encoding)
    with xr.open_dataset("packed.nc") as packed:
        changed = packed.load() + np.pi
        changed["actual"].encoding = packed["actual"].encoding
    with xr.open_dataset(written(changed)) as there:
        np.testing.assert_array_equal(there["actual"], changed["actual"])


def test_what_no_figure_shows_is_left_out(dataset):
    odd = dataset.assign(z=dataset["actual"] * 1j, late=dataset["actual"])
    odd.attrs = {"none": None, "true": True, "nested": {"a": 1}, "units": "m"}
    with xr.open_dataset(written(odd, Given(curves=("actual",)))) as there:
        assert [*there.data_vars] == ["actual"]
        assert there.attrs == {"units": "m"}
    assert odd.attrs["true"] is True


def test_a_dataarray_is_a_sweep_of_one_curve(dataset):
    with xr.open_dataset(written(dataset["actual"])) as there:
        assert [*there.data_vars] == ["actual"]
    with xr.open_dataset(written(dataset["actual"].rename(None))) as there:
        assert [*there.data_vars] == ["response"]


def test_paths_are_passed_on(in_folder):
    for data in ("a*.nc", Path("a*.nc"), ["a*.nc"], (Path("a*.nc"),)):
        assert files_of(data, Given(), OUTPUT) == ["a*.nc"]
    assert not OUTPUT.exists()


@pytest.mark.parametrize("data", [3, None, [], [3], {"a": 1}], ids=repr)
def test_other_data_are_refused(data):
    with pytest.raises(
        UserError, match=r"data: got .*; allowed are an xarray Dataset or DataArray, a path"
    ):
        files_of(data, Given(), OUTPUT)


def test_what_netcdf_can_not_hold_is_refused(dataset):
    with pytest.raises(UserError, match="data: the dataset can't be written as NetCDF"):
        files_of(dataset.stack(point=("wavenumber", "cee")), Given(), OUTPUT)
    assert paths.sweep_files(OUTPUT) == []
    with pytest.raises(UserError, match="curves: got 'z', which holds complex numbers"):
        files_of(dataset.assign(z=dataset["actual"] * 1j), Given(curves=("z",)), OUTPUT)


def test_a_name_with_a_slash_is_written(dataset):
    pytest.importorskip("scipy")
    (file,) = files_of(dataset.rename(wavenumber="k[1/m]"), Given(), "figures")
    assert xr.load_dataset(file)["k[1/m]"].values.tolist() == dataset["wavenumber"].values.tolist()


def test_complex_variables_that_are_left_out_are_said(dataset):
    odd = dataset.assign(z=dataset["actual"] * 1j)
    said = "left out: z holds complex numbers, of which .real or abs can be drawn"
    assert doubts_about(odd, Given()) == [said]
    assert doubts_about(odd, Given(curves=("actual",))) == []
    assert doubts_about(dataset, Given()) == doubts_about("sweep.nc", Given()) == []
    for alone in (odd["z"], odd[["z"]]):
        with pytest.raises(
            UserError, match=r"^data: z holds complex numbers, of which .real or abs"
        ):
            files_of(alone, Given(), OUTPUT)
