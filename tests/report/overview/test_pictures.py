"""The overview figures are the same, whoever draws them, and are there whatever ends a worker."""

from __future__ import annotations

from pathlib import Path

import pytest
from seeing import config_for, draw, write_sweep
from sweepfig.pool import starmap
from sweepfig.pool.process import Death
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
        found = dict(pictures.begin(*made, workers))
        assert not workers.are_started
    assert are_as_made(found, made[2])


def test_workers_that_are_started_draw_each_and_stay(made):
    with starmap.Workers(1) as workers:
        workers.start()
        begun = pictures.begin(*made, workers)
        assert are_as_made(dict(begun), made[2])
        assert workers.are_started


class Dying(starmap.Workers):
    """Workers of which one is ended as it draws, and the others soon after."""

    are_started = True

    def try_each(self, function, tasks, **_):
        yield 0, Death("was killed by signal 9 (SIGKILL)", from_outside=True)
        yield 1, function(*tasks[1])
        raise starmap.WorkerDied("a worker was killed by signal 9 (SIGKILL)")


def test_what_ends_a_worker_stops_nothing(made):
    assert are_as_made(dict(pictures.begin(*made, Dying(1))), made[2])
