"""Processes that are killed or cannot start are reported, and cost no more than their figure."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from blocking_way import blocking, files
from paths import kill
from sweepfig import BackgroundPlotter
from sweeps import DAMPINGS, WAVENUMBERS

N = len(WAVENUMBERS) * len(DAMPINGS)
DEADLY_FIGURE = "k0=0.33/rc-1.778e-05.png"
DEADLY = f"""
import os, sys
def hook(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith({DEADLY_FIGURE!r}):
        os.kill(os.getpid(), 9)
sys.addaudithook(hook)
"""


@pytest.mark.parametrize("delay", [0.0, 0.5, 1.0])
def test_figures_of_a_killed_process_are_drawn_by_another(arrays, plots, caplog, delay):
    big = [array.isel(cee=[0]).drop_vars("cee").assign_coords(cee=[1.0]) for array in arrays]
    big = [array.reindex(cee=1e-5 * np.arange(1, 61), method="nearest") for array in big]
    plots.submit(*big, folders={"plots": "plots"})
    time.sleep(delay)
    (victim,) = plots.pids
    kill(victim)
    plots.wait()
    assert len(files("plots")) == plots.drawn == 120  # and no half-written file
    assert plots.errors == []
    plots.submit(*arrays, folders={"plots": "after"})
    plots.close()
    assert len(files("after")) == N
    assert "a helper was killed by signal 9 (SIGKILL), drawing into" in caplog.text


def test_a_figure_that_kills_its_process_is_reported_and_the_others_are_drawn(
    arrays, caplog, monkeypatch
):
    # Found by every Python that starts here: kills it as a certain figure is renamed into place.
    Path("sitecustomize.py").write_text(DEADLY)
    monkeypatch.setenv("PYTHONPATH", os.getcwd())
    with BackgroundPlotter(processes=2) as plots:
        plots.submit(*arrays, folders={"plots": "plots"})
    assert (plots.drawn, plots.failed) == (N - 1, 1)
    (error,) = plots.errors
    assert error.endswith("k0=0.33/rc-1.778e-05.png: a helper was killed by signal 9 (SIGKILL)")
    assert sorted(files("plots")) == sorted({*blocking(arrays, "blocking")} - {DEADLY_FIGURE})


def test_processes_that_cannot_start_are_reported_not_waited_for(arrays, monkeypatch, tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 3\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with BackgroundPlotter(processes=2) as plots:
        plots.submit(*arrays, folders={"plots": "plots"})
    assert (plots.drawn, plots.failed) == (0, N)
    assert any("no helper can be started" in error for error in plots.errors)
