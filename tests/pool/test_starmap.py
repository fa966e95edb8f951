"""A pool that cannot hang: a killed worker is reported, and costs its own task alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import tasks
from paths import (
    descendants,
    wait_until,
)
from sweepfig.core.search_path import PARENT
from sweepfig.pool import starmap
from sweepfig.run import preload

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


def test_an_error_that_cannot_be_read_is_told_in_words():
    with pytest.raises(RuntimeError, match="Unreadable: this and that"):
        starmap.starmap(tasks.raise_unreadable, [()], processes=1)


def test_only_the_caller_reads_results():
    # The supervisor would need modules for it that take long to import.
    assert starmap.starmap(tasks.find_reader, [(), ()], processes=1) == [os.getpid()] * 2


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


@pytest.mark.parametrize(
    ("running", "idle"), [("1", 4), ("2", 3), ("9", 1), (None, 4), ("nonsense", 4)]
)
def test_idle_cores_are_those_that_nobody_else_uses(monkeypatch, running, idle):
    def read_text(_):
        if running is None:
            raise FileNotFoundError
        return f"0.10 0.20 0.30 {running}/200 4321\n"

    monkeypatch.setattr(starmap, "usable_cores", lambda: 4)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    monkeypatch.setattr(Path, "read_text", read_text)
    assert starmap.idle_cores() == idle


def test_workers_do_one_job_after_another(tmp_path):
    with starmap.Workers(2) as workers:
        assert not workers.are_started
        assert list(workers.try_each(tasks.shout, [])) == []
        assert not workers.are_started
        for _ in range(2):
            found = dict(workers.try_each(tasks.shout, [("one",), ("two",)]))
            assert found == {0: "one", 1: "two"}
            assert workers.are_started
    assert not workers.are_started


def test_workers_outlive_a_task_that_fails_and_are_ended_by_a_job_that_is_given_up():
    with starmap.Workers(1) as workers:
        with pytest.raises(ArithmeticError, match="too much"):
            list(workers.try_each(tasks.fail, [("too much",)]))
        assert workers.are_started
        job = workers.try_each(tasks.shout, [("one",), ("two",)])
        next(job)
        job.close()
        assert not workers.are_started
        assert dict(workers.try_each(tasks.shout, [("one",)])) == {0: "one"}


def test_workers_that_had_no_job_leave_neither_processes_nor_files(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = set(descendants(os.getpid()))
    with starmap.Workers(1, ["json"]) as workers:
        workers.start()
        family = set(descendants(os.getpid())) - before
        assert family
    wait_until(lambda: family.isdisjoint(descendants(os.getpid())))
    assert [*tmp_path.iterdir()] == []


def test_a_supervisor_that_was_killed_between_two_jobs_is_reported():
    before = set(descendants(os.getpid()))
    with starmap.Workers(1) as workers:
        list(workers.try_each(tasks.shout, [("one",)]))
        os.kill(leader_among(set(descendants(os.getpid())) - before), signal.SIGKILL)
        with pytest.raises(starmap.WorkerDied, match="supervisor was killed"):
            list(workers.try_each(tasks.shout, [("one",)]))


def test_a_job_that_is_closed_before_its_first_result_ends_the_workers():
    before = set(descendants(os.getpid()))
    began = time.monotonic()
    with starmap.Workers(1) as workers:
        job = workers.try_each(time.sleep, [(60,)])
        job.close()
        assert not workers.are_started
    assert time.monotonic() - began < 30
    assert set(descendants(os.getpid())) <= before


def leader_among(family: set[int]) -> int:
    for pid in family:
        with suppress(ProcessLookupError):
            if os.getpgid(pid) == pid:
                return pid
    raise LookupError(f"no leader of a group among {family}")


def test_workers_have_the_modules_and_the_environment_of_who_starts_them(tmp_path):
    # Of the package, too, another version may be installed than the one that runs.
    for name in ("installed", "own"):
        (tmp_path / name).mkdir()
        code = f"import os\ndef say(): return {name!r}, os.environ['PYTHONPATH']\n"
        (tmp_path / name / "twofold.py").write_text(code)
    installed = str(tmp_path / "installed")
    script = (
        f"import sys; sys.path[:0] = {[PARENT, str(tmp_path / 'own')]!r}\n"
        "from sweepfig.pool.starmap import starmap\n"
        "import twofold\n"
        "print(starmap(twofold.say, [()], processes=1, preload=['twofold']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": installed},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == str([("own", installed)]), done.stderr


def test_workers_look_for_garbage_but_not_through_what_was_imported():
    found = starmap.starmap(tasks.collects_garbage, [()] * 2, processes=2, preload=preload.MODULES)
    assert found == [True, True]


def test_a_users_function_finds_in_a_worker_which_settings_an_artist_has(tmp_path):
    """As libraries do that pass on what `set` takes; the fork server puts it off."""
    file = tmp_path / "own.py"
    file.write_text(
        "import inspect\n"
        "from matplotlib.axes import Axes\n"
        "KNOWN = [*inspect.signature(Axes.set).parameters]\n"
        "def settings():\n"
        "    return KNOWN\n"
    )
    work = [(str(file),)]
    (known,) = starmap.starmap(
        tasks.settings_of_an_artist, work, processes=1, preload=preload.MODULES
    )
    assert "facecolor" in known
