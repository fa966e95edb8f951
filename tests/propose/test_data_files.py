"""Of a folder's files those of one name are a sweep; the others are named, and nothing else is taken."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr
from code_runs import adept_runs
from sweepfig.core.errors import UserError
from sweepfig.propose.data_files import data_files

pytestmark = pytest.mark.usefixtures("in_folder")


def touch(*files, size=10):
    for file in files:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_bytes(b"x" * size)


def test_files_of_one_name_are_taken_the_largest_of_as_many():
    runs = adept_runs()
    files, others = data_files(["runs"])
    assert files == sorted(str(run / "artifacts/binary/state_vs_x.nc") for run in runs)
    assert others == "not taken: 6 state_vs_kx.nc; give such files to draw them"


def test_numbers_in_names_do_not_make_another_kind():
    touch("runs/k0.3_n1.nc", "runs/k0.31_n20.nc", "runs/grid.nc", "runs/notes.txt")
    files, others = data_files(["runs"])
    assert files == ["runs/k0.31_n20.nc", "runs/k0.3_n1.nc"]
    assert others.startswith("not taken: 1 grid.nc")


def test_files_of_as_many_names_may_be_curves_of_one_sweep():
    touch("a/theory.nc", "a/simulation.nc")
    assert data_files(["a"]) == (["a/simulation.nc", "a/theory.nc"], "")


def test_what_is_given_by_name_or_pattern_is_all_that_is_taken():
    touch("a.nc", "b.nc", "c.nc")
    assert data_files(["c.nc", "a.nc", "c.nc"]) == (["c.nc", "a.nc"], "")
    assert data_files(["[ab].nc", "missing.nc"]) == (["a.nc", "b.nc", "missing.nc"], "")


def test_a_folder_of_figures_and_hidden_folders_hold_no_data():
    touch("plots/.sweepfig/plan.json", "plots/metrics.nc", ".cache/old.nc", "run/a.nc")
    assert data_files(["."]) == (["./run/a.nc"], "")


def test_a_store_is_one_of_the_files_and_not_a_folder_of_them():
    xr.Dataset({"f": ("x", [1.0, 2.0])}).to_zarr("runs/1.zarr", consolidated=False)
    assert data_files(["runs"]) == (["runs/1.zarr"], "")
    assert data_files(["runs/1.zarr"]) == (["runs/1.zarr"], "")


def test_a_link_that_leads_nowhere_is_one_of_the_files():
    touch("runs/1.nc", "runs/grid.nc", "runs/notes.nc")
    Path("runs/2.nc").symlink_to("nowhere.nc")
    assert data_files(["runs"])[0] == ["runs/1.nc", "runs/2.nc"]


def test_a_folder_without_data_is_one_message():
    Path("empty").mkdir()
    with pytest.raises(UserError, match="empty: the folder holds no data file; files that end in"):
        data_files(["empty"])


def test_a_path_with_braces_is_refused():
    touch("folder/{k}.nc")
    with pytest.raises(UserError, match=r"^folder/\{k\}.nc: a path without braces is allowed"):
        data_files(["folder"])
