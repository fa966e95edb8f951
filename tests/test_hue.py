"""Lines at some values of a second dimension, in one Axes, are those that a plain loop draws."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from carried import config, write_fields
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from panelled import FIELD, HUE, TIME, X, a_slice
from PIL import Image
from sweepfig.batch.render import render_targets
from sweepfig.config import settings
from sweepfig.drawing import kinds, panels
from sweepfig.drawing.look import Look
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.renderer.reference import reference_pixels
from sweepfig.drawing.template import Template
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load

DAYS = np.arange("2024-01-01", "2024-01-12", dtype="datetime64[D]")


def labels_of(look, data):
    (part,) = panels.split(look, data)
    return part.data.labels


def test_each_curve_has_a_line_at_values_from_the_first_to_the_last():
    (part,) = panels.split(Look(hue=HUE), a_slice())
    assert part.data.labels == (
        *("a, time = 0 ps", "a, time = 5 ps", "a, time = 10 ps"),
        *("b, time = 0 ps", "b, time = 5 ps", "b, time = 10 ps"),
    )
    places = (0, 5, 10)
    expected = [curve[place] for curve in (FIELD, 2 * FIELD) for place in places]
    np.testing.assert_array_equal(part.data.curves, expected)
    assert (part.data.ordinate, part.data.title, part.data.text) == (None, "k = 1", "hot")
    assert panels.heading(Look(hue=HUE), a_slice()) == ""


def test_lines_of_one_curve_are_named_by_their_values_alone():
    one = a_slice(curves=(FIELD,), labels=("a",))
    look = Look(hue={**HUE, "values": [0.4, 7.7]})
    assert labels_of(look, one) == ("time = 0 ps", "time = 8 ps")
    dated = Look(hue={"values": ["2024-01-05T06:00"], "label": "day"})
    assert labels_of(dated, replace(one, ordinate=DAYS)) == ("day = 2024-01-05",)
    assert len(labels_of(Look(hue={**HUE, "values": 40}), one)) == len(TIME)


def test_entries_of_lines_are_of_the_lines_in_their_order_and_options_of_all():
    lines = ({"color": "black"}, {"color": "red", "linewidth": 3}, {}, {"color": "blue"})
    look = Look(
        hue={**HUE, "values": 2},
        lines=lines,
        options={"linewidth": 2, "color": "green"},
    )
    with drawing_style(look):
        drawn = kinds.draw(look, kinds.resonance_curve, a_slice()).axes[0].lines
    assert [line.get_color() for line in drawn] == ["black", "red", "green", "blue"]
    assert [line.get_linewidth() for line in drawn] == [2, 3, 2, 2]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_slice_with_fewer_values_has_its_lines_all_the_same(count):
    """A run that ended early must not have the second curve in the first one's colours."""
    lines = tuple({"color": each} for each in ("black", "0.3", "0.6", "red", "orange"))
    short = a_slice(curves=(FIELD[:count], 2 * FIELD[:count]), ordinate=TIME[:count])
    (part,) = panels.split(Look(hue=HUE, lines=lines), short)
    drawn = [line.get("color") for line in part.look.lines]
    assert drawn == ["black", "0.3", "0.6"][:count] + ["red", "orange", None][:count]
    assert len(part.data.labels) == 2 * count


def test_entries_are_of_the_values_that_are_asked_for():
    lines = tuple({"color": each} for each in ("black", "0.3", "red"))
    look = Look(hue={**HUE, "values": [0, 0.1, 7]}, lines=lines)  # 0 is the nearest to two
    (part,) = panels.split(look, a_slice(curves=(FIELD,), labels=("a",)))
    assert [line["color"] for line in part.look.lines] == ["black", "red"]


def test_a_users_function_gets_the_lines_as_curves():
    look, got = Look(kind="my.py:draw", hue={**HUE, "values": 2}), []
    kinds.draw(look, lambda axes, data: got.append(data), a_slice())
    assert [curve.shape for curve in got[0].curves] == [X.shape] * 4
    assert got[0].labels[0] == "a, time = 0 ps"


SWEEP = (
    a_slice(),
    a_slice(curves=(FIELD**2, -FIELD), title="k = 2", ordinate=TIME / 7),
    a_slice(curves=(FIELD * np.nan, FIELD), labels=("c", "d"), ordinate=DAYS[:2]),
)


SMALL = {"size": (4.0, 2.5), "dpi": 40.0}


def test_the_template_draws_what_matplotlib_draws():
    scales = {"xscale": "log", "yscale": "symlog", "limits": (-3, None)}
    look = Look(hue=HUE, legend="outside", **scales, **SMALL)
    with drawing_style(look):
        function = kinds.KINDS[look.kind]
        template = Template(look, function)
        for data in SWEEP:
            pixels = template.pixels(data)
            assert template.reason == ""
            np.testing.assert_array_equal(pixels, reference_pixels(look, function, data))


def looped(dataset, names, k, times):
    """Return the pixels of a figure that a plain loop over some times draws."""
    figure = Figure(figsize=(5, 3), dpi=40)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(111)
    for name in names:
        begin = f"{name}, " if len(names) > 1 else ""
        for time in times:
            line = dataset[name].sel(k=k, t=time)
            axes.plot(dataset.x, line, label=f"{begin}t = {time:g} s", marker=".")
    root, upright = float(dataset.root.sel(k=k)), axes.get_xaxis_transform()
    style = {"color": "0.4", "linestyle": "--", "linewidth": 1, "label": "theory"}
    axes.add_artist(Line2D([root, root], [0, 1], transform=upright, **style))
    axes.legend()
    axes.grid()
    axes.set_xlabel("x [m]", fontsize=16)
    axes.set_ylabel("E [V/m]", fontsize=16)
    axes.set_title(f"k = {k:.1f}", fontsize=18)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=40, bbox_inches="tight")
    return np.asarray(Image.open(picture))


@pytest.mark.parametrize(
    ("names", "values", "times"),
    [
        (("E",), 3, [0.0, 2.0, 4.0]),
        (("E", "model"), 9, [0.0, 1.0, 2.0, 3.0, 4.0]),
        (("E", "model"), [2.9, 1], [3.0, 1.0]),
    ],
)
def test_a_sweep_and_its_twins_are_drawn_as_by_a_plain_loop(in_folder, names, values, times):
    write_fields()
    figure = {
        "size": [5, 3],
        "dpi": 40,
        "ylabel": "E [V/m]",
        "hue": {"dimension": "t", "values": values},
        "options": {"marker": "."},
        "marks": [{"variable": "root", "label": "theory"}],
        "also": [{"hue": {"dimension": "t", "values": 2}}],
    }
    given = config(*names, **figure)
    del given["sweep"]["ordinate"]  # hue says it
    given["sweep"]["axes"][0]["title"] = "k = {}"
    plan = load(ensure_plan(settings.check(given, source="test"), "plots"))
    outcomes = render_targets(plan, "plots", range(2))
    assert {(each.row.status, each.row.drawn_by) for each in outcomes} == {("ok", "template")}
    with xr.open_dataset("fields.nc") as dataset:
        for target, k in zip(plan.targets(), (0.3, 0.4), strict=True):
            for file, shown in zip(target.files, (times, [0.0, 4.0]), strict=True):
                drawn = np.asarray(Image.open(Path("plots", file)))
                np.testing.assert_array_equal(drawn, looped(dataset, names, k, shown))
