"""A pool that cannot hang: a killed worker is reported, and costs its own task alone."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import tasks
from paths import (
    descendants,
    wait_until,
)
from sweepfig.pool import starmap

DELAYS = (0.0, 0.01, 0.03, 0.07, 0.15, 0.3)


def read_pid(path: Path) -> int:
    wait_until(lambda: path.exists() and path.read_text())
    return int(path.read_text())


@pytest.mark.parametrize("delay", DELAYS)
def test_a_busy_worker_that_is_killed_costs_its_task_alone_and_is_reported(tmp_path, delay):
    work = [(str(tmp_path), str(n), 20.0 if n == 0 else 0.2) for n in range(4)]
    others = set(descendants(os.getpid()))
    with ThreadPoolExecutor() as threads:
        running = threads.submit(starmap.starmap, tasks.sleep, work, processes=2)
        victim = read_pid(tmp_path / "0")
        family = set(descendants(os.getpid())) - others
        time.sleep(delay)
        os.kill(victim, signal.SIGKILL)
        with pytest.raises(starmap.WorkerDied, match="a worker was killed by signal 9"):
            running.result(timeout=10)
    assert len(list(tmp_path.iterdir())) == 4
    assert family.isdisjoint(descendants(os.getpid()))


@pytest.mark.parametrize("delay", DELAYS)
def test_an_idle_worker_that_is_killed_ends_the_pool_with_a_report(tmp_path, delay):
    # The killed one waits for a task, and holds the lock of the queue as it does; or, without a delay, is
    # about to: then the busy one ends its task first.
    work = [(str(tmp_path), "0", 5.0), (str(tmp_path), "1", 0.0)]
    with ThreadPoolExecutor() as threads:
        running = threads.submit(starmap.starmap, tasks.sleep, work, processes=2)
        busy = read_pid(tmp_path / "0")
        (idle,) = set(workers_beside(busy)) - {busy}
        read_pid(tmp_path / "1")
        time.sleep(delay)
        os.kill(idle, signal.SIGKILL)
        with pytest.raises(starmap.WorkerDied, match="a worker was killed by signal 9"):
            running.result(timeout=10)


def test_a_task_that_leaves_its_process_ends_the_pool_with_a_report():
    with pytest.raises(starmap.WorkerDied, match="a worker ended with exit status 3"):
        starmap.starmap(tasks.leave, [(3,), (3,)], processes=2)


def test_a_task_that_raises_raises_at_the_caller():
    with pytest.raises(ArithmeticError, match="too much"):
        starmap.starmap(tasks.fail, [("too much",)], processes=2)


def test_the_pool_leaves_nothing_in_the_folder_for_temporary_files(monkeypatch):
    with tempfile.TemporaryDirectory() as folder:  # a socket's path must be short
        monkeypatch.setenv("TMPDIR", folder)
        assert starmap.starmap(tasks.shout, [("one",), ("two",)], processes=2) == ["one", "two"]
        assert not os.listdir(folder)


def test_a_long_path_of_the_folder_for_temporary_files_keeps_no_worker_from_starting(
    tmp_path, monkeypatch
):
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    assert starmap.starmap(tasks.shout, [("one",)], processes=1) == ["one"]
    assert not list(folder.iterdir())


def test_what_a_task_prints_is_no_answer(capfd):
    assert starmap.starmap(tasks.shout, [("one",), ("two",)], processes=2) == ["one", "two"]
    assert capfd.readouterr().err.count("one") == 2


def workers_beside(worker: int) -> list[int]:
    """Return the workers that have the same parent, the fork server."""
    return descendants(parent_of(worker))


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
