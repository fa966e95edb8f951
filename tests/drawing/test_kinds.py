"""Figures by their artists."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pytest
from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.renderer.reference import reference_pixels
from sweepfig.drawing.slice import Slice

LINES = Slice(
    abscissa=np.linspace(0.5, 2.1, 33),
    curves=(np.cos(np.arange(33.0)), np.sin(np.arange(33.0))),
    labels=("Actual", "Cauchy fit"),
    title="$k_0 = $ 0.33, $\\nu$ = 1.778e-05",
    xlabel="$\\omega_{drive}$",
    ylabel="Normalized Electric Field",
)
CONTOURS = {"levels": [100.0, 200.0], "color": "k", "linewidth": 1.0, "linestyle": "-"}
PLANE = Slice(
    abscissa=np.arange(5.0),
    ordinate=np.arange(4.0),
    curves=(np.arange(20.0).reshape(4, 5),),
    labels=("response",),
)


def drawn(data, **look):
    """Return the Axes of a figure."""
    look = Look(**look)
    with drawing_style(look):
        return kinds.draw(look, kinds.KINDS[look.kind], data).axes[0]


def rendered(data, **look):
    """Draw the pixels, too: matplotlib finds ticks only then."""
    look = Look(**look)
    with drawing_style(look):
        reference_pixels(look, kinds.KINDS[look.kind], data)


# --- what every figure has


def test_a_built_in_kind_is_loaded_by_its_name():
    for name, function in kinds.KINDS.items():
        assert kinds.load(name) is function


def test_words_and_their_sizes():
    axes = drawn(LINES)
    words = [axes.title, axes.xaxis.label, axes.yaxis.label]
    assert [word.get_text() for word in words] == [LINES.title, LINES.xlabel, LINES.ylabel]
    assert [word.get_fontsize() for word in words] == [18, 16, 16]


def test_size_and_resolution():
    figure = drawn(LINES, size=(3, 2), dpi=50).figure
    assert figure.get_size_inches().tolist() == [3, 2]
    assert figure.dpi == 50


@pytest.mark.parametrize("kind", ["resonance_curve", "histogram"])
def test_limits_are_those_of_the_y_axis(kind):
    assert drawn(LINES, kind=kind, limits=(-3, 7)).get_ylim() == (-3, 7)


# --- resonance_curve


def test_curves_are_lines_with_their_labels_in_order():
    axes = drawn(LINES)
    assert len(axes.lines) == 2
    for line, curve, label in zip(axes.lines, LINES.curves, LINES.labels, strict=True):
        assert np.array_equal(line.get_xydata(), np.column_stack([LINES.abscissa, curve]))
        assert line.get_label() == label
    assert [text.get_text() for text in axes.get_legend().get_texts()] == list(LINES.labels)


def test_curves_have_a_grid():
    axes = drawn(LINES)
    assert all(line.get_visible() for line in [*axes.get_xgridlines(), *axes.get_ygridlines()])


def test_options_shape_the_lines():
    lines = drawn(LINES, options={"linewidth": 3, "linestyle": "--"}).lines
    assert {(line.get_linewidth(), line.get_linestyle()) for line in lines} == {(3, "--")}


def test_dates_are_drawn_as_dates():
    days = np.array(["2024-02-28", "2024-02-29", "2024-03-01"], dtype="M8[ns]")
    data = Slice(abscissa=days, curves=(np.arange(3.0),), labels=("Actual",))
    axes = drawn(data)
    axes.figure.draw_without_rendering()
    ticks = [tick.get_text() for tick in axes.get_xticklabels()]
    assert any("02-29" in tick for tick in ticks), ticks


def test_empty_slice_is_drawn_without_a_warning(recwarn):
    nothing = np.full(33, np.nan)
    axes = drawn(Slice(LINES.abscissa, (nothing, nothing), LINES.labels))
    axes.figure.draw_without_rendering()
    assert len(axes.lines) == 2
    assert not recwarn.list


# --- contourf


def test_contours_fill_the_plane_and_have_a_colour_bar():
    axes = drawn(PLANE, kind="contourf", options={"levels": [0, 5, 10, 20]})
    (contours,) = axes.collections
    assert contours.levels.tolist() == [0, 5, 10, 20]
    assert axes.get_xlim() == (0, 4)
    assert axes.get_ylim() == (0, 3)
    colour_bar = axes.figure.axes[1]
    assert colour_bar.get_ylabel() == "response"
    assert contours.colorbar.ax is colour_bar


def test_limits_are_those_of_the_colours():
    first = drawn(PLANE, kind="contourf", limits=(-100, 100))
    half = Slice(PLANE.abscissa, (PLANE.curves[0] / 2,), ("response",), ordinate=PLANE.ordinate)
    second = drawn(half, kind="contourf", limits=(-100, 100))
    levels = first.collections[0].levels
    assert levels[0] <= -100
    assert levels[-1] >= 100
    assert np.array_equal(levels, second.collections[0].levels)
    assert first.get_ylim() == (0, 3)


def test_a_number_of_levels_is_of_the_shared_ones():
    half = Slice(PLANE.abscissa, (PLANE.curves[0] / 2,), ("response",), ordinate=PLANE.ordinate)
    for norm, limits in (("linear", (-100, 100)), ("log", (1e-3, 1e6))):
        look = {"kind": "contourf", "limits": limits, "norm": norm}
        few, many = (
            [drawn(data, options=options, **look).collections[0].levels for data in (PLANE, half)]
            for options in ({"levels": 3}, {"levels": 20})
        )
        assert few[0].tolist() == few[1].tolist()
        assert many[0].tolist() == many[1].tolist()
        assert len(few[0]) < len(many[0])
    given = {"levels": [1, 2, 3], "extend": "max"}
    contours = drawn(PLANE, kind="contourf", limits=(0, 9), options=given).collections[0]
    assert contours.levels.tolist() == [1, 2, 3]
    assert contours.extend == "max"


# --- histogram


def heights_of(outline):
    """Return the heights of a histogram's steps, whose outline runs along them and back."""
    corners = outline.get_path().vertices
    bins = (len(corners) + 3) // 4 - 1
    return corners[1 : 2 * bins + 1 : 2, 1].tolist()


def test_histogram_counts_each_curve_over_common_bins():
    axes = drawn(LINES, kind="histogram", options={"bins": 7})
    edges = np.histogram_bin_edges(np.concatenate(LINES.curves), bins=7)
    for outline, curve in zip(axes.patches, LINES.curves, strict=True):
        heights = heights_of(outline)
        assert heights == np.histogram(curve, edges)[0].tolist()
        assert sum(heights) == 33
    assert [text.get_text() for text in axes.get_legend().get_texts()] == list(LINES.labels)


@pytest.mark.parametrize("curve", [[np.nan, 1.0, np.inf, 2.0], [np.nan] * 4, [5, 5, 5, 5]])
def test_histogram_counts_finite_numbers_only(curve):
    axes = drawn(Slice(np.arange(4), (np.array(curve),), ("Actual",)), kind="histogram")
    (outline,) = axes.patches
    assert sum(heights_of(outline)) == np.isfinite(curve).sum()


def test_histogram_makes_no_billions_of_bins_for_one_number_far_from_the_others():
    far = Slice(np.arange(100), (np.r_[np.linspace(0, 1, 99), 1e9],), ("Actual",))
    with pytest.raises(ValueError, match=r"e\+09 bins; give options.bins a number"):
        drawn(far, kind="histogram", options={"bins": "fd"})
    assert drawn(far, kind="histogram", options={"bins": "auto"}).patches
    assert drawn(LINES, kind="histogram", options={"bins": "fd"}).patches


def test_histogram_counts_slices_of_two_dimensions():
    (outline,) = drawn(PLANE, kind="histogram").patches
    assert sum(heights_of(outline)) == 20


def drawn_with(data=None, **look):
    """Return the Axes of a slice drawn with a look."""
    x = np.linspace(1, 2, 5)
    data = data or Slice(x, (x, 2 * x, 3 * x), ("a", "b", "c"))
    look = Look(**look)
    with drawing_style(look):
        return kinds.draw(look, kinds.KINDS[look.kind], data).axes[0]


def test_each_curve_is_drawn_in_its_own_way_over_the_options():
    lines = ({"color": "red", "marker": "x"}, {"linestyle": ":", "linewidth": 4.0})
    first, second, third = drawn_with(options={"linewidth": 2, "color": "green"}, lines=lines).lines
    assert (first.get_color(), first.get_marker(), first.get_linewidth()) == ("red", "x", 2)
    assert (second.get_color(), second.get_linestyle(), second.get_linewidth()) == ("green", ":", 4)
    assert (third.get_color(), third.get_linestyle(), third.get_linewidth()) == ("green", "-", 2)


def test_scales_and_limits():
    axes = drawn_with(xscale="log", yscale="log", xlimits=(0.5, None), limits=(None, 20.0))
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert axes.get_xlim()[0] == 0.5
    assert axes.get_xlim()[1] > 2
    assert 0 < axes.get_ylim()[0] < 1
    assert axes.get_ylim()[1] == 20


def test_limits_may_be_dates():
    days = np.arange("2024-02-01", "2024-03-01", dtype="datetime64[D]")
    axes = drawn_with(Slice(days, (np.arange(29),), ("a",)), xlimits=("2024-02-10", "2024-02-20"))
    assert np.diff(axes.get_xlim()) == 10


@pytest.mark.parametrize("place", ["outside", "lower left", "none"])
def test_legend_has_its_place(place):
    axes = drawn_with(legend=place)
    if place == "none":
        assert axes.get_legend() is None
        return
    axes.figure.draw_without_rendering()
    box = axes.get_legend().get_window_extent().transformed(axes.transAxes.inverted())
    assert (box.x0 > 1) == (place == "outside")
    assert (box.y1 < 0.6) == (place == "lower left")


def test_a_mark_moves_no_limits():
    x = np.linspace(1, 2, 5)
    data = Slice(x, (x,), ("a",), marks=(7.0,))
    axes = drawn_with(data, marks=({"label": "far"},))
    assert axes.get_xlim() == drawn_with(Slice(x, (x,), ("a",))).get_xlim()
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["a", "far"]


# --- nothing above 0 on a logarithmic scale


@pytest.mark.parametrize("value", [-1.0, 0.0, np.nan])
@pytest.mark.parametrize("kind", ["pcolormesh", "contourf"])
def test_a_map_of_nothing_above_0_is_drawn_blank(kind, value):
    blank = replace(PLANE, curves=(np.full((4, 5), value),))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        axes = drawn(blank, kind=kind, norm="log")
        rendered(blank, kind=kind, norm="log")
    assert axes.figure.axes[1].get_ylim() == pytest.approx((1, 10))
    assert (axes.get_xlim(), axes.get_ylim()) == (
        drawn(PLANE, kind=kind).get_xlim(),
        drawn(PLANE, kind=kind).get_ylim(),
    )


@pytest.mark.parametrize(
    ("data", "look"),
    [
        (replace(PLANE, curves=(PLANE.curves[0] - 5,)), {"kind": "contourf", "norm": "log"}),
        (replace(LINES, curves=(-np.ones(33), -np.ones(33))), {"yscale": "log"}),
        (PLANE, {"kind": "pcolormesh", "contours": CONTOURS}),
    ],
    ids=["contourf", "lines", "contour lines"],
)
def test_nothing_is_said_of_numbers_that_a_scale_leaves_out(data, look):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rendered(data, **look)


def test_what_else_matplotlib_warns_of_is_said():
    data = replace(LINES, title="\u4e00")
    with drawing_style(Look()), pytest.warns(UserWarning, match="Glyph"):
        reference_pixels(Look(), kinds.resonance_curve, data)
