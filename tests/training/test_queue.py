"""A backlog holds so many epochs and no more: the loop waits, or the oldest is dropped."""

from __future__ import annotations

import threading

import numpy as np
from sweepfig.training.epoch import Share
from sweepfig.training.queue import Backlog


def epoch(name: str, targets: int = 8) -> Share:
    return Share(
        name, np.arange(1.0), np.arange(targets), np.arange(2.0), 0, *np.zeros((2, targets, 2))
    )


def test_a_full_backlog_makes_the_loop_wait_until_the_oldest_is_begun():
    backlog = Backlog(most=2, takers=1)
    for name in "ab":
        assert backlog.put(epoch(name), drop_oldest=False) is None
    waiting = threading.Thread(
        target=backlog.put, args=(epoch("c"),), kwargs={"drop_oldest": False}
    )
    waiting.start()
    waiting.join(0.1)
    assert waiting.is_alive()
    first = backlog.take()
    waiting.join(10)
    assert not waiting.is_alive()
    assert (first.folder, len(first)) == ("a", 2)


def test_a_full_backlog_drops_the_oldest_that_is_not_begun_if_asked_to():
    backlog = Backlog(most=2, takers=1)
    for name in "abc":
        dropped = backlog.put(epoch(name), drop_oldest=True)
    assert dropped.folder == "a"
    backlog.take()
    assert backlog.put(epoch("d"), drop_oldest=True) is None  # b is begun, and stays
    assert backlog.close() == 6 + 8 + 8


def test_an_epoch_waits_for_another_of_its_folder_but_not_for_others(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    backlog = Backlog(most=9, takers=2)
    for name in ("latest", "./latest", "other"):
        backlog.put(epoch(name, targets=1), drop_oldest=False)
    first = backlog.take()
    taken = []
    second = threading.Thread(target=lambda: taken.append(backlog.take()))
    second.start()
    second.join(0.1)
    assert second.is_alive()  # the first one's figures would come after its own
    backlog.done(first)
    second.join(10)
    assert [chunk.folder for chunk in taken] == ["./latest"]
    assert backlog.take().folder == "other"
