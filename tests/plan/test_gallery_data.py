"""The slices' numbers are written unless they are too many, into files of few megabytes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from seeing import draw_sweep
from sweepfig.plan import gallery_data
from sweepfig.plan.gallery_data import decide, files, slice_bytes, targets_in_file, targets_of


@pytest.mark.parametrize(
    ("n_targets", "shape", "found"),
    [
        (10_000, (512,), "on"),
        (20_000, (8,), "on"),
        (20_001, (8,), "too much"),  # a run would read each slice twice
        (20_000, (100_000,), "too much"),  # even reduced
        (1_000, (1_000, 1_000), "on"),
        (10_000, (1_000, 1_000), "too much"),
    ],
)
def test_auto_looks_at_targets_and_bytes(n_targets, shape, found):
    n_curves = 2 if len(shape) == 1 else 1
    assert decide("auto", n_targets, shape, n_curves) == found


def test_what_is_said_counts_whatever_the_size():
    assert decide(True, 10**7, (10**6,), 2) == "on"
    assert decide(False, 1, (1,), 1) == "off"


def test_long_slices_count_as_they_are_reduced():
    assert slice_bytes((10**6,), 1) == slice_bytes((gallery_data.MOST_POINTS,), 1)
    assert slice_bytes((10**6, 10), 2) == slice_bytes((gallery_data.MOST_SIDE, 10), 2)


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return draw_sweep(tmp_path_factory.mktemp("data"), k=list(range(40)))[0]


def test_files_have_every_target_once(plan, monkeypatch):
    monkeypatch.setattr(gallery_data, "USUAL_IN_FILE", 3000)
    monkeypatch.setattr(gallery_data, "MOST_IN_FILE", 3000)
    *numbered, shared = files(plan, "plots")
    found = [n for number, _ in enumerate(numbered) for n in targets_of(plan, number)]
    assert found == list(range(plan.n_targets))
    assert len(numbered) == 4
    assert [path.name for path in numbered] == [f"{n:04}.js" for n, _ in enumerate(numbered)]
    assert shared == Path("plots/slices/sweep.js")


def test_the_bytes_of_all_are_a_bound(plan):
    assert gallery_data.most_bytes(plan) == 40 * slice_bytes((41,), 2)
    assert gallery_data.most_bytes(replace(plan, gallery_data="off")) == 0


def test_a_batch_is_one_file_unless_its_slices_are_large(plan, monkeypatch):
    large = replace(plan, batch_size=40)
    monkeypatch.setattr(gallery_data, "USUAL_IN_FILE", 1000)
    assert targets_in_file(large) == 40
    monkeypatch.setattr(gallery_data, "MOST_IN_FILE", 1000)
    assert 1 <= targets_in_file(large) < 40


@pytest.mark.parametrize("found", ["off", "too much"])
def test_without_data_there_are_no_files(plan, found):
    assert files(replace(plan, gallery_data=found), "plots") == []
