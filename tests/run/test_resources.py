"""What a job asks of a cluster grows with its figures and tries."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sweepfig.config import reader, settings
from sweepfig.plan.make import make_plan
from sweepfig.plan.variant import Variant
from sweepfig.pool.time_limit import LONGEST_BUILT_IN
from sweepfig.run import resources


@pytest.fixture(scope="module")
def plan():
    config = settings.read(reader.EMBEDDED_CONFIG)
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
    assert resources.seconds_a_figure(["mine.py:draw"], None, None) == 0
    assert resources.seconds_a_figure(["contourf", "mine.py:draw"], None, None) == 0
    assert resources.seconds_a_figure(["contourf"], "mine.py:measure", None) == 0
    assert 5 < resources.seconds_a_figure(["mine.py:draw"], None, 5.0) < 10
    assert resources.seconds_a_figure(["contourf"], "mine.py:measure", 5.0) > 10
    assert resources.seconds_a_figure(["contourf"], None, None) > LONGEST_BUILT_IN


def test_a_job_has_time_and_memory_for_each_file_of_a_target(plan):
    assert resources.seconds_a_figure(["contourf"] * 3, None, 5.0) > 15
    assert resources.seconds_a_figure(["contourf"] * 3, None, None) > 3 * LONGEST_BUILT_IN
    large = replace(plan.look, size=(20.0, 20.0), dpi=200.0)
    twins = tuple(Variant(name, large, "", "", name) for name in "ab")
    more = resources.memory_mb(replace(plan, twins=twins), 1) - resources.memory_mb(plan, 1)
    assert more > 2 * 4000**2 * resources.PIXEL_BYTES // 2**20 - 2  # of whole megabytes
