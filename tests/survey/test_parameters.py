"""What a run's files say of its parameters: every format's numbers, by their dotted names."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml
from code_runs import DAMPINGS, FORMATS, runs_in
from paths import assert_ok, counts, draw_here, run_fallback
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.plan import freshness
from sweepfig.plan.make import make_plan
from sweepfig.survey import parameters

pytestmark = pytest.mark.usefixtures("in_folder")


def configure(beside, axis, **sweep):
    keys = {
        "curves": [{"file": "runs/*/out/data.nc", "variable": "response"}],
        "parameters": beside,
        "axes": [{"dimension": axis, "digits": 1, "path": "nu={}"}],
        "abscissa": "omega",
    }
    Path("c.yaml").write_text(yaml.safe_dump({"sweep": {**keys, **sweep}}))
    return settings.read("c.yaml")


@pytest.mark.parametrize("form", FORMATS)
def test_a_sweep_is_drawn_over_what_stands_beside_its_files(form):
    runs_in(form)
    _, beside, axis = FORMATS[form]
    assert tuple(make_plan(configure(beside, axis)).axes[0].values) == DAMPINGS
    draw_here("c.yaml")
    assert {path.name for path in Path("plots").glob("nu=*")} == {
        "nu=1.0e-05.png",
        "nu=2.0e-05.png",
        "nu=1.0e-03.png",
    }


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_a_changed_parameter_makes_the_plan_and_its_figure_anew(form):
    runs_in(form)
    _, beside, axis = FORMATS[form]
    configured = configure(beside, axis)
    first = assert_ok(run_fallback(configfile="c.yaml"))
    assert counts(first) == (3, 0, 0)
    assert freshness.has_current_plan(configured, "plots")
    file = next(
        file
        for file in Path("runs/0000").rglob("*")
        if file.is_file() and ("nu" in file.read_bytes().decode("latin1") or "nu" in file.name)
        if file.suffix != ".nc" and file.name != "overrides.yaml"
    )
    before = os.stat(file)
    text = re.sub(r"1(\.0)?([de]-05)", r"3\1\2", file.read_text())
    file.write_text(text)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not freshness.has_current_plan(configured, "plots")
    assert counts(assert_ok(run_fallback(configfile="c.yaml"))) == (1, 2, 0)
    assert Path("plots/nu=3.0e-05.png").exists()


def test_a_parameter_that_changes_while_its_figure_is_drawn_fails_that_figure():
    from sweepfig.batch.render import read_slices

    runs_in("yaml")
    plan = make_plan(configure(*FORMATS["yaml"][1:]))
    Path("runs/0001/config.yaml").write_text("driver: [{nu: 4.0e-05}]")
    read = [data for _, data in read_slices(plan, range(3))]
    assert [isinstance(each, Exception) for each in read] == [False, True, False]
    assert "runs/0001/config.yaml was changed or removed after the plan was made" in str(read[1])


def test_runs_without_their_parameters_are_named_and_the_others_drawn():
    runs_in("yaml")
    Path("runs/0000/config.yaml").unlink()
    Path("runs/0001/config.yaml").write_text("driver: [")
    configure(*FORMATS["yaml"][1:])
    done = run_fallback(configfile="c.yaml")
    assert (done.status, counts(done)) == (1, (1, 0, 0))
    assert "runs/0000/config.yaml: there is no such file of parameters" in done.text
    assert "runs/0001/config.yaml: the parameters file is not valid YAML" in done.text


def test_what_the_data_file_itself_says_comes_first():
    import xarray as xr

    runs_in("yaml")
    for number in range(3):
        file = Path(f"runs/{number:04}/out/data.nc")
        xr.load_dataset(file).assign_attrs({"driver.0.nu": 7.0 + number}).to_netcdf(file)
    plan = make_plan(configure(*FORMATS["yaml"][1:]))
    assert plan.axes[0].values.tolist() == [7, 8, 9]


@pytest.mark.parametrize(
    ("data", "pattern", "path"),
    [
        ("runs/1/out/a.nc", "../config.yaml", "runs/1/config.yaml"),
        ("runs/a.nc", "{stem}.json", "runs/a.json"),
        ("a.nc", "../params", "../params"),
        ("runs/a.zarr/", "{stem}/../b.toml", "runs/b.toml"),
        ("runs/a.nc", "/abs/c.nml", "/abs/c.nml"),
    ],
)
def test_parameters_are_found_from_their_data_file(data, pattern, path):
    assert parameters.path_beside(data, pattern) == path


def test_names_lead_into_lists_and_mappings_and_values_are_numbers_or_text():
    Path("a.yaml").write_text(
        "a: [1, {b: 2.5}]\nc: 1e-6\nd: '007'\ne: yes\nf: null\ng: 2024-02-29\n1: one\nh: 1.d-3\n"
    )
    assert parameters.read("a.yaml") == {
        **{"a.0": 1, "a.1.b": 2.5, "c": 1e-6, "d": "007", "e": "true"},
        **{"g": "2024-02-29", "1": "one", "h": 1e-3},
    }
    Path("params").mkdir()
    for name, text in {"k": "0.30", "n": "7\n", "s": "True", "t": "tf-1d", "u": "inf"}.items():
        Path("params", name).write_text(text)
    assert parameters.read("params") == {"k": 0.3, "n": 7, "s": "true", "t": "tf-1d", "u": "inf"}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.yaml", "- 1", "a.yaml: the parameters must be a mapping"),
        ("a.yaml", "a: &a [*a]", "has an alias that holds itself"),
        ("a.json", "{", "a.json: the parameters file is not valid YAML"),
        ("a.toml", "a = " + "[" * 990 + "]" * 990, "too deep to be read"),
        ("a.toml", "a = ", "a.toml: the parameters file can't be read: Invalid value"),
        ("a.nml", "&a\n b = (\n", "a.nml: not a Fortran namelist"),
        ("a.nml", "&a\n b(2:4) = 12*3\n/\n", "a.nml: not a Fortran namelist .* Value 3 is not"),
        ("a.nml", "&a\n b = 'x\n", "a.nml: not a Fortran namelist"),
        ("a.txt", "k = 3", "a.txt: no known format of parameters .*allowed are YAML, JSON, TOML"),
        ("a.toml", "# " * 2**20, "a.toml: the parameters file can't be read: it has more than"),
    ],
)
def test_a_file_that_can_not_be_read_is_one_message(name, text, message, capsys):
    Path(name).write_text(text)
    with pytest.raises(UserError, match=message):
        parameters.read(name)
    assert capsys.readouterr().out == ""


def test_a_name_that_is_not_there_is_answered_with_those_like_it():
    Path("a.yaml").write_text("drivers: {ex: {'0': {k0: 0.3, w0: 1}}}\n")
    with pytest.raises(UserError, match=r"no parameter 'drivers\.0\.k0'.*drivers\.ex\.0\.k0"):
        parameters.value("a.yaml", "drivers.0.k0")
    os.mkfifo("pipe.toml")
    with pytest.raises(UserError, match=r"pipe\.toml: the parameters file can't be read"):
        parameters.read("pipe.toml")


@pytest.mark.parametrize("beside", ["{run}.yaml", "a{", ""])
def test_a_pattern_that_is_no_path_is_refused(beside):
    with pytest.raises(UserError, match=r"sweep\.parameters: got"):
        configure(beside, "nu")


def test_a_namelist_needs_its_package(monkeypatch):
    import sys

    Path("a.nml").write_text("&a\n b = 1\n/\n")
    monkeypatch.setitem(sys.modules, "f90nml", None)
    with pytest.raises(UserError, match="needs the package f90nml: say pip install f90nml"):
        parameters.read("a.nml")
