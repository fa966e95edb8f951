"""Manifests and receipts: what a batch's job leaves, and when a run must look at a batch again."""

from __future__ import annotations

import os
from dataclasses import astuple, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.batch import manifest
from sweepfig.batch.manifest import Row
from sweepfig.config.settings import check
from sweepfig.core import paths, storage
from sweepfig.core.storage import stamp_of
from sweepfig.plan import make
from sweeps import config_for, write_sweep

BATCH = 1
NAME = "k0=0.33/rc-1.778e-05.png"
FIGURE = Path("plots") / NAME


def make_plan(sweep, **overrides):
    config = config_for(sweep.path.name, figures_per_job=3, **overrides)
    return make.make_plan(check(config, source="config"))


@pytest.fixture
def plan(sweep):
    """A plan of two batches of three targets."""
    return make_plan(sweep)


@pytest.fixture
def rows(plan, sweep):
    """Figures (of a few bytes) and manifests of both batches, all current."""
    for batch in range(plan.n_batches):
        rows = []
        for target in plan.targets(plan.targets_of(batch)):
            path = sweep.output / target.figure
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"figure")
            stamp = stamp_of(path.stat())
            rows.append(Row(target.figure, f"{target.index:032x}", 6, "ok", stamp=stamp))
        manifest.write_manifest(plan, sweep.output, batch, rows)
    return rows


def pending(plan):
    return manifest.pending_batches(plan, "plots")


# --- manifests

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
statuses = st.sampled_from(["ok", "empty", "failed"])


@given(
    st.lists(
        st.builds(Row, text, text, st.integers(0, 2**40), statuses, text), min_size=3, max_size=3
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
    assert {astuple(row)[1:] for row in found[:3]} == {("", 0, "failed", "not drawn", (), 0)}
    assert found[3:] == rows


# --- pending


def test_nothing_is_pending_when_all_is_current(plan, rows):
    assert pending(plan) == []


def test_everything_is_pending_at_first(plan):
    assert pending(plan) == [0, 1]


def test_batch_of_another_plan_is_pending(sweep, plan, rows):
    assert pending(make_plan(sweep, figure={"dpi": 50})) == [0, 1]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: None,
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content[: content.rindex(b"[")],  # a whole row less
        lambda content: content.replace(b'"batch": 1', b'"batch": 0'),
        lambda content: b"\xff" + content,
        lambda content: content.replace(b", 6,", b", 7,", 1),
        lambda content: content.replace(b'"ok"', b'"failed"', 1),
        lambda content: content.replace(b"[", b"{", 1),
        lambda content: b"[]\n" * 4,
        lambda content: b"1\n" * 4,
    ],
)
def test_batch_whose_manifest_is_missing_damaged_or_tells_of_a_failure_is_pending(
    damage, plan, rows
):
    path = paths.manifest_file("plots", BATCH)
    content = damage(path.read_bytes())
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    assert pending(plan) == [BATCH]


def grow():
    with FIGURE.open("ab") as file:
        file.write(b"!")


def replace_by_another_of_the_same_size():
    """As `cp -p` does: another content, size and time as they were."""
    before = FIGURE.stat()
    FIGURE.write_bytes(b"forged")
    os.utime(FIGURE, ns=(before.st_atime_ns, before.st_mtime_ns))


def put_a_folder_there():
    FIGURE.unlink()
    FIGURE.mkdir()


@pytest.mark.parametrize(
    "harm",
    [
        FIGURE.unlink,
        grow,
        replace_by_another_of_the_same_size,
        put_a_folder_there,
        lambda: os.utime(FIGURE),
        lambda: FIGURE.parent.rename("elsewhere"),
        lambda: FIGURE.rename("plots/k0=0.33/other.png"),
    ],
)
def test_batch_with_a_figure_gone_or_changed_is_pending_and_no_other(harm, plan, rows):
    wait_for_another_time()
    harm()
    assert pending(plan) == [BATCH]
    assert not manifest.is_current(plan, "plots", NAME)


def wait_for_another_time():
    """Wait until a file written now has a later time than one written before."""
    probe, before = Path("probe"), Path("before")
    before.touch()
    while not probe.exists() or probe.stat().st_mtime_ns <= before.stat().st_mtime_ns:
        probe.touch()


@pytest.mark.parametrize("name", ["manifests/0000.jsonl", "stamps/0000"])
def test_a_later_time_of_what_says_so_makes_no_changed_figure_current(name, plan, rows):
    other = Path("plots/k0=0.3/rc-1.000e-05.png")
    assert other.exists()
    wait_for_another_time()
    other.write_bytes(b"forged")
    wait_for_another_time()
    os.utime(Path("plots/.sweepfig") / name)
    assert pending(plan) == [0]


@pytest.mark.parametrize("damage", [lambda content: b"", lambda content: content[:-1] + b"!"])
def test_batch_with_damaged_stamps_is_pending(damage, plan, rows):
    path = paths.stamps_file("plots", BATCH)
    path.write_bytes(damage(path.read_bytes()))
    assert pending(plan) == [BATCH]


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


def test_empty_slices_figure_is_current(plan, rows):
    empty = [replace(row, status="empty") for row in rows]
    manifest.write_manifest(plan, "plots", BATCH, empty)
    assert pending(plan) == []


# --- single figures


def test_figures_of_the_plan_alone_are_current(plan, rows):
    assert manifest.is_current(plan, "plots", NAME)
    assert not manifest.is_current(plan, "plots", "k0=0.33/rc-2.000e-05.png")
    assert not manifest.is_current(plan, "elsewhere", NAME)


def test_figures_of_another_plan_are_not_current(sweep, plan, rows):
    assert not manifest.is_current(make_plan(sweep, figure={"dpi": 50}), "plots", NAME)
