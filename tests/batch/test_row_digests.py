"""A target's digest is another if its own file is, or if what all share is; else it is the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from growing_runs import configure, write_run
from sweepfig.batch.row_digests import row_digests
from sweepfig.config import settings
from sweepfig.plan.make import make_plan
from sweepfig.plan.plan import Plan
from sweeps import DAMPINGS


@pytest.fixture
def runs(in_folder):
    """Return the number of files, a damping each."""
    Path("runs").mkdir()
    configure("runs/*.nc")
    for number, damping in enumerate(DAMPINGS):
        write_run(f"runs/{number}.nc", damping)
    return len(DAMPINGS)


def plan() -> Plan:
    return make_plan(settings.read(Path("config.yaml")))


def digests() -> dict[str, str]:
    """Return each figure's digest."""
    made = plan()
    every = range(made.n_targets)
    return dict(zip([t.figure for t in made.targets()], row_digests(made, every), strict=True))


def test_one_file_that_changed_has_other_digests_alone(runs):
    before = digests()
    assert len({*before.values()}) == len(before) == runs
    assert digests() == before
    os.utime("runs/1.nc", (1, 1))
    after = digests()
    assert after.keys() == before.keys()
    assert sum(after[figure] != digest for figure, digest in before.items()) == 1


def test_a_part_has_the_digests_that_all_have(runs):
    made = plan()
    assert row_digests(made, range(1, 3)) == row_digests(made, range(made.n_targets))[1:3]


def test_another_look_has_others_throughout(runs):
    before = digests()
    config = yaml.safe_load(Path("config.yaml").read_text())
    config["figure"]["xlabel"] = "another"
    Path("config.yaml").write_text(yaml.safe_dump(config))
    assert not {*before.values()} & {*digests().values()}


def test_a_sweep_of_one_file_has_none(sweep):
    made = plan()
    assert row_digests(made, range(made.n_targets)) == []
