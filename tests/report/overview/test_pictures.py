"""The overview figures are the same, whoever draws them."""

from __future__ import annotations

from pathlib import Path

import pytest
from seeing import config_for, draw, write_sweep
from sweepfig.pool import starmap
from sweepfig.report.file_tasks import begin
from sweepfig.report.overview import pictures

NAMES = ["error-map.png", "peak-map.png", "contact-sheet.png"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    write_sweep(folder / "sweep.nc", k=[0.3, 0.4], nu=[1, 2])
    return draw(config_for(folder / "sweep.nc", folder / "plots", "k", "nu"))


def are_as_made(found, output: Path) -> bool:
    names = sorted(path.name for path in found)
    return names == sorted(NAMES) and all(
        path.read_bytes() == content for path, content in found.items()
    )


def test_workers_that_are_not_started_are_left_so(made):
    with starmap.Workers(1) as workers:
        found = dict(begin(pictures.tasks(*made), workers))
        assert not workers.are_started
    assert are_as_made(found, made[2])


def test_workers_that_are_started_draw_each_and_stay(made):
    with starmap.Workers(1) as workers:
        workers.start()
        begun = begin(pictures.tasks(*made), workers)
        assert are_as_made(dict(begun), made[2])
        assert workers.are_started


def test_of_a_large_sweep_the_rows_are_sent_to_no_worker(made, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_SENT", 3)
    assert {task.is_large for task in pictures.tasks(*made)} == {True}
