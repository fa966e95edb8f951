"""What a job asks of a cluster grows with its figures and tries."""

from __future__ import annotations

import pytest
from sweepfig.config import settings
from sweepfig.plan.make import make_plan
from sweepfig.pool.time_limit import LONGEST_BUILT_IN
from sweepfig.run import resources


@pytest.fixture(scope="module")
def plan():
    config = settings.read(settings.EMBEDDED_CONFIG)
    return make_plan(config)


def test_a_second_try_asks_for_as_much_again(plan):
    for processes in (1, 8):
        asked = [resources.memory_mb(plan, processes, attempt) for attempt in (1, 2, 3)]
        assert asked == [asked[0], 2 * asked[0], 3 * asked[0]]
    assert [resources.runtime_minutes(250, 1, attempt) for attempt in (1, 2, 3)] == [10, 20, 30]


def test_more_figures_ask_for_more_time_and_more_processes_for_less(plan):
    assert resources.runtime_minutes(79, 1) == 7
    assert resources.runtime_minutes(1000, 1) == 22
    assert resources.runtime_minutes(1000, 8) == 8
    assert resources.memory_mb(plan, 8) > 2 * resources.memory_mb(plan, 1)


def test_only_a_users_function_without_a_limit_may_take_any_time():
    assert resources.seconds_a_figure("mine.py:draw", None, None) == 0
    assert resources.seconds_a_figure("contourf", "mine.py:measure", None) == 0
    assert 5 < resources.seconds_a_figure("mine.py:draw", None, 5.0) < 10
    assert resources.seconds_a_figure("contourf", "mine.py:measure", 5.0) > 10
    assert resources.seconds_a_figure("contourf", None, None) > LONGEST_BUILT_IN
