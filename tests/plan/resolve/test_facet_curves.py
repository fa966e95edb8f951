"""A facet of maps is drawn from curves, one at each value, with the pixels of a plain loop."""

from __future__ import annotations

import io
import re

import matplotlib as mpl
import numpy as np
import pytest
import xarray as xr
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from sweepfig.batch.render import render_targets
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.plan.resolve.facet_curves import with_a_curve_for_each

pytestmark = pytest.mark.usefixtures("in_folder")
FACET = {"dimension": "t", "values": 3}
DAYS = np.datetime64("2024-01-01T06", "ns") + np.arange(5) * np.timedelta64(1, "D")


def write(times=np.arange(5.0)):  # noqa: B008
    """Write a field over falling x and y at some times, with holes, for two k; return it."""
    values = np.random.default_rng(1).normal(size=(2, 5, 6, 9)).cumsum(-1)
    values[0, 2, :3, :4] = np.nan
    dataset = xr.Dataset(
        {"n": (("k", "t", "y", "x"), values, {"units": "m^-3", "long_name": "density"})},
        {
            "k": [0.1, 0.2],
            "t": ("t", times, {"long_name": "time"}),
            "y": np.arange(6.0)[::-1],
            "x": np.linspace(3, 0, 9),
        },
    )
    dataset.to_netcdf("fields.nc")
    return dataset


def config(figure, **sweep):
    """Return the settings of a figure of the field."""
    own = {
        "curves": [{"file": "fields.nc", "variable": "n"}],
        "axes": [{"dimension": "k", "notation": "fixed", "digits": 1}],
        **{"abscissa": "x", "ordinate": "y", **sweep},
    }
    figure = {"kind": "pcolormesh", "facet": FACET, **figure}
    return settings.check({"sweep": own, "figure": figure, "output": "plots"}, source="config")


def drawn(figure, **sweep):
    """Draw the figures; return the plan and each one's pixels."""
    plan = load(ensure_plan(config(figure, **sweep), "plots"))
    outcomes = render_targets(plan, "plots", range(plan.n_targets))
    assert {(each.row.cause, each.row.drawn_by) for each in outcomes} == {("", "template")}
    return plan, [np.asarray(Image.open(f"plots/{each.row.figure}")) for each in outcomes]


def looped(dataset, k, times, limits, titles):
    """Return the pixels of a figure that a plain loop over some times draws: side by side, one bar."""
    with mpl.rc_context():
        mpl.rcdefaults()
        figure = Figure(figsize=(9, 3.5), dpi=50)
        FigureCanvasAgg(figure)
        columns, right = len(times), 1 - 1.3 / 9
        gap = 0.14 / (((right - 0.125) * 9 - 0.14 * (columns - 1)) / columns)
        ends = {"bottom": 0.55 / 3.5, "top": 1 - 0.6 / 3.5}
        made = figure.subplots(
            1,
            columns,
            sharex=True,
            sharey=True,
            gridspec_kw={"left": 0.125, "right": right, "wspace": gap, **ends},
        )
        for axes, time, title in zip(made, times, titles, strict=True):
            field = dataset.n.isel(k=k, t=time)
            mesh = axes.pcolormesh(field.x, field.y, field, vmin=limits[0], vmax=limits[1])
            axes.set_xlabel("x", fontsize=12)
            axes.set_title(title, fontsize=12)
        made[0].set_ylabel("y", fontsize=12)
        box = made[-1].get_position()
        beside = figure.add_axes((box.x1 + 0.15 / 9, box.y0, 0.2 / 9, box.height))
        figure.colorbar(mesh, cax=beside, label="density [m^-3]")
        above = box.y1 + 0.3 / 3.5
        figure.suptitle(f"k = {dataset.k.values[k]}", y=above, va="bottom", fontsize=18)
        picture = io.BytesIO()
        figure.savefig(picture, bbox_inches="tight")
    return np.asarray(Image.open(picture).convert("RGB"))


@pytest.mark.parametrize(
    ("times", "values", "titles", "ylimits"),
    [
        (np.arange(5.0), 3, ["time = 0", "time = 2", "time = 4"], None),
        (
            DAYS,
            ["2024-01-01", "2024-01-02T23", "2025-01-01"],
            [f"time = 2024-01-0{day}T06:00" for day in (1, 3, 5)],
            "each",
        ),
    ],
)
def test_the_figures_are_those_of_a_plain_loop(times, values, titles, ylimits):
    dataset = write(times)
    facet = {"dimension": "t", "values": values}
    _, pictures = drawn({"facet": facet, "ylimits": ylimits, "size": [9, 3.5], "dpi": 50})
    shown = dataset.n[:, [0, 2, 4]]
    for k, pixels in enumerate(pictures):
        of_range = shown if ylimits is None else shown[k]
        limits = float(of_range.min()), float(of_range.max())
        expected = looped(dataset, k, [0, 2, 4], limits, titles)
        np.testing.assert_array_equal(pixels[..., :3], expected)


def test_each_map_is_a_curve_that_selects_its_value():
    write()
    found, quantity = with_a_curve_for_each(config({"also": [{"norm": "symlog"}]}))
    assert quantity.label == "time"
    assert [curve.select for curve in found.sweep.curves] == [{"t": 0.0}, {"t": 2.0}, {"t": 4.0}]
    assert [curve.name for curve in found.sweep.curves] == ["n, t = 0", "n, t = 2", "n, t = 4"]
    assert [each.facet.values for _, each in found.figure.by_key()] == [(0.0, 2.0, 4.0)] * 2


def test_without_a_facet_of_maps_settings_are_as_they_were():
    for figure in ({"kind": "histogram"}, {"facet": None}):
        given = config({"facet": None, **figure})
        assert with_a_curve_for_each(given) == (given, None)


@pytest.mark.parametrize(
    ("curve", "label"),
    [
        ({}, "density [m^-3]"),
        ({"label": "n_e"}, "n_e"),
        ({"select": {"s": "e"}}, "density, s = e [m^-3]"),
    ],
)
def test_the_colour_bar_is_labelled_as_that_of_one_map(curve, label):
    write().expand_dims(s=["e", "i"]).to_netcdf("species.nc")
    own = {"file": "fields.nc", "variable": "n", **curve}
    if "select" in curve:
        own["file"] = "species.nc"
    plan = load(ensure_plan(config({}, curves=[own]), "plots"))
    assert plan.look.colour_label == label


@pytest.mark.parametrize(
    ("sweep", "figure", "message"),
    [
        (
            {"select": {"t": 1}},
            {},
            "figure.facet.dimension: got 't', which sweep.select fixes at 1",
        ),
        (
            {"curves": [{"file": "fields.nc", "variable": "n", "select": {"t": 2}}]},
            {},
            "figure.facet.dimension: got 't', which sweep.curves[0].select fixes at 2",
        ),
        (
            {"curves": [{"file": "fields.nc", "variable": "n", "label": each} for each in "ab"]},
            {},
            "figure.facet: it has a map of one curve at each of its values; got 2 curves",
        ),
        ({}, {"facet": {**FACET, "dimension": "q"}}, "figure.facet.dimension: got 'q', but 'n' of"),
        (
            {},
            {"facet": {**FACET, "values": ["2024-01-01"]}},
            "figure.facet.values: got ['2024-01-01'], but t holds numbers; such are allowed",
        ),
        (
            {},
            {"also": [{"facet": None}]},
            "figure.also[0].facet: got null, but a facet of the same data makes 3 curves",
        ),
    ],
)
def test_a_facet_that_the_sweep_can_not_give_is_refused(sweep, figure, message):
    write()
    with pytest.raises(UserError, match=re.escape(message)):
        ensure_plan(config(figure, **sweep), "plots")


def test_units_in_a_dimensions_own_name_are_no_part_of_the_bars_label():
    write().rename(t="t [s]").to_netcdf("fields.nc")
    facet = {**FACET, "dimension": "t [s]"}
    assert (
        load(ensure_plan(config({"facet": facet}), "plots")).look.colour_label == "density [m^-3]"
    )
