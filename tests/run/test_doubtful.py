"""What may be wrong is drawn again, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from paths import SMALL, inodes, redrawn
from sweepfig.batch.manifest import read_rows
from sweepfig.batch.receipt import Receipt
from sweepfig.batch.wrong_figure import note
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.drawing.file.provenance import PLAIN
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.run.doubtful import redraw_doubtful
from sweepfig.run.execute import DrawOptions

OUTPUT = Path("plots")
PLAN = paths.plan_file(OUTPUT)


@pytest.fixture
def plan(sweep):
    """The plan of six targets in two batches, drawn by the template."""
    sweep.write_config(figure=SMALL, figures_per_job=3)
    found = load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    assert draw_plan(PLAN, processes=1).receipt.by_template == 6
    return found


def test_where_no_figure_is_wrong_nothing_is_redrawn(plan):
    before, receipt = inodes(OUTPUT), Receipt(drawn=6, by_template=6, doubtful=6)
    assert redraw_doubtful(plan, PLAN, OUTPUT, receipt, DrawOptions()) == (receipt, "")
    assert redrawn(before, OUTPUT) == []


@pytest.mark.slow
def test_after_a_wrong_one_all_is_redrawn_and_counted_once(plan):
    note(plan, OUTPUT, plan.target(2).figure)
    before = inodes(OUTPUT)
    chosen = np.array([1, 2, 4])
    # In this run two of these were drawn, and one was current.
    receipt, stopped = redraw_doubtful(
        plan, PLAN, OUTPUT, Receipt(2, 2, 1, doubtful=2), DrawOptions(), chosen
    )
    assert (receipt.drawn, receipt.by_template, receipt.current, stopped) == (3, 0, 0, "")
    assert redrawn(before, OUTPUT) == sorted(plan.target(n).figure for n in chosen)
    rows = list(read_rows(plan, OUTPUT))
    assert [row.drawn_by == PLAIN for row in rows] == [False, True, True, False, True, False]

    before = inodes(OUTPUT)
    receipt, _ = redraw_doubtful(plan, PLAN, OUTPUT, Receipt(), DrawOptions())
    assert (receipt.drawn, receipt.current) == (3, 0)
    assert redrawn(before, OUTPUT) == sorted(plan.target(n).figure for n in (0, 3, 5))


def test_a_redraw_that_can_not_begin_counts_nothing_and_says_why(plan):
    note(plan, OUTPUT, plan.target(2).figure)
    drawn = Receipt(6, 6, 0, doubtful=6)
    receipt, stopped = redraw_doubtful(plan, Path("gone.json"), OUTPUT, drawn, DrawOptions())
    assert receipt == drawn
    assert "gone.json" in stopped


def test_a_run_whose_redraw_ends_early_leaves_no_table_that_looks_complete(plan, monkeypatch):
    note(plan, OUTPUT, plan.target(2).figure)

    def stop(plan, plan_path, output, receipt, options, chosen=None):
        return receipt, "no space left"

    monkeypatch.setattr("sweepfig.fallback.redraw_doubtful", stop)
    run = draw_plan(PLAN, processes=1)
    assert (run.stopped, run.is_complete) == ("no space left", False)
    assert not paths.complete_file(OUTPUT).exists()
