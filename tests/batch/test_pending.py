"""What a run must look at again: what is missing, damaged, changed, or of another plan."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from manifests import draw_a_few_bytes, plan_of_two_batches
from sweepfig.batch.manifest import write_manifest
from sweepfig.batch.pending import is_current, pending_batches, pending_targets
from sweepfig.core import paths

BATCH = 1
NAME = "k0=0.33/rc-1.778e-05.png"
FIGURE = Path("plots") / NAME


def test_a_twin_that_the_plan_did_not_have_before_is_pending(sweep, plan, rows):
    assert pending(plan_of_two_batches(sweep, figure={"also": [{"yscale": "log"}]})) == [0, 1]


@pytest.mark.parametrize("harm", ["delete", "empty"])
def test_a_target_is_pending_as_one_of_its_twins_is(sweep, harm):
    plan = plan_of_two_batches(sweep, figure={"also": [{"yscale": "log"}]})
    draw_a_few_bytes(plan, sweep.output)
    assert pending(plan) == list(pending_targets(plan, "plots")) == []
    assert all(is_current(plan, "plots", file) for file in plan.find(NAME).files)
    (twin,) = plan.find(NAME).twins
    Path("plots", twin).unlink() if harm == "delete" else Path("plots", twin).write_bytes(b"")
    assert pending(plan) == [1]
    assert list(pending_targets(plan, "plots")) == [plan.find(NAME).index]
    assert not any(is_current(plan, "plots", file) for file in plan.find(NAME).files)


def pending(plan):
    return pending_batches(plan, "plots")


def test_nothing_is_pending_when_all_is_current(plan, rows):
    assert pending(plan) == []


def test_everything_is_pending_at_first(plan):
    assert pending(plan) == [0, 1]


def test_batch_of_another_plan_is_pending(sweep, plan, rows):
    assert pending(plan_of_two_batches(sweep, figure={"dpi": 50})) == [0, 1]


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
        lambda content: content.replace(b'"ok"', b'"unmeasured"', 1),
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
    assert not is_current(plan, "plots", NAME)


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


@pytest.mark.parametrize(
    "damage", [lambda content: b"", lambda content: content[:-1] + bytes([content[-1] ^ 1])]
)
def test_batch_with_damaged_stamps_is_pending(damage, plan, rows):
    path = paths.stamps_file("plots", BATCH)
    path.write_bytes(damage(path.read_bytes()))
    assert pending(plan) == [BATCH]


def test_a_figure_without_its_numbers_is_pending_and_current(plan, rows):
    rows = [replace(rows[0], status="unmeasured", cause="no"), *rows[1:]]
    write_manifest(plan, Path("plots"), BATCH, rows)
    assert list(pending_targets(plan, "plots")) == [plan.targets_of(BATCH).start]
    assert pending(plan) == [BATCH]
    assert is_current(plan, "plots", rows[0].figure)


def test_empty_slices_figure_is_current(plan, rows):
    empty = [replace(row, status="empty") for row in rows]
    write_manifest(plan, "plots", BATCH, empty)
    assert pending(plan) == []


# --- single figures


def test_figures_of_the_plan_alone_are_current(plan, rows):
    assert is_current(plan, "plots", NAME)
    assert not is_current(plan, "plots", "k0=0.33/rc-2.000e-05.png")
    assert not is_current(plan, "elsewhere", NAME)


def test_figures_of_another_plan_are_not_current(sweep, plan, rows):
    assert not is_current(plan_of_two_batches(sweep, figure={"dpi": 50}), "plots", NAME)
