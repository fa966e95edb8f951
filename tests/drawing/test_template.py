"""The template draws what plain matplotlib draws, to the pixel, or says that it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import matplotlib
import numpy as np
import panelled
import pytest
import strategies
from hypothesis import HealthCheck, Phase, given, settings
from post_like import PEAK, X, a_slice
from sweepfig.drawing import kinds
from sweepfig.drawing.kinds import resonance_curve
from sweepfig.drawing.look import Look
from sweepfig.drawing.painter import Painter
from sweepfig.drawing.plain import PlainDrawing
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.renderer import private
from sweepfig.drawing.renderer.reference import reference_pixels
from sweepfig.drawing.template import Template
from sweepfig.drawing.template.reused_figure import ReusedFigure

# How many figures the first test compares. `make soak` takes 2,000 and more, each time others.
FIGURES = int(os.environ.get("SWEEPFIG_TEST_FIGURES", "200"))
FIELDS = FIGURES // 4 if FIGURES <= 200 else FIGURES  # their plain drawing takes long
IN_A_SWEEP = 5
DEMO = Path(__file__).parents[2] / "resources" / "demo.nc"

NANOSECONDS = np.datetime64("2024-01-01", "ns") + np.arange(33)


def assert_same(look, *sweep):
    """Assert that one template draws each slice, with the pixels of plain matplotlib."""
    with drawing_style(look), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        kind = kinds.KINDS[look.kind]
        template = Template(look, kind)
        for data in sweep:
            pixels = template.pixels(data)
            expected = drawn_plainly(look, kind, data)
            if expected is None:
                assert pixels is None
                continue
            assert pixels is not None, template.reason
            np.testing.assert_array_equal(pixels, expected)


def drawn_plainly(look, kind, data):
    """Return plain matplotlib's pixels; None if it has none, for no point has a position."""
    try:
        return reference_pixels(look, kind, data)
    except ValueError as error:
        if " position" not in str(error):
            raise
        return None


def drawing(figures):
    """Return hypothesis's settings for a test that draws so many figures."""
    return settings(
        max_examples=max(1, figures // IN_A_SWEEP),
        derandomize=FIGURES <= 200,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # shrinking would take hours; `repr` of the slices suffices
    )


@pytest.mark.timeout(0)
@drawing(FIGURES)
@given(drawing=strategies.drawings(IN_A_SWEEP))
def test_every_pixel_of_lines_and_histograms_is_matplotlibs(drawing):
    look, sweep = drawing
    assert_same(look, *sweep)


@pytest.mark.timeout(0)
@drawing(FIELDS)
@given(drawing=strategies.field_drawings(IN_A_SWEEP))
def test_every_pixel_of_a_field_is_matplotlibs(drawing):
    look, sweep = drawing
    assert_same(look, *sweep)


@pytest.mark.timeout(0)
@drawing(FIELDS)
@given(drawing=strategies.panel_drawings(IN_A_SWEEP))
def test_every_pixel_of_several_panels_is_matplotlibs(drawing):
    look, sweep = drawing
    assert_same(look, *sweep)


def test_panels_are_where_their_own_texts_leave_room_for_them():
    facet = {"values": 5, "columns": 3, "share": "both", "label": "t"}
    panels = Look(facet=facet)
    bare = replace(a_field(), xlabel="")
    assert_same(panels, bare, a_field(), replace(a_field(), ylabel="", title=""), bare)


@pytest.mark.parametrize(
    "own", [{"hue": {"cmap": "viridis"}}, {"lines": [{"color": c} for c in "rgbk"]}]
)
def test_runs_that_ended_early_have_the_lines_of_the_values_that_they_reached(own):
    hue = {"values": (0.0, 1.0, 4.0, 5.0), "label": "t", **own.get("hue", {})}
    look = Look(hue=hue, lines=tuple(own.get("lines", ())))
    first = replace(a_field(), ordinate=np.array([0.0, 1.0, 3.0]), curves=(np.eye(3, 128),))
    assert_same(look, first, replace(first, ordinate=np.array([0.0, 4.0, 5.0])), first)


@pytest.mark.parametrize("name", panelled.SIDE_BY_SIDE)
def test_panels_side_by_side_are_matplotlibs_to_the_pixel(name):
    usual = panelled.a_slice()
    curves = tuple(1e4 * curve for curve in usual.curves)
    other = panelled.a_slice(curves=curves, title="$k$ = 2", text="cold")
    assert_same(panelled.side_by_side(name), usual, other)


def test_panels_beside_a_legend_leave_room_for_the_labels_of_each_slice():
    shorter = replace(a_field(), ordinate=None, curves=(np.arange(128.0),), labels=("a",))
    look = panelled.side_by_side("legends outside")
    look = replace(look, panels=tuple({**panel, "at": None} for panel in look.panels))
    assert_same(look, shorter, replace(shorter, labels=("a much longer label",)), shorter)


def a_field(phase=0.0, shape=(64, 128)):
    """A wave over a grid of shape (ordinate, abscissa)."""
    x, y = np.linspace(0, 10, shape[1]), np.linspace(0, 5, shape[0])
    values = np.sin(x + phase) * np.cos(y)[:, None]
    return a_slice(abscissa=x, ordinate=y, curves=(values,), labels=("E [V/m]",))


def test_logarithmic_colours_of_nothing_above_0_are_drawn_between_those_of_others():
    positive = a_field().curves[0] ** 2 + 0.1
    fields = [a_field()] + [
        replace(a_field(), curves=(each,))
        for each in (positive, -positive, positive * np.nan, 0 * positive, 7 * positive)
    ]
    assert_same(Look(kind="pcolormesh", norm="log"), *fields)
    assert_same(Look(kind="pcolormesh", norm="log"), *fields[2:])


@pytest.mark.parametrize("shape", [(64, 128), (700, 1000)])
def test_a_straight_mesh_is_a_look_up(shape, monkeypatch):
    look = Look(kind="pcolormesh", limits=(-1.0, 1.0))
    with drawing_style(look):
        template = Template(look, kinds.pcolormesh)
        first, second = a_field(shape=shape), a_field(1.0, shape)
        second.curves[0][:9, :9] = np.nan
        expected = reference_pixels(look, kinds.pcolormesh, second)
        template.pixels(first)
        monkeypatch.setattr("matplotlib.collections.QuadMesh.draw", lambda *_: 1 / 0)
        np.testing.assert_array_equal(template.pixels(second), expected)


def a_ring(phase=0.0, shape=(60, 120)):
    """A wave over a closed ring, whose last ray lies over its first."""
    radius, angle = np.linspace(1, 2, shape[0])[:, None], np.linspace(0, 6.4, shape[1])
    x, y = radius * np.cos(angle), radius * np.sin(angle)
    return a_slice(abscissa=x, ordinate=y, curves=(np.sin(5 * x + y + phase),), labels=("E",))


@pytest.mark.parametrize("shape", [(60, 120), (400, 500)])
def test_a_mesh_that_bends_is_a_look_up_too(shape, monkeypatch):
    look = Look(kind="pcolormesh", limits=(-1.0, 1.0))
    first, second = (a_ring(phase, shape) for phase in (0.0, 1.0))
    for data in (first, second):  # so that elsewhere the end of the ring shows its beginning
        data.curves[0][:9, -9:] = np.nan
        data.ordinate[20:30, 40:50] = np.nan
    with drawing_style(look):
        template = Template(look, kinds.pcolormesh)
        expected = reference_pixels(look, kinds.pcolormesh, second)
        template.pixels(first)
        monkeypatch.setattr("matplotlib.collections.QuadMesh.draw", lambda *_: 1 / 0)
        np.testing.assert_array_equal(template.pixels(second), expected)


def test_masks_that_change_show_what_lies_beneath():
    first, second, third = a_ring(), a_ring(1.0), a_ring(2.0)
    second.curves[0][::2, -20:] = np.nan
    third.curves[0][1::2, -20:] = np.nan
    assert_same(Look(kind="pcolormesh"), first, second, third, second)


def test_positions_that_change_are_drawn_where_they_are():
    moved, broken = a_ring(), a_ring()
    moved.abscissa[:] += 0.5
    broken.ordinate[:, 30:40] = np.nan
    assert_same(Look(kind="pcolormesh"), a_ring(), moved, a_field(), broken, a_ring(1.0))


def test_contour_lines_and_panels_may_be_over_positions():
    lines = {"levels": [-0.5, 0.5], "color": "black", "linestyle": "-", "linewidth": 0.8}
    slices = [a_ring(phase) for phase in (0.0, 1.0, 2.0)]
    slices[1].abscissa[20:30, 40:50] = np.nan
    assert_same(Look(kind="pcolormesh", limits=(-1.0, 1.0), contours=lines), *slices)


def strokes_but(left, right, bottom, top):
    """Return a curve that fills the unit square with upright strokes, but for one rectangle."""
    x, y = np.repeat(np.linspace(0, 1, 60), 40), np.tile(np.linspace(0, 1, 40), 60)
    is_in = (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
    return x, np.where(is_in | (y == 1.0), np.nan, y)  # a gap after each stroke


@pytest.mark.parametrize(
    ("place", "hole"),
    [
        ("upper right", (0.6, 1.0, 0.5, 1.0)),
        ("upper left", (0.0, 0.4, 0.5, 1.0)),
        ("lower left", (0.0, 0.4, 0.0, 0.5)),
        ("lower right", (0.6, 1.0, 0.0, 0.5)),
        ("center right", (0.6, 1.0, 0.25, 0.75)),
        ("center left", (0.0, 0.4, 0.25, 0.75)),
        ("lower center", (0.3, 0.7, 0.0, 0.5)),
        ("upper center", (0.3, 0.7, 0.5, 1.0)),
        ("center center", (0.3, 0.7, 0.25, 0.75)),
    ],
)
def test_the_legend_goes_where_matplotlib_puts_it(place, hole):
    x, y = strokes_but(*hole)
    data = a_slice(abscissa=x, curves=(y, y))
    look = Look()
    with drawing_style(look):
        figure = kinds.draw(look, resonance_curve, data)
        figure.draw_without_rendering()
        axes = figure.axes[0]
        box = axes.get_legend().get_window_extent().transformed(axes.transAxes.inverted())
    middle = (box.p0 + box.p1) / 2
    horizontal = ("left", "center", "right")[int(3 * middle[0])]
    vertical = ("lower", "center", "upper")[int(3 * middle[1])]
    assert f"{vertical} {horizontal}" == place
    assert_same(look, a_slice(), data)


@pytest.mark.parametrize(
    "changes",
    [
        {"curves": (PEAK * 1e-9, PEAK * 2e-9)},  # an offset text
        {"curves": (PEAK * 1e-9, PEAK * 2e-9), "title": "W" * 55},  # and a title in its way
        {"curves": (PEAK * 1e-9, PEAK * 2e-9), "title": r"a $\frac{1}{\frac{2}{3}}$"},
        {"curves": (1e6 + X, 1e6 + X)},
        {"labels": ("M" * 90, "Predicted\nin\nfive\nlong\nlines" * 3)},  # larger than the Axes
        {"title": "M" * 80},  # wider than the figure
        {"title": "", "xlabel": "", "ylabel": ""},
        {"curves": (np.full(33, np.nan), np.full(33, np.nan))},
        {"curves": (np.full(33, np.nan), np.where(X > 1.2, PEAK, np.nan))},
        {"abscissa": X[:1], "curves": (PEAK[:1], PEAK[:1])},
        {"abscissa": np.arange("2024-01", "2026-10", dtype="datetime64[M]")},
        {"curves": (np.full(33, 1.797e308), np.full(33, -0.0))},
        {"curves": (PEAK * 5e-324, PEAK * 1e-310)},
        {"abscissa": X * 1e-310, "curves": (np.where(X > 1.2, PEAK, 1e300), PEAK)},
    ],
)
def test_same_pixels_before_and_after_the_unusual(changes):
    assert_same(Look(), a_slice(), a_slice(**changes), a_slice(title="after"))
    assert_same(Look(dpi=72), a_slice(**changes), a_slice())


@pytest.mark.parametrize("yscale", ["linear", "log"])
@pytest.mark.parametrize(
    "style",
    [
        "grid.linestyle: --\ngrid.alpha: 0.4",
        "grid.linewidth: 60\ngrid.alpha: 0.4",  # each over the next one
        "ytick.major.width: 50\nytick.major.size: 30\nytick.right: True",
        "ytick.major.pad: -30\nxtick.major.pad: -40\ngrid.linewidth: 9",  # labels over grid lines
        "ytick.alignment: top\nxtick.alignment: right\nytick.direction: inout",
        "axes.grid: True\naxes.grid.which: both\nytick.minor.visible: True\nytick.minor.width: 3",
    ],
)
def test_ticks_of_any_style_are_drawn_in_matplotlibs_order(style, yscale, tmp_path):
    file = tmp_path / "ticks.mplstyle"
    file.write_text(style)
    look = Look(style=str(file), yscale=yscale)
    curves = [PEAK * factor for factor in (1e-3, 1.0, 1e9)]
    assert_same(look, *(a_slice(curves=(curve, 0.1 * curve)) for curve in curves))


def test_long_curves_are_cut_as_matplotlib_cuts_them():
    x = np.linspace(0, 1, 5000)
    gaps = np.where((x > 0.4) & (x < 0.42), np.sin(99 * x), np.nan)  # 100 points: not simplified
    noise = np.random.default_rng(0).normal(size=5000)
    with_chunks = {"agg.path.chunksize": 500}
    assert_same(Look(), *(a_slice(abscissa=x, curves=(c, c)) for c in (gaps, noise, np.sin(x))))
    look = Look()
    data = a_slice(abscissa=x, curves=(noise, np.sin(x)))
    with drawing_style(look):
        matplotlib.rcParams.update(with_chunks)
        pixels = Template(look, resonance_curve).pixels(data)
        np.testing.assert_array_equal(pixels, reference_pixels(look, resonance_curve, data))


def test_masked_cells_let_those_beneath_them_be_seen():
    look = Look(kind="pcolormesh", limits=(-1.0, 1.0))
    longitudes = np.concatenate([np.arange(0, 180, 20.0), np.arange(-180, 0, 20.0)])
    whole = a_field(shape=(9, 18))
    gap = np.where(np.arange(18) == 8, np.nan, whole.curves[0])
    turned = [
        a_slice(**{**vars(whole), "abscissa": longitudes, "curves": (v,)})
        for v in (whole.curves[0], gap)
    ]
    assert_same(look, *turned)


@pytest.mark.parametrize("kind", ["resonance_curve", "pcolormesh"])
def test_marks_have_the_markers_of_the_style(kind, tmp_path):
    (tmp_path / "dots.mplstyle").write_text("lines.marker: o\n")
    mark = {"label": None, "color": "red", "linestyle": "--", "linewidth": 1.5}
    look = Look(kind, style=str(tmp_path / "dots.mplstyle"), marks=(mark,), xlimits=(0.9, 1.3))
    data = a_slice() if kind == "resonance_curve" else a_field()
    places = (2.0, 2.5, 1.16, 1.0)
    sweep = [
        replace(data, marks=(place,), abscissa=np.linspace(0.8, 1.4, data.abscissa.size))
        for place in places
    ]
    assert_same(look, *sweep)


@pytest.mark.slow
def test_very_many_grid_lines_are_snapped_each_by_itself(tmp_path):
    lines = ("axes.grid: True", "axes.grid.which: both", "xtick.minor.visible: True")
    more = ("xtick.minor.ndivs: 80", "grid.linewidth: 0.3")
    (tmp_path / "grid.mplstyle").write_text("\n".join((*lines, *more)))
    look = Look(style=str(tmp_path / "grid.mplstyle"), size=(40, 3))
    assert_same(look, a_slice(), a_slice(abscissa=X * 1.01))


def test_after_a_map_that_cannot_be_drawn_others_of_its_coordinates_have_their_limits():
    look = Look(kind="pcolormesh", xlimits=(1.0, None))
    x, y = np.linspace(0, 10, 40), np.linspace(0, 5, 30)
    good = np.sin(x) * np.cos(y)[:, None]
    bad = np.where(good > 0, 1.7e308, -1.7e308)
    sweep = [(x, good), (x + 5, bad), (x + 5, good), (x + 5, 2 * good), (x, good)]
    with drawing_style(look), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        template = Template(look, kinds.pcolormesh)
        for abscissa, values in sweep:
            data = a_slice(abscissa=abscissa, ordinate=y, curves=(values,), labels=("",))
            pixels = template.pixels(data)
            assert (pixels is None) == (values is bad)
            if pixels is not None:
                np.testing.assert_array_equal(
                    pixels, reference_pixels(look, kinds.pcolormesh, data)
                )


HUGE = {"abscissa": X * 50, "curves": (np.full(33, 1e308), np.full(33, 1e308))}
NO_FIELD = {"ordinate": np.zeros(1), "curves": (np.zeros((1, 128)),)}


@pytest.mark.parametrize(
    ("look", "good", "bad"),
    [
        (Look(style="classic"), a_slice(), a_slice(**HUGE)),
        (
            Look(kind="contourf", limits=(-1.0, 1.0)),
            a_field(),
            a_slice(**{**vars(a_field()), **NO_FIELD}),
        ),
        (
            Look(kind="pcolormesh", limits=(-1.0, 1.0)),
            a_field(),
            a_slice(**{**vars(a_field()), "curves": (np.zeros((3, 3)),)}),
        ),
        (
            Look(kind="histogram", options={"bins": "fd"}),
            a_slice(),
            a_slice(curves=(np.append(X, 1e300), X)),
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Look) else "",
)
def test_what_cannot_be_drawn_changes_nothing_after_it(look, good, bad):
    kind = kinds.KINDS[look.kind]
    with drawing_style(look), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        template = Template(look, kind)
        expected = reference_pixels(look, kind, good)
        with pytest.raises(Exception):  # noqa: B017, PT011 (each kind has its own)
            reference_pixels(look, kind, bad)
        for data in (good, bad, good, bad, good):
            pixels = template.pixels(data)
            assert (pixels is None) == (data is bad)
            if data is good:
                np.testing.assert_array_equal(pixels, expected)


ODD_FIELD = a_slice(ordinate=X, curves=(np.ma.ones((33, 33)),), labels=("",))


def test_every_figure_of_the_demo_sweep_comes_from_the_template():
    xarray = pytest.importorskip("xarray")
    if not DEMO.exists():
        pytest.skip("no demo sweep")
    look = Look()
    with xarray.open_dataset(DEMO) as sweep, drawing_style(look):
        template = Template(look, resonance_curve)
        for wavenumber in range(sweep.sizes["wavenumber"]):
            for damping in range(sweep.sizes["cee"]):
                here = sweep.isel(wavenumber=wavenumber, cee=damping)
                curves = (here.actual.values, here.predicted.values)
                title = f"$k_0 = $ {here.wavenumber.item()}, $\\nu$ = {here.cee.item():.3e}"
                data = a_slice(abscissa=sweep.frequency.values, curves=curves, title=title)
                pixels = template.pixels(data)
                assert pixels is not None
                if (wavenumber + damping) % 12 == 0:
                    expected = reference_pixels(look, resonance_curve, data)
                    np.testing.assert_array_equal(pixels, expected)


@pytest.mark.parametrize(
    ("look", "kind", "data", "reason"),
    [
        (Look(format="svg"), resonance_curve, a_slice(), "svg"),
        (Look(kind="contourf"), kinds.contourf, a_field(), "levels differ from figure to figure"),
        (
            Look(kind="histogram", options={"histtype": "bar"}),
            kinds.histogram,
            a_slice(),
            "not one outline for each curve",
        ),
        (Look(kind="pcolormesh"), kinds.pcolormesh, ODD_FIELD, "a field of anything but numbers"),
        (
            Look(kind="pcolormesh", options={"edgecolors": "k"}),
            kinds.pcolormesh,
            a_field(),
            "options edgecolors",
        ),
        (Look(options={"markevery": 3}), resonance_curve, a_slice(), "markevery"),
        (Look(options={"clip_on": False}), resonance_curve, a_slice(), "clip_on"),
        (Look(), resonance_curve, a_slice(curves=(np.ma.array(PEAK), PEAK)), "not arrays"),
        (Look(), resonance_curve, a_slice(curves=(PEAK + 1j, PEAK)), "not numbers"),
        (Look(), resonance_curve, a_slice(curves=(), labels=()), "not arrays"),
        (
            Look(),
            resonance_curve,
            a_slice(curves=(PEAK.astype(np.longdouble), PEAK)),
            "not numbers",
        ),
        (Look(), resonance_curve, a_slice(abscissa=NANOSECONDS), "dates so close"),
    ],
)
def test_what_it_does_not_understand_it_leaves_and_says_why(look, kind, data, reason):
    with drawing_style(look):
        template = Template(look, kind)
        assert template.pixels(data) is None
        assert reason in template.reason
    assert not template.wrong


@pytest.mark.parametrize(
    "setting", ["figure.autolayout", "figure.constrained_layout.use", "text.usetex"]
)
def test_settings_that_move_everything_are_left(setting):
    with drawing_style(Look()):
        matplotlib.rcParams[setting] = True
        assert Template(Look(), resonance_curve).pixels(a_slice()) is None


def test_a_matplotlib_without_a_name_it_needs_is_left(monkeypatch):
    monkeypatch.setattr(private, "NAMES", ("text.Text._no_such_method",))
    private.unusable.cache_clear()
    try:
        with drawing_style(Look()):
            template = Template(Look(), resonance_curve)
            assert template.pixels(a_slice()) is None
            expected = reference_pixels(Look(), resonance_curve, a_slice())
            found, is_text_kept = PlainDrawing(Look(), resonance_curve).pixels(a_slice())
    finally:
        private.unusable.cache_clear()
    np.testing.assert_array_equal(found, expected)
    assert not is_text_kept
    assert template.reason.endswith(" lacks text.Text._no_such_method")


def test_a_matplotlib_without_what_the_template_imports_draws_the_plain_way(tmp_path):
    code = (
        "import matplotlib, matplotlib.backends.backend_agg, matplotlib.mathtext, numpy as np\n"
        "del matplotlib.mathtext.MathTextParser._font_type_mapping\n"
        "from sweepfig.training.resonance import plot_resonance_curve\n"
        "x = np.arange(5.0)\n"
        "words = {'xlabel': 'x', 'ylabel': 'y', 'title': 't', 'filepath': 'a.png'}\n"
        "plot_resonance_curve(x, x, x**2, words)\n"
        "plot_resonance_curve(x, x, x**2, words)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(kinds.__file__).parents[2])}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    assert done.stderr.count(" lacks mathtext.MathTextParser._font_type_mapping") == 1
    assert (tmp_path / "a.png").exists()


def test_a_wrong_pixel_is_noticed_before_any_is_given(monkeypatch):
    monkeypatch.setattr("sweepfig.drawing.template.strokes.Edge.draw", lambda *args: None)
    with drawing_style(Look()):
        template = Template(Look(), resonance_curve)
        assert template.pixels(a_slice()) is None
        assert "not those of plain matplotlib" in template.reason
        assert template.wrong
        monkeypatch.undo()
        assert template.pixels(a_slice()) is None  # it is right now, but who knows


@pytest.mark.parametrize("share", [0.02, 0.5])
def test_it_compares_random_figures_for_a_share_of_its_time(share, monkeypatch):
    monkeypatch.setattr("sweepfig.drawing.renderer.proof.SHARE", share)
    seconds = {"now": 0.0, "drawing": 0.0, "comparing": 0.0}
    monkeypatch.setattr("time.thread_time", lambda: seconds["now"])

    def take(what, number):
        seconds["now"] += number
        seconds[what] += number
        return X

    # Of 20,000 figures 200 are compared, or more: so many that chance alone doesn't lead past the bounds.
    monkeypatch.setattr(ReusedFigure, "pixels", lambda *_: take("drawing", 0.05))
    monkeypatch.setattr(
        "sweepfig.drawing.template.template.reference_pixels", lambda *_: take("comparing", 0.1)
    )
    compared = []
    for _ in range(2):
        with drawing_style(Look()):
            template = Template(Look(), resonance_curve)
            template.pixels(a_slice())
            seconds.update(drawing=0.0, comparing=0.0)
            before = 0.0
            which = []
            for number in range(20_000):
                template.pixels(a_slice())
                if seconds["comparing"] > before:
                    before = seconds["comparing"]
                    which.append(number)
        assert share * 0.6 < seconds["comparing"] / seconds["drawing"] < share * 1.4
        compared.append(which)
    assert compared[0] != compared[1]


def test_a_wrong_figure_among_many_ends_it(monkeypatch):
    monkeypatch.setattr("sweepfig.drawing.renderer.proof.SHARE", 1e9)
    right = ReusedFigure.pixels
    with drawing_style(Look()):
        template = Template(Look(), resonance_curve)
        for _ in range(3):
            assert template.pixels(a_slice()) is not None
        monkeypatch.setattr(ReusedFigure, "pixels", lambda self, data: right(self, data) ^ 1)
        assert template.pixels(a_slice(title="the wrong one")) is None
    assert "the wrong one" in template.wrong


def test_an_error_of_the_users_is_left_to_matplotlib():
    data = a_slice(title="$no closing brace {$")
    with drawing_style(Look()):
        template = Template(Look(), resonance_curve)
        assert template.pixels(data) is None  # also where it is the first of its group
        assert template.pixels(a_slice()) is not None
        assert template.pixels(data) is None
        assert template.pixels(a_slice()) is not None
        assert not template.wrong
        with pytest.raises(ValueError, match="brace"):
            PlainDrawing(Look(), resonance_curve).pixels(data)


def test_a_figure_takes_no_new_memory_for_its_pixels():
    # The kernel clears each new page of memory, which takes a fifth of the time of a figure of lines.
    resource = pytest.importorskip("resource")
    with drawing_style(Look()):
        painter = Painter(Look())
        figures = [a_slice(curves=(PEAK * height, PEAK)) for height in np.linspace(1, 9, 60)]
        sizes = [len(painter.paint(each, "0" * 32).content) for each in figures]  # warm
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        assert [len(painter.paint(each, "0" * 32).content) for each in figures] == sizes
        pages = (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) / len(figures)
        canvas = painter.template.pixels(figures[0]).nbytes
    assert pages * resource.getpagesize() < canvas / 2


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_memory_stays_flat():
    resource = pytest.importorskip("resource")
    rng = np.random.default_rng(0)
    with drawing_style(Look()):
        template = Template(Look(), resonance_curve)
        sizes = []
        for number in range(10 * FIGURES):
            height = 10 ** rng.uniform(-9, 9)
            labels = ("Actual", f"Predicted {number % 20 if number < 2 * FIGURES else 0}")
            data = a_slice(curves=(height * PEAK, PEAK), labels=labels, title=f"$k_0$ = {height}")
            assert template.pixels(data) is not None
            if number in (5 * FIGURES, 10 * FIGURES - 1):
                sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    assert sizes[1] - sizes[0] < 20_000  # KiB
