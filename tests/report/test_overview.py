"""Overview figures: the numbers of any sweep, labelled as the file does, the same bytes each time."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from PIL import Image
from seeing import config_for, draw, draw_sweep, write_sweep
from sweepfig.batch.row import Row
from sweepfig.plan.plan_file import from_document, to_json
from sweepfig.report.overview import is_of_number_maps, maps, overview_png, plain
from sweepfig.report.table import worst

NAMES = ("error-map", "peak-map", "contact-sheet")

GRID = {"k": [0.3, 0.33, 0.4], "nu": [1e-3, 1e-2, 1e-1]}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return draw_sweep(tmp_path_factory.mktemp("showing"), **GRID)


def shown(output):
    return {path.name: path for path in output.iterdir() if path.is_file()}


def colours(figure):
    """Return what is drawn in each panel's heat map."""
    return [axes.images[0].get_array() for axes in figure.axes if axes.images]


def test_the_maps_hold_the_numbers(made):
    plan, rows, output = made
    with xr.open_dataset(output / "metrics.nc") as dataset:
        (errors,) = colours(maps(plan, rows, lambda each: each.kind == "RMSE"))
        np.testing.assert_array_equal(errors, dataset.RMSE_of_Fit)
        peaks = colours(maps(plan, rows, lambda each: each.kind == "peak position"))
        np.testing.assert_array_equal(peaks[0], dataset.peak_position_of_Actual)
        assert len(peaks) == 2


def test_the_maps_are_labelled_from_the_file(made):
    plan, rows, _ = made
    axes = maps(plan, rows, lambda each: each.kind == "peak position").axes[0]
    assert axes.get_title() == "peak position of Actual [GHz]"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("nu", "k")
    assert [text.get_text() for text in axes.get_yticklabels()] == ["0.3", "0.33", "0.4"]


def test_panels_of_one_kind_share_a_scale(made):
    plan, rows, _ = made
    figure = maps(plan, rows, lambda each: each.kind == "peak position")
    scales = [axes.images[0].norm for axes in figure.axes if axes.images]
    assert scales[0] is scales[1]


def test_the_contact_sheet_shows_every_target_of_a_small_sweep(made):
    _, _, output = made
    with Image.open(output / "contact-sheet.png") as sheet:
        wide, tall = sheet.size
    assert 4 * 360 < wide < 5 * 360
    assert tall > 3 * 360 * 0.45


@pytest.mark.parametrize(
    "axes",
    [{"k": [1, 2, 3]}, {"a": [1, 2], "b": [1, 2, 3], "c": ["x", "y"]}, {"k": [1], "nu": [1]}],
    ids=["one axis", "three axes", "one target"],
)
def test_sweeps_of_other_shapes_have_maps(tmp_path, axes):
    plan, rows, output = draw_sweep(tmp_path, **axes)
    assert {"error-map.png", "peak-map.png", "contact-sheet.png"} <= shown(output).keys()
    if len(axes) == 3:
        (errors,) = colours(maps(plan, rows, lambda each: each.kind == "RMSE"))
        with xr.open_dataset(output / "metrics.nc") as dataset:
            np.testing.assert_array_equal(errors, dataset.RMSE_of_Fit.max("c"))


@pytest.mark.parametrize("format", ["svg", "pdf"])
def test_figures_that_are_no_pictures_are_drawn_for_the_sheet(tmp_path, format):
    write_sweep(tmp_path / "sweep.nc", k=[0.3, 0.4])
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k")
    config["figure"]["format"] = format
    assert "contact-sheet.png" in shown(draw(config)[2])


def test_one_curve_has_a_map_of_its_peaks_and_a_sheet(tmp_path):
    write_sweep(tmp_path / "sweep.nc", k=[0.3, 0.4], nu=[1, 2])
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k", "nu")
    config["sweep"]["curves"].pop()
    plan, rows, output = draw(config)
    assert {"peak-map.png", "contact-sheet.png"} <= shown(output).keys()
    assert "error-map.png" not in shown(output)
    assert worst(plan, rows, 3) == []


def test_own_numbers_have_a_map_each_with_a_scale_of_its_own(made):
    plan, rows, _ = made
    assert "number-maps" not in plan.overviews
    plan = replace(plan, numbers="mine.py:measure")
    assert "number-maps" in plan.overviews
    own = [
        replace(row, own=(("n", "V", float(n)), ("gap", "", None))) for n, row in enumerate(rows)
    ]
    figure = maps(plan, own, is_of_number_maps)
    assert [axes.get_title() for axes in figure.axes[:2]] == ["n [V]", "gap"]
    first, second = colours(figure)
    np.testing.assert_array_equal(first.ravel(), range(9))
    assert second.mask.all()
    scales = [axes.images[0].norm for axes in figure.axes if axes.images]
    assert scales[0] is not scales[1]


def test_of_own_numbers_that_were_never_returned_there_is_an_empty_picture(made):
    plan, rows, output = made
    picture = overview_png(replace(plan, numbers="mine.py:measure"), rows, output, "number-maps")
    assert Image.open(io.BytesIO(picture)).size[0] > 100


def test_growth_and_damping_have_colours_that_part_at_zero(tmp_path):
    plan, rows, output = draw_series(tmp_path, rates=[-0.2, 0.0, 0.05])
    panels = {axes.get_title(): axes for axes in maps(plan, rows, is_of_number_maps).axes}
    rates = panels["growth rate of E"].lines[0].get_ydata()
    np.testing.assert_allclose(rates, [-0.2, 0, 0.05], atol=1e-4)
    assert "number-maps.png" in shown(output)
    plan, rows, _ = draw_series(tmp_path / "two", rates=[-0.2, 0.0, 0.05], n_other=2)
    (image,) = next(
        axes.images
        for axes in maps(plan, rows, is_of_number_maps).axes
        if axes.get_title() == "growth rate of E"
    )
    assert image.norm(0.0) == 0.5
    assert image.norm.vmax == pytest.approx(0.2, abs=1e-3)


def draw_series(folder, rates, n_other=1):
    folder.mkdir(exist_ok=True)
    time = np.linspace(0, 60, 301)
    waves = [[np.exp(rate * time) * np.cos(2 * time)] * n_other for rate in rates]
    dataset = xr.Dataset(
        {"E": (("rate", "n", "time"), waves)},
        {"rate": rates, "n": np.arange(n_other), "time": time},
    )
    dataset.squeeze("n" if n_other == 1 else []).to_netcdf(folder / "series.nc")
    names = ["rate", "n"][: 1 + (n_other > 1)]
    config = config_for(folder / "series.nc", folder / "plots", *names, abscissa="time")
    config["sweep"]["curves"] = [{"file": str(folder / "series.nc"), "variable": "E"}]
    return draw(config)


def test_slices_of_two_dimensions_have_a_sheet(tmp_path):
    write_sweep(tmp_path / "sweep.nc", wide=True, k=[0.3, 0.4])
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k", ordinate="height")
    config["sweep"]["curves"].pop()
    config["figure"]["kind"] = "contourf"
    assert [name for name in shown(draw(config)[2]) if name.endswith(".png")].count(
        "contact-sheet.png"
    )


def test_a_sweep_of_which_nothing_is_drawn_is_shown_all_the_same(made, tmp_path):
    plan, rows, _ = made
    failed = [Row(row.figure, "", 0, "failed", "OSError") for row in rows]
    for name in NAMES:
        Image.open(io.BytesIO(overview_png(plan, failed, tmp_path, name))).verify()


def test_labels_that_are_no_mathtext_are_shown_as_written(made):
    assert plain(r"$\omega$") == r"$\omega$"
    assert plain(r"$\nonsense{$") == r"\$\nonsense{\$"
    plan, rows, output = made
    document = json.loads(to_json(plan))
    document["quantities"][0]["name"] = r"$\nonsense{$"
    assert all(overview_png(from_document(document), rows, output, name) for name in NAMES)


def test_the_overview_has_the_same_bytes_each_time(made):
    plan, rows, output = made
    for name in NAMES:
        assert (output / f"{name}.png").read_bytes() == overview_png(plan, rows, output, name)
