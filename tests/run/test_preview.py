"""A preview draws the first, the middle and the extremes, of what there is."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from layouts import write as write_layout
from paths import SMALL, assert_ok, counts, figures, inodes, run_fallback, run_sweepfig
from sweepfig.config import settings
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


def test_preview_of_a_sweep_with_holes_takes_what_there_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    place = write_layout("scalars")
    Path("runs/run00.nc").unlink()
    curves = [{"variable": "actual", **place}]
    plan = make_plan(settings.check(config_for("", sweep={"curves": curves}), source="config"))
    assert preview_targets(plan, None) == [0, 1, 2, 4]
    assert preview_targets(plan, np.array([1])) == [1]
