"""Maps of the numbers of any sweep, labelled as the file does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from matplotlib.backends.backend_agg import FigureCanvasAgg
from seeing import config_for, draw, draw_sweep, write_sweep
from sweepfig.drawing.formulas import readable
from sweepfig.measuring.lines import ERROR
from sweepfig.report.overview.maps import _at_places, is_of_number_maps, maps
from sweepfig.sweep.quantity import Quantity

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


def test_a_long_label_lies_within_the_map(made):
    plan, rows, _ = made
    long = Quantity(
        "collision frequency of thermal electrons with the neutral background gas", "s-1"
    )
    long_plan = replace(plan, quantities=(long, long, *plan.quantities[2:]))
    figure = maps(long_plan, rows, lambda each: each.kind == ERROR)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    whole = figure.bbox
    for axis in (figure.axes[0].xaxis, figure.axes[0].yaxis):
        assert axis.label.get_text().replace("\n", " ") == long.label
        box = axis.label.get_window_extent(canvas.get_renderer())
        assert whole.xmin <= box.xmin
        assert box.xmax <= whole.xmax
        assert whole.ymin <= box.ymin
        assert box.ymax <= whole.ymax


def test_panels_of_one_kind_share_a_scale(made):
    plan, rows, _ = made
    figure = maps(plan, rows, lambda each: each.kind == "peak position")
    scales = [axes.images[0].norm for axes in figure.axes if axes.images]
    assert scales[0] is scales[1]


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


@pytest.mark.slow
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


def test_labels_that_are_no_mathtext_are_shown_as_written():
    assert readable(r"$\omega$") == r"$\omega$"
    assert readable(r"$\nonsense{$") == r"\$\nonsense{\$"


def test_scattered_points_are_all_shown_and_their_scale_is_of_their_range(tmp_path):
    numbers = np.arange(8)
    write_sweep(tmp_path / "sweep.nc", k=[0])
    with xr.load_dataset(tmp_path / "sweep.nc") as dataset:
        points = [
            dataset.isel(k=0, drop=True).assign_coords(a=np.int16(2000 + 400 * n), b=2 * n, c=3 * n)
            for n in numbers
        ]
    xr.concat(points, "run").to_netcdf(tmp_path / "sweep.nc")
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "a", "b", "c")
    plan, rows, _ = draw(config)
    assert plan.is_scattered
    axes = maps(plan, rows, lambda each: each.kind == "peak position").axes[0]
    assert axes.get_yscale() == "linear"
    assert axes.get_title() == "peak position of Actual [GHz]"


def test_of_scattered_points_in_one_place_the_largest_error_counts(tmp_path):
    points = [(0, 0, 0), (2, 7, 1), (5, 1, 2), (7, 9, 3), (9, 4, 4), (9, 4, 5)]
    write_sweep(tmp_path / "sweep.nc", k=[0])
    with xr.load_dataset(tmp_path / "sweep.nc") as dataset:
        one = dataset.isel(k=0, drop=True)
        runs = [
            one.assign(model=one["first"] + error).assign_coords(a=a, b=b, c=c)
            for error, (a, b, c) in zip([1, 2, 3, 4, 6, 5], points, strict=True)
        ]
    xr.concat(runs, "run").to_netcdf(tmp_path / "sweep.nc")
    plan, rows, _ = draw(config_for(tmp_path / "sweep.nc", tmp_path / "plots", "a", "b", "c"))
    assert plan.is_scattered
    axes = maps(plan, rows, lambda each: each.kind == ERROR).axes[0]
    (dots,) = axes.collections
    places, errors = dots.get_offsets().tolist(), dots.get_array().tolist()
    expected = {(b, a): n for n, (a, b, _) in zip([1, 2, 3, 4, 6], points, strict=False)}
    assert dict(zip(map(tuple, places), errors, strict=True)) == pytest.approx(expected)
    assert axes.get_title().endswith("\nlargest over c")


def test_a_number_that_no_scattered_point_has_is_missing_everywhere():
    places = np.zeros((2, 2), np.int32), np.array([0, 1, 1])
    for kind in (ERROR, "FWHM"):
        assert np.isnan(_at_places(places, np.full(3, np.nan), kind)).all()
    values = np.array([4.0, 1.0, 2.0])
    assert _at_places(places, values, ERROR).tolist() == [4.0, 2.0]
    assert _at_places(places, values, "FWHM").tolist() == [4.0, 1.5]
