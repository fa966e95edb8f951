"""Manifests: what a batch's job leaves, read as it was written, or not at all."""

from __future__ import annotations

import os
from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manifests import plan_of_two_batches
from sweepfig.batch import manifest
from sweepfig.batch.row import Row, TwinFile
from sweepfig.config.settings import check
from sweepfig.core import paths, storage
from sweepfig.drawing.file.png import encode
from sweepfig.drawing.file.provenance import with_mark
from sweepfig.plan import make
from sweeps import config_for, write_sweep

BATCH = 1


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
statuses = st.sampled_from(["ok", "empty", "unmeasured", "failed"])
values = st.none() | st.floats(allow_nan=False, allow_infinity=False)
numbers = st.lists(values, max_size=3).map(tuple)
own = st.lists(st.tuples(text, text, values), max_size=3).map(tuple)
stamps = st.integers(0, 2**64 - 1)
twins = st.lists(
    st.builds(TwinFile, text, text, st.integers(0, 2**40), text, stamps), max_size=3
).map(tuple)


@given(
    st.lists(
        st.builds(
            Row,
            *(text, text, st.integers(0, 2**40), statuses, text, text, numbers, own, twins, stamps),
        ),
        min_size=3,
        max_size=3,
    )
)
def test_rows_are_read_as_they_were_written(tmp_path_factory, tiny_plan, rows):
    output = tmp_path_factory.getbasetemp() / "written"
    manifest.write_manifest(tiny_plan, output, 0, rows)
    found = manifest.read_manifest(tiny_plan, output, 0)
    assert found == rows
    assert [row.stamps for row in found] == [row.stamps for row in rows]


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
        ("", 0, "failed", "not drawn", "", (), (), (), 0)
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


@pytest.mark.parametrize("harm", ["delete", "damage", "swap", "touch"])
def test_a_row_is_unchanged_only_with_its_twins(sweep, harm):
    plan = plan_of_two_batches(sweep, figure={"also": [{"yscale": "log"}, {"dpi": 50}]})
    figures = [Path("plots", file) for file in plan.target(0).files]
    for place, figure in enumerate(figures):
        storage.write(figure, a_png(f"{place:032x}"), temporary=Path("plots/tmp"))
    files = [
        (f"{n:032x}", 6, "", storage.stamp_of(figure.stat())) for n, figure in enumerate(figures)
    ]
    (digest, size, drawn_by, stamp), *others = files
    twins = zip(plan.target(0).twins, others, strict=True)
    row = Row(
        plan.target(0).figure,
        digest,
        size,
        "ok",
        drawn_by=drawn_by,
        stamp=stamp,
        twins=tuple(TwinFile(name, *other) for name, other in twins),
    )
    folders = manifest.Folders(Path("plots"))
    assert folders.is_untouched(row)
    assert folders.is_unchanged(row)
    if harm == "delete":
        figures[2].unlink()
    elif harm == "damage":
        figures[2].write_bytes(figures[2].read_bytes()[:-1])
    elif harm == "swap":
        figures[2].write_bytes(figures[1].read_bytes())
    else:
        os.utime(figures[2], (1, 1))
    folders = manifest.Folders(Path("plots"))
    assert not folders.is_untouched(row)
    assert folders.is_unchanged(row) == (harm == "touch")


def a_png(digest):
    """Return a file with this digest in its mark."""
    return with_mark(encode(np.zeros((2, 2, 4), np.uint8), dpi=50), digest)
