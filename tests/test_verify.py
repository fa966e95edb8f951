"""What is compared with the other path and with plain matplotlib is found to differ if it does."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from curvilinear import config_of, ocean
from paths import SMALL
from PIL import Image
from sweepfig.config import settings
from sweepfig.core import console, paths
from sweepfig.core.errors import UserError
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan.axis import Axis
from sweepfig.plan.plan_file import load
from sweepfig.verify import checks
from sweepfig.verify.plain_slice import place_of
from sweeps import write_sweep

OUTPUT = Path("plots")
FIGURE = OUTPUT / "k0=0.33" / "rc-1.778e-05.png"


@pytest.fixture
def plan_path(sweep):
    """The plan of a drawn sweep."""
    sweep.write_config(figure=SMALL)
    path = ensure_plan(settings.read(Path("config.yaml")), OUTPUT)
    draw_plan(path, processes=1, may_draw_here=True)
    return path


def test_a_sweep_that_is_right_differs_nowhere(plan_path, capsys):
    assert checks.check(plan_path, processes=1) == 0
    assert capsys.readouterr().out.splitlines() == [
        "6 figures of both paths compared byte for byte: none differ",
        "6 figures compared with plain matplotlib: none differ",
    ]
    assert not paths.scratch_folder(OUTPUT).exists()


def test_one_pixel_that_differs_is_found_by_both(plan_path, capsys):
    with Image.open(FIGURE) as picture:
        pixels = np.array(picture)
    pixels[5, 5, 0] ^= 1
    Image.fromarray(pixels).save(FIGURE)
    assert checks.check(plan_path, processes=1) == console.EXIT_FAILED
    said = capsys.readouterr().err
    name = FIGURE.relative_to(OUTPUT).as_posix()
    assert f"{name}: differs\n" in said
    assert f"{name}: differs from plain matplotlib\n" in said


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def put_a_folder(path):
    path.unlink()
    path.mkdir()


def cut(path):
    path.write_bytes(path.read_bytes()[:-40])


@pytest.mark.parametrize(
    ("damage", "by_bytes"),
    [
        (flip, "differs"),
        (cut, "differs"),
        (lambda path: path.write_bytes(b""), "differs"),
        (put_a_folder, "can't be read: "),
    ],
    ids=["a bit", "cut short", "empty", "a folder"],
)
def test_a_damaged_figure_is_named_by_both(plan_path, damage, by_bytes):
    plan, name = load(plan_path), FIGURE.relative_to(OUTPUT).as_posix()
    shutil.copytree(OUTPUT, "whole")
    damage(FIGURE)
    (said,) = checks.compare_trees(plan, OUTPUT, Path("whole"))
    assert said.startswith(f"{name}: {by_bytes}")
    (said,) = checks.compare_with_plain(plan, OUTPUT, plan.targets())
    assert said == f"{name}: can't be read as PNG"


@pytest.mark.slow
def test_twins_are_compared_as_figures_are(sweep, capsys):
    also = [{"yscale": "log"}, {"kind": "histogram", "xlabel": "E"}, {"style": "ggplot"}]
    sweep.write_config(
        figure={**SMALL, "also": [*also[:1], {**also[1], "name": "counts"}, *also[2:]]}
    )
    path = ensure_plan(settings.read(Path("config.yaml")), OUTPUT)
    draw_plan(path, processes=1, may_draw_here=True)
    assert checks.check(path, processes=1) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("24 figures of both paths")
    twin = FIGURE.with_suffix(".counts.png")
    twin.write_bytes(FIGURE.read_bytes())
    assert checks.check(path, processes=1) == console.EXIT_FAILED
    name = twin.relative_to(OUTPUT).as_posix()
    said = capsys.readouterr().err
    assert f"{name}: differs\n" in said
    assert f"{name}: differs from plain matplotlib\n" in said


def test_a_sweep_that_is_not_the_plans_any_more_is_told(plan_path, sweep):
    os.utime(sweep.path, (1, 1))
    with pytest.raises(UserError, match=r"can't be drawn again: .*sweep\.nc"):
        checks.check(plan_path, processes=1)
    assert not paths.scratch_folder(OUTPUT).exists()


def test_a_file_that_is_not_the_plans_any_more_is_told(in_folder):
    for run in range(2):
        ocean(1).isel(time=0, drop=True).assign(run=run).to_netcdf(f"r{run}.nc")
    path = drawn_fields(config_of("r*.nc", axes=[{"dimension": "run"}]))
    os.utime("r1.nc", (1, 1))
    with pytest.raises(
        UserError, match=r"1 of 2 targets can't be drawn again, such as run.*: .*r1\.nc was changed"
    ):
        checks.check(path, processes=1)


def test_a_figure_that_is_gone_is_missing(plan_path):
    FIGURE.unlink()
    plan = load(plan_path)
    name = FIGURE.relative_to(OUTPUT).as_posix()
    targets = checks.spread(plan, 1)
    assert list(checks.compare_with_plain(plan, OUTPUT, targets)) == [f"{name}: missing"]


def test_a_target_that_can_be_drawn_by_no_path_differs_nowhere_and_is_told(sweep, capsys):
    lines = "def draw(axes, data):\n    if data.point['cee'] < 1.5e-5: raise ValueError\n"
    Path("mine.py").write_text(lines)
    sweep.write_config(figure={**SMALL, "kind": "mine.py:draw"})
    path = ensure_plan(settings.read(Path("config.yaml")), OUTPUT)
    draw_plan(path, processes=1, may_draw_here=True)
    assert checks.check(path, processes=1) == console.EXIT_FAILED
    said = capsys.readouterr().out
    assert "4 figures of both paths compared byte for byte: none differ" in said
    assert "4 figures compared with plain matplotlib: none differ" in said
    assert "2 of 6 targets have no figure on either path" in said


@pytest.mark.parametrize(("count", "there"), [(0, 2), (2, 2), (3, 3), (9, 6)])
def test_targets_to_draw_plainly_are_spread_over_the_sweep(plan_path, monkeypatch, count, there):
    monkeypatch.setattr(checks, "FEWEST_PLAIN", 2)
    targets = [target.index for target in checks.spread(load(plan_path), count)]
    assert (len(targets), targets[0], targets[-1]) == (there, 0, 5)


def test_text_of_fixed_length_is_found_without_its_blanks(sweep, tmp_path):
    names = np.array(["ion       ", "electron  "], dtype="S10")
    x = np.linspace(0, 1, 9)
    dataset = xr.Dataset({"n": (("mode", "x"), [x, 1 - x])}, {"x": x, "mode": names})
    dataset.to_netcdf("modes.nc", encoding={"mode": {"char_dim_name": "c"}})
    curves = [{"file": "modes.nc", "variable": "n"}]
    axes = [{"dimension": "mode", "notation": "text", "path": "{}"}]
    config = {"sweep": {"curves": curves, "axes": axes, "abscissa": "x"}, "figure": SMALL}
    path = ensure_plan(settings.check({**config, "output": "plots"}, source="config"), OUTPUT)
    draw_plan(path, processes=1, may_draw_here=True)
    assert [target.figure for target in load(path).targets()] == ["ion.png", "electron.png"]
    assert checks.check(path, processes=1) == 0


def drawn_fields(config):
    """Draw fields over two-dimensional coordinates, and return the path of the plan."""
    path = ensure_plan(settings.check(config, source="config"), OUTPUT)
    draw_plan(path, processes=1, may_draw_here=True)
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    "figure", [{}, {"kind": "histogram", "options": {"bins": 5}}, {"kind": "histogram"}]
)
def test_lines_over_dates_and_histograms_differ_nowhere(sweep, figure, capsys):
    dates = np.datetime64("2024-02-27") + np.arange(33) * np.timedelta64(1, "D")
    bumps = np.cos(np.linspace(0, 9, 2 * 3 * 33)).reshape(2, 3, 33)
    dataset = write_sweep(sweep.path, values={"actual": 1e9 + bumps, "predicted": bumps})
    dataset.assign_coords(frequency=dates).to_netcdf(sweep.path)
    sweep.write_config(figure={**SMALL, "size": [4, 3], "xlabel": None, **figure})
    path = ensure_plan(settings.read(Path("config.yaml")), OUTPUT)
    draw_plan(path, processes=1, may_draw_here=True)
    assert checks.check(path, processes=1) == 0, capsys.readouterr()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["pcolormesh", "contourf"])
def test_fields_over_positions_of_their_own_differ_nowhere(in_folder, kind, capsys):
    dataset = ocean()
    dataset["nav_lat"][5:8, 3:9] = -1.0
    dataset["nav_lon"][5:8, 3:9] = -1.0
    dataset["sst"][1, :3] = np.nan
    dataset.to_netcdf("a.nc")
    config = config_of("a.nc")
    config["figure"]["kind"] = kind
    assert checks.check(drawn_fields(config), processes=1) == 0
    assert "differ" not in capsys.readouterr().err


@pytest.mark.slow
def test_files_with_positions_of_their_own_differ_nowhere(in_folder, capsys):
    for run in (1, 2, 3):
        dataset = ocean(1, shift=run / 2).isel(time=0, drop=True)
        if run == 2:
            dataset["nav_lon"][3, 4] = np.nan
        dataset.assign(run=run).to_netcdf(f"r{run}.nc")
    path = drawn_fields(config_of("r*.nc", axes=[{"dimension": "run"}]))
    assert checks.check(path, processes=1) == 0
    assert "3 figures compared with plain matplotlib: none differ" in capsys.readouterr().out


@pytest.mark.slow
def test_positions_that_move_are_drawn_anew(in_folder):
    for run in (1, 2):
        ocean(1).isel(time=0, drop=True).assign(run=run).to_netcdf(f"r{run}.nc")
    axis = {"dimension": "run", "notation": "fixed", "digits": 0}
    config = config_of("r*.nc", axes=[axis])
    config["figure"]["ylimits"] = [0, 20]
    drawn_fields(config)
    before = {file.name: file.read_bytes() for file in OUTPUT.glob("run=*.png")}
    ocean(1, shift=0.5).isel(time=0, drop=True).assign(run=2).to_netcdf("r2.nc")
    plan_path = drawn_fields(config)
    changed = [name for name in before if (OUTPUT / name).read_bytes() != before[name]]
    assert changed == ["run=2.png"]
    assert checks.check(plan_path, processes=1) == 0


@pytest.mark.slow
@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_figures_that_carry_their_data_differ_nowhere(sweep, form, capsys):
    figure = {**SMALL, "format": form, "carry_data": True, "also": [{"yscale": "log"}]}
    sweep.write_config(figure=figure)
    path = ensure_plan(settings.read(Path("config.yaml")), OUTPUT)
    draw_plan(path, processes=1, may_draw_here=True)
    assert checks.check(path, processes=1) == 0
    assert capsys.readouterr().out.count("none differ") == 2


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        (np.array(["2024-01", "2024-02"], "M8[ns]"), np.datetime64("2024-02", "ns")),
        (np.array(["low", "high"]), "high"),
        (np.array(["low", "high"], dtype=np.dtypes.StringDType()), "high"),
        (np.array([0.1, 0.3]), 0.29999),
    ],
    ids=["dates", "text", "text of any length", "numbers"],
)
def test_an_axis_is_read_again_by_its_values(values, wanted):
    axis = Axis("case", values, "text", 0, "{}", "{}")
    dataset = xr.Dataset(coords={"case": xr.Variable("case", values)})
    assert place_of(dataset, axis, wanted) == 1
