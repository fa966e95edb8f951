"""Overview figures are there for any sweep, with the same bytes each time."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import xarray as xr
from PIL import Image
from seeing import config_for, draw, draw_sweep, write_sweep
from sweepfig.batch.row import Row
from sweepfig.drawing.renderer import private
from sweepfig.plan.plan_file import from_document, to_json
from sweepfig.report.overview.figures import overview_png

NAMES = ("error-map", "peak-map", "contact-sheet")
MODELS = ("first", "model")
GRID = {"k": [0.3, 0.33, 0.4], "nu": [1e-3, 1e-2, 1e-1]}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return draw_sweep(tmp_path_factory.mktemp("showing"), **GRID)


def test_one_curve_has_a_map_of_its_peaks_and_a_sheet(tmp_path):
    write_sweep(tmp_path / "sweep.nc", k=[0.3, 0.4], nu=[1, 2])
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k", "nu")
    config["sweep"]["curves"].pop()
    _, _, output = draw(config)
    assert {path.name for path in output.glob("*.png")} == {"peak-map.png", "contact-sheet.png"}


def test_of_own_numbers_that_were_never_returned_there_is_an_empty_picture(made):
    plan, rows, output = made
    picture = overview_png(replace(plan, numbers="mine.py:measure"), rows, output, "number-maps")
    assert Image.open(io.BytesIO(picture)).size[0] > 100


def test_a_sweep_of_which_nothing_is_drawn_is_shown_all_the_same(made, tmp_path):
    plan, rows, _ = made
    failed = [Row(row.figure, "", 0, "failed", "OSError") for row in rows]
    for name in NAMES:
        Image.open(io.BytesIO(overview_png(plan, failed, tmp_path, name))).verify()


def test_labels_that_are_no_mathtext_stop_nothing(made):
    plan, rows, output = made
    document = json.loads(to_json(plan))
    document["quantities"][0]["name"] = r"$\nonsense{$"
    assert all(overview_png(from_document(document), rows, output, name) for name in NAMES)


def scattered(folder):
    """Write runs at points that are on no grid; return the config of their sweep."""
    x = np.linspace(0.0, 2.0, 41)
    for n, (k, nu) in enumerate([(1, 5), (2, 3), (3, 700), (4, 1), (5, 8), (6, 2)]):
        curves = {name: ("frequency", k * np.sin(nu * x) + m) for m, name in enumerate(MODELS)}
        places = {"frequency": x, "k": float(k), "nu": float(nu)}
        xr.Dataset(curves, places).to_netcdf(folder / f"run{n}.nc")
    return config_for(folder / "run*.nc", folder / "plots", "k", "nu")


def grid(folder, **axes):
    write_sweep(folder / "sweep.nc", **axes)
    return config_for(folder / "sweep.nc", folder / "plots", *axes)


def many_decades(folder):
    """Write a sweep whose errors need a logarithmic scale of many decades, with minor ticks."""
    config = grid(folder, k=[1, 2, 3, 4], nu=[0.1, 0.2])
    with xr.load_dataset(folder / "sweep.nc") as sweep:
        there = 10.0 ** -np.arange(8).reshape(4, 2, 1)
        sweep["model"] = sweep["first"] * (1 + there)
        sweep["k"].attrs["long_name"] = r"$k_0\lambda_D$"
        sweep.to_netcdf(folder / "sweep.nc")
    return config


@pytest.mark.parametrize(
    "make",
    [
        scattered,
        many_decades,
        pytest.param(
            partial(grid, k=np.linspace(0.1, 9.7, 25), nu=[1e-3, 2e-3, 5e-1]),
            marks=pytest.mark.slow,
        ),
        pytest.param(partial(grid, k=[0.3]), marks=pytest.mark.slow),
        partial(grid, k=["b", "a", "c"], nu=[1, 2], z=[3, 4]),
    ],
    ids=["scattered", "many decades", "many values", "one target", "names"],
)
def test_the_overviews_pixels_are_those_of_plain_matplotlib(tmp_path, monkeypatch, make):
    assert private.is_tested()
    drawn = draw(make(tmp_path))
    found = {name: overview_png(*drawn, name) for name in NAMES}
    monkeypatch.setattr("sweepfig.drawing.plain.plain_drawing.is_tested", lambda: False)
    for name in NAMES:
        assert overview_png(*drawn, name) == found[name], name


def test_the_overview_has_the_same_bytes_each_time(made):
    plan, rows, output = made
    for name in NAMES:
        assert (output / f"{name}.png").read_bytes() == overview_png(plan, rows, output, name)
