"""A run's records: manifests as soon as they can be written, whatever comes in, in whatever order."""

from __future__ import annotations

from pathlib import Path

import pytest
from paths import SMALL
from sweepfig.batch.manifest import read_manifest
from sweepfig.batch.receipt import Outcome
from sweepfig.batch.render import render_targets
from sweepfig.batch.row import Row
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.pool.starmap import WorkerDied
from sweepfig.run.execute import DrawOptions, Records, execute

OUTPUT = Path("plots")


@pytest.fixture
def plan(sweep):
    """The plan of six targets in two batches."""
    sweep.write_config(figure=SMALL, figures_per_job=3)
    return load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))


@pytest.fixture
def outcomes(plan):
    """Return the outcomes of targets, all drawn but the second."""

    def of(which):
        rows = [
            Row(target.figure, "", 0, *(("failed", "no") if target.index == 1 else ("ok",)))
            for target in plan.targets(which)
        ]
        return [Outcome(row, drawn=row.status == "ok") for row in rows]

    return of


@pytest.mark.parametrize(
    "pieces", [[(0, 6)], [(2, 4), (0, 2), (4, 6)], [(n, n + 1) for n in range(6)]]
)
def test_a_manifest_is_written_when_its_last_target_is_in(plan, outcomes, pieces):
    records = Records(plan, OUTPUT, [0, 1])
    for piece in pieces:
        records.enter(range(*piece), outcomes(range(*piece)))
    assert [len(read_manifest(plan, OUTPUT, batch)) for batch in (0, 1)] == [3, 3]
    records.close()
    assert (records.receipt.drawn, records.receipt.failed, records.receipt.figures) == (5, 1, 6)
    assert records.causes == {plan.target(1).figure: "no"}


def test_what_the_run_did_not_get_to_failed_for_what_ended_it(plan, outcomes):
    records = Records(plan, OUTPUT, [0, 1])
    for piece in (range(2, 3), range(4, 5)):
        records.enter(piece, outcomes(piece))
    assert not paths.manifest_file(OUTPUT, 0).exists()
    records.ended = UserError("the sweep is gone")
    records.close()
    rows = [row for batch in (0, 1) for row in read_manifest(plan, OUTPUT, batch)]
    assert [row.figure for row in rows] == [plan.target(n).figure for n in range(6)]
    assert [row.status for row in rows] == ["failed", "failed", "ok", "failed", "ok", "failed"]
    assert {records.causes[plan.target(n).figure] for n in (0, 1, 3, 5)} == {"the sweep is gone"}
    assert (records.receipt.drawn, records.receipt.failed) == (2, 4)


def test_what_a_killed_worker_had_drawn_is_drawn(plan, sweep):
    begun = Records(plan, OUTPUT, [0, 1])
    render_targets(plan, OUTPUT, range(2))
    begun.ended = WorkerDied("a worker was killed")
    begun.close()
    assert (begun.receipt.drawn, begun.receipt.failed) == (2, 4)
    assert set(begun.causes.values()) == {"not drawn: a worker was killed"}


def test_a_manifest_that_could_not_be_written_is_written_at_the_end(plan, outcomes):
    folder = paths.manifest_file(OUTPUT, 0).parent
    folder.write_text("in the way")
    records = Records(plan, OUTPUT, [0])
    records.enter(range(3), outcomes(range(3)))
    with pytest.raises(OSError, match="manifests"):
        records.close()
    folder.unlink()
    records.close()
    assert len(read_manifest(plan, OUTPUT, 0)) == 3


def test_this_process_does_other_things_once_the_workers_have_their_tasks(plan):
    happened = []
    options = DrawOptions(meanwhile=lambda: happened.append("meanwhile"))
    records = execute(
        plan,
        OUTPUT / ".sweepfig" / "plan.json",
        OUTPUT,
        [0, 1],
        options=options,
        on_progress=lambda done, total: happened.append((done, total)),
    )
    assert records.receipt.drawn == 6
    assert happened[0] == "meanwhile"
    assert happened[-1] == (6, 6)
