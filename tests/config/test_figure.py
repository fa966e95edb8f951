"""The section `figure`: each rule between its keys, said in words, and what is within the rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sweepfig.config.figure import FigureSettings
from sweepfig.drawing.bounds import MOST_PIXELS
from sweepfig.drawing.kinds import KINDS
from sweepfig.drawing.look import BUILT_IN


def test_the_built_in_kinds_are_those_that_can_be_drawn():
    assert set(BUILT_IN) == set(KINDS)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (
            {"kind": "contour"},
            "did you mean contourf[?] allowed are resonance_curve, pcolormesh, contourf, histogram, my_pl",
        ),
        ({"size": [0.1, 1]}, "two lengths from 0.5 to 100 inches are allowed"),
        ({"size": [100, 100], "dpi": 1200}, "is a picture of 1.4e[+]10 pixels; at most"),
        ({"options": {"linewidth": 1e6}}, "options.linewidth: got 1000000.0"),
        ({"options": {"url": "x"}}, "options.url: a link in a picture can run a program"),
        ({"options": {"bins": float("nan")}}, "finite numbers, text, lists and mappings"),
        ({"kind": "histogram", "lines": [{}]}, "lines: only resonance_curve draws lines"),
        ({"kind": "histogram", "marks": [{"variable": "root"}]}, "marks: a histogram's x axis"),
        ({"norm": "log"}, "norm: resonance_curve has no colour scale; linear is allowed"),
        ({"linthresh": 0}, "greater than 0"),
        (
            {"kind": "pcolormesh", "norm": "log", "options": {"vmin": 1}},
            "options.vmin: got beside norm 'log'; one is allowed",
        ),
        (
            {"kind": "pcolormesh", "norm": "log", "ylimits": [0, 1]},
            "ylimits: got .*; on a logarithmic scale both ends are above 0",
        ),
        ({"kind": "contourf", "legend": "none"}, "legend: contourf has a colour bar and no legend"),
        ({"hue": {"dimension": "t"}, "kind": "pcolormesh"}, "hue: it makes lines of a field, and"),
        ({"hue": {"dimension": "t"}, "facet": {"dimension": "t"}}, "hue: got beside facet; one"),
        (
            {"kind": "contourf", "facet": {"dimension": "t"}, "options": {"norm": "log"}},
            "options.norm: got beside facet, whose maps share their colours; norm is allowed",
        ),
        (
            {"hue": {"dimension": "t", "cmap": "magma"}, "options": {"color": "k"}},
            "hue.cmap: got beside options.color; one of the two is allowed",
        ),
        (
            {"hue": {"dimension": "t", "cmap": "magma"}, "kind": "histogram"},
            "hue.cmap: only resonance_curve draws lines; kind is 'histogram'",
        ),
        ({"hue": {"dimension": "t"}, "panels": [{}]}, "hue: got beside panels; one of the two is"),
        (
            {"yscale": "log", "panels": [{"ylimits": [-1, 2]}]},
            r"panels\[0\].ylimits: got .*; on a logarithmic scale both ends are above 0",
        ),
        (
            {"panels": [{"kind": "pcolormesh", "ylimits": [0, None]}]},
            r"panels\[0\].ylimits: got .*; a map's colours need both ends",
        ),
        ({"kind": "contourf", "ylimits": [0, None]}, "ylimits: contourf's colours need both ends"),
        ({"xscale": "log", "xlimits": [0, 1]}, "xlimits: got .* on a logarithmic scale"),
        ({"yscale": "log", "ylimits": [-1, None]}, "ylimits: got .* on a logarithmic scale"),
        ({"xlimits": [2, 1]}, r"\[low, high\] with low < high is allowed"),
        ({"xlimits": [1, "2024-01-01"]}, r"\[low, high\] with low < high is allowed"),
        ({"text": "{T:>9999}"}, "is no way to write a value"),
        ({"marks": [{"variable": "root"}] * 21}, "at most 20 items"),
        ({"columns": 2}, "columns: got 2, but there are no panels; 1 is allowed, or panels"),
        (
            {"columns": 3, "facet": {"dimension": "t"}},
            "columns: got 3, but .*; 1 is allowed, or panels, or facet.columns",
        ),
        ({"columns": 21, "panels": [{}]}, "less than or equal to 20"),
        ({"columns": 0}, "greater than or equal to 1"),
    ],
)
def test_keys_that_do_not_suit_each_other_are_refused(keys, message):
    with pytest.raises(ValidationError, match=message):
        FigureSettings(**keys)


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"xscale": "log", "xlimits": [None, 10]},
        {"xlimits": ["2024-01-01", "2024-02-01"]},
        {"kind": "mine.py:draw", "options": {"linewidth": 1e6, "url": "mine to check"}},
        {"kind": "histogram", "ylimits": [0, None]},
    ],
)
def test_what_is_within_the_rules_is_accepted(keys):
    found = FigureSettings(**keys)
    assert all(getattr(found, key) is not None for key in keys)


@given(st.floats(0.5, 100), st.floats(0.5, 100), st.floats(10, 1200))
def test_a_picture_is_accepted_if_it_fits_into_memory(width, height, dpi):
    keys = {"size": [width, height], "dpi": dpi}
    if width * dpi * height * dpi > MOST_PIXELS:
        with pytest.raises(ValidationError, match="is a picture of"):
            FigureSettings(**keys)
    else:
        assert FigureSettings(**keys).size == (width, height)
