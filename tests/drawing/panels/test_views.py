"""A figure's panels show what they are to show of a slice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib import colormaps
from panelled import FACET, FIELD, HUE, TIME, X, a_panel, a_slice, side_by_side
from sweepfig.core.errors import UserError
from sweepfig.drawing import kinds, panels
from sweepfig.drawing.look import Look
from sweepfig.drawing.rc_context import drawing_style


def test_a_figure_of_one_panel_shows_the_slice_as_it_is():
    look, data = Look(), a_slice(curves=(X,), labels=("a",), ordinate=None)
    (part,) = panels.split(look, data)
    assert part.look is look
    assert part.data is data
    assert panels.heading(look, data) == ""


def test_facets_are_at_values_from_the_first_to_the_last():
    look, data = Look(facet=FACET), a_slice()
    found = panels.split(look, data)
    assert [part.data.title for part in found] == [
        *("time = 0 ps", "time = 2 ps", "time = 5 ps", "time = 8 ps", "time = 10 ps")
    ]
    assert [(part.row, part.column) for part in found] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]
    for part, place in zip(found, (0, 2, 5, 8, 10), strict=True):
        np.testing.assert_array_equal(part.data.curves, (FIELD[place], 2 * FIELD[place]))
        assert part.data.ordinate is None
    assert panels.heading(look, data) == "k = 1"


def test_only_outer_facets_have_labels_and_shared_axes_have_tick_labels_there():
    found = panels.split(Look(facet=FACET), a_slice())
    assert [part.data.xlabel for part in found] == ["", "", "x", "x", "x"]
    assert [part.data.ylabel for part in found] == ["E", "", "", "E", ""]
    assert [part.has_tick_labels[0] for part in found] == [False, False, True, True, True]
    assert [part.has_tick_labels[1] for part in found] == [True, False, False, True, False]
    assert {part.shares for part in found[1:]} == {(0, 0)}
    own = panels.split(Look(facet={**FACET, "share": "x"}), a_slice())
    assert {part.shares for part in own[1:]} == {(0, None)}
    assert all(part.has_tick_labels[1] for part in own)


def test_only_the_first_facet_has_legend_and_text():
    look = Look(facet=FACET, legend="upper left")
    found = panels.split(look, a_slice())
    assert [part.look.legend for part in found] == ["upper left", *["none"] * 4]
    assert [part.data.text for part in found] == ["hot", "", "", "", ""]


def test_a_legend_outside_stands_beside_the_last_facet_of_the_first_row():
    found = panels.split(Look(facet=FACET, legend="outside"), a_slice())
    assert [part.look.legend for part in found] == ["none", "none", "outside", "none", "none"]


def test_a_maps_colours_have_the_label_that_the_look_says():
    field = a_slice(curves=(FIELD,), labels=("a",))
    (part,) = panels.split(Look(kind="pcolormesh", colour_label="field [V/m]"), field)
    assert part.data.labels == ("field [V/m]",)
    (part,) = panels.split(Look(kind="pcolormesh"), field)
    assert part.data.labels == ("a",)


def test_facets_are_at_the_nearest_of_values_that_are_asked_for():
    found = panels.split(Look(facet={**FACET, "values": (0.4, 7.7)}), a_slice())
    assert [part.data.title for part in found] == ["time = 0 ps", "time = 8 ps"]
    days = np.arange("2024-01-01", "2024-01-12", dtype="datetime64[D]")
    dated = panels.split(
        Look(facet={**FACET, "values": ("2024-01-05T06:00",), "label": ""}), a_slice(ordinate=days)
    )
    assert [part.data.title for part in dated] == ["2024-01-05"]


def test_of_fewer_values_than_are_asked_for_each_has_a_panel():
    assert len(panels.split(Look(facet={**FACET, "values": 40}), a_slice())) == len(TIME)


def test_a_panel_may_show_a_line_out_or_the_difference():
    look = Look(
        panels=(
            a_panel(kind="pcolormesh", curves=["b"], limits=[0, 1], ylabel="time"),
            a_panel(at=2.9, curves=["a"]),
            a_panel(kind="pcolormesh", show="difference"),
        )
    )
    first, line, difference = panels.split(look, a_slice())
    assert (first.data.labels, first.look.limits, first.data.title) == (("b",), (0, 1), "k = 1")
    np.testing.assert_array_equal(first.data.curves[0], 2 * FIELD)
    assert (line.data.title, line.data.ordinate) == ("time = 3 ps", None)
    np.testing.assert_array_equal(line.data.curves, (FIELD[3],))
    assert difference.data.labels == ("b - a",)
    np.testing.assert_array_equal(difference.data.curves, (FIELD,))
    assert [part.data.xlabel for part in (first, line, difference)] == ["", "", "x"]


def test_panels_side_by_side_share_their_x_axis_down_a_column():
    data = a_slice(marks=(0.5,))
    parts = panels.split(
        replace(side_by_side("a last row that is not full"), marks=({"color": "red"},)), data
    )
    assert [(part.row, part.column) for part in parts] == [(0, 0), (0, 1), (1, 0)]
    assert [part.shares for part in parts] == [(None, None), (None, None), (0, None)]
    assert [part.has_tick_labels[0] for part in parts] == [False, True, True]
    assert [part.data.xlabel for part in parts] == ["", "x", "x"]
    assert [part.data.ylabel for part in parts] == ["E", "time [ps]", "time [ps]"]
    assert [part.data.text for part in parts] == ["hot", "", ""]


def test_above_panels_side_by_side_is_a_heading_and_each_keeps_its_own_title():
    data, look = a_slice(), side_by_side("a map beside a line-out")
    parts = panels.split(look, data)
    assert panels.heading(look, data) == "k = 1"
    assert [part.data.title for part in parts] == ["time = 3 ps", ""]
    assert {part.title_points for part in parts} == {panels.SMALL_POINTS}
    below = replace(look, columns=1)
    assert panels.heading(below, data) == ""
    assert [part.data.title for part in panels.split(below, data)] == ["k = 1", ""]


def test_a_curve_has_its_own_line_in_every_panel():
    look = Look(
        size=(9.0, 8.0),
        lines=({"color": "black"}, {"color": "red"}),
        panels=(
            a_panel(at=1.0),
            a_panel(curves=["b"], at=1.0),
            a_panel(show="difference", at=1.0),
            a_panel(kind="histogram"),
        ),
    )
    with drawing_style(look):
        figure = kinds.draw(look, kinds.resonance_curve, a_slice())
    colours = [[line.get_color() for line in axes.lines] for axes in figure.axes]
    assert colours == [["black", "red"], ["red"], ["red"], []]


def test_a_histogram_shares_no_axis_and_shows_no_marks():
    look = Look(
        panels=(a_panel(kind="histogram", xlabel="E"), a_panel(at=1.0)), marks=({"color": "red"},)
    )
    counts, line = panels.split(look, a_slice(marks=(0.5,)))
    assert (counts.shares, counts.data.marks, counts.look.marks) == ((None, None), (), ())
    assert (line.shares, line.data.marks) == ((None, None), (0.5,))
    assert (counts.data.xlabel, line.data.xlabel) == ("E", "x")


MAPS = {"values": [0.0, 2.5], "columns": 2, "share": "both", "label": "time [ps]"}


def test_a_facet_of_maps_has_one_of_each_curve_and_one_colour_bar():
    look = Look(kind="pcolormesh", facet=MAPS, colour_label="E [V/m]")
    first, second = panels.split(look, a_slice())
    assert [part.data.title for part in (first, second)] == ["time = 0 ps", "time = 2.5 ps"]
    assert (first.data.labels, first.bar, second.bar) == (("E [V/m]",), "all", "none")
    np.testing.assert_array_equal(second.data.curves, (2 * FIELD,))
    np.testing.assert_array_equal(second.data.ordinate, TIME)
    assert (first.look.limits, second.look.limits) == ((0.0, 22.0), (0.0, 22.0))
    assert (second.shares, second.data.ylabel, panels.heading(look, a_slice())) == (
        (0, 0),
        "",
        "k = 1",
    )
    with pytest.raises(UserError, match="got 2 for 1 maps; one for each is"):
        panels.split(look, a_slice(curves=(FIELD,), labels=("a",)))


@pytest.mark.parametrize(
    ("curves", "look", "limits"),
    [
        ((FIELD * np.nan, FIELD + np.inf), {}, None),
        ((FIELD * 0 + 3, FIELD * np.nan), {}, (2.7, 3.3)),
        ((FIELD * 0, FIELD * 0), {}, (-0.1, 0.1)),
        ((FIELD - 5, FIELD + 1), {"norm": "log"}, (0.25, 12.0)),
        ((FIELD, FIELD), {"limits": (1.0, 2.0)}, (1.0, 2.0)),
        ((FIELD, FIELD), {"options": {"levels": [0, 1]}}, None),
    ],
)
def test_maps_side_by_side_have_one_range_of_colours(curves, look, limits):
    parts = panels.split(Look(kind="contourf", facet=MAPS, **look), a_slice(curves=curves))
    assert [part.look.limits for part in parts] == [limits and pytest.approx(limits)] * 2


def test_maps_at_dates_are_named_by_these():
    look = Look(
        kind="contourf", facet={**MAPS, "values": ["2024-01-01", "2024-01-02"], "label": ""}
    )
    titles = [part.data.title for part in panels.split(look, a_slice())]
    assert titles == ["2024-01-01", "2024-01-02"]


def test_lines_of_hue_take_the_colours_of_a_map_evenly_in_their_order():
    hue = {"values": 4, "label": "t", "cmap": "magma"}
    one = panels.split(Look(hue=hue), a_slice(curves=(FIELD,), labels=("a",)))[0].look
    wanted = [tuple(colour) for colour in colormaps["magma"](np.linspace(0, 1, 4))]
    assert one.lines == tuple({"color": colour} for colour in wanted)
    both = panels.split(Look(hue=hue, lines=({"color": "red"},)), a_slice())[0].look.lines
    assert [line["color"] for line in both] == ["red", *wanted[1:], *wanted]
    assert [line.get("linestyle") for line in both] == ["-"] * 4 + ["--"] * 4
    own = panels.split(Look(hue=hue, options={"ls": ":"}), a_slice())[0].look.lines
    assert [line.keys() for line in own] == [{"color"}] * 8


def test_a_run_that_ended_early_has_the_colours_of_the_values_that_it_reached():
    look = Look(hue={"values": (0.0, 2.0, 40.0, 90.0), "label": "", "cmap": "magma"})
    lines = panels.split(look, a_slice(curves=(FIELD,), labels=("a",)))[0].look.lines
    wanted = colormaps["magma"](np.linspace(0, 1, 4))[:3]
    assert [line["color"] for line in lines] == [tuple(colour) for colour in wanted]


@pytest.mark.parametrize(
    ("look", "data", "message"),
    [
        (Look(facet=FACET), a_slice(ordinate=None), "need one; the slice has none"),
        (Look(hue=HUE), a_slice(ordinate=None), "need one; the slice has none"),
        (Look(panels=(a_panel(curves=["c"]),)), a_slice(), "'c', but the curves are 'a', 'b'"),
    ],
)
def test_what_the_slice_has_not_is_said(look, data, message):
    with pytest.raises(UserError, match=message):
        panels.split(look, data)


def test_a_lone_line_out_is_told_from_its_neighbours():
    times = 60310 + np.arange(3) * 0.04
    look = Look(panels=(a_panel(at=60310.0), a_panel(at=60310.05, label="MJD")))
    data = a_slice(ordinate=times, curves=(np.zeros((3, 3)),), labels=("a",))
    assert panels.split(look, data)[1].data.title == "MJD = 60310.04"


@pytest.mark.parametrize(
    ("kind", "low", "high"), [("u1", 0, 200), ("i2", -20000, 20000), ("?", 0, 1), ("f4", 0.5, 1.5)]
)
def test_a_difference_of_integers_does_not_wrap_around(kind, low, high):
    curves = tuple(np.array([[low, high], [high, low]]).astype(kind))
    look = Look(panels=(a_panel(show="difference"),))
    shown = panels.split(look, a_slice(ordinate=None, curves=curves))[0].data.curves[0]
    assert shown.tolist() == [high - low, low - high]
