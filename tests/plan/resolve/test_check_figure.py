"""A figure that the sweep's slices can't be drawn as is refused, in one message."""

from __future__ import annotations

import re

import pytest
from curvilinear import config_of, ocean
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.plan import make
from sweeps import config_for

PLANE = {"axes": [{"dimension": "wavenumber"}], "ordinate": "cee"}
FACET = {"dimension": "cee", "values": 2, "columns": 2}


def planned(sweep=PLANE, **figure):
    """Make the plan of the small sweep, with the damping as ordinate."""
    config = config_for("sweep.nc", sweep=sweep, figure={"size": None, "ylabel": None, **figure})
    return make.make_plan(check(config, source="config"))


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        (
            {"panels": [{"curves": ["gone"]}]},
            "figure.panels[0].curves: got 'gone'; allowed are 'Act",
        ),
        ({"panels": [{"kind": "pcolormesh"}]}, "figure.panels[0].kind: pcolormesh draws one curve"),
        (
            {"panels": [{"kind": "pcolormesh", "at": 1e-5}]},
            "figure.panels[0].kind: pcolormesh draws a map, but of a line-out",
        ),
        ({"panels": [{}]}, "sweep.ordinate: got 'cee', but resonance_curve draws lines"),
        (
            {"panels": [{"at": "2024-01-01"}]},
            "figure.panels[0].at: got '2024-01-01', but sweep.ordinate holds numbers",
        ),
        (
            {"facet": {**FACET, "values": ["2024-01-01"]}},
            "figure.facet.values: got ['2024-01-01'], but sweep.ordinate holds numbers",
        ),
        (
            {"hue": {"dimension": "cee", "values": ["2024-01-01"]}},
            "figure.hue.values: got ['2024-01-01'], but sweep.ordinate holds numbers",
        ),
        (
            {"panels": [{"show": "difference", "curves": ["Actual"], "at": 1e-5}]},
            "figure.panels[0].show: got 'difference' of 1 curve; of 2 or more it is allowed",
        ),
        (
            {"facet": FACET, "size": [0.5, 3]},
            "figure.size: a width of 0.5 inches is too small for 2",
        ),
    ],
)
def test_panels_that_the_sweep_can_not_give_are_refused(sweep, figure, message):
    with pytest.raises(UserError, match=re.escape(message)):
        planned(**figure)


def test_a_value_of_an_ordinate_that_is_not_there_is_refused(sweep):
    with pytest.raises(UserError, match=r"panels\[0\].at: got 1.0, but sweep.ordinate is null"):
        planned(sweep={}, panels=[{"at": 1.0}])


@pytest.mark.parametrize(
    ("figure", "key"),
    [
        ({"facet": {"dimension": "nav_lat", "values": 2}}, "facet.values: got 2"),
        ({"hue": {"dimension": "nav_lat", "values": 2}}, "hue.values: got 2"),
        ({"panels": [{}, {"kind": "resonance_curve", "at": 45.0}]}, "panels[1].at: got 45.0"),
    ],
)
def test_no_line_is_at_a_value_of_a_two_dimensional_coordinate(in_folder, figure, key):
    ocean().to_netcdf("a.nc")
    config = config_of("a.nc")
    kind = "pcolormesh" if "panels" in figure else "resonance_curve"
    config["figure"] = {"kind": kind, **figure}
    with pytest.raises(
        UserError, match=re.escape(f"figure.{key}, but sweep.ordinate is a two-dim")
    ):
        make.make_plan(check(config, source="config"))
