"""After an edit of our own code, or an upgrade, figures are what that code draws in an empty folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from growing_runs import write_run
from paths import ROOT
from sweeps import config_for, write_sweep

TWICE = """
_read_box = read_box


def read_box(*arguments):
    box = _read_box(*arguments)
    return Box(2 * box.values, box.stored, box.fill)
"""


@pytest.fixture
def draw(tmp_path):
    """Return a function that draws with a copy of the package, and returns what it said and the figures."""
    shutil.copytree(
        ROOT / "scripts",
        tmp_path / "scripts",
        ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"),
    )

    def draw():
        command = [sys.executable, "-m", "sweepfig", "draw", "config.yaml", "--processes", "1"]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path / "scripts")}
        ran = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stderr + ran.stdout, {f: f.read_bytes() for f in Path("plots").rglob("rc-*.png")}

    return draw


@pytest.mark.parametrize("file", ["sweep.nc", pytest.param("runs/*.nc", marks=pytest.mark.slow)])
@pytest.mark.usefixtures("in_folder")
def test_an_edit_of_what_reads_slices_draws_those_that_it_changes(draw, tmp_path, file):
    Path("runs").mkdir()
    write_sweep("sweep.nc")
    for damping in (1e-5, 1e-3):
        write_run(f"runs/{damping}.nc", damping)
    config = config_for(file, sweep={"curves": [{"file": file, "variable": "actual"}]})
    Path("config.yaml").write_text(yaml.safe_dump(config))
    module = tmp_path / "scripts/sweepfig/sweep/box.py"
    _, first = draw()
    module.write_text(module.read_text() + "\n# An edit that changes no number.\n")
    said, same = draw()
    assert same == first
    assert f"0 drawn, {len(first)} already current" in said
    module.write_text(module.read_text() + TWICE)
    _, second = draw()
    assert second != first
    shutil.rmtree("plots")
    assert draw()[1] == second
