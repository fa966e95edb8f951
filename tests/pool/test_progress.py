"""What a worker says of its task stands in its task's place; whoever is no worker says nothing."""

from __future__ import annotations

import os
import signal
import time

import pytest
from sweepfig.pool import progress


@pytest.fixture
def arrays(monkeypatch):
    """The places of three tasks: whose they are, how far they are, and until when."""
    monkeypatch.setattr(progress, "_mine", {})
    return [0, 0, 0], [0, 0, 0], [0.0, 0.0, 0.0]


def test_a_worker_says_whose_a_task_is_how_far_and_until_when(arrays):
    holders, reached, deadlines = arrays
    progress.join(*arrays)
    progress.take(1)
    progress.say_reached(5)
    before = time.monotonic()
    progress.expect_within(60)
    assert (holders, reached) == ([0, os.getpid(), 0], [0, 5, 0])
    assert before + 60 <= deadlines[1] <= time.monotonic() + 60
    assert deadlines[::2] == [0, 0]
    progress.hand_back()
    assert holders == [0, progress.DONE, 0]
    assert deadlines[1] == 0
    progress.take(2)
    progress.say_reached(7)
    assert reached == [0, 5, 7]


def test_a_worker_without_a_task_and_a_process_that_is_none_say_nothing(arrays):
    progress.say_reached(5)
    progress.expect_within(1)
    progress.join(*arrays)
    progress.say_reached(5)
    progress.expect_within(1)
    assert arrays == ([0, 0, 0], [0, 0, 0], [0.0, 0.0, 0.0])
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_a_job_that_stands_alone_is_ended_by_its_own_clock(arrays):
    progress.stand_alone()
    try:
        progress.expect_within(1000)
        assert 0 < signal.getitimer(signal.ITIMER_PROF)[0] <= 1000.1
        progress.expect_within(None)
        assert signal.getitimer(signal.ITIMER_PROF)[0] == 0
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
