"""A quantity's label: its name, with its units if it has any."""

from __future__ import annotations

import pytest
from sweepfig.sweep.quantity import Quantity


@pytest.mark.parametrize(
    ("units", "label"),
    [("rad/s", "omega [rad/s]"), ("1", "omega"), ("", "omega"), ("10", "omega [10]")],
)
def test_a_label_has_units_unless_it_is_a_pure_number(units, label):
    assert Quantity("omega", units).label == label


def test_units_are_none_by_default():
    assert Quantity("omega").label == "omega"
