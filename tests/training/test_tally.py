"""What became of figures is counted, and said a few lines at a time by whoever asks."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from sweepfig.training import tally as module
from sweepfig.training.tally import Tally


@pytest.fixture
def said(caplog):
    """Return the lines logged since it was last called."""
    caplog.set_level(logging.WARNING)

    def lines():
        found = [record.getMessage() for record in caplog.records]
        caplog.clear()
        return found

    return lines


def test_nothing_is_said_of_what_goes_well(said):
    tally = Tally()
    tally.draw(3)
    tally.draw(2)
    tally.say_at_the_end()
    assert tally.drawn == 5
    assert said() == []


def test_failures_are_said_when_asked_for_and_once(said):
    tally = Tally()
    tally.fail("one.png: OSError")
    tally.fail("a helper ended", figures=4)
    assert said() == []
    tally.say()
    tally.say()
    assert said() == ["one.png: OSError", "a helper ended"]
    assert (tally.failed, tally.errors) == (5, ["one.png: OSError", "a helper ended"])
    tally.say_at_the_end()
    assert said() == ["0 figures drawn, 5 not drawn (2 errors), 0 epochs dropped"]


def test_of_many_failures_the_first_few_are_shown_and_all_are_counted(said, monkeypatch):
    monkeypatch.setattr(module, "MOST_KEPT", 20)
    tally = Tally()
    for number in range(30):
        tally.fail(f"{number}")
    tally.say()
    assert said() == ["0", "1", "2", "3", "4", "and 15 more"]
    assert (tally.failed, len(tally.errors)) == (30, 20)


def test_a_dropped_epoch_is_said_at_once(said):
    tally = Tally()
    tally.drop("epoch=1")
    assert said() == ["epoch=1: dropped, for newer epochs wait; not drawn"]
    tally.say_at_the_end()
    assert said() == ["0 figures drawn, 0 not drawn (0 errors), 1 epochs dropped"]


def test_a_note_counts_no_figure(said):
    tally = Tally()
    tally.note("a helper was killed")
    tally.say_at_the_end()
    assert (tally.failed, tally.errors) == (0, [])
    assert said() == ["a helper was killed"]


def test_threads_lose_no_count():
    tally = Tally()
    with ThreadPoolExecutor(8) as pool:
        for _ in range(400):
            pool.submit(tally.draw, 1)
            pool.submit(tally.fail, "why", 2)
    assert (tally.drawn, tally.failed, len(tally.errors)) == (400, 800, 400)
