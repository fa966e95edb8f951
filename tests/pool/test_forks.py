"""Forks do what they are given, each task once, and a fork that dies takes one task along."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time

import pytest
import tasks
from sweepfig.pool.forks import Forks, can_fork
from sweepfig.pool.process import Death

pytestmark = pytest.mark.skipif(not can_fork(), reason="only where forks are safe")
KILLED = Death("was killed by signal 9 (SIGKILL)")


def pid_after(seconds):
    time.sleep(seconds)
    return os.getpid()


def kill_myself():
    os.kill(os.getpid(), signal.SIGKILL)


def call(function, *arguments):
    return function(*arguments)


@pytest.mark.parametrize("count", [1, 2, 9])
def test_each_task_is_done_once_and_by_as_many_forks(count):
    found = dict(Forks(1).try_each(pid_after, [(0.05,)] * 6, processes=count))
    assert sorted(found) == [*range(6)]
    assert len({*found.values()}) == min(count, 6)
    assert os.getpid() not in found.values()


def test_the_next_task_is_for_the_fork_that_is_free():
    found = dict(Forks(2).try_each(pid_after, [(0.5,), (0.01,), (0.01,), (0.01,)]))
    assert found[1] == found[2] == found[3] != found[0]


def test_a_result_needs_no_pickled_task():
    unpicklable = lambda: 7  # noqa: E731
    assert dict(Forks(1).try_each(call, [(unpicklable,)])) == {0: 7}


def test_one_that_dies_or_raises_takes_its_task_along(capfd):
    work = [(tasks.leave, 3), (time.sleep, 0), (kill_myself,), (tasks.fail, "no"), (time.sleep, 0)]
    found = dict(Forks(4).try_each(call, work))
    assert found[0] == Death("ended with exit status 3")
    assert found[2] == KILLED
    assert found[3] == Death("ended with exit status 1")
    assert found[1] is None
    assert found[4] is None
    assert "ArithmeticError: no" in capfd.readouterr().err


def test_what_no_fork_is_left_for_is_said():
    found = dict(Forks(2).try_each(call, [(kill_myself,)] * 5))
    assert found == dict.fromkeys(range(5), KILLED)


def test_closed_early_they_are_gone():
    begun = Forks(2).try_each(pid_after, [(0.0,), (60.0,)])
    _, pid = next(begun)
    begun.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def signal_myself(number):
    os.kill(os.getpid(), number)
    time.sleep(0.2)
    return "went on"


def test_an_interrupt_is_for_the_process_that_began_them_and_its_handlers_are_not_theirs(capfd):
    before = signal.signal(signal.SIGTERM, lambda *_: print("handled", flush=True))
    try:
        work = [(signal_myself, signal.SIGINT), (signal_myself, signal.SIGTERM)]
        found = dict(Forks(2).try_each(call, work))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert found == {0: "went on", 1: Death("was killed by signal 15 (SIGTERM)")}
    assert capfd.readouterr() == ("", "")


def test_closed_before_the_first_result_they_are_gone():
    begun = Forks(2).try_each(subprocess.run, [(["sleep", "60"],)] * 2)
    forks = multiprocessing.active_children()
    assert len(forks) == 2
    begun.close()
    assert not any(fork.is_alive() for fork in forks)


@pytest.mark.parametrize("count", [0, 1])
def test_where_no_more_processes_are_allowed_those_that_are_there_do_it(monkeypatch, count):
    allowed, fork = [None] * count, os.fork

    def fork_some():
        if not allowed:
            raise BlockingIOError("Resource temporarily unavailable")
        allowed.pop()
        return fork()

    monkeypatch.setattr(os, "fork", fork_some)
    found = dict(Forks(2).try_each(call, [(max, 1, 2)] * 3))
    assert found == dict.fromkeys(range(3), 2 if count else Death("could not be started"))


def test_they_end_with_the_process_that_began_them(tmp_path):
    code = (
        "import os, sys, time; sys.path[:0] = {path!r}; from sweepfig.pool.forks import Forks\n"
        "def say(n): print(os.getpid(), flush=True)\n"
        "begun = Forks(2).try_each(say, [(0,), (1,)]); time.sleep(0.5); os.kill(os.getpid(), 9)"
    )
    output = tmp_path / "pids"
    with output.open("w") as file:  # a pipe would be open as long as they live
        subprocess.run([sys.executable, "-c", code.format(path=sys.path)], stdout=file)
    pids = [int(line) for line in output.read_text().split()]
    assert len(pids) == 2
    deadline = time.monotonic() + 10
    while any(os.path.exists(f"/proc/{pid}") and _is_running(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_running(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] != "Z"
