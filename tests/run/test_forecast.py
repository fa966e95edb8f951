"""What a large run will take: the numbers, and that a small run hears nothing of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from paths import draw_here
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.run import forecast as module
from sweepfig.run.forecast import Forecast, duration, forecast, say_forecast
from sweeps import write_sweep

LARGE = Forecast(
    figures=100_000,
    jobs=100,
    seconds=600.0,
    disk=5 * 10**9,
    free_disk=10**10,
    inodes=100_200,
    free_inodes=10**6,
)


def test_a_forecast_says_figures_jobs_time_and_disk():
    (line,) = LARGE.lines()
    assert line == (
        "up to 100000 figures in 100 jobs: about 10 min of one core (6.0 ms a figure, as 5 took now), "
        "5.0 GB, 100200 files and folders"
    )


def test_a_run_without_jobs_is_told_none():
    (line,) = replace(LARGE, jobs=None).lines()
    assert line.startswith("up to 100000 figures: about 10 min")


def test_what_does_not_fit_is_warned_of():
    _, disk = replace(LARGE, free_disk=10**9).lines()
    assert disk == "warning: that is more than the disk has: 1.0 GB are free"
    _, inodes = replace(LARGE, free_inodes=5000).lines()
    assert inodes == "warning: the file system takes only 5000 more files and folders"


def test_a_file_system_that_counts_no_files_is_not_full():
    assert len([*replace(LARGE, free_inodes=0).lines()]) == 1


def test_hours_are_hours():
    (line,) = replace(LARGE, seconds=36_000).lines()
    assert "about 10.0 h of one core" in line


def planned(sweep):
    """Write the plan of a sweep's config; return its plan.json."""
    return ensure_plan(settings.read(sweep.configfile), "plots")


def test_a_large_sweep_is_forecast_and_nothing_is_left(sweep):
    write_sweep(
        sweep.path,
        dampings=np.logspace(-5, -1, 6000),
        values={name: np.ones((2, 6000, 33)) for name in ("actual", "predicted")},
    )
    axes = [{"dimension": "wavenumber"}, {"dimension": "cee", "digits": 9}]
    sweep.write_config(sweep={"axes": axes}, figure={"size": [2, 1.5], "dpi": 50})
    plan_path = planned(sweep)
    plan = load(plan_path)
    found = forecast(plan_path, len)
    assert (found.figures, found.jobs) == (12_000, plan.n_batches)
    assert found.inodes == 12_000 + 2 + plan.n_batches + 6  # files of slices
    assert found.seconds > 0
    assert found.disk >= 12_000 * 1000
    assert found.free_disk > 0
    assert {path.name for path in Path("plots").iterdir()} == {paths.plan_file("").parent.name}


def test_twins_are_forecast_as_files_of_their_own(sweep, monkeypatch):
    monkeypatch.setattr(module, "FEWEST_FIGURES", 5)
    found = []
    for also in ([], [{"yscale": "log"}, {"dpi": 90}]):
        sweep.write_config(figure={"also": also})
        found.append(forecast(planned(sweep)))
    alone, both = found
    assert both.figures == alone.figures == 6
    assert both.inodes - alone.inodes == 2 * 6
    assert both.disk > 2 * alone.disk


def test_a_small_run_and_a_drawn_one_are_not_forecast(sweep, monkeypatch, capsys):
    plan_path = planned(sweep)
    assert forecast(plan_path) is None
    say_forecast(plan_path)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(module, "FEWEST_FIGURES", 5)
    assert forecast(plan_path).figures == 6
    say_forecast(plan_path, len)
    assert capsys.readouterr().err.startswith("up to 6 figures in 1 jobs: about ")
    draw_here()
    assert forecast(plan_path) is None


@pytest.mark.parametrize(
    "mishap", ["raise RuntimeError", "import os; os.abort()", "import time; time.sleep(9)"]
)
def test_what_can_not_be_drawn_is_not_forecast_and_ends_nothing(sweep, monkeypatch, capfd, mishap):
    (sweep.folder / "mine.py").write_text(f"def draw(axes, data): {mishap}\n")
    sweep.write_config(figure={"kind": "mine.py:draw", "time_limit": 0.2})
    monkeypatch.setattr(module, "FEWEST_FIGURES", 5)
    assert forecast(planned(sweep)) is None
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.001, "1 s"), (90, "90 s"), (900, "15 min"), (7199, "120 min"), (10_800, "3.0 h")],
)
def test_a_duration_in_words(seconds, words):
    assert duration(seconds) == words
