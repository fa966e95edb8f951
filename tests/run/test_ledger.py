"""A run's ledger: manifests as soon as they can be written, whatever comes in, in whatever order."""

from __future__ import annotations

from pathlib import Path

import pytest
from paths import SMALL
from sweepfig.batch.manifest import Row, read_manifest
from sweepfig.batch.receipt import Outcome
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.run.ledger import Ledger

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
    ledger = Ledger(plan, OUTPUT, [0, 1])
    for piece in pieces:
        ledger.enter(range(*piece), outcomes(range(*piece)))
    assert [len(read_manifest(plan, OUTPUT, batch)) for batch in (0, 1)] == [3, 3]
    ledger.close()
    assert (ledger.receipt.drawn, ledger.receipt.failed, ledger.receipt.figures) == (5, 1, 6)
    assert ledger.causes == {plan.target(1).figure: "no"}


def test_what_is_missing_is_known_target_by_target(plan, outcomes):
    ledger = Ledger(plan, OUTPUT, [0, 1])
    for piece in (range(2, 3), range(4, 5)):
        ledger.enter(piece, outcomes(piece))
    assert ledger.missing() == [0, 1, 3, 5]
    assert not paths.manifest_file(OUTPUT, 0).exists()
    for target in ledger.missing():
        ledger.enter(range(target, target + 1), outcomes([target]))
    assert ledger.missing() == []
    assert [row.figure for row in read_manifest(plan, OUTPUT, 1)] == [
        plan.target(n).figure for n in (3, 4, 5)
    ]


def test_a_manifest_that_could_not_be_written_is_written_at_the_end(plan, outcomes):
    folder = paths.manifest_file(OUTPUT, 0).parent
    folder.write_text("in the way")
    ledger = Ledger(plan, OUTPUT, [0])
    ledger.enter(range(3), outcomes(range(3)))
    with pytest.raises(OSError, match="manifests"):
        ledger.close()
    folder.unlink()
    ledger.close()
    assert len(read_manifest(plan, OUTPUT, 0)) == 3
