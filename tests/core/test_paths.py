"""The files of a run: each has one name, which is told from all others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.core import paths


@given(st.integers(0, 10**6))
def test_batches_sort_by_name_and_are_told_apart(batch):
    assert int(paths.batch_name(batch)) == batch
    assert paths.manifest_file("plots", batch) == paths.manifest_file("plots", f"{batch:04d}")


def test_plan_lies_in_the_output_folder_it_belongs_to():
    assert paths.output_of(paths.plan_file("a/plots")) == Path("a/plots")


def test_runs_say_when_they_began():
    assert paths.began(paths.run_name(1700000000.25, 42, "a-host-1")) == 1700000000.25
    assert paths.process_of(paths.run_name(1700000000.25, 42, "a-host-1")) == ("42", "a-host-1")


@pytest.mark.parametrize("output", ["plots", "../x/plots", "/tmp/plots", "a b/{c}"])
def test_logs_lie_in_one_folder_that_is_not_the_output(output):
    folder = paths.log_folder(output)
    assert folder.parent == Path("logs")
    assert folder.name.strip(".")
