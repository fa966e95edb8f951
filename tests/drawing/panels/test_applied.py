"""Functions of the response are numpy's, and what is drawn of them is what a plain loop would draw."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import get_args

import matplotlib
import numpy as np
import pytest
import sweepfig
import xarray as xr
from matplotlib.figure import Figure
from panelled import FIELD, a_panel, a_slice
from sweepfig.batch.render import render_targets
from sweepfig.config.figure_parts import Functions
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.drawing import panels
from sweepfig.drawing.look import Look
from sweepfig.drawing.panels import LABEL_POINTS, TITLE_POINTS
from sweepfig.drawing.panels.applied import FUNCTIONS, applied, quantity_after
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.fallback import ensure_plan
from sweepfig.plan import make
from sweepfig.plan.plan_file import load
from sweepfig.redrawing.redraw import redrawn
from sweepfig.sweep.quantity import Quantity, label_of_all
from sweepfig.verify.checks import compare_with_plain
from sweeps import config_for

LOG_OF_ABS = ["abs", "log10"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_numpys_where_it_is_finite(name):
    values = np.array([-4.0, 0.0, 1e-300, 9.0, np.nan, np.inf, 1e200])
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(values)
    expected[np.isinf(expected)] = np.nan
    np.testing.assert_array_equal(applied([name], values), expected)


@pytest.mark.parametrize("kind", ["i1", "i8", "u2", "?"])
def test_integers_have_an_absolute_value_and_a_square(kind):
    lowest = (
        np.array([0, 1]).astype(kind) if kind == "?" else np.array([np.iinfo(kind).min, 1], kind)
    )
    expected = [abs(int(each)) for each in lowest]
    np.testing.assert_array_equal(applied(["abs"], lowest), np.array(expected, float))
    np.testing.assert_array_equal(applied(["square"], lowest), np.array(expected, float) ** 2)


def test_single_precision_neither_overflows_nor_loses_the_logarithm():
    densities = np.array([3e20, 2e-25], "f4")
    np.testing.assert_allclose(applied(["square"], densities), [9e40, 4e-50], rtol=1e-6)
    np.testing.assert_allclose(
        applied(["square", "log10"], densities), [40.954, -49.398], atol=1e-3
    )


def test_what_is_read_stays_as_it_is():
    values = np.array([-1.0, np.inf])
    applied(["abs", "log10"], values)
    np.testing.assert_array_equal(values, [-1.0, np.inf])
    assert applied([], values) is values


@pytest.mark.parametrize(
    ("functions", "given", "label"),
    [
        ([], Quantity("E", "V/m"), "E [V/m]"),
        (["abs"], Quantity("E", "V/m"), "|E| [V/m]"),
        (LOG_OF_ABS, Quantity("E", "V/m"), "log10(|E| / (V/m))"),
        (LOG_OF_ABS, Quantity("E"), "log10(|E|)"),
        (["square"], Quantity("E", "V/m"), "(E)² [(V/m)²]"),
        (["sqrt"], Quantity("n", "1"), "sqrt(n)"),
        (["square", "log"], Quantity("E", "V/m"), "ln((E)² / ((V/m)²))"),
    ],
)
def test_a_label_says_the_functions_and_their_units(functions, given, label):
    assert quantity_after(functions, given).label == label


def test_a_panel_has_functions_of_its_own_also_of_a_difference():
    look = Look(
        apply=("square",),  # what the settings make of it for each panel is in the panels
        panels=(
            a_panel(at=1.0),
            a_panel(at=1.0, apply=["abs", "log10"]),
            a_panel(at=1.0, show="difference", apply=["square"]),
        ),
    )
    values, logs, difference = panels.split(look, a_slice())
    np.testing.assert_array_equal(values.data.curves[0], FIELD[1])
    np.testing.assert_array_equal(logs.data.curves, np.log10([FIELD[1], 2 * FIELD[1]]))
    np.testing.assert_array_equal(difference.data.curves, [FIELD[1] ** 2])


@pytest.fixture
def waves(tmp_path, monkeypatch):
    """Writes a sweep of two fields E(t, x) that grow, with zeros at the start; works in its folder."""
    monkeypatch.chdir(tmp_path)
    t, x = np.linspace(0, 20, 41), np.linspace(0, 6, 32)
    fields = np.array([np.exp(k * t)[:, None] * np.cos(x - t[:, None]) for k in (0.1, 0.4)])
    fields[:, 0] = 0
    xr.Dataset(
        {"E": (("k", "t", "x"), fields, {"units": "V/m"})}, {"k": [0.1, 0.4], "t": t, "x": x}
    ).to_netcdf("waves.nc")
    return fields


def a_config(**figure):
    return {
        "sweep": {
            "curves": [{"file": "waves.nc", "variable": "E"}],
            "axes": [{"dimension": "k", "notation": "fixed", "digits": 1}],
            "abscissa": "x",
            "ordinate": "t",
        },
        "figure": {"kind": "pcolormesh", **figure},
    }


def draw(**figure):
    """Draw the sweep's figures, and return their plan and each point's row."""
    plan = load(ensure_plan(check(a_config(**figure), source="config"), "plots"))
    return plan, [each.row for each in render_targets(plan, "plots", range(plan.n_targets))]


def test_a_map_of_a_logarithm_is_what_a_plain_loop_draws(waves):
    """As `np.log10(np.abs(E)).plot()`, all with one range of colours."""
    draw(apply=LOG_OF_ABS)
    with xr.open_dataset("waves.nc") as data, np.errstate(divide="ignore"), drawing_style(Look()):
        logs = np.log10(np.abs(data.E.values))
        logs[np.isinf(logs)] = np.nan
        for place, k in enumerate((0.1, 0.4)):
            figure = Figure(figsize=(9, 4))
            axes = figure.subplots()
            colours = {"vmin": np.nanmin(logs), "vmax": np.nanmax(logs)}
            mesh = axes.pcolormesh(data.x, data.t, logs[place], **colours)
            figure.colorbar(mesh, ax=axes, label="log10(|E| / (V/m))")
            axes.set_xlabel("x", fontsize=LABEL_POINTS)
            axes.set_ylabel("t", fontsize=LABEL_POINTS)
            axes.set_title(f"k = {k}", fontsize=TITLE_POINTS)
            figure.savefig("plain.png", bbox_inches="tight")
            drawn, plain = map(matplotlib.image.imread, (f"plots/k={k}.png", "plain.png"))
            np.testing.assert_array_equal(drawn, plain)


def test_a_twin_shows_the_logarithm_and_numbers_are_those_of_the_field(waves):
    plan, (row, _) = draw(also=[{"apply": LOG_OF_ABS}, {"apply": ["abs"], "norm": "log"}])
    names = [measure.kind for measure in plan.measures]
    assert row.numbers[names.index("maximum")] == pytest.approx(waves[0].max())
    assert len([*Path("plots").glob("k=*.png")]) == 6
    assert plan.look.limits == pytest.approx((waves.min(), waves.max()))
    logs = np.log10(np.abs(waves[np.nonzero(waves)]))
    assert plan.twins[0].look.limits == pytest.approx((logs.min(), logs.max()))


@pytest.mark.parametrize("figure", [{"kind": "contourf", "norm": "log"}, {"kind": "histogram"}])
def test_verify_finds_the_same_by_calls_of_its_own(waves, figure):
    plan, _ = draw(apply=["abs"], dpi=30, **figure)
    assert [*compare_with_plain(plan, Path("plots"), plan.targets())] == []


@pytest.mark.parametrize(
    ("look", "is_blank"),
    [
        (Look(), False),
        (Look(yscale="log"), True),
        (Look(yscale="log", apply=("abs",)), False),
        (Look(apply=("log10",)), True),
        (Look(kind="pcolormesh", apply=("sqrt",)), True),
        (Look(yscale="log", apply=("abs", "log10")), True),  # 0 and less
        (Look(panels=(a_panel(apply=["log10"]), a_panel(yscale="log"))), True),
        (Look(panels=(a_panel(apply=["log10"]), a_panel())), False),
    ],
)
def test_a_figure_is_empty_if_nothing_is_drawn(look, is_blank):
    assert panels.is_empty(look, a_slice(curves=(-np.ones(5), -0.5 * np.ones(5)))) is is_blank


def test_curves_of_other_units_are_all_named_by_their_logarithms():
    units = [Quantity("E", "V/m"), Quantity("n", "1/m^3")]
    after = functools.partial(quantity_after, LOG_OF_ABS)
    assert label_of_all(units, after) == "log10(|E| / (V/m)), log10(|n| / (1/m^3))"
    assert label_of_all(units[:1] * 2, after) == "log10(|E| / (V/m))"


def test_a_label_that_is_given_is_not_that_of_other_functions(waves):
    panel, twin = {"at": 1, "apply": LOG_OF_ABS}, {"apply": LOG_OF_ABS}
    lines = {"kind": "resonance_curve", "ylabel": "E in V/m"}
    look = make.make_plan(check(a_config(**lines, panels=[{"at": 1}, panel]), source="config")).look
    assert [p["ylabel"] for p in look.panels] == ["E in V/m", "log10(|E| / (V/m))"]
    config = a_config(**lines, hue={"dimension": "t"}, also=[twin, {**twin, "ylabel": "mine"}])
    config["figure"]["also"][1]["name"] = "mine"
    plan = make.make_plan(check(config, source="config"))
    assert [v.ylabel for v in plan.variants] == ["E in V/m", "log10(|E| / (V/m))", "mine"]
    config = a_config(
        kind="resonance_curve",
        apply=[],
        ylabel="E in V/m",
        panels=[
            {"at": 1, "ylabel": "E", "ylimits": [-1, 1]},
            {"at": 1, "apply": [], "ylabel": "own"},
        ],
        also=[twin, {"name": "same", "apply": []}],
    )
    error = {"at": 1, "show": "difference", "ylabel": "error", "ylimits": [-1, 1]}
    config["sweep"]["curves"].append({**config["sweep"]["curves"][0], "label": "model"})
    config["figure"]["panels"].append(error)
    logs, same = make.make_plan(check(config, source="config")).twins
    assert (logs.look.panels[2]["ylabel"], logs.look.panels[2]["limits"]) == ("error", [-1, 1])
    assert [p["ylabel"] for p in logs.look.panels[:2]] == ["log10(|E| / (V/m))", "own"]
    assert logs.look.panels[0]["limits"] is None
    assert [p["ylabel"] for p in same.look.panels] == ["E", "own", "error"]
    config = a_config(
        kind="resonance_curve",
        ylimits=[1, 2],
        panels=[{"at": 1}, panel, {"kind": "histogram", "apply": LOG_OF_ABS}],
    )
    look = make.make_plan(check(config, source="config")).look
    assert [p["limits"] for p in look.panels] == [[1, 2], None, None]
    counts = a_config(kind="histogram", ylabel="how often", panels=[{}, {"apply": LOG_OF_ABS}])
    look = make.make_plan(check(counts, source="config")).look
    assert [p["ylabel"] for p in look.panels] == ["how often", "how often"]
    a_map = a_config(ylabel="time", also=[twin])
    assert make.make_plan(check(a_map, source="config")).twins[0].ylabel == "time"


@pytest.mark.parametrize("way", ["facet", "hue"])
def test_a_figure_of_values_without_numbers_is_empty(way):
    field = np.where(np.arange(11)[:, None] == 5, 1.0, np.nan) * np.ones(5)
    asked = {"values": [0, 10], "columns": 2, "share": "both", "label": "t"}
    data = a_slice(curves=(field,), labels=("a",))
    assert panels.is_empty(Look(**{way: asked}), data)
    assert not panels.is_empty(Look(**{way: {**asked, "values": [0, 5]}}), data)


def test_the_config_allows_the_functions_that_there_are():
    allowed, _ = get_args(Functions)
    assert set(get_args(get_args(allowed)[0])) == {*FUNCTIONS}


def test_labels_and_panels_follow_the_functions(waves):
    config = a_config(
        kind="resonance_curve",
        apply=["abs"],
        panels=[{"at": 1}, {"at": 1, "apply": LOG_OF_ABS}, {"at": 1, "apply": []}],
    )
    look = make.make_plan(check(config, source="config")).look
    assert [p["ylabel"] for p in look.panels] == ["|E| [V/m]", "log10(|E| / (V/m))", "E [V/m]"]
    shared = config["figure"] | {"ylimits": "shared"}
    look = make.make_plan(check(config | {"figure": shared}, source="config")).look
    ranges = [panel["limits"] for panel in look.panels]
    assert ranges[0][0] < 0 < ranges[0][1]  # a margin below the smallest absolute value
    assert len({tuple(each) for each in ranges}) == 3
    plan = make.make_plan(check(a_config(kind="histogram", apply=["square"]), source="config"))
    assert plan.xlabel == "(E)² [(V/m)²]"


def test_a_figure_that_carries_its_data_is_drawn_again_with_other_functions(waves):
    draw(apply=["abs"], carry_data=True)
    assert redrawn("plots/k=0.4.png", {}).is_same
    assert not redrawn("plots/k=0.4.png", {"apply": [], "ylimits": "each"}).is_same
    np.testing.assert_array_equal(sweepfig.slice_of("plots/k=0.4.png").E, waves[1])


def test_a_function_that_there_is_not_is_refused():
    config = config_for("sweep.nc", figure={"apply": ["abs", "sinh"]})
    with pytest.raises(UserError, match=re.escape("figure.apply[1]")):
        check(config, source="config")
