"""Files are opened whatever they are, with one message for what they are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from listed import configure
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweepfig.sweep.files import opening
from sweeps import write_sweep

pytestmark = pytest.mark.usefixtures("in_folder")


def test_without_zarr_a_store_is_a_message(monkeypatch):
    write_sweep("whole.nc").load().to_zarr("whole.zarr", consolidated=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"whole.zarr: a Zarr store, which needs the package zarr"):
        make_plan(configure({"file": "whole.zarr"}))


# --- faults


@pytest.mark.parametrize("opens", [opening.open_dataset, opening.open_groups])
@pytest.mark.parametrize("name", ["a.nc", "a.png"])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"k, nu\n0.3, 1e-5\n", "it begins with b'k, nu\\n0.'"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "it begins with b'\\x89PNG\\r\\n\\x1a\\n'"),
        (b"", "it is empty"),
    ],
)
def test_file_that_is_none_is_one_message(opens, name, content, reason):
    Path(name).write_bytes(content)
    with pytest.raises(UserError) as refused:
        opens(name)
    allowed = "NetCDF and HDF5 files and Zarr stores are allowed"
    assert str(refused.value) == f"{name}: not a NetCDF file that xarray reads: {reason}; {allowed}"


def test_a_backslash_in_the_path_is_named_as_what_the_library_misreads(tmp_path, monkeypatch):
    folder = tmp_path / "a\\b"
    folder.mkdir()
    write_sweep(tmp_path / "a.nc")
    (tmp_path / "a.nc").rename(folder / "a.nc")
    monkeypatch.chdir(folder)
    with pytest.raises(
        UserError, match=r"^a\.nc: .*HDF error; .*/a\\b/a\.nc has a backslash, with which"
    ):
        opening.open_dataset("a.nc")
    with pytest.raises(UserError, match=r"read: No such file or directory$"):
        opening.open_dataset("b.nc")
