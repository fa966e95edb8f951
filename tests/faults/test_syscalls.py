"""One system call of a run fails: exit 0 and all is there, or a message; and the next run is whole.

A few of what `soak_syscalls.py` strikes, for seconds' sake.
"""

from __future__ import annotations

import itertools
import os

import pytest
import yaml
from paths import SMALL
from sweeps import config_for
from syscalls import Bench, Call, Struck, why_not

WHY_NOT = why_not()
if WHY_NOT and not os.environ.get("SWEEPFIG_REQUIRE_STRACE"):
    pytest.skip(WHY_NOT, allow_module_level=True)


# By role and state: the first call of a name on a file, and how it fails.
SAMPLE = {
    ("worker", "empty"): [
        ("openat", "plots/.sweepfig/tmp/.", "EACCES"),
        ("rename", "plots/k0=0.33/", "EINTR"),
    ],
    ("main", "changed"): [
        ("unlink", "plots/.sweepfig/complete", "EACCES"),
        ("rename", "plots/data.csv", "ENOSPC"),
    ],
    ("main", "whole"): [
        ("openat", "plots/.sweepfig/plan.json", "EIO"),
        ("openat", "plots/k0=", "EACCES"),
    ],
}


def assert_is_as_promised(struck: Struck) -> None:
    assert any(struck.hit), f"{struck.call} was none on a file of the run"
    assert not struck.faults, (struck, struck.faults)


@pytest.mark.slow
def test_a_call_that_fails_is_made_good_or_told_and_the_next_run_is_whole(tmp_path):
    bench = Bench.make(tmp_path, "fallback").draw()
    for (role, state), struck in SAMPLE.items():
        turns = itertools.cycle(bench.turns(role, state))
        for calls, (name, file, error) in zip(turns, struck, strict=False):
            call = next(c for c in calls if c.name == name and c.file.startswith(file))
            assert_is_as_promised(bench.strike(call, error, state))


@pytest.mark.slow
def test_so_is_one_of_a_job_of_snakemake(tmp_path):
    bench = Bench.make(tmp_path, "snakemake").draw([0])
    assert_is_as_promised(bench.strike(Call("figures", "rename", 2), "ENOSPC", "empty"))


@pytest.mark.slow
def test_a_list_of_failures_that_has_no_room_or_cannot_be_read_fails_the_run(tmp_path):
    bench = Bench.make(tmp_path, "snakemake")
    (tmp_path / "broken.py").write_text("def draw(axes, data): raise RuntimeError('broken')")
    look = {**SMALL, "kind": "broken.py:draw"}
    config = config_for("sweep.nc", figure=look, figures_as_jobs=0)
    (tmp_path / "config0.yaml").write_text(yaml.safe_dump(config))
    calls = bench.calls("check", "empty", ["openat"], status=1)
    for file in ("logs/plots/check.log", "plots/.sweepfig/failures.txt"):
        bench.prepare("empty")
        done, hit = bench.run_struck(next(call for call in calls if call.file == file), "ENOSPC")
        assert file in hit
        assert done.status != 0, done.text
