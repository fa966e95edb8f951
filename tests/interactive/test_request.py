"""A call's arguments become what a config file would say."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.drawing import kinds
from sweepfig.interactive.request import (
    Request,
    add_figure_settings,
    facet_of_maps,
    named_arguments,
    ordinate_of,
    plain,
)
from sweepfig.propose.given import Given
from sweeps import write_sweep


def test_names_and_mappings_are_given_and_what_they_say_is_in_the_config(in_folder):
    write_sweep(Path("sweep.nc"))
    request = Request(
        curves={"variable": "actual", "label": "Simulation"},
        axes=["wavenumber", {"dimension": "cee", "path": "nu={}"}],
        x="frequency",
    )
    assert request.given == Given(("actual",), ("wavenumber", "cee"), "frequency")
    config, doubts = request.config(["sweep.nc"], "plots")
    assert config["sweep"]["curves"] == [
        {"label": "Simulation", "file": "sweep.nc", "variable": "actual"}
    ]
    assert [axis["path"] for axis in config["sweep"]["axes"]] == ["wavenumber={}", "nu={}"]
    assert settings.check(config, source="a call").output == "plots"
    assert doubts == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"curves": 3}, "curves: got 3; allowed are a name and a mapping .*'variable'"),
        ({"axes": [{"digits": 3}]}, r"axes: got \{'digits': 3\}; .*'dimension'"),
        (
            {"curves": ["a", {"variable": "a", "label": "b"}]},
            "curves: got 'a' twice; each variable once",
        ),
        ({"axes": ["a", "a"]}, "axes: got 'a' twice; each dimension once is allowed"),
        ({"x": 3}, "x: got 3; a dimension's or a coordinate's name is allowed"),
    ],
)
def test_what_is_neither_a_name_nor_has_one_is_refused(wrong, said):
    with pytest.raises(UserError, match=said):
        _ = Request(**wrong).given


@pytest.mark.parametrize("key", ["facet", "hue"])
def test_facets_and_hue_are_of_lines_over_the_dimension_that_they_name(key):
    figure = {key: {"dimension": "time"}}
    assert ordinate_of(None, figure) == "time"
    assert ordinate_of("depth", figure) == "depth"
    assert ordinate_of(None, {}) is None
    config = {"figure": {"kind": "pcolormesh"}}
    add_figure_settings(config, figure, source="draw", others=())
    assert config["figure"]["kind"] == "resonance_curve"


@pytest.mark.parametrize(("y", "kind"), [("v", "contourf"), (None, "contourf"), ("v", None)])
def test_facets_over_another_dimension_than_y_or_of_a_maps_kind_are_of_maps(y, kind):
    figure = {"facet": {"dimension": "time"}, **({"kind": kind} if kind else {})}
    assert (ordinate_of(y, figure), facet_of_maps(y, figure)) == (y, "time")
    assert Request(y=y, facet="time").given.facet == "time"
    config = {"sweep": {"ordinate": "v"}, "figure": {"kind": "pcolormesh"}}
    add_figure_settings(config, figure, source="draw", others=())
    assert config["figure"]["kind"] == (kind or "pcolormesh")


def test_a_function_of_a_module_becomes_its_name():
    config = {"figure": {"xscale": "log"}}
    own = {"kind": kinds.histogram, "style": "okabe-ito"}
    add_figure_settings(config, own, source="a call", others=[])
    assert config["figure"] == {
        "xscale": "log",
        "kind": "sweepfig.drawing.kinds:histogram",
        "style": "okabe-ito",
    }


def test_a_function_that_draws_a_twin_becomes_its_name_too():
    config = {"figure": {}}
    also = [{"kind": kinds.histogram}, {"yscale": "log"}, "no mapping"]
    add_figure_settings(config, {"also": also}, source="a call", others=[])
    named = {"kind": "sweepfig.drawing.kinds:histogram"}
    assert config["figure"]["also"] == [named, {"yscale": "log"}, "no mapping"]
    with pytest.raises(UserError, match=r"also\[0\].kind: got .*other processes can't import"):
        add_figure_settings(config, {"also": [{"kind": lambda: 0}]}, source="a call", others=[])


def test_an_argument_that_is_none_is_refused_with_all_that_are():
    def call(data, x=None, **figure):
        """Do nothing."""

    with pytest.raises(
        UserError, match="a call: got y=1, which is no argument; allowed are data, x, and"
    ):
        add_figure_settings({}, {"y": 1}, source="a call", others=named_arguments(call))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.33, 0.33),
        (np.float64(0.33), 0.33),
        (xr.DataArray(5), 5),
        (np.array([1, 2]), [1, 2]),
        ((np.int32(1), "a"), [1, "a"]),
        (slice(1e-6, 1e-4), "1e-06:0.0001"),
        (slice(None, np.float64(2.0)), ":2.0"),
        (np.datetime64("2024-02-29"), "2024-02-29"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29, 6, tzinfo=timezone(timedelta(hours=2))), "2024-02-29T04:00:00"),
        (pd.Timestamp("2024-02-29 06:00:00.000000001"), "2024-02-29T06:00:00.000000001"),
        (slice(pd.Timestamp("2024-02-29"), None), "2024-02-29T00:00:00:"),
        (timedelta(days=1), "86400000000 microseconds"),
        (pd.Timedelta(1, "ns"), "1 nanoseconds"),
        (np.timedelta64(6, "h"), "6 hours"),
        (np.array([1, 2], "m8[s]"), ["1 seconds", "2 seconds"]),
        (Path("a"), "a"),
    ],
    ids=repr,
)
def test_values_are_those_a_file_could_have(value, expected):
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)
