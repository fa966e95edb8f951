"""The contact sheet shows the chosen targets, each below its place, its point and its error."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from seeing import config_for, draw, draw_sweep, write_sweep
from sweepfig.report.overview.contact_sheet import THUMBNAIL, contact_sheet

GRID = {"k": [0.3, 0.33, 0.4], "nu": [1e-3, 1e-2, 1e-1]}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return draw_sweep(tmp_path_factory.mktemp("showing"), **GRID)


def texts(figure):
    return [text.get_text() for text in figure.texts]


def test_a_caption_has_place_point_and_error(made):
    plan, rows, output = made
    heading, first, *_, last = texts(contact_sheet(plan, rows, output))
    assert heading == "all 9 targets, the largest RMSE first"
    errors = [
        row.numbers[plan.measures.index(measure)]
        for row in rows
        for measure in plan.measures
        if measure.kind == "RMSE"
    ]
    assert first == f"1   k=0.4 · nu=0.1   RMSE {errors[-1]:.4g}"
    assert last == f"9   k=0.3 · nu=0.001   RMSE {errors[0]:.4g}"


def test_a_long_caption_does_not_reach_the_next(tmp_path):
    """The widest of usual characters among them."""
    sizes = [1.25e8, 2.5e8, 5e8]
    plan, rows, output = draw_sweep(
        tmp_path, **{"magnetic_Reynolds_number_WWWW": sizes, "nu": [1e-3, 2e-3]}
    )
    figure = contact_sheet(plan, rows, output)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    _, *captions = figure.texts
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in captions]
    for text, box in zip(captions, boxes, strict=True):
        assert "…" in text.get_text()
        assert "RMSE" in text.get_text()
        assert box.width < THUMBNAIL


def test_the_worst_of_each_value_of_the_first_axis_are_shown(tmp_path):
    plan, rows, output = draw_sweep(tmp_path, k=np.arange(11), nu=[1, 2, 3])
    heading, *captions = texts(contact_sheet(plan, rows, output))
    assert heading == "11 targets: the largest RMSE for each k, the largest of all first"
    points = [f"k={k} · nu=3" for k in reversed(range(11))]
    assert [caption.split("   ")[1] for caption in captions] == points
    sheet = sorted(path.name for path in (output / ".sweepfig" / "sheet").glob("*.png"))
    assert sheet == [f"{n:02}_k={11 - n} nu=3.png" for n in range(1, 12)]


def test_the_contact_sheet_shows_every_target_of_a_small_sweep(made):
    _, _, output = made
    with Image.open(output / "contact-sheet.png") as sheet:
        wide, tall = sheet.size
    assert 4 * 360 < wide < 5 * 360
    assert tall > 3 * 360 * 0.45


@pytest.mark.parametrize("format", ["svg", "pdf"])
def test_figures_that_are_no_pictures_are_drawn_for_the_sheet(tmp_path, format):
    write_sweep(tmp_path / "sweep.nc", k=[0.3, 0.4])
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k")
    config["figure"]["format"] = format
    assert (draw(config)[2] / "contact-sheet.png").is_file()


def test_slices_of_two_dimensions_have_a_sheet(tmp_path):
    write_sweep(tmp_path / "sweep.nc", wide=True, k=[0.3, 0.4])
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k", ordinate="height")
    config["sweep"]["curves"].pop()
    config["figure"]["kind"] = "contourf"
    plan, rows, output = draw(config)
    heading, *captions = texts(contact_sheet(plan, rows, output))
    assert heading == "2 targets spread over the sweep"
    assert captions == ["1   k=0.3", "2   k=0.4"]


FAR = """
def draw(axes, data):
    axes.plot(data.abscissa, data.curves[0])
    axes.set_xlim(0, 2)
    axes.text({x}, 1, "a remark")
    if {fails}:
        raise SystemExit("no")
"""


@pytest.mark.parametrize(
    ("x", "fails"), [(1e4, "False"), (1e9, "False"), (1, "axes.figure.dpi == 60")]
)
def test_a_figure_that_cannot_be_a_picture_is_left_white_or_not_cropped(tmp_path, x, fails):
    write_sweep(tmp_path / "sweep.nc", k=[0.3, 0.4])
    (tmp_path / "far.py").write_text(FAR.format(x=x, fails=fails))
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k")
    config["figure"] |= {"format": "svg", "kind": f"{tmp_path}/far.py:draw"}
    _, rows, output = draw(config)
    assert all(row.has_figure for row in rows)
    with Image.open(output / "contact-sheet.png") as sheet:
        assert sheet.size[1] < 400
