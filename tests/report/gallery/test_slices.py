"""The slices' numbers lie beside the page: made once, and again only where something has changed."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from seeing import config_for, draw, write_sweep
from sweepfig.batch.row import Row
from sweepfig.core import paths
from sweepfig.plan import gallery_data
from sweepfig.plan.gallery_data import files
from sweepfig.pool import starmap
from sweepfig.report import update
from sweepfig.report.gallery import slices
from sweepfig.report.summary import summarise

AXES = {"k": list(range(16)), "nu": [1, 2, 3, 4, 5, 6]}


@pytest.fixture(scope="module", autouse=True)
def _few_targets_in_a_file():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gallery_data, "USUAL_IN_FILE", 1)
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A sweep of three files of slices, each of 32 targets."""
    folder = tmp_path_factory.mktemp("slices")
    write_sweep(folder / "sweep.nc", **AXES)
    config = config_for(folder / "sweep.nc", folder / "plots", *AXES)
    return config, draw(config)


@pytest.fixture
def copied(made, tmp_path):
    config, (plan, rows, output) = made
    shutil.copytree(output, tmp_path / "plots")
    return config, plan, rows, tmp_path / "plots"


def contents(output):
    return {path.name: path.read_bytes() for path in sorted(paths.slices_folder(output).iterdir())}


def times(output):
    return {path.name: path.stat().st_mtime_ns for path in paths.slices_files(output)}


def test_the_files_are_those_of_the_plan(made):
    _, (plan, _, output) = made
    assert {*paths.slices_files(output)} == {*files(plan, output)}
    assert len(files(plan, output)) == 4


def test_a_second_run_leaves_them_alone(copied):
    _, plan, _, output = copied
    before = times(output)
    summarise(plan, output)
    assert times(output) == before


@pytest.mark.parametrize("harm", ["gone", "cut", "other", "folder gone"])
def test_what_is_damaged_is_made_again_and_nothing_else(copied, harm):
    _, plan, _, output = copied
    before, was = contents(output), times(output)
    path = paths.slices_file(output, 1)
    if harm == "folder gone":
        shutil.rmtree(path.parent)
    elif harm == "gone":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[:-100])
    else:
        shutil.copy(paths.slices_file(output, 2), path)
    summarise(plan, output)
    assert contents(output) == before
    if harm != "folder gone":
        assert {name for name, at in times(output).items() if at != was[name]} <= {
            "0001.js",
            "sweep.js",
        }


def test_workers_make_the_same_files(copied):
    _, plan, rows, output = copied
    before = contents(output)
    shutil.rmtree(paths.slices_folder(output))
    with starmap.Workers(2) as workers:
        workers.start()
        assert update.write_report_files(plan, paths.plan_file(output), rows, output, workers)
    assert contents(output) == before


@pytest.mark.slow
def test_one_changed_slice_costs_one_file(copied, tmp_path):
    config, _, _, output = copied
    with xr.open_dataset(config["sweep"]["curves"][0]["file"]) as sweep:
        sweep = sweep.load()
    sweep["model"][7, 2, 20] = 9.0
    sweep.to_netcdf(tmp_path / "sweep.nc")
    changed = config_for(tmp_path / "sweep.nc", output, *AXES)
    before, was = contents(output), times(output)
    draw(changed)
    after = contents(output)
    assert {name for name in after if after[name] != before[name]} == {"0001.js"}
    assert {name for name, at in times(output).items() if at != was[name]} <= {
        "0001.js",
        "sweep.js",
    }
    draw({**changed, "output": str(tmp_path / "fresh")})
    assert contents(tmp_path / "fresh") == after


def test_a_smaller_sweep_leaves_no_file_of_the_larger(copied, tmp_path):
    _, _, _, output = copied
    write_sweep(tmp_path / "small.nc", k=AXES["k"][:4], nu=AXES["nu"])
    small = config_for(tmp_path / "small.nc", output, *AXES)
    draw(small)
    draw({**small, "output": str(tmp_path / "fresh")})
    assert contents(output) == contents(tmp_path / "fresh")
    assert {*contents(output)} == {"0000.js", "sweep.js", update.MARK}


def test_without_data_nothing_is_left_of_them(copied):
    config, _, _, output = copied
    draw({**config, "output": str(output), "gallery": {"data": False}})
    assert not paths.slices_folder(output).exists()


def test_figures_in_a_folder_of_that_name_are_left(copied):
    _, plan, _, output = copied
    figure = paths.slices_folder(output) / "nu=1.png"
    figure.write_bytes(b"")
    slices.tidy(replace(plan, gallery_data="off"), output, update.MARK)
    assert [*paths.slices_folder(output).iterdir()] == [figure]


def test_of_too_many_targets_only_the_mark_is_there(copied):
    _, plan, rows, output = copied
    assert update.write_report_files(
        replace(plan, gallery_data="too much"), paths.plan_file(output), rows, output
    )
    assert {*contents(output)} == {update.MARK}


def test_a_file_that_was_made_from_the_same_digests_is_no_other_one(copied):
    _, plan, rows, output = copied
    failed = [Row.failed(row.figure, "no ink") for row in rows]
    update.write_report_files(plan, paths.plan_file(output), failed, output)
    before = contents(output)
    one, other = paths.slices_file(output, 0), paths.slices_file(output, 1)
    other.write_bytes(one.read_bytes())
    assert contents(output) != before
    update.write_report_files(plan, paths.plan_file(output), failed, output)
    assert contents(output) == before


def test_a_failed_target_costs_its_file_and_has_no_numbers(copied):
    _, plan, rows, output = copied
    code = update.code_digest()
    failed = [Row.failed(rows[0].figure, "gone"), *rows[1:]]
    found = slices.tasks(plan, paths.plan_file(output), failed, output, code)
    assert [task.path.name for task in found] == ["sweep.js", "0000.js"]
    assert found[1].arguments[4][0] == ""


def test_other_coordinates_of_the_sweep_change_every_file(copied):
    _, plan, rows, output = copied
    moved = replace(plan, abscissa=plan.abscissa + 1)
    assert (
        len(slices.tasks(moved, paths.plan_file(output), rows, output, update.code_digest())) == 4
    )


def test_a_sweep_that_changes_after_drawing_is_shown_without_and_tried_again(copied, tmp_path):
    config, _, _, output = copied
    shutil.copy(config["sweep"]["curves"][0]["file"], tmp_path / "sweep.nc")
    config = config_for(tmp_path / "sweep.nc", output, *AXES)
    plan, rows, _ = draw(config)
    before = contents(output)
    write_sweep(tmp_path / "other.nc", k=np.asarray(AXES["k"]) + 0.5, nu=AXES["nu"])
    with xr.open_dataset(tmp_path / "other.nc") as other:
        (other.load() * 2).to_netcdf(tmp_path / "sweep.nc")
    paths.slices_file(output, 0).unlink()
    assert not update.write_report_files(plan, paths.plan_file(output), rows, output)
    assert contents(output)["0000.js"].startswith(b"/*  ")
    assert contents(output)["0001.js"] == before["0001.js"]
