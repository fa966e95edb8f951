"""Of what a process that died was to draw, what is there counts, and the rest has failed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from paths import SMALL
from sweepfig.batch.render import render_targets
from sweepfig.config import settings
from sweepfig.core.errors import Outdated
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.run.after_death import outcomes_left

OUTPUT = Path("plots")
CAUSES = {"undrawn": "it died", "unmeasured": "it died before that"}


def make_plan(sweep, *also, **keys):
    sweep.write_config(figure={**SMALL, "also": [*also]}, **keys)
    return load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))


def test_what_was_drawn_since_the_run_began_is_told_from_what_was_current_and_what_is_not_there(
    sweep,
):
    plan = make_plan(sweep)
    render_targets(plan, OUTPUT, range(2))
    began = time.time()
    os.utime(OUTPUT / plan.target(0).figure, (began - 9, began - 9))
    os.utime(OUTPUT / plan.target(1).figure, (began + 9, began + 9))
    found = outcomes_left(plan, OUTPUT, range(3), **CAUSES, began=began)
    assert [(outcome.row.status, outcome.drawn) for outcome in found] == [
        ("ok", False),
        ("ok", True),
        ("failed", False),
    ]
    assert [outcome.row.cause for outcome in found] == ["", "", "it died"]


def test_of_a_target_whose_twin_is_not_there_it_is_told_which(sweep):
    plan = make_plan(sweep, {"yscale": "log"}, {"dpi": 60})
    render_targets(plan, OUTPUT, range(1))
    first, second = (OUTPUT / twin for twin in plan.target(0).twins)
    second.unlink()
    found = outcomes_left(plan, OUTPUT, range(2), **CAUSES, began=0)
    assert [outcome.row.status for outcome in found] == ["failed", "failed"]
    assert [outcome.row.cause for outcome in found] == ["its twin dpi=60: it died", "it died"]
    first.unlink()
    (outcome,) = outcomes_left(plan, OUTPUT, range(1), **CAUSES, began=0)
    cause = "its twin yscale=log: it died; its twin dpi=60: not drawn"
    assert outcome.row.cause == cause


def test_a_figure_without_its_numbers_is_drawn_but_not_measured_and_the_function_is_not_called(
    sweep,
):
    Path("my.py").write_text("def measure(data):\n    raise SystemError('called')\n")
    plan = make_plan(sweep, numbers="my.py:measure")
    render_targets(plan, OUTPUT, range(1))
    (outcome,) = outcomes_left(plan, OUTPUT, range(1), **CAUSES, began=0)
    assert (outcome.row.status, outcome.row.cause) == ("unmeasured", "it died before that")
    assert outcome.drawn


def test_if_the_sweep_has_changed_nothing_is_said_of_its_figures(sweep):
    plan = make_plan(sweep)
    os.utime("sweep.nc", (1, 1))
    with pytest.raises(Outdated):
        outcomes_left(plan, OUTPUT, range(1), **CAUSES, began=0)
