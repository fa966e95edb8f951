"""What figures were drawn from gets a place in the archive: its own path, if that leads nowhere else."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest
import xarray as xr
from paths import SMALL
from sweepfig.archive import inputs
from sweepfig.archive.crate.programs import sweepfig
from sweepfig.archive.zip_file import written
from sweepfig.config import settings
from sweepfig.plan.make import make_plan
from sweepfig.plan.plan import Plan
from sweeps import write_sweep

OWN = """
import companion
def draw(axes, slice):
    axes.plot(slice.abscissa, slice.curves[0])
"""
STYLE = "font.family: DejaVu Sans\n"


def plan_of(folder, **overrides) -> Plan:
    folder.write_config(**overrides)
    return make_plan(settings.read("config.yaml"))


def pack(found: inputs.Inputs, *, with_data: bool) -> tuple[inputs.PackedInputs, zipfile.ZipFile]:
    with written(Path("inputs.zip")) as archive:
        programs = [sweepfig("0.1.0")]
        packed = inputs.pack(archive, found, programs, lambda: None, with_data=with_data)
    return packed, zipfile.ZipFile("inputs.zip")


def names(found: tuple[inputs.Input, ...]) -> list[str]:
    return [each.name for each in found]


def test_what_lies_in_the_working_folder_keeps_its_path(sweep):
    Path("runs").mkdir()
    write_sweep(Path("runs/a b.nc"))
    curve = {"file": "runs/a b.nc", "variable": "actual"}
    found = inputs.find(plan_of(sweep, sweep={"curves": [curve]}), Path("config.yaml"))
    assert found.config == inputs.Input("config.yaml", "input/config.yaml")
    assert names(found.data) == ["input/runs/a b.nc"]
    assert not found.data[0].is_elsewhere
    assert (found.own, found.fonts, found.gone) == ((), (), ())


def test_what_lies_elsewhere_gets_a_place_of_its_own(sweep, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    curves = []
    for name in ("one", "two"):
        (outside / name).mkdir()
        write_sweep(outside / name / "run.nc")
        curves.append({"file": str(outside / name / "run.nc"), "variable": "actual"})
    found = inputs.find(plan_of(sweep, sweep={"curves": curves}), outside / "my.yaml")
    assert names(found.data) == ["input/elsewhere/run.nc", "input/elsewhere/2-run.nc"]
    assert all(each.is_elsewhere for each in found.data)
    assert found.config.name == "input/elsewhere/my.yaml"


@pytest.mark.parametrize(
    "name", ["a:b.nc", "con.nc", "a?.nc", "b c/d.nc", "e /f.nc", "a\u2028.nc", "elsewhere/a.nc"]
)
def test_a_name_that_some_file_system_refuses_is_changed(sweep, name):
    Path(name).parent.mkdir(exist_ok=True)
    sweep.path.rename(name)
    curve = {"file": name.replace("?", "[?]"), "variable": "actual"}
    found = inputs.find(plan_of(sweep, sweep={"curves": [curve]}), None)
    is_kept = name.startswith("b c")
    assert found.data[0].is_elsewhere is not is_kept
    assert not set(found.data[0].name) & set(':?<>"|*\\')


def test_names_that_differ_by_case_alone_stay_apart(sweep):
    for name in ("Run.nc", "run.nc"):
        write_sweep(Path(name))
    curves = [{"file": name, "variable": "actual"} for name in ("Run.nc", "run.nc")]
    found = inputs.find(plan_of(sweep, sweep={"curves": curves}), None)
    assert names(found.data) == ["input/Run.nc", "input/elsewhere/2-run.nc"]


def test_the_style_and_the_functions_are_the_users_own_and_fonts_are_left_out(sweep):
    Path("own.py").write_text(OWN)
    Path("companion.py").write_text("x = 1\n")
    Path("my.mplstyle").write_text(STYLE)
    figure = SMALL | {"kind": "own.py:draw", "style": "my.mplstyle"}
    found = inputs.find(plan_of(sweep, figure=figure), None)
    own = {"input/own.py", "input/companion.py", "input/my.mplstyle"}
    assert {*names(found.own)} == own
    assert any(Path(font).name == "DejaVuSans.ttf" for font in found.fonts)
    packed, archive = pack(found, with_data=False)
    assert own < {*archive.namelist()}
    assert own < {each["@id"] for each in packed.used}


def test_data_that_a_function_reads_too_are_packed_once(sweep):
    Path("own.py").write_text("def draw(axes, slice):\n    axes.plot(slice.abscissa)\n")
    figure = SMALL | {"kind": "own.py:draw", "depends": ["sweep.nc"]}
    found = inputs.find(plan_of(sweep, figure=figure), None)
    assert {*names(found.own)} == {"input/own.py", "input/sweep.nc"}
    assert found.data == ()


def test_a_file_that_is_gone_is_named(sweep):
    plan = plan_of(sweep)
    sweep.path.unlink()
    found = inputs.find(plan, None)
    assert (found.data, found.gone) == ((), ("sweep.nc",))


def test_of_data_that_are_not_packed_the_digests_are(sweep):
    packed, archive = pack(inputs.find(plan_of(sweep), Path("config.yaml")), with_data=False)
    assert "input/sweep.nc" not in archive.namelist()
    digest = hashlib.sha256(sweep.path.read_bytes()).hexdigest()
    assert archive.read("input/data-sha256.txt").decode() == f"{digest}  sweep.nc\n"
    (data,) = (each for each in packed.used if each["@id"] == "#input/sweep.nc")
    assert (data["sha256"], data["contentSize"]) == (digest, str(sweep.path.stat().st_size))
    assert "#input/sweep.nc" not in [each["@id"] for each in packed.parts]
    assert "\n# sweepfig 0.1.0: https" in archive.read("input/requirements.txt").decode()


def test_data_are_packed_where_asked(sweep):
    packed, archive = pack(inputs.find(plan_of(sweep), Path("config.yaml")), with_data=True)
    assert archive.read("input/sweep.nc") == sweep.path.read_bytes()
    assert "input/data-sha256.txt" not in archive.namelist()
    assert [each["@id"] for each in packed.used] == ["input/config.yaml", "input/sweep.nc"]
    assert "input/requirements.txt" in [each["@id"] for each in packed.parts]


def test_a_store_of_zarr_is_packed_as_the_folder_that_it_is(sweep):
    pytest.importorskip("zarr")
    with xr.open_dataset(sweep.path) as data:
        data.to_zarr("run.zarr", consolidated=False)
    plan = plan_of(sweep, sweep={"curves": [{"file": "run.zarr", "variable": "actual"}]})
    found = inputs.find(plan, None)
    there = {path.as_posix() for path in Path("run.zarr").rglob("*") if path.is_file()}
    packed, archive = pack(found, with_data=True)
    kept = {name for name in archive.namelist() if not name.endswith("/")}
    assert {f"input/{name}" for name in there} < kept
    assert {"@id": "input/run.zarr/", "@type": "Dataset"}.items() <= packed.used[0].items()
    packed, archive = pack(found, with_data=False)
    sums = archive.read("input/data-sha256.txt").decode().splitlines()
    assert {line.split("  ")[1] for line in sums} == there


def test_of_very_many_files_only_the_list_is_described(sweep, monkeypatch):
    monkeypatch.setattr(inputs, "MOST_DESCRIBED", 0)
    found = inputs.find(plan_of(sweep), None)
    for with_data, used in ((False, ["input/data-sha256.txt"]), (True, [])):
        packed, _ = pack(found, with_data=with_data)
        assert [each["@id"] for each in packed.used] == used
