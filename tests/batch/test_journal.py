"""What is noted of single figures comes into the manifests, and no more is believed than was noted whole."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from paths import SMALL
from sweepfig.batch import journal
from sweepfig.batch.manifest import chosen_rows, read_manifest
from sweepfig.batch.pending import pending_targets
from sweepfig.batch.receipt import Outcome, read_receipts
from sweepfig.batch.render import render_each
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load

OUTPUT = Path("plots")


@pytest.fixture
def noted(sweep):
    """Return the plan, and the folder of a run that has drawn and noted targets 0 to 4 of 6."""
    sweep.write_config(figure=SMALL, figures_per_job=3)
    plan = load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    folder = paths.run_folder(OUTPUT, "1.0-1-here")
    folder.mkdir(parents=True)
    which = range(5)
    for target, outcome in zip(which, render_each(plan, OUTPUT, which), strict=True):
        journal.note(folder, plan, target, outcome)
    return plan, folder


def test_what_is_entered_is_current_and_the_rest_pending(noted):
    plan, folder = noted
    assert list(pending_targets(plan, OUTPUT)) == [0, 1, 2, 3, 4, 5]
    journal.enter(folder, plan, OUTPUT)
    assert list(pending_targets(plan, OUTPUT)) == [5]
    assert list(pending_targets(plan, OUTPUT, np.array([4, 5]))) == [5]
    assert read_receipts(folder)[1].drawn == 5


def test_entering_twice_changes_nothing(noted):
    plan, folder = noted
    journal.enter(folder, plan, OUTPUT)
    rows = read_manifest(plan, OUTPUT, 1)
    journal.enter(folder, plan, OUTPUT)
    assert read_manifest(plan, OUTPUT, 1) == rows
    assert read_receipts(folder)[1].drawn == 5


def test_a_figure_that_was_touched_since_is_still_that_figure(noted):
    plan, folder = noted
    os.utime(OUTPUT / plan.target(0).figure)
    journal.enter(folder, plan, OUTPUT)
    assert list(pending_targets(plan, OUTPUT)) == [5]


def test_a_figure_that_is_another_since_is_not_believed(noted):
    plan, folder = noted
    figure, other = (OUTPUT / plan.target(n).figure for n in (0, 1))
    figure.write_bytes(other.read_bytes())
    journal.enter(folder, plan, OUTPUT)
    assert list(pending_targets(plan, OUTPUT)) == [0, 5]


def test_a_line_that_was_cut_short_costs_a_look_at_its_figure(noted):
    plan, folder = noted
    (file,) = folder.glob("*.rows")
    file.write_bytes(file.read_bytes()[:-20])
    journal.enter(folder, plan, OUTPUT)
    assert list(pending_targets(plan, OUTPUT)) == [4, 5]


def test_lines_of_another_plan_are_left_out(noted, sweep):
    _, folder = noted
    sweep.write_config(figure={**SMALL, "ylabel": "other"}, figures_per_job=3)
    other = load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    assert journal.entries(folder, other) == {}


def test_a_figure_without_its_numbers_counts_more_than_none_and_less_than_one_with_them(noted):
    plan, folder = noted
    whole = journal.entries(folder, plan)[1]
    bare = whole._replace(row=replace(whole.row, status="unmeasured", cause="no"))
    none = Outcome.failed(whole.row.figure, "no ink")
    for outcome, expected in ((none, "failed"), (bare, "unmeasured"), (none, "unmeasured")):
        journal.note(folder, plan, 5, outcome)
        assert journal.entries(folder, plan)[5].row.status == expected
    journal.note(folder, plan, 5, whole)
    assert journal.entries(folder, plan)[5].row.is_done


def test_of_a_figure_that_was_tried_again_the_success_counts(noted):
    plan, folder = noted
    figure = plan.target(2).figure
    journal.note(folder, plan, 2, Outcome.failed(figure, "no ink"))
    journal.enter(folder, plan, OUTPUT)
    (row,) = chosen_rows(plan, OUTPUT, np.array([2]))
    assert row.status == "ok"


def test_twins_that_were_touched_since_are_still_those_files(sweep):
    sweep.write_config(figure={**SMALL, "also": [{"yscale": "log"}]})
    plan = load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    folder = paths.run_folder(OUTPUT, "1.0-1-here")
    folder.mkdir(parents=True)
    for target, outcome in enumerate(render_each(plan, OUTPUT, range(6))):
        journal.note(folder, plan, target, outcome)
    for file in plan.target(0).files:
        os.utime(OUTPUT / file, (1, 1))
    gone, other = (OUTPUT / plan.target(n).twins[0] for n in (1, 2))
    gone.unlink()
    other.write_bytes((OUTPUT / plan.target(0).twins[0]).read_bytes())
    journal.enter(folder, plan, OUTPUT)
    assert list(pending_targets(plan, OUTPUT)) == [1, 2]
