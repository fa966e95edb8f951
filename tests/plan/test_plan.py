"""The plan is exact, and its bytes are the same when nothing that matters changed."""

from __future__ import annotations

import re

import pytest
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.plan import make
from sweeps import config_for, write_sweep


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A plan of 2 by 3 targets."""
    path = tmp_path_factory.mktemp("sweep") / "sweep.nc"
    write_sweep(path)
    return make.make_plan(check(config_for(path), source="config"))


def test_targets_come_with_the_last_axis_fastest(small):
    assert [target.figure for target in small.targets()] == [
        "k0=0.3/rc-1.000e-05.png",
        "k0=0.3/rc-1.778e-05.png",
        "k0=0.3/rc-1.000e-03.png",
        "k0=0.33/rc-1.000e-05.png",
        "k0=0.33/rc-1.778e-05.png",
        "k0=0.33/rc-1.000e-03.png",
    ]
    assert [target.index for target in small.targets()] == list(range(6))
    assert small.target(4).title == "$k_0 = $ 0.33, $\\nu$ = 1.778e-05"
    assert small.target(4).point == {"wavenumber": 0.33, "cee": 10**-4.75}


def test_every_figure_finds_its_target(small):
    for target in small.targets():
        assert small.find(target.figure) == target


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        ("k0=0.34/rc-1.778e-05.png", "'k0=0.34' is not there, nearest are k0=0.3"),
        ("k0=0.33/rc-1.779e-05.png", "'rc-1.779e-05' is not there, nearest are rc-1.778e-05"),
        ("k0=0.33/rc-1.778e-05.svg", "'rc-1.778e-05.svg' is not there"),
        ("k0=0.33.png", "no such target; k0=0.3/rc-1.000e-05.png is one"),
        ("k0=0.33/rc-1.778e-05/x.png", "no such target; k0=0.3/rc-1.000e-05.png is one"),
    ],
)
def test_figure_that_is_no_target_is_refused_with_the_nearest(small, figure, message):
    with pytest.raises(UserError, match=re.escape(message)):
        small.find(figure)
