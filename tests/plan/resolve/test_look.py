"""The config's section `figure` becomes the look of all figures, or one message says why it can't."""

from __future__ import annotations

import re

import numpy as np
import pytest
from looks import FACET, PLANE, look_of
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.drawing import panels
from sweepfig.plan import make
from sweeps import config_for, write_sweep

ONE = [{"file": "sweep.nc", "variable": "actual"}]


def test_one_column_is_what_it_is_without_the_key(sweep):
    panels = [{}, {"yscale": "log"}]
    configs = [
        config_for("sweep.nc", figure={"panels": panels, **columns})
        for columns in ({}, {"columns": 1}, {"columns": 2})
    ]
    usual, one, two = (make.make_plan(check(each, source="config")) for each in configs)
    assert (usual.look, usual.drawing_digest) == (one.look, one.drawing_digest)
    assert two.drawing_digest != usual.drawing_digest


def test_a_map_has_no_legend_where_lines_beside_it_have_theirs_outside(sweep):
    panels = [{"curves": ["Actual"]}, {"kind": "resonance_curve", "at": 1e-5}]
    look = look_of(kind="pcolormesh", panels=panels, columns=2, legend="outside")
    assert [own["legend"] for own in look.panels] == ["best", "outside"]


def test_the_axes_of_a_panel_that_counts_are_none_of_the_others(sweep):
    """Limits of positions would show an empty histogram of the values."""
    keys = {"xlimits": [0.9, 1.1], "xscale": "log", "yscale": "log"}
    look = look_of(sweep={}, panels=[{}, {"kind": "histogram"}], **keys)
    curves, counts = panels.looks(look)
    assert (curves.xlimits, curves.xscale, curves.yscale) == ((0.9, 1.1), "log", "log")
    assert (counts.xlimits, counts.xscale, counts.yscale) == (None, "linear", "linear")
    own = look_of(sweep={}, panels=[{}, {"kind": "histogram", "yscale": "log"}], **keys)
    assert panels.looks(own)[1].yscale == "log"
    alone = look_of(sweep={}, kind="histogram", panels=[{}, {"curves": ["Actual"]}], **keys)
    assert [each.xlimits for each in panels.looks(alone)] == [(0.9, 1.1)] * 2


def test_a_facets_dimension_is_the_ordinate(sweep):
    plane = {key: value for key, value in PLANE.items() if key != "ordinate"}
    look = look_of(sweep=plane, facet=FACET)
    assert look.facet == {"values": 2, "columns": 2, "share": "both", "label": "cee"}
    with pytest.raises(UserError, match=r"facet\.dimension: got 'x', but sweep.ordinate is 'cee'"):
        look_of(facet={**FACET, "dimension": "x"})


def test_hue_is_over_the_ordinate_too_within_the_range_of_the_sweep(sweep):
    values = np.linspace(-3, 3, 2 * 3 * 33).reshape(2, 3, 33)
    write_sweep(sweep.path, values={"actual": values, "predicted": values})
    hue = {"dimension": "cee", "values": [1e-5]}
    look = look_of(sweep={"axes": [{"dimension": "wavenumber"}]}, hue=hue, ylimits="shared")
    assert (look.hue, look.size) == ({"values": [1e-5], "label": "cee"}, (9, 4))
    assert look.limits == (pytest.approx(-3.3), pytest.approx(3.3))
    with pytest.raises(UserError, match=r"hue\.dimension: got 'x', but sweep.ordinate is 'cee'"):
        look_of(hue={"dimension": "x"})


def test_hue_takes_the_colours_of_a_map_that_matplotlib_has(sweep):
    axes = {"axes": [{"dimension": "wavenumber"}]}
    hue = {"dimension": "cee", "values": 2, "cmap": "viridis"}
    assert look_of(sweep=axes, hue=hue).hue == {"values": 2, "cmap": "viridis", "label": "cee"}
    with pytest.raises(UserError, match=r"hue\.cmap: got 'virids'; a colour map .*, as viridis"):
        look_of(sweep=axes, hue={**hue, "cmap": "virids"})


def test_panels_of_values_have_the_figures_range_and_differences_their_own(sweep):
    values = np.linspace(0, 3, 2 * 3 * 33).reshape(2, 3, 33)
    write_sweep(sweep.path, values={"actual": values, "predicted": 2 * values})
    look = look_of(
        kind="pcolormesh",
        norm="symlog",
        panels=[
            {"curves": ["Actual"]},
            {"curves": ["Cauchy fit"]},
            {"show": "difference"},
            {"kind": "resonance_curve", "at": 1e-5, "ylimits": [0, None]},
        ],
    )
    assert [panel["limits"] for panel in look.panels] == [[0, 6], [0, 6], None, [0, None]]
    assert [panel["norm"] for panel in look.panels] == ["symlog", "symlog", "linear", "symlog"]
    assert [panel["ylabel"] for panel in look.panels] == ["cee", "cee", "cee", "actual"]


def test_options_are_those_of_the_figures_kind(sweep):
    panels = [{}, {"kind": "resonance_curve", "at": 1e-5}, {"options": {"cmap": "RdBu"}}]
    look = look_of(
        sweep={**PLANE, "curves": ONE}, kind="pcolormesh", options={"cmap": "magma"}, panels=panels
    )
    options = [panel["options"] for panel in look.panels]
    assert options == [{"cmap": "magma"}, {}, {"cmap": "RdBu"}]


def test_contour_lines_may_be_of_a_second_curve_whose_range_is_not_that_of_the_colours(sweep):
    values = np.linspace(0, 3, 2 * 3 * 33).reshape(2, 3, 33)
    write_sweep(sweep.path, values={"actual": values, "predicted": 2 * values})
    look = look_of(kind="pcolormesh", contours={"levels": [1, 2]})
    assert look.limits == (0, 3)
    assert look.contours["levels"] == [1, 2]
    assert look.colour_label == "Actual\nlines: Cauchy fit"


@pytest.mark.parametrize(
    ("figure", "levels"),
    [
        ({}, [0, 1.5, 3, 4.5, 6]),
        ({"ylimits": "each"}, 3),
        ({"norm": "symlog"}, [0, 1.5, 3, 4.5, 6]),
    ],
)
def test_so_many_contour_lines_of_a_second_curve_are_at_the_same_values_in_all_figures(
    sweep, figure, levels
):
    values = np.linspace(0, 3, 2 * 3 * 33).reshape(2, 3, 33)
    write_sweep(sweep.path, values={"actual": values, "predicted": 2 * values})
    look = look_of(kind="pcolormesh", contours={"levels": 3}, **figure)
    assert look.contours["levels"] == levels
    panels = [{}, {"show": "difference"}, {"curves": ["Actual"]}]
    look = look_of(kind="pcolormesh", contours={"levels": 3}, panels=panels, **figure)
    assert [panel["contours"]["levels"] for panel in look.panels] == [levels, 3, 3]
    assert [panel["colour_label"] for panel in look.panels] == [
        "Actual\nlines: Cauchy fit",
        "Cauchy fit - Actual",
        "Actual",
    ]


def test_a_panel_whose_options_have_a_range_has_no_other(sweep):
    panels = [{"options": {"vmax": 2}}, {}]
    look = look_of(sweep={**PLANE, "curves": ONE}, kind="pcolormesh", panels=panels)
    assert [panel["limits"] is None for panel in look.panels] == [True, False]


def test_options_of_a_panel_that_can_not_be_drawn_are_not_blamed_on_the_style(sweep):
    with pytest.raises(UserError, match=r"figure\.panels: can't be drawn with the style 'default'"):
        look_of(panels=[{"at": 1e-5, "options": {"colour": "red"}}])


def test_a_colour_of_contour_lines_that_is_none_is_refused(sweep):
    with pytest.raises(UserError, match=r"figure\.contours\.color: got 'blak'; a colour's name"):
        look_of(sweep={**PLANE, "curves": ONE}, kind="pcolormesh", contours={"color": "blak"})


def test_only_values_of_the_same_units_have_one_range_of_colours(sweep):
    values = np.linspace(0, 3, 2 * 3 * 33).reshape(2, 3, 33)
    dataset = write_sweep(sweep.path, values={"actual": values, "predicted": 100 + values})
    dataset["predicted"].attrs = {"units": "eV"}
    dataset.to_netcdf(sweep.path)
    panels = [{"curves": ["Actual"]}, {"curves": ["Cauchy fit"]}]
    look = look_of(kind="pcolormesh", panels=panels)
    assert [panel["limits"] for panel in look.panels] == [[0, 3], [100, 103]]


@pytest.mark.parametrize("units", ["A", ""])
def test_curves_of_other_units_in_one_panel_are_all_within_its_range_and_label(sweep, units):
    values = np.linspace(-1, 1, 2 * 3 * 33).reshape(2, 3, 33)
    dataset = write_sweep(sweep.path, values={"actual": values, "predicted": 60 * values})
    dataset["actual"].attrs = {"units": "V"}
    dataset["predicted"].attrs = {"units": units}
    dataset.to_netcdf(sweep.path)
    look = look_of(
        sweep={},
        ylimits="shared",
        panels=[{}, {"curves": ["Actual"]}, {"show": "difference"}, {"kind": "histogram"}],
    )
    both, one, difference, counts = look.panels
    assert (both["limits"][1] > 60, 1 < one["limits"][1] < 2) == (True, True)
    named = "actual [V]\npredicted [A]" if units else "actual [V]"
    assert (both["ylabel"], counts["xlabel"]) == (named, named)
    assert (one["ylabel"], difference["ylabel"]) == ("actual [V]", "Cauchy fit - Actual")


def test_a_panels_range_is_that_of_its_own_scale(sweep):
    values = np.linspace(-1, 3, 2 * 3 * 33).reshape(2, 3, 33)
    write_sweep(sweep.path, values={"actual": values, "predicted": values})
    look = look_of(sweep={**PLANE, "curves": ONE}, kind="pcolormesh", panels=[{"norm": "log"}, {}])
    low, high = look.panels[0]["limits"]
    assert (low > 0, high) == (True, 3)
    assert look.panels[1]["limits"] == [-1, 3]


# --- twins


def made(**overrides):
    """Return the plan of the small sweep's config, some keys different."""
    return make.make_plan(check(config_for("sweep.nc", **overrides), source="config"))


def twins(*also, **figure):
    return made(figure={**figure, "also": [*also]}).twins


def test_a_twin_has_the_rest_from_the_figure(sweep):
    (twin,) = twins({"yscale": "log"}, dpi=50, size=[3, 2], ylabel="E")
    assert (twin.name, twin.look.yscale, twin.look.dpi) == ("yscale=log", "log", 50)
    assert (twin.look.size, twin.ylabel) == ((3, 2), "E")
    (twin,) = twins({"yscale": "log", "ylabel": "log E", "name": "log"}, ylabel="E")
    assert twin.ylabel == "log E"


def test_a_twin_is_drawn_like_a_figure_of_its_settings(sweep):
    """Also to the byte: the digest in its mark is that of such a figure."""
    plan = made(figure={"also": [{"yscale": "log"}]})
    alone = made(figure={"yscale": "log"})
    assert plan.twins[0].look == alone.look
    assert plan.twins[0].drawing_digest == alone.drawing_digest
    assert plan.drawing_digest == made().drawing_digest


def test_shared_limits_are_of_the_twins_own_scale(sweep):
    (twin,) = twins({"yscale": "log"}, ylimits="shared")
    assert twin.look.limits == made(figure={"yscale": "log", "ylimits": "shared"}).look.limits
    assert twin.look.limits != made(figure={"ylimits": "shared"}).look.limits


def test_a_twin_of_another_kind_has_the_labels_of_that_kind(sweep):
    dataset = write_sweep(sweep.path)
    dataset["actual"].attrs = {"long_name": "field"}
    dataset.to_netcdf(sweep.path)
    (twin,) = twins({"kind": "histogram"}, xlabel="x", lines=[{"color": "red"}], yscale="log")
    assert (twin.xlabel, twin.ylabel) == ("field", "count")
    assert (twin.look.lines, twin.look.yscale) == ((), "linear")


@pytest.mark.parametrize(
    ("twin", "message"),
    [
        ({"kind": "contourf"}, "figure.also[0].kind: contourf draws one curve over an abscissa"),
        ({"style": "fancy"}, "figure.also[0].style: 'fancy' is neither a style's name nor"),
        (
            {"options": {"linewidht": 1}, "name": "thin"},
            "figure.also[0].options: {'linewidht': 1} can't be drawn",
        ),
        (
            {"lines": [{"color": "rde"}], "name": "rde"},
            "figure.also[0].lines[0].color: got 'rde'; a colour's name",
        ),
    ],
)
def test_a_twin_that_does_not_suit_the_sweep_is_refused_by_its_key(sweep, twin, message):
    with pytest.raises(UserError, match=re.escape(message)):
        twins(twin)
