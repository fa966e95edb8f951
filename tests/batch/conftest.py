"""What the tests of batches share: a plan, and the rows of its manifests."""

from __future__ import annotations

import pytest
from manifests import draw_a_few_bytes, plan_of_two_batches


@pytest.fixture
def plan(sweep):
    """A plan of two batches of three targets."""
    return plan_of_two_batches(sweep)


@pytest.fixture
def rows(plan, sweep):
    """Figures (of a few bytes) and manifests of both batches, all current; the last batch's rows."""
    return draw_a_few_bytes(plan, sweep.output)
