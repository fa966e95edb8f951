"""Other people's files, the config that `sweepfig init` makes of them, and the figures that it draws."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml
from code_runs import POINTS
from paths import PATHS, assert_is_message, assert_ok, draw_here, run_fallback, run_sweepfig, tree
from public import EXPECTED, PUBLIC
from sweepfig.config import settings
from sweepfig.plan.make import make_plan

HERE = ("--config", "config.yaml", "--output", "plots")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def init(*arguments):
    return run_sweepfig("init", *HERE, *arguments)


@pytest.mark.slow
@pytest.mark.parametrize("layout", PUBLIC)
def test_a_proposed_config_draws_on_both_paths_without_editing(layout):
    files = PUBLIC[layout]()
    done = assert_ok(init(*files))
    n_figures = EXPECTED[layout][-1]
    assert ("one figure" if n_figures == 1 else f"{n_figures} figures") in done.output
    trees = []
    for name, draw in PATHS.items():
        assert f"{n_figures} drawn" in assert_ok(draw()).text
        trees.append(tree(Path("plots")))
        os.rename("plots", name)
    assert trees[0] == trees[1]


@pytest.mark.slow
def test_runs_are_named_by_what_was_varied_and_not_by_their_ids():
    done = assert_ok(init(*PUBLIC["runs_with_parameters_beside"]()))
    draw_here()
    figures = {path.relative_to("plots").as_posix() for path in Path("plots").glob("k0=*/w0=*.png")}
    assert figures == {f"k0={k0}/w0={w0}.png" for k0, w0 in POINTS}
    text = Path("config.yaml").read_text()
    for said in (
        "left out, as functions of drivers.ex.0.k0: grid.xmax, save.x.xmax",
        "left out, as names of runs: mlflow.run",
        "not taken: 6 state_vs_kx.nc",
        "constant throughout: electron-delta",
    ):
        assert said in done.text
        assert said in text


@pytest.mark.parametrize("layout", ["a_sweep", "runs_along_a_dimension", "climate", "stations"])
def test_keys_offered_in_comments_are_valid(layout):
    assert_ok(init(*PUBLIC[layout]()))
    text = Path("config.yaml").read_text()
    lines = text.splitlines()
    offered = [line.replace("# ", "", 1) for line in lines if line.startswith("  # ")]
    at = lines.index("figure:") + 1
    Path("all.yaml").write_text("\n".join([*lines[:at], *offered, *lines[at:]]))
    make_plan(settings.read("all.yaml"))
    assert len(offered) == {"climate": 0, "stations": 4}.get(layout, 3)


@pytest.mark.slow
def test_a_config_is_never_overwritten_unless_asked():
    (file,) = PUBLIC["no_coordinates"]()
    Path("config.yaml").write_text("mine")
    assert_is_message(init(file), "config.yaml: there is a file; --force replaces it")
    assert Path("config.yaml").read_text() == "mine"
    assert_ok(init(file, "--config", "other.yaml", "--output", "elsewhere"))
    assert settings.read("other.yaml").output == "elsewhere"
    assert_ok(init(file, "--force"))
    assert settings.read("config.yaml").output == "plots"


@pytest.mark.parametrize("content", [b"sweep: {curves: [", b"a: 1", b"\xff\xfe", b""])
def test_a_config_that_is_none_is_overwritten_if_asked(content):
    (file,) = PUBLIC["no_coordinates"]()
    config = Path(f"{Path(file).stem}-figures.yaml")
    config.write_bytes(content)
    assert_is_message(run_sweepfig("init", file), f"{config}: there is a file; --force replaces it")
    assert config.read_bytes() == content
    assert_ok(run_sweepfig("init", file, "--force"))
    assert settings.read(config).output == f"{Path(file).stem}-figures"


def test_a_folder_of_the_configs_name_is_one_message():
    (file,) = PUBLIC["no_coordinates"]()
    Path("config.yaml").mkdir()
    assert_is_message(init(file, "--force"), "config.yaml: a folder, where a config is to be")


def test_many_figures_are_said():
    shape = (200, 200, 5)
    xr.Dataset({"f": (("a", "b", "x"), np.zeros(shape, "f4"))}).to_netcdf("large.nc")
    done = assert_ok(init("large.nc"))
    assert "40000 figures are many" in done.output
    text = Path("config.yaml").read_text()
    Path("config.yaml").write_text(text.replace("# limit:", "limit:"))
    assert settings.read("config.yaml").limit == 20


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"name": ((), 1.0)}, "no variable holds numbers over a dimension"),
        ({"name": (("x",), ["a", "b"])}, "no variable holds numbers over a dimension"),
    ],
)
def test_files_with_nothing_to_draw_are_one_message(content, message):
    xr.Dataset(content).to_netcdf("a.nc")
    assert_is_message(init("a.nc"), message)


def test_data_are_needed():
    assert_is_message(run_sweepfig("init"), "Missing argument 'SWEEP...'; see")


def test_a_file_that_is_not_there_is_one_message():
    assert_is_message(init("missing.nc"), "missing.nc", "there is no such file")


def test_a_lone_series_without_words_is_named_after_its_file():
    xr.Dataset({"y": ("t", np.arange(9.0))}).to_netcdf("series_a.nc")
    assert_ok(init("series_a.nc"))
    draw_here()
    assert Path("plots/series_a.png").exists()


@pytest.mark.parametrize(
    "other", ["other.nc", "series_b.nc", "a.nc", "series_a2.nc", "aseries_a.nc"]
)
def test_a_lone_series_is_alone_among_other_files(other):
    for name in ("series_a.nc", other):
        xr.Dataset({"y": ("t", np.arange(9.0))}).to_netcdf(name)
    assert_ok(init("series_a.nc"))
    draw_here()
    assert [path.name for path in Path("plots").glob("*series*")] == ["series_a.png"]


def test_what_can_not_be_drawn_leaves_a_config_that_says_why():
    xr.Dataset({"f": (("z", "x"), np.ones((2, 9)))}, {"z": [1.0, np.nan]}).to_netcdf("a.nc")
    assert_is_message(init("a.nc"), "what was guessed can't be drawn", "'z' is nan at index 1")
    head, reason, *_ = Path("config.yaml").read_text().splitlines()
    assert head == "# Made by sweepfig from a.nc. It can't be drawn yet:"
    assert reason.startswith("# a.nc: 'z' is nan at index 1")
    xr.Dataset({"f": (("z", "x"), np.ones((2, 9)))}, {"z": [1.0, 2.0]}).to_netcdf("a.nc")
    draw_here()  # as it stands, once the file is mended
    assert len(list(Path("plots").glob("z=*.png"))) == 2


def test_files_that_nothing_tells_apart_leave_a_config_to_be_completed():
    for file in ("a1/b2.nc", "c/b.nc"):
        Path(file).parent.mkdir()
        xr.Dataset({"f": ("x", np.arange(9.0))}).to_netcdf(file)
    assert_is_message(init("a1/b2.nc", "c/b.nc"), "nothing tells these apart that could be an axis")
    text = Path("config.yaml").read_text()
    assert "nothing tells these apart" in text.splitlines()[1]
    config = yaml.safe_load(text)
    assert config["sweep"]["curves"][0]["file"] == ["a1/b2.nc", "c/b.nc"]
    assert_is_message(run_fallback(), "sweep.axes", "config.yaml: the config is not valid")


def test_files_given_are_never_more_by_a_pattern():
    PUBLIC["numbered_files"]()
    done = init("channel_mu0.01.nc", "channel_mu0.02.nc")
    assert_is_message(done, "1 further files have, too, such as channel_mu0.1.nc")
    given = ["channel_mu0.01.nc", "channel_mu0.02.nc"]
    assert yaml.safe_load(Path("config.yaml").read_text())["sweep"]["curves"][0]["file"] == given
    files = PUBLIC["a_file_a_run"]()
    assert_ok(init(*files[:4], "--force"))
    assert settings.read("config.yaml").sweep.curves[0].files == tuple(files[:4])
