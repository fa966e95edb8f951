"""Jobs are run one after another, each in a pool; the last one leaves nothing behind."""

from __future__ import annotations

import pickle
from queue import SimpleQueue

import pytest
from sweepfig.pool import context, jobs
from sweepfig.pool.process import Death


@pytest.fixture
def answered(monkeypatch, tmp_path):
    """What gives the answers to some jobs."""
    monkeypatch.setattr(context.util, "get_temp_dir", lambda: str(tmp_path / "gone"))
    (tmp_path / "gone").mkdir()

    def give(*asked):
        queue = SimpleQueue()
        for job in (*asked, ()):
            queue.put(job)
        return list(jobs.answers(context.Spawning, queue))

    return give


def job(function, *tasks, processes=1):
    return f"tasks:{function}", [pickle.dumps(task) for task in tasks], processes


@pytest.mark.slow
def test_one_job_follows_another_and_the_last_removes_what_is_temporary(answered, tmp_path):
    answers = answered(job("fail", ("no",)), job("leave", (3,)), job("shout", ("a",), ("b",)))
    kinds = [kind for kind, _ in answers]
    assert kinds == ["raised", "result", "end", "result", "result", "end", "end"]
    assert answers[1][1] == (0, Death("ended with exit status 3"))
    said = {place: pickle.loads(result) for place, result in (answers[3][1], answers[4][1])}
    assert said == {0: "a", 1: "b"}
    assert not (tmp_path / "gone").exists()


def test_who_can_start_none_says_so(answered, monkeypatch):
    def fail(*_, **__):
        raise EOFError

    monkeypatch.setattr(context.Spawning, "Pool", fail)
    assert answered(job("shout", ("a",))) == [("died", "could not be started (EOFError)")]
