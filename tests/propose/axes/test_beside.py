"""What was varied is found in files beside the data, of any format, and named as shortly as possible."""

from __future__ import annotations

import math
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml
from code_runs import FORMATS, POINTS, adept_runs, runs_in
from sweepfig.propose.axes.beside import short_names
from sweepfig.propose.proposal import propose

pytestmark = pytest.mark.usefixtures("in_folder")


def proposed(*files):
    found = propose(files)
    return found.parameters, [axis.dimension for axis in found.axes]


def write_curve(path, scale=1.0):
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    x = np.linspace(0, 1, 9)
    xr.Dataset({"f": ("x", scale * x)}, {"x": x}).to_netcdf(path)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_found_beside_the_data(form):
    runs_in(form)
    _, beside, axis = FORMATS[form]
    assert proposed("runs") == (beside, [axis])


def test_what_the_data_say_themselves_needs_no_file_beside_them():
    runs_in("yaml")
    for number, file in enumerate(sorted(Path("runs").glob("*/out/data.nc"))):
        xr.load_dataset(file).assign(nu=((), 1e-5 * (1 + number))).to_netcdf(file)
    assert proposed("runs") == (None, ["nu"])


def test_a_file_of_parameters_has_the_name_of_its_data_where_they_share_a_folder():
    for number, k in enumerate((0.3, 0.1, 0.2)):
        write_curve(f"runs/r{number}.nc", k)
        Path(f"runs/r{number}.json").write_text(f'{{"k": {k}, "tag": "a{number}/b"}}')
    Path("runs/all.yaml").write_text("k: 1")
    assert proposed("runs") == ("{stem}.json", ["k"])


def test_one_file_of_parameters_for_all_runs_tells_nothing():
    for number in range(3):
        write_curve(f"runs/k={number}/out.nc", number)
    Path("runs/config.yaml").write_text("k: 1")
    assert proposed("runs") == (None, ["k"])


@pytest.mark.parametrize("broken", ["k: [", "", "k: 0.3"])
def test_parameters_that_do_not_tell_the_runs_apart_are_left_for_their_names(broken):
    for number in range(3):
        write_curve(f"runs/k={number}/out.nc", number)
        Path(f"runs/k={number}/config.yaml").write_text(broken)
    assert proposed("runs") == (None, ["k"])


def test_a_file_that_may_be_one_of_parameters_is_named_if_it_can_not_be_read(monkeypatch):
    runs_in("namelist")
    monkeypatch.setitem(sys.modules, "f90nml", None)
    doubts = propose(["runs"]).doubts
    said = "not read, in search of parameters: runs/0000/run.nml: a Fortran namelist, which needs"
    assert any(doubt.startswith(said) for doubt in doubts)


def runs_with(*contents):
    """Write a run for each content of a file of parameters; None: a run without that file."""
    for number, content in enumerate(contents):
        write_curve(f"run={number}/d.nc", 1 + number)
        if content is not None:
            text = content if isinstance(content, str) else yaml.safe_dump(content)
            Path(f"run={number}/c.yaml").write_text(text)
    return propose([f"run={number}/d.nc" for number in range(len(contents))])


@pytest.mark.parametrize("lacking", [0, 2, 3])
@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "there is no such file of parameters"), ("k: [", "not valid YAML")],
)
def test_the_axes_are_the_parameters_of_the_other_runs_if_one_lacks_its_own(
    lacking, content, reason
):
    found = runs_with(*(content if n == lacking else {"k": 0.1 * n} for n in range(4)))
    assert [axis.dimension for axis in found.axes] == ["k"]
    assert found.curves[0]["file"] == "run=*/d.nc"
    said = f"guessed without run={lacking}/d.nc: run={lacking}/c.yaml: "
    assert found.doubts[0].startswith(said)
    assert reason in found.doubts[0]


def test_runs_of_boxes_of_their_own_are_no_pieces_if_one_lacks_its_parameters():
    runs = adept_runs()
    for run in runs:
        shutil.rmtree(run / "params")
    (runs[1] / "artifacts" / "config.yaml").unlink()
    found = propose(["runs"])
    assert [axis.path for axis in found.axes] == ["k0={}", "w0={}"]
    assert (found.abscissa, found.ordinate) == ("x", "t")
    assert str(runs[1]) in found.doubts[0]


def test_a_file_of_parameters_that_each_run_has_comes_first():
    runs = adept_runs()
    (runs[1] / "artifacts" / "config.yaml").unlink()
    found = propose(["runs"])
    assert (found.parameters, len(found.axes)) == ("../../params", 2)
    assert not any("guessed without" in doubt for doubt in found.doubts)


def test_numbers_of_another_file_do_not_replace_the_parameters_that_one_run_lacks():
    for number in range(4):
        write_curve(f"run={number}/d.nc", 1 + number)
        Path(f"run={number}/a.json").write_text(f'{{"seconds": 1.{number}}}')
        Path(f"run={number}/config.yaml").write_text(f"k: 0.{number}")
    Path("run=2/config.yaml").unlink()
    assert proposed("run=0", "run=1", "run=2", "run=3") == ("config.yaml", ["k"])


def test_runs_in_boxes_of_their_own_of_which_one_was_repeated_are_no_pieces_of_other_runs():
    t = np.linspace(0, 50, 101)
    for number, k in enumerate([1, 1, 2, 2, 2]):
        x = np.linspace(0, 1 / k, 9)
        Path(f"runs/{number}").mkdir(parents=True)
        wave = np.sin(k * x - t[:, None])
        xr.Dataset({"f": (("t", "x"), wave)}, {"t": t, "x": x}).to_netcdf(f"runs/{number}/d.nc")
        Path(f"runs/{number}/c.yaml").write_text(f"{{k: {k}, nu: {number % 2}}}")
    found = propose(["runs"])
    assert [axis.dimension for axis in found.axes] == ["runs", "x"]
    said = "c.yaml is not taken for parameters: runs/2/d.nc and runs/4/d.nc have the same k, nu"
    assert said in found.doubts


def test_a_file_of_parameters_that_few_runs_have_is_not_spoken_of():
    found = runs_with({"k": 1}, None, None, None)
    assert not any("c.yaml" in doubt for doubt in found.doubts)


def test_two_runs_of_equal_parameters_are_named():
    found = runs_with({"k": 0.1}, {"k": 0.2}, {"k": 0.3}, {"k": 0.2})
    assert [axis.dimension for axis in found.axes] == ["run"]
    said = "c.yaml is not taken for parameters: run=1/d.nc and run=3/d.nc have the same k"
    assert said in found.doubts


def test_a_parameter_that_only_some_runs_have_is_named_as_left_out():
    found = runs_with({"k": 0.1, "nu": 1}, {"k": 0.2}, {"k": 0.3, "late": {"t": 5}})
    assert [axis.dimension for axis in found.axes] == ["k"]
    assert "left out, as not all runs have a value: nu, late.t" in found.doubts


def test_the_rest_of_the_runs_changes_nothing_but_the_number_of_figures():
    full = [
        (k0, round(1 + 2 * k0 + 0.01 * n, 3)) for k0 in (0.26, 0.3, 0.34, 0.38) for n in range(5)
    ]
    adept_runs(points=full)
    found = propose(["runs"])
    assert [axis.path for axis in found.axes] == ["k0={}", "w0={}"]
    assert (found.abscissa, found.ordinate) == ("x", "t")


def test_runs_of_one_wavenumber_are_fields_over_time_and_place_too():
    adept_runs(points=[point for point in POINTS if point[0] == 0.26])
    found = propose(["runs"])
    assert [axis.path for axis in found.axes] == ["w0={}"]
    assert (found.abscissa, found.ordinate) == ("x", "t")


def test_a_parameter_with_a_name_of_the_data_or_without_a_number_is_no_axis():
    for number in range(3):
        write_curve(f"runs/{number}/f.nc", 1 + number)
        said = {"x": number, "nu": 2.5 * number, "limit": [1.0, math.nan, math.inf][number]}
        Path(f"runs/{number}/in.yaml").write_text(yaml.safe_dump(said))
    assert proposed("runs") == ("in.yaml", ["nu"])


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["drivers.ex.0.k0", "drivers.ex.0.w0"], ["k0", "w0"]),
        (["electron.T0", "ion.T0"], ["electron.T0", "ion.T0"]),
        (["drivers.0.k", "drivers.1.k"], ["drivers.0.k", "drivers.1.k"]),
        (["k"], ["k"]),
        (["a.0", "b.0"], ["a.0", "b.0"]),
    ],
)
def test_names_are_as_short_as_tells_them_apart(names, short):
    assert short_names(names) == short
