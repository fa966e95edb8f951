"""What a whole run found is kept for the next, and holds for these very files and this code alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from paths import (
    SMALL,
    draw_here,
)
from seeing import draw_sweep
from sweepfig.batch.manifest import read_rows
from sweepfig.core import paths
from sweepfig.plan.plan_file import load
from sweepfig.report import update
from sweepfig.report.findings import Rows, is_summarised
from sweepfig.report.summary import summarise

GRID = {"k": [0.3, 0.33, 0.4], "nu": [1e-3, 1e-2, 1e-1]}

OUTPUT = Path("plots")


@pytest.fixture
def drawn(sweep):
    """A sweep that is drawn already."""
    sweep.write_config(figure=SMALL)
    draw_here()


def test_rows_are_those_of_the_manifests(drawn):
    plan = load(paths.plan_file(OUTPUT))
    rows = Rows(plan, OUTPUT)
    assert list(rows) == list(read_rows(plan, OUTPUT)) == rows[:]
    assert [rows[n] for n in range(len(rows))] == list(rows)
    assert rows[-1] == list(rows)[-1]
    with pytest.raises(IndexError):
        rows[6]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return draw_sweep(tmp_path_factory.mktemp("showing"), **GRID)


@pytest.fixture
def copied(made, tmp_path):
    plan, rows, output = made
    shutil.copytree(output, tmp_path / "plots")
    return plan, rows, tmp_path / "plots"


def test_what_was_told_holds_for_this_code_alone(copied, monkeypatch):
    plan, _, output = copied
    assert is_summarised(plan, output)
    monkeypatch.setattr(update, "code_digest", lambda: "other")
    assert not is_summarised(plan, output)


@pytest.mark.parametrize("name", ["data.csv", "index.js", ".sweepfig/findings.json"])
def test_one_changed_byte_is_seen_whatever_the_times_say(copied, name):
    plan, _, output = copied
    before, content = (output / name).stat(), (output / name).read_bytes()
    (output / name).write_bytes(content[:-3] + bytes([content[-3] ^ 1]) + content[-2:])
    os.utime(output / name, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not is_summarised(plan, output)
    summarise(plan, output)
    assert (output / name).read_bytes() == content
