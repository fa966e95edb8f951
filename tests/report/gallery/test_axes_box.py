"""The Axes are found in the figures of each kind that has one with a frame; others are shown whole."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image
from seeing import config_for, draw, write_sweep
from sweepfig.batch.render import read_slices
from sweepfig.drawing import kinds
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.report.gallery.axes_box import axes_box, frame_of

AXES = {"k": [0.3, 0.33], "nu": [1e-3, 1e-2, 1.0]}


def drawn(folder, **figure):
    is_map = figure.get("kind") in ("pcolormesh", "contourf")
    write_sweep(folder / "sweep.nc", wide=is_map, **AXES)
    ordinate = {"ordinate": "height"} if is_map else {}
    config = config_for(folder / "sweep.nc", folder / "plots", *AXES, **ordinate)
    if is_map:
        del config["sweep"]["curves"][1]
    config["figure"] = {"size": [6, 3], "dpi": 100, **figure}
    return draw(config)


def expected(plan, n):
    """Return where matplotlib has the Axes of a target's figure, as shares of the tight box."""
    with drawing_style(plan.look):
        ((_, data),) = read_slices(plan, range(n, n + 1))
        figure = kinds.draw(plan.look, kinds.load(plan.look.kind), data)
        figure.canvas.draw()
        whole = figure.get_tightbbox().padded(mpl.rcParams["savefig.pad_inches"])
        box = figure.axes[0].get_window_extent().transformed(figure.dpi_scale_trans.inverted())
    return np.array(
        [
            (box.x0 - whole.x0) / whole.width,
            (whole.y1 - box.y1) / whole.height,
            box.width / whole.width,
            box.height / whole.height,
        ]
    )


@pytest.mark.parametrize(
    "figure",
    [
        {},
        {"kind": "pcolormesh"},
        *(
            pytest.param(figure, marks=pytest.mark.slow)
            for figure in ({"yscale": "log"}, {"kind": "histogram"}, {"kind": "contourf"})
        ),
    ],
    ids=str,
)
def test_the_box_is_where_matplotlib_has_the_axes(tmp_path, figure):
    plan, rows, output = drawn(tmp_path, **figure)
    box = axes_box(plan, rows, output)
    assert box is not None
    differences = [np.abs(np.array(box[:4]) - expected(plan, n)).max() for n in range(len(rows))]
    assert max(differences) < 0.015
    with Image.open(output / rows[0].figure) as picture:
        pixels = box.height * picture.height / (box.width * picture.width)
    assert box.aspect == pytest.approx(pixels, rel=0.01)


@pytest.mark.parametrize(
    "figure",
    [
        {"style": "fivethirtyeight"},  # no frame
        {"format": "svg"},
        {"panels": [{}, {"kind": "histogram"}]},
        {"panels": [{}, {"yscale": "log"}], "columns": 2, "size": [30, 5]},
    ],
    ids=str,
)
def test_figures_without_one_frame_are_shown_whole(tmp_path, figure):
    plan, rows, output = drawn(tmp_path, **figure)
    assert axes_box(plan, rows, output) is None


def test_a_figure_that_is_gone_or_cut_short_stops_nothing(tmp_path):
    plan, rows, output = drawn(tmp_path)
    (output / rows[0].figure).write_bytes((output / rows[0].figure).read_bytes()[:1000])
    assert axes_box(plan, rows, output) is None
    (output / rows[0].figure).unlink()
    assert axes_box(plan, rows, output) is None
    assert axes_box(plan, [], output) is None


def square(side="all"):
    grey = np.full((100, 200), 255, np.uint8)
    grey[10, 20:180] = grey[90, 20:180] = 0
    grey[10:91, 20] = 0
    if side == "all":
        grey[10:91, 179] = 0
    return grey


def test_a_frame_is_closed():
    assert frame_of(square()) == (0.1, 0.1, 0.9, 0.91)
    assert frame_of(square("open")) is None
    assert frame_of(np.full((100, 200), 255, np.uint8)) is None
    lines = np.full((100, 200), 255, np.uint8)
    lines[5:9] = 0
    assert frame_of(lines) is None
