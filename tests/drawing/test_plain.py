"""Any kind is drawn with plain matplotlib's pixels while text and ticks are kept, or is drawn plainly."""

from __future__ import annotations

import gc
import io
import weakref

import matplotlib
import numpy as np
import pytest
from matplotlib import ticker
from matplotlib.patches import Circle
from post_like import PEAK, X, a_slice
from sweepfig.drawing import kinds
from sweepfig.drawing.kinds import resonance_curve
from sweepfig.drawing.look import Look
from sweepfig.drawing.plain import PlainDrawing
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.renderer.lettering import StampRenderer
from sweepfig.drawing.renderer.reference import reference_pixels


def _marked(axes, data, **options):
    axes.plot(data.abscissa, data.curves[0], **options)
    axes.annotate("peak", (1.16, 40), (1.3, 30), arrowprops={"arrowstyle": "->"})
    axes.inset_axes([0.1, 0.5, 0.3, 0.4]).plot(X, PEAK)
    axes.set_yscale("symlog")


ORDINATE = np.linspace(0, 1, 20)
FIELD = a_slice(curves=(np.sin(9 * X * ORDINATE[:, None]),), labels=("field",), ordinate=ORDINATE)


@pytest.mark.parametrize(
    "look",
    [
        Look(),
        Look(style="ggplot", dpi=72),
        Look(style="classic"),
        Look(style="dark_background", limits=(-0.5, 0.7)),
        Look(style="Solarize_Light2", size=(4, 3)),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (resonance_curve, a_slice()),
        (kinds.contourf, FIELD),
        (kinds.contourf, a_slice(**{**vars(FIELD), "curves": (FIELD.curves[0] * 1e-9,)})),
        (kinds.histogram, a_slice()),
        (kinds.histogram, a_slice(curves=(PEAK * 1e-9, PEAK * 2e-9))),
        (_marked, a_slice()),
    ],
)
def test_plain_pixels_are_those_of_matplotlib(look, kind, data, monkeypatch):
    monkeypatch.setattr("sweepfig.drawing.renderer.proof.SHARE", 0.0)  # compared here alone
    with drawing_style(look):
        expected = reference_pixels(look, kind, data)
        drawing = PlainDrawing(look, kind)
        for _ in range(2):
            found, is_text_kept = drawing.pixels(data)
            np.testing.assert_array_equal(found, expected)
            assert is_text_kept
    assert not drawing.wrong


def _twins(axes, data):
    axes.plot(data.abscissa, data.curves[0])
    other = axes.twinx()
    other.plot(data.abscissa, 1e7 * data.curves[1], "r")
    other.set_ylabel("other")
    shared = ticker.ScalarFormatter(useOffset=True)  # each axis changes what it says to the other
    for axis in (axes.xaxis, axes.yaxis, other.yaxis):
        axis.set_major_formatter(shared)


def _logarithmic(axes, data):
    axes.loglog(data.abscissa, data.curves[0] + 1e-7)
    axes.grid(which="both", linestyle=":")
    axes.tick_params(which="both", top=True, right=True, labelright=True, direction="inout")
    axes.yaxis.set_minor_formatter(ticker.LogFormatterSciNotation(minor_thresholds=(9, 9)))


def _named_ticks(axes, data):
    axes.bar(data.abscissa, data.curves[0], width=0.01)
    axes.set_xticks([0.8, 1.0, 1.2, 1.6], ["a", "$b_2$", "two\nlines", "unseen"], rotation=30)
    axes.get_xticklabels()[1].set_color("red")
    axes.yaxis.set_major_formatter(lambda value, place: f"{place}: {value:g}")
    axes.yaxis.set_minor_locator(ticker.AutoMinorLocator())
    axes.tick_params(axis="y", labelrotation=45, grid_alpha=0.2)
    axes.set_xticks([1.1], ["one, moved"], minor=True, y=0.1, visible=True)


def _moved_spines(axes, data):
    axes.plot(data.abscissa - 1.1, data.curves[0] - 20)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines["left"].set_position(("data", 0.1))
    axes.spines["bottom"].set_position(("outward", 12))
    axes.invert_yaxis()


def _dates(axes, data):
    axes.plot(np.datetime64("2026-11-28", "h") + np.arange(33), data.curves[0])
    axes.tick_params(axis="x", labelrotation=20)


def _bars_of_colours(axes, data):
    drawn = axes.pcolormesh(data.curves[0][:32].reshape(4, 8), norm="log")
    axes.set_aspect("equal")
    axes.figure.colorbar(drawn, ax=axes, label="field")
    axes.figure.colorbar(drawn, ax=axes, orientation="horizontal", extend="both")


def _meshes(axes, data):
    values = np.sin(9 * np.outer(np.arange(1, 8), data.abscissa))
    values[2:4, 5] = np.nan
    x, y = np.meshgrid(data.abscissa, np.linspace(-1, 1, 7))
    axes.pcolormesh(x, y, values, cmap="bwr")
    axes.pcolormesh(x[:, ::-1] + 0.3, y - 0.5, values, snap=False)
    axes.pcolormesh(x + 0.7, y, values, alpha=0.4)
    axes.pcolormesh(x, y + 2 + 0.1 * x, values)
    axes.pcolormesh(x, y - 1.5, np.stack([0.5 + values / 2] * 3, axis=2).astype("f4"))
    axes.pcolormesh(x + 0.7, y + 2.2, values, edgecolors="red")
    axes.pcolormesh(x + 1.4, y, values, antialiased=True)
    axes.pcolormesh(x + 1.4, y + 2.2, values, clip_on=False)
    axes.pcolormesh(x + 2, y + 2.2, np.nan_to_num(values), shading="gouraud")
    axes.pcolormesh(x + 2, y, values).set_clip_path(Circle((2.4, 0), 0.5, transform=axes.transData))
    axes.set(xlim=(0.9, 2.9), xscale="log", facecolor="0.6")


def _insets(axes, data):
    axes.plot(data.abscissa, data.curves[0])
    for bounds in ([0.1, 0.5, 0.3, 0.4], [0.6, 0.6, 0.6, 0.6]):
        axes.inset_axes(bounds, sharex=axes).plot(data.abscissa, data.curves[1])


def _more_axes(axes, data):
    axes.set_subplotspec(axes.figure.add_gridspec(2, 2)[0, 0])
    for place in (2, 3):
        other = axes.figure.add_subplot(2, 2, place, sharex=axes)
        other.plot(data.abscissa, 10.0**place * data.curves[0])
        other.set_ylabel(f"panel {place}")
    axes.figure.align_ylabels()


def _another_figure(axes, data):
    matplotlib.rcParams.update({"xtick.direction": "in", "savefig.pad_inches": 0.3})
    axes.figure.set_dpi(61)
    axes.figure.set_size_inches(5, 3)
    axes.plot(data.abscissa, data.curves[0])


def _first_ticks_differ(axes, data):
    axes.semilogy(data.abscissa, data.curves[0])
    axes.xaxis.get_major_ticks(1)[0].label1.set_y(0.1)
    # Not for the first tick of each axis, which has been made already.
    matplotlib.rcParams["text.parse_math"] = False


def _emptied(axes, data):
    axes.clear()
    axes.set_xlabel("a label that is wrapped since it is long", wrap=True)
    axes.yaxis.set_visible(False)
    axes.scatter(data.abscissa, data.curves[0], c=data.abscissa)


USERS = [_twins, _logarithmic, _named_ticks, _moved_spines, _dates, _bars_of_colours]
USERS += [_meshes, _insets, _more_axes, _another_figure, _first_ticks_differ, _emptied]


@pytest.mark.parametrize(
    "style",
    ["default", *(pytest.param(s, marks=pytest.mark.slow) for s in ("classic", "Solarize_Light2"))],
)
@pytest.mark.parametrize("kind", USERS)
def test_pixels_of_a_users_function_are_those_of_matplotlib(kind, style, monkeypatch):
    monkeypatch.setattr("sweepfig.drawing.renderer.proof.SHARE", 0.0)  # compared here alone
    look = Look(style=style, size=(6, 4), dpi=80)
    with drawing_style(look):
        drawing = PlainDrawing(look, kind)
        for data in (a_slice(), a_slice(curves=(1e-7 * PEAK, PEAK), title="$x^2$\nlines")):
            with matplotlib.rc_context():
                expected = reference_pixels(look, kind, data)
            with matplotlib.rc_context():
                found, is_text_kept = drawing.pixels(data)
            np.testing.assert_array_equal(found, expected)
            assert is_text_kept
    assert not drawing.wrong


def test_plain_pixels_under_a_layout_engine():
    with drawing_style(Look()):
        matplotlib.rcParams["figure.constrained_layout.use"] = True
        expected = reference_pixels(Look(), kinds.contourf, FIELD)
        drawing = PlainDrawing(Look(), kinds.contourf)
        for _ in range(2):
            found, is_text_kept = drawing.pixels(FIELD)
            np.testing.assert_array_equal(found, expected)
            assert not is_text_kept


@pytest.mark.parametrize("kind", [kinds.contourf, _marked])
def test_text_that_is_kept_wrongly_is_kept_no_more(kind, monkeypatch):
    data = FIELD if kind is kinds.contourf else a_slice()
    monkeypatch.setattr("sweepfig.drawing.renderer.proof.SHARE", 1e9)
    right = StampRenderer.draw_run
    with drawing_style(Look()):
        expected = reference_pixels(Look(), kind, data)
        drawing = PlainDrawing(Look(), kind)
        assert drawing.pixels(data)[1]
        monkeypatch.setattr(
            StampRenderer,
            "draw_run",
            lambda self, gc, run, x, y, angle: right(self, gc, run, x + 1, y, angle),
        )
        for _ in range(2):
            found, is_text_kept = drawing.pixels(data)
            np.testing.assert_array_equal(found, expected)
            assert not is_text_kept
    assert repr(data.title) in drawing.wrong


def _redraw(figure):
    figure.canvas.draw()


def _save(figure):
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


def _measure(figure):
    assert figure.axes[0].title.get_window_extent().width > 0


@pytest.mark.parametrize("keeps_text", [True, False])
@pytest.mark.parametrize("use", [_redraw, _save, _measure])
def test_a_function_may_keep_its_figures_and_use_them_later(use, keeps_text):
    kept = []

    def keeping(axes, data):
        for figure in kept:
            use(figure)
        kept.append(axes.figure)
        axes.plot(data.abscissa, data.curves[0])

    with drawing_style(Look()):
        drawing = PlainDrawing(Look(), keeping)
        figures = [drawing.pixels(a_slice(), may_keep_text=keeps_text) for _ in range(4)]
        expected = reference_pixels(Look(), keeping, a_slice())
    for pixels, is_text_kept in figures:
        np.testing.assert_array_equal(pixels, expected)
        assert is_text_kept == keeps_text


@pytest.mark.parametrize(("share", "are_held"), [(1e9, 0), (0.0, 3)])
def test_drawn_figures_are_freed_where_that_is_worth_its_time(share, are_held, monkeypatch):
    monkeypatch.setattr("sweepfig.drawing.plain.plain_drawing.GARBAGE_SHARE", share)
    figures = weakref.WeakSet()

    def noting(axes, data):
        figures.add(axes.figure)
        axes.plot(data.abscissa, data.curves[0])

    gc.collect()
    gc.disable()
    try:
        with drawing_style(Look()):
            drawing = PlainDrawing(Look(), noting)
            for _ in range(3):
                drawing.pixels(a_slice())
        assert len(figures) == are_held
    finally:
        gc.enable()
