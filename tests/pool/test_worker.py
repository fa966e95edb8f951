"""A worker runs a task and says what came of it, in what the supervisor can read."""

from __future__ import annotations

import os
import pickle

import pytest
from sweepfig.pool import progress, worker


@pytest.fixture
def holders(monkeypatch):
    """Whose each of three tasks is."""
    monkeypatch.setattr(progress, "_mine", {})
    monkeypatch.setattr(worker, "_worker", {})
    return [0, 0, 0]


def begin(function, holders):
    worker.begin(f"tasks:{function}", os.environ.get("PYTHONPATH"), holders, [0] * 3, [0.0] * 3)


def test_a_result_is_sent_with_its_place_and_the_task_handed_back(holders, capfd):
    begin("shout", holders)
    place, result, error = worker.call(1, pickle.dumps(("one",)))
    assert (place, pickle.loads(result), error) == (1, "one", None)
    assert holders == [0, progress.DONE, 0]
    assert capfd.readouterr().out == "one\none"


def test_an_error_is_sent_as_it_is_or_if_nobody_can_read_it_in_words(holders):
    begin("fail", holders)
    *_, error = worker.call(0, pickle.dumps(("too much",)))
    assert isinstance(error, ArithmeticError)
    begin("raise_unreadable", holders)
    *_, error = worker.call(2, pickle.dumps(()))
    assert str(error) == "Unreadable: this and that"
    assert holders == [progress.DONE, 0, progress.DONE]


def test_who_can_be_found_is_a_function_of_a_module(holders):
    with pytest.raises(AttributeError, match="nobody"):
        begin("nobody", holders)
