"""A note that a figure was drawn wrongly: for whom it counts, and what it makes of others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from paths import SMALL
from sweepfig.batch import pending, wrong_figure
from sweepfig.batch.manifest import write_manifest
from sweepfig.batch.render import render_targets
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load

OUTPUT = Path("plots")


@pytest.fixture
def plan(sweep):
    """The plan of six targets in two batches."""
    sweep.write_config(figure=SMALL, figures_per_job=3)
    return load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))


def test_the_first_figure_is_kept_and_counts_for_figures_drawn_alike(plan):
    assert wrong_figure.wrong_figure(plan, OUTPUT) == ""
    wrong_figure.note(plan, OUTPUT, "a.png")
    wrong_figure.note(plan, OUTPUT, "b.png")
    assert wrong_figure.wrong_figure(plan, OUTPUT) == "a.png"
    other = replace(plan, drawing_digest="of other settings")
    assert wrong_figure.wrong_figure(other, OUTPUT) == ""


def test_a_figure_may_be_wrong_as_its_twin_is(sweep):
    sweep.write_config(figure={**SMALL, "also": [{"yscale": "log"}]})
    plan = load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    (outcome,) = render_targets(plan, OUTPUT, range(1))
    wrong_figure.note(plan, OUTPUT, plan.target(0).twins[0])
    assert wrong_figure.is_doubtful(outcome.row)
    (outcome,) = render_targets(plan, OUTPUT, range(1))
    assert [file.drawn_by for file in outcome.row.files] == ["matplotlib"] * 2
    assert not wrong_figure.is_doubtful(outcome.row)
    assert wrong_figure.wrong_figure(replace(plan, twins=()), OUTPUT) == ""


def test_where_the_note_is_damaged_figures_count_as_wrong(plan):
    paths.plain_file(OUTPUT).write_bytes(b"[")
    assert wrong_figure.wrong_figure(plan, OUTPUT)


def test_what_was_drawn_faster_is_no_longer_current(plan):
    for batch in range(plan.n_batches):
        outcomes = render_targets(plan, OUTPUT, plan.targets_of(batch))
        assert {outcome.row.drawn_by for outcome in outcomes} == {"template"}
        write_manifest(plan, OUTPUT, batch, [outcome.row for outcome in outcomes])
    first = plan.target(0).figure
    assert pending.pending_batches(plan, OUTPUT) == []
    assert pending.doubtful_targets(plan, OUTPUT).tolist() == []
    assert pending.is_current(plan, OUTPUT, first)
    wrong_figure.note(plan, OUTPUT, first)
    assert pending.pending_batches(plan, OUTPUT) == [0, 1]
    assert list(pending.pending_targets(plan, OUTPUT)) == [*range(6)]
    assert pending.doubtful_targets(plan, OUTPUT).tolist() == [*range(6)]
    assert not pending.is_current(plan, OUTPUT, first)

    outcomes = render_targets(plan, OUTPUT, range(3))
    assert [(each.drawn, each.row.drawn_by) for each in outcomes] == [(True, "matplotlib")] * 3
    assert first in outcomes[0].reason
    write_manifest(plan, OUTPUT, 0, [outcome.row for outcome in outcomes])
    assert pending.pending_batches(plan, OUTPUT) == [1]
    assert not any(outcome.drawn for outcome in render_targets(plan, OUTPUT, range(3)))
