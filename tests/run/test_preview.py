"""A preview draws the first, the middle and the extremes, of what there is."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from layouts import write as write_layout
from paths import SMALL, assert_ok, counts, figures, inodes, run_fallback, run_sweepfig
from sweepfig.config import settings
from sweepfig.core import console
from sweepfig.plan.make import make_plan
from sweepfig.run.preview import preview_targets
from sweeps import config_for

OUTPUT = Path("plots")


def drawn():
    return [path.relative_to(OUTPUT).as_posix() for path in figures(OUTPUT)]


@pytest.mark.slow
def test_preview_draws_the_first_the_middle_and_the_extremes(sweep):
    sweep.write_config(figure=SMALL)
    done = assert_ok(run_sweepfig("preview", "config.yaml", "--processes", "2"))
    lines = done.output.splitlines()
    said = [line.split("  ")[0].removeprefix("plots/") for line in lines[:-1]]
    assert sorted(said) == drawn()
    assert all(re.search(r"  \d+ ms", line) for line in lines[:-1])
    assert re.fullmatch(r"all 6 would take about \d+ s with 2 processes", lines[-1])
    before = inodes(OUTPUT)
    assert counts(assert_ok(run_fallback()))[1] == len(before)
    assert {*before.items()} <= {*inodes(OUTPUT).items()}


@pytest.mark.parametrize("what", ["figure", "file"])
def test_preview_that_can_not_draw_or_read_something_fails(tmp_path, monkeypatch, what):
    monkeypatch.chdir(tmp_path)
    place = write_layout("scalars")
    figure = SMALL
    if what == "file":
        Path("runs/run02.nc").write_bytes(Path("runs/run02.nc").read_bytes()[:2000])
        said = "1 file was left out:"
    else:
        Path("mine.py").write_text("def draw(axes, data):\n    raise ValueError('no ink')\n")
        figure = {**SMALL, "kind": "mine.py:draw"}
        said = "not drawn: ValueError: no ink"
    curves = [{"variable": "actual", **place}]
    config = config_for("", sweep={"curves": curves}, figure=figure)
    Path("config.yaml").write_text(yaml.safe_dump(config))
    done = run_sweepfig("preview", "config.yaml", "--processes", "1")
    assert done.status == console.EXIT_FAILED
    assert said in done.output


def test_preview_of_a_sweep_with_holes_takes_what_there_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    place = write_layout("scalars")
    Path("runs/run00.nc").unlink()
    curves = [{"variable": "actual", **place}]
    plan = make_plan(settings.check(config_for("", sweep={"curves": curves}), source="config"))
    assert preview_targets(plan, None) == [0, 1, 2, 4]
    assert preview_targets(plan, np.array([1])) == [1]
