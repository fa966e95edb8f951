"""Manifests: what a batch's job leaves, read as it was written, or not at all."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.batch import manifest
from sweepfig.batch.manifest import Row
from sweepfig.config.settings import check
from sweepfig.core import paths, storage
from sweepfig.plan import make
from sweeps import config_for, write_sweep

BATCH = 1


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
statuses = st.sampled_from(["ok", "empty", "unmeasured", "failed"])
values = st.none() | st.floats(allow_nan=False, allow_infinity=False)
numbers = st.lists(values, max_size=3).map(tuple)
own = st.lists(st.tuples(text, text, values), max_size=3).map(tuple)


@given(
    st.lists(
        st.builds(Row, text, text, st.integers(0, 2**40), statuses, text, text, numbers, own),
        min_size=3,
        max_size=3,
    )
)
def test_rows_are_read_as_they_were_written(tmp_path_factory, tiny_plan, rows):
    output = tmp_path_factory.getbasetemp() / "written"
    manifest.write_manifest(tiny_plan, output, 0, rows)
    assert manifest.read_manifest(tiny_plan, output, 0) == rows


@pytest.fixture(scope="module")
def tiny_plan(tmp_path_factory):
    path = tmp_path_factory.mktemp("tiny") / "sweep.nc"
    write_sweep(path)
    return make.make_plan(check(config_for(path, figures_per_job=3), source="config"))


def test_target_without_a_manifest_is_failed_as_not_drawn(plan, rows):
    paths.manifest_file("plots", 0).unlink()
    found = list(manifest.read_rows(plan, "plots"))
    assert [row.figure for row in found] == [target.figure for target in plan.targets()]
    assert {astuple(row)[1:] for row in found[:3]} == {
        ("", 0, "failed", "not drawn", "", (), (), 0)
    }
    assert found[3:] == rows


def test_a_digit_changed_in_a_manifest_makes_it_none(plan, rows):
    path = paths.manifest_file("plots", BATCH)
    path.write_text(path.read_text().replace("0003", "0004", 1))
    assert manifest.read_manifest(plan, "plots", BATCH) is None


def test_figures_are_on_the_disk_before_a_manifest_says_so(plan, rows, monkeypatch):
    path = paths.manifest_file("plots", BATCH)
    path.unlink()
    seen = []
    sync = storage._sync_file_system
    monkeypatch.setattr(
        storage, "_sync_file_system", lambda file: seen.append(path.exists()) or sync(file)
    )
    manifest.write_manifest(plan, "plots", BATCH, rows)
    assert seen == [False]
    assert path.exists()
