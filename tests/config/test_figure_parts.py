"""Lines, marks, contour lines, facets and panels: what is allowed, and what one message refuses."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError
from sweepfig.config.figure_parts import (
    ContoursConfig,
    FacetConfig,
    HueConfig,
    LineConfig,
    MarkConfig,
    PanelConfig,
    kind_meant,
)


def test_what_is_left_open_is_as_usual():
    assert LineConfig().model_dump(exclude_none=True) == {}
    assert MarkConfig(variable="root").linestyle == "--"
    facet = FacetConfig(dimension="t")
    assert (facet.values, facet.columns, facet.share) == (12, 4, "both")
    assert HueConfig(dimension="t").values == 8
    panel = PanelConfig()
    assert (panel.kind, panel.curves, panel.show, panel.at) == (None, (), "values", None)


@pytest.mark.parametrize("part", [FacetConfig, HueConfig])
def test_facets_and_hue_are_at_so_many_values_or_at_those_that_are_listed(part):
    assert part(dimension="t", values="1e1").values == 10
    assert part(dimension="t", values=[1, 2.5]).values == (1.0, 2.5)
    assert part(dimension="t", values=["2024-01-01"]).values == ("2024-01-01",)


def test_contour_lines_are_so_many_or_at_levels_that_ascend():
    assert ContoursConfig(levels=5).levels == 5
    assert ContoursConfig(levels=[-1, 0, 1e-3]).levels == (-1.0, 0.0, 1e-3)


@pytest.mark.parametrize(
    ("part", "given", "message"),
    [
        (ContoursConfig, {"levels": [1, 1]}, "a number, or values that ascend, are allowed"),
        (ContoursConfig, {"levels": []}, "a number, or values that ascend, are allowed"),
        (PanelConfig, {"kind": "my.py:draw"}, "allowed are resonance_curve, pcolormesh, contourf"),
        (PanelConfig, {"kind": "lines"}, "did you mean resonance_curve? allowed are resonance_c"),
        (PanelConfig, {"height": 0}, "greater than 0"),
        (FacetConfig, {"dimension": "t", "columns": 0}, "greater than or equal to 1"),
        (FacetConfig, {"dimension": "t", "values": []}, "at least 1 item"),
        (HueConfig, {"dimension": "t", "values": 101}, "less than or equal to 100"),
        (LineConfig, {"linewidth": 0}, "greater than or equal to 0.05"),
        (MarkConfig, {}, "Field required"),
        (PanelConfig, {"ylimits": [2, 1]}, "[low, high] with low < high is allowed"),
        (PanelConfig, {"options": {"linewidth": 1e9}}, "options.linewidth: got 1000000000.0"),
        (PanelConfig, {"options": {"url": "x"}}, "a link in a picture can run a program"),
    ],
)
def test_other_values_are_refused(part, given, message):
    with pytest.raises(ValidationError, match=re.escape(message)):
        part(**given)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("lines", "resonance_curve"),
        ("resonance_curves", "resonance_curve"),
        ("contour", "contourf"),
        ("Heatmap", "pcolormesh"),
        ("hist", "histogram"),
    ],
)
def test_another_name_of_a_kind_is_answered_by_its_own(given, meant):
    assert kind_meant(given) == f"did you mean {meant}? "


def test_a_name_like_none_is_answered_by_none():
    assert kind_meant("draw_spectrum") == ""
