"""Sweeps of many files: the same figures, whatever way the simulations left their numbers."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from layouts import LAYOUTS, RUNS, write
from listed import configure
from paths import PATHS, assert_is_message, assert_ok, counts, draw_here, figures, run_fallback
from sweepfig.plan.make import make_plan
from sweeps import DAMPINGS, write_sweep

pytestmark = pytest.mark.usefixtures("in_folder")


def drawn(folder="plots"):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in figures(Path(folder))
    }


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_figures_of_one_file(layout):
    place = write(layout)
    configure({"file": "whole.nc"})
    draw_here()
    whole = drawn()
    shutil.rmtree("plots")
    plan = make_plan(configure(place))
    draw_here()
    assert drawn() == whole
    assert len(whole) == 6
    # Complete: the gallery, the movies and the numbers are those of a grid.
    assert plan.points is None
    assert list(plan.axes[1].values) == list(DAMPINGS)


# --- holes


def remove(*numbers):
    for number in numbers:
        (RUNS / f"run{number:02}.nc").unlink()


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_points_that_were_never_run_are_listed_and_not_an_error(path):
    place = write("scalars")
    remove(1, 3)
    configure(place)
    done = assert_ok(PATHS[path]())
    holes = "k0=0.3/rc-1.778e-05, k0=0.33/rc-1.000e-05"
    assert f"2 points of the sweep have no data, and no figure: {holes}" in done.text
    assert len(drawn()) == 4
    listed = Path("plots/holes.csv").read_text()
    assert listed.splitlines()[0] == "wavenumber,cee,cause"
    assert len(Path("plots/data.csv").read_text().splitlines()) == 5
    metrics = xr.load_dataset("plots/metrics.nc")
    assert np.isnan(metrics["RMSE_of_Cauchy_fit"]).sum() == 2
    Path("plots/holes.csv").write_text("something else\n")
    assert_ok(PATHS[path]())
    assert Path("plots/holes.csv").read_text() == listed


@pytest.mark.slow
def test_a_store_is_drawn_and_its_change_is_noticed():
    write_sweep("whole.nc").load().to_zarr("whole.zarr", consolidated=False)
    configure({"file": "whole.zarr"})
    assert_ok(run_fallback())
    xr.load_dataset("whole.zarr", engine="zarr").isel(cee=[1]).assign(
        actual=lambda found: found["actual"] * 2
    ).drop_vars(["wavenumber", "frequency", "cee"]).to_zarr(
        "whole.zarr", region={"cee": slice(1, 2)}, mode="r+", consolidated=False
    )
    assert counts(assert_ok(run_fallback())) == (2, 4, 0)


# --- what is wrong with files


@pytest.mark.slow
def test_broken_files_are_reported_and_the_others_drawn():
    place = write("scalars")
    whole = (RUNS / "run00.nc").read_bytes()
    (RUNS / "run00.nc").write_bytes(whole[: len(whole) // 2])
    xr.load_dataset(RUNS / "run01.nc")[["actual"]].to_netcdf(RUNS / "run01.nc")
    (RUNS / "run02.nc").write_bytes(b"")
    configure(place)
    done = run_fallback()
    assert done.status == 1, done.text
    assert counts(done) == (3, 0, 0)
    assert_is_message(done, "3 files were left out", "runs/run00.nc", "no variable 'predicted'")
    (RUNS / "run00.nc").write_bytes(whole)
    assert counts(run_fallback())[:2] == (1, 3)


@pytest.mark.slow
def test_a_changed_file_costs_its_own_figures_only():
    configure(write("scalars"))
    assert_ok(run_fallback())
    dataset = xr.load_dataset(RUNS / "run03.nc")
    (dataset * 2).to_netcdf(RUNS / "run03.nc")
    assert counts(assert_ok(run_fallback())) == (1, 5, 0)
    (RUNS / "run05.nc").touch()
    assert counts(assert_ok(run_fallback())) == (0, 6, 0)


@pytest.mark.slow
def test_both_paths_leave_the_same_tree():
    place = write("groups")
    configure(place)
    trees = []
    for path in PATHS.values():
        assert_ok(path())
        hidden = (Path("plots/.sweepfig") / name for name in ("plan.json", "known.json"))
        trees.append(
            drawn() | {str(file): file.read_bytes() for file in (*hidden, Path("plots/data.csv"))}
        )
        shutil.rmtree("plots")
    assert trees[0] == trees[1]
