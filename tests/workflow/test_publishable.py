"""What makes figures fit for print: lines, scales, limits, legend, text and marks, on both paths."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex
from paths import (
    PATHS,
    ROOT,
    SMALL,
    assert_is_message,
    assert_ok,
    draw_here,
    inodes,
    redrawn,
    run,
    run_fallback,
    tree,
)
from sweepfig.batch.render import read_slices
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.draw import kinds, styles, text_template
from sweepfig.draw.slice import Slice
from sweepfig.draw.style_spec import Look
from sweepfig.plan.make import make_plan
from sweeps import DAMPINGS, WAVENUMBERS, write_sweep

ROOTS = np.sqrt(1 + 3 * np.square(WAVENUMBERS))[:, None] + np.zeros(len(DAMPINGS))
FIGURE = {
    **SMALL,
    "style": "okabe-ito",
    "xlimits": [0.6, 1.8],
    "ylimits": [0, None],
    "lines": [{"color": "black"}, {"linestyle": ":", "marker": "o", "markersize": 2}],
    "legend": "upper right",
    "text": "T = {temperature:.2g} eV, $\\nu_{e}$ = {cee:.1e}, run {run}, {code}",
    "text_place": "lower left",
    "marks": [{"variable": "root", "label": "theory", "color": "red"}],
}


@pytest.fixture
def annotated(sweep):
    """The small sweep, with a root for each target, a temperature for each damping, and attributes."""
    write_remarks(sweep, ROOTS)
    sweep.write_config(figure=FIGURE)
    return sweep


def write_remarks(sweep, roots):
    dataset = write_sweep(sweep.path).assign(
        root=(("cee", "wavenumber"), np.transpose(roots)),
        temperature=("cee", np.array([0.512, 12.25, 300.0], "float32")),
        run=(("wavenumber",), ["a7", "b8"]),
        charge=((), 3),
    )
    dataset.attrs = {"code": "solver 2.1", "nodes": 4}
    dataset.to_netcdf(sweep.path)


def slices_of(sweep):
    plan = make_plan(settings.read(sweep.configfile))
    return [data for _, data in read_slices(plan, range(plan.n_targets))]


def test_text_and_marks_have_each_targets_values(annotated):
    first, second, *_, last = slices_of(annotated)
    assert first.text == "T = 0.51 eV, $\\nu_{e}$ = 1.0e-05, run a7, solver 2.1"
    assert second.text == "T = 12 eV, $\\nu_{e}$ = 1.8e-05, run a7, solver 2.1"
    assert last.text == "T = 3e+02 eV, $\\nu_{e}$ = 1.0e-03, run b8, solver 2.1"
    assert [data.marks for data in slices_of(annotated)] == [(root,) for root in ROOTS.ravel()]


def test_both_paths_draw_the_same_by_the_template_and_as_plain_matplotlib_does(annotated):
    trees = []
    for name, draw in PATHS.items():
        annotated.write_config(figure=FIGURE, output=name)
        done = assert_ok(draw())
        assert "6 drawn (100% by the template)" in done.text, done.text
        trees.append(tree(Path(name)))
    assert trees[0] == trees[1]
    compare = [sys.executable, str(ROOT / "scripts" / "compare.py"), "fallback/.sweepfig/plan.json"]
    assert "none differ" in assert_ok(run(compare)).text


def test_a_changed_root_costs_one_figure(annotated):
    draw_here()
    before = inodes(annotated.output)
    roots = ROOTS.copy()
    roots[1, 2] += 0.01
    write_remarks(annotated, roots)
    draw_here()
    assert redrawn(before, annotated.output) == ["k0=0.33/rc-1.000e-03.png"]


def test_a_root_that_is_not_a_number_is_not_drawn_and_not_in_the_legend(annotated):
    roots = np.where(np.arange(6).reshape(2, 3) == 4, np.nan, ROOTS)
    write_remarks(annotated, roots)
    look = make_plan(settings.read(annotated.configfile)).look
    counts = []
    for data in slices_of(annotated):
        with kinds.drawing_style(look):
            (axes,) = kinds.draw(look, kinds.resonance_curve, data).axes
        assert len(axes.lines) == len(axes.get_legend().get_texts())
        counts.append(len(axes.lines))
    assert counts == [3, 3, 3, 3, 2, 3]
    draw_here()


def test_an_unwritten_root_is_that_figures_failure_alone(annotated):
    roots = ROOTS.copy()
    roots[0, 1] = 9.9692099683868690e36
    write_remarks(annotated, roots)
    done = run_fallback()
    assert done.status == 1
    assert "5 drawn" in done.text
    assert "never written" in done.text


def drawn(data=None, **look):
    """Return the Axes of a slice drawn with a look."""
    x = np.linspace(1, 2, 5)
    data = data or Slice(x, (x, 2 * x, 3 * x), ("a", "b", "c"))
    look = Look(**look)
    with kinds.drawing_style(look):
        return kinds.draw(look, kinds.KINDS[look.kind], data).axes[0]


def test_each_curve_is_drawn_in_its_own_way_over_the_options():
    lines = ({"color": "red", "marker": "x"}, {"linestyle": ":", "linewidth": 4.0})
    first, second, third = drawn(options={"linewidth": 2, "color": "green"}, lines=lines).lines
    assert (first.get_color(), first.get_marker(), first.get_linewidth()) == ("red", "x", 2)
    assert (second.get_color(), second.get_linestyle(), second.get_linewidth()) == ("green", ":", 4)
    assert (third.get_color(), third.get_linestyle(), third.get_linewidth()) == ("green", "-", 2)


def test_scales_and_limits():
    axes = drawn(xscale="log", yscale="log", xlimits=(0.5, None), limits=(None, 20.0))
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert axes.get_xlim()[0] == 0.5
    assert axes.get_xlim()[1] > 2
    assert 0 < axes.get_ylim()[0] < 1
    assert axes.get_ylim()[1] == 20


def test_limits_may_be_dates():
    days = np.arange("2024-02-01", "2024-03-01", dtype="datetime64[D]")
    axes = drawn(Slice(days, (np.arange(29),), ("a",)), xlimits=("2024-02-10", "2024-02-20"))
    assert np.diff(axes.get_xlim()) == 10


@pytest.mark.parametrize("place", ["outside", "lower left", "none"])
def test_legend_has_its_place(place):
    axes = drawn(legend=place)
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
    axes = drawn(data, marks=({"label": "far"},))
    assert axes.get_xlim() == drawn(Slice(x, (x,), ("a",))).get_xlim()
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["a", "far"]


def test_okabe_itos_style_tells_curves_apart_without_colour():
    lines = drawn(style="okabe-ito").lines
    assert to_hex(lines[0].get_color()) == "#0072b2"
    assert len({line.get_linestyle() for line in lines}) == 3
    assert len(styles.OKABE_ITO) == 8


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        ({"text": "T = {temprature} eV"}, "nothing is known by the name 'temprature'; variables"),
        ({"text": "{actual:.2f}"}, "nothing is known by the name 'actual'"),
        ({"text": "{code:.2f}"}, "{code:.2f} is for numbers, but 'code' is of type <U10; {code}"),
        ({"text": "{run:d}"}, "{run:d} is for numbers"),
        ({"marks": [{"variable": "actual"}]}, "figure.marks[0].variable: 'actual' is over wave"),
        (
            {"marks": [{"variable": "roots"}]},
            "'roots' is not there; variables over the sweep's axes",
        ),
        ({"marks": [{"variable": "run"}]}, "'run' is of type"),
        ({"lines": [{"color": "rde"}]}, "figure.lines[0].color: got 'rde'; a colour's name"),
        ({"lines": [{}, {}, {}]}, "figure.lines has 3 entries for 2 curves"),
        ({"xlimits": ["2024-01-01", None]}, "the x axis shows numbers"),
        ({"xscale": "log", "xlimits": [0, 1]}, "on a logarithmic axis both ends are above 0"),
        ({"xlimits": [2, 1]}, "[low, high] with low < high is allowed"),
        ({"xlimits": [None, None]}, "null leaves one end open"),
        ({"text": "{charge!r}"}, "nothing is known by the name 'charge!r'"),
        ({"text": "{charge:>999999999}"}, "{charge:>999999999} is no way to write a value"),
        ({"text": "{charge.__class__}"}, "nothing is known by the name 'charge.__class__'"),
        ({"kind": "histogram", "marks": [{"variable": "root"}]}, "x axis is not the abscissa"),
        ({"kind": "histogram", "lines": [{}]}, "only resonance_curve draws lines"),
        ({"kind": "contourf", "legend": "none"}, "contourf has a colour bar and no legend"),
    ],
)
def test_what_cannot_be_drawn_is_refused(annotated, figure, message):
    annotated.write_config(figure=figure)
    with pytest.raises(UserError) as caught:
        make_plan(settings.read(annotated.configfile))
    assert message in str(caught.value)


def test_a_refusal_is_one_message_on_the_command_line(annotated):
    annotated.write_config(figure={"text": "{temprature}"})
    assert_is_message(run_fallback(), "temprature", "'temperature'")


def test_braces_within_formulas_are_texs_unless_they_name_something():
    pieces = text_template.settle(
        text_template.parse(r"$T_{e}^{2}$ {T:.1f} $\\frac{x}{T}$ \\$5 {x}"), {"T", "x"}.__contains__
    )
    assert text_template.fill(pieces, {"T": 2.0, "x": 7}) == r"$T_{e}^{2}$ 2.0 $\\frac72.0$ \\$5 7"
    assert text_template.fill(text_template.parse("a } b { c {}"), {}) == "a } b { c {}"


@pytest.mark.parametrize(
    ("spec", "value", "written"),
    [
        (".2g", np.float32(0.512), "0.51"),
        ("", np.float32(0.1), "0.1"),
        ("+.1e", -1e-5, "-1.0e-05"),
        ("d", np.int64(5), "5"),
        ("d", 5.0, "5"),
        (",.0f", 12345.6, "12,346"),
        (".1%", 0.25, "25.0%"),
        ("", np.datetime64("2024-02-29T00:00:00.000000000"), "2024-02-29"),
        ("", "words", "words"),
    ],
)
def test_a_value_is_written_as_its_field_says(spec, value, written):
    assert text_template.write(text_template.Field("x", spec), value) == written


@pytest.mark.parametrize(("spec", "value"), [("d", 5.5), (".2f", "words"), (".2f", True)])
def test_a_value_that_cannot_be_written_so_is_refused(spec, value):
    with pytest.raises(ValueError, match=r"writes numbers|Unknown format"):
        text_template.write(text_template.Field("x", spec), value)


def test_many_files_have_their_own_values(sweep):
    """A file a run, each with its damping, its root and its temperature."""
    for number, (damping, root) in enumerate(zip(DAMPINGS, ROOTS[0], strict=True)):
        dataset = write_sweep(Path(f"run{number}.nc"), dampings=[damping])
        dataset = dataset.isel(cee=0).assign(root=root, temperature=10.0 * number, who=f"r{number}")
        dataset.attrs["author"] = f"A{number}"
        dataset.to_netcdf(f"run{number}.nc")
    figure = {**SMALL, "text": "{temperature:.0f} {who} {cee:.0e}", "marks": [{"variable": "root"}]}
    sweep.write_config(figure=figure)
    config = sweep.config
    for curve in config["sweep"]["curves"]:
        curve["file"] = "run*.nc"
    plan = make_plan(settings.check(config, source="test"))
    found = {data.point["cee"]: data for _, data in read_slices(plan, range(plan.n_targets))}
    assert plan.n_targets == 6
    for number, (damping, root) in enumerate(zip(DAMPINGS, ROOTS[0], strict=True)):
        assert found[damping].text == f"{10 * number} r{number} {damping:.0e}"
        assert found[damping].marks == (root,)
    config["figure"]["text"] = "{author}"
    with pytest.raises(UserError, match="nothing is known by the name 'author'"):
        make_plan(settings.check(config, source="test"))
