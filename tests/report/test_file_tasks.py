"""Files are made by workers or here, and are there whatever ends a worker."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from sweepfig.pool import starmap
from sweepfig.pool.process import Death
from sweepfig.report.file_tasks import Task, begin

NAMES = ("one", "two", "three")


HERE = f"{os.getpid()}\n".encode()


def saying_where(**options) -> list[Task]:
    """Return tasks whose files hold the number of the process that made them."""
    asked = ["sh", "-c", "echo $PPID"]
    return [Task(Path(name), subprocess.check_output, (asked,), **options) for name in NAMES]


def test_without_workers_they_are_made_here():
    assert dict(begin(saying_where())) == dict.fromkeys(map(Path, NAMES), HERE)


@pytest.mark.parametrize("is_large", [False, True])
def test_workers_make_what_is_not_too_large_to_send(is_large):
    with starmap.Workers(1) as workers:
        workers.start()
        made = dict(begin(saying_where(is_large=is_large), workers))
        assert sorted(made) == sorted(map(Path, NAMES))
        assert all((where == HERE) == is_large for where in made.values())
        assert workers.are_started


class Dying(starmap.Workers):
    """Workers of which one is ended as it works, and the others soon after."""

    are_started = True

    def try_each(self, function, tasks, **_):
        yield 0, Death("was killed by signal 9 (SIGKILL)", from_outside=True)
        yield 1, function(*tasks[1])
        raise starmap.WorkerDied("a worker was killed by signal 9 (SIGKILL)")


def test_what_ends_a_worker_stops_nothing():
    tasks = [Task(Path(name), str.encode, (name,)) for name in NAMES]
    assert dict(begin(tasks, Dying(1))) == {Path(name): name.encode() for name in NAMES}
