"""A user's function can't reach other figures, and is found beside the config."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from paths import (
    PATHS,
    ROOT,
    assert_is_message,
    assert_ok,
    counts,
    inodes,
    run_fallback,
    run_snakemake,
    tree,
)
from sweepfig.core import paths

GREEDY = """
import matplotlib

def draw(axes, slice):
    axes.plot(slice.abscissa, slice.curves[0])
    matplotlib.rcParams["lines.linewidth"] += 1
    slice.abscissa[:] *= 2
    slice.curves[0][:] = 1
"""


@pytest.mark.slow
def test_what_a_function_changes_stays_within_its_figure_on_both_paths(sweep):
    Path("greedy.py").write_text(GREEDY)
    sweep.write_config(figure={"kind": "greedy:draw", "size": [2, 1.5]}, figures_per_job=3)
    assert_ok(run_snakemake())
    assert_ok(run_fallback("--processes", "1", "--output", "other"))
    assert tree(sweep.output) == tree(Path("other"))
    data = (sweep.output / "data.csv").read_text()
    assert "NaN" not in data.splitlines()[1].split(",")[2]  # the peak of the data, not of the ones


def test_the_embedded_config_finds_its_sweep_from_anywhere_also_when_it_is_named(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    embedded = str(ROOT / "config" / "config.yaml")
    assert_ok(run_snakemake("-n", configfile=embedded))
    assert not Path("plots").exists()


@pytest.mark.slow
def test_a_dry_run_leaves_nothing(sweep):
    sweep.write_config(figure={"size": [2, 1.5]})
    assert_ok(run_snakemake())
    before = tree(sweep.output)
    next(sweep.output.rglob("rc-*.png")).unlink()
    assert "rule figure" in assert_ok(run_snakemake("-n")).text
    assert_ok(run_snakemake())
    assert tree(sweep.output) == before
    assert not (sweep.output / ".sweepfig" / "receipts").exists()


def write_series(path: Path) -> None:
    time = np.linspace(0, 60, 301)
    waves = [
        [np.exp((k - nu) * time) * np.cos((1 + k) * time) for nu in (0.1, 0.2)] for k in (0.1, 0.3)
    ]
    waves[1][1][:] = np.nan
    field = (("k", "nu", "time"), waves, {"long_name": "field", "units": "V/m"})
    time = ("time", time, {"units": "1/omega_p"})
    xr.Dataset({"E": field}, {"k": [0.1, 0.3], "nu": [0.1, 0.2], "time": time}).to_netcdf(path)


SERIES = {
    "curves": [{"file": "series.nc", "variable": "E"}],
    "axes": [{"dimension": "k", "notation": "text"}, {"dimension": "nu", "notation": "text"}],
    "abscissa": "time",
}
MEASURE = """
import weights

def measure(slice):
    if slice.point["k"] == 0.1:
        return {"late": slice.curves[0][-1] * weights.FACTOR}
    return {"early": (slice.curves[0][weights.FACTOR], "V/m")}
"""


@pytest.mark.slow
def test_numbers_are_the_same_on_both_paths_and_new_ones_draw_nothing(sweep):
    write_series(Path("series.nc"))
    Path("mine.py").write_text(MEASURE)
    Path("weights.py").write_text("FACTOR = 1\n")
    sweep.write_config(sweep=SERIES, figure={"size": [2, 1.5]}, numbers="mine.py:measure")
    assert_ok(run_snakemake())
    assert_ok(run_fallback("--output", "other"))
    first = tree(Path("other"))
    assert tree(sweep.output) == first
    assert "number-maps.png" in first
    with (sweep.output / "data.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["status"] for row in rows] == ["ok", "ok", "ok", "empty"]
    rates = [float(row["growth rate of E [omega_p]"]) for row in rows]
    assert rates[:3] == pytest.approx([0, -0.1, 0.2], abs=1e-4)
    assert [row["late"] == "NaN" for row in rows] == [False, False, True, True]
    assert [row["early [V/m]"] == "NaN" for row in rows] == [True, True, False, True]

    before = inodes(sweep.output)
    Path("weights.py").write_text("FACTOR = 2\n")
    assert counts(assert_ok(run_snakemake())) == (0, 4, 0)
    assert inodes(sweep.output) == before
    assert_ok(run_fallback("--output", "fresh"))
    second = tree(Path("fresh"))
    assert tree(sweep.output) == second
    assert {name for name in first if first[name] != second[name]} >= {"data.csv", "index.js"}
    assert counts(assert_ok(run_fallback("--output", "other"))) == (0, 4, 0)
    assert tree(Path("other")) == second

    sweep.write_config(sweep={**SERIES, "time_series": False}, figure={"size": [2, 1.5]})
    assert counts(assert_ok(run_snakemake())) == (0, 4, 0)
    assert "number-maps.png" not in tree(sweep.output)
    assert "growth rate" not in (sweep.output / "data.csv").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_target_that_is_not_measured_makes_a_run_incomplete_until_it_is(sweep, path):
    Path("mine.py").write_text(
        "import os\n"
        "def measure(data):\n"
        "    if data.point['cee'] == 1e-3 and not os.path.exists('mended'): raise OSError('no mode')\n"
        "    return {'one': 1}\n"
    )
    sweep.write_config(figure={"size": [2, 1.5]}, numbers="mine.py:measure", figures_per_job=3)
    for _ in range(2):  # it is not forgotten
        done = PATHS[path]()
        counted = "2 of 6 targets were drawn, but not measured, all for one cause"
        cause, figure = "mine.py:measure: OSError: no mode", "plots/k0=0.3/rc-1.000e-03.png"
        assert_is_message(done, f"{counted}: {cause}", figure)
        assert "not drawn" not in done.text
        assert not paths.complete_file(sweep.output).exists()
    before = inodes(sweep.output)
    assert len(before) == 6
    Path("mended").touch()
    assert counts(assert_ok(PATHS[path]())) == (0, 6, 0)
    assert inodes(sweep.output) == before
    assert (sweep.output / "data.csv").read_text().count("1.0,ok") == 6
    assert paths.complete_file(sweep.output).exists()


@pytest.mark.parametrize("path", PATHS)
def test_a_function_of_numbers_that_is_not_there_is_one_message(sweep, path):
    sweep.write_config(numbers="none.py:measure")
    assert_is_message(PATHS[path](), "error: numbers: 'none.py:measure': there is no file none.py")
    assert not sweep.output.exists()
