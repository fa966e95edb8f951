"""What a call drew says what it is, in a console and a notebook, and hands out the numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sweepfig
import xarray as xr
from sweepfig.core import paths
from sweeps import write_sweep

SMALL = {"size": (3.0, 2.0), "dpi": 40}
OUTPUT = Path("figures")


@pytest.fixture
def dataset(in_folder):
    return write_sweep(Path("sweep.nc"))


def test_the_numbers_are_those_of_metrics_nc(dataset):
    drawn = sweepfig.draw(dataset, **SMALL)
    with xr.open_dataset(paths.metrics_file(OUTPUT)) as there:
        xr.testing.assert_identical(drawn.numbers, there.load())


def test_the_numbers_of_some_figures_are_at_their_places(dataset):
    whole = sweepfig.draw(dataset, output="whole", **SMALL).numbers
    drawn = sweepfig.draw(dataset, only={"wavenumber": 0.33, "cee": 1e-3}, **SMALL)
    height = drawn.numbers["peak_height_of_actual"]
    assert np.isfinite(height).sum() == 1
    assert height[1, 2] == whole["peak_height_of_actual"][1, 2]
    assert drawn.gallery is None


def test_it_stays_what_it_was_when_other_data_are_drawn(dataset):
    sweepfig.draw(dataset, **SMALL)
    again = sweepfig.draw(dataset, **SMALL)
    doubled = sweepfig.draw(2 * dataset, output=OUTPUT, **SMALL)
    height = "peak_height_of_actual"
    np.testing.assert_allclose(doubled.numbers[height], 2 * again.numbers[height])
    assert again.figures == doubled.figures


def test_it_prints_the_closing_lines(dataset):
    drawn = sweepfig.draw(dataset, **SMALL)
    first, *_, last = repr(drawn).splitlines()
    assert first.startswith("6 drawn (100% by the template), 0 already current, 0 failed in ")
    assert last == "look at figures/index.html  table: figures/data.csv"
    assert drawn.gallery == paths.gallery_file(OUTPUT)
    some = repr(sweepfig.draw(dataset, limit=2, **SMALL))
    assert "2 of 6 targets looked at: the first 2" in some


def test_a_notebook_shows_some_figures_and_the_guesses(dataset):
    page = sweepfig.draw(dataset, axes="wavenumber", **SMALL)._repr_html_()
    assert page.count('src="data:image/png;base64,') == 2
    assert "not drawn: predicted" in page


def test_completion_offers_public_names_alone(dataset):
    drawn = sweepfig.draw(dataset, limit=1, **SMALL)
    assert dir(drawn) == [
        *("config", "current", "doubts", "drawn", "failures", "figures", "gallery", "is_complete"),
        *("numbers", "output", "stopped"),
    ]


def test_numbers_of_a_function_are_among_them_and_its_failures_told(dataset):
    Path("mine.py").write_text(
        "def measure(data):\n"
        "    if data.point['cee'] == 1e-3: raise ValueError('no mode')\n"
        "    return {'largest': (data.curves[0].max(), 'V')}\n"
    )
    drawn = sweepfig.draw(dataset, numbers="mine.py:measure", **SMALL)
    largest = drawn.numbers["largest"]
    assert largest.units == "V"
    np.testing.assert_array_equal(largest[:, :2], dataset.actual.max("frequency")[:, :2])
    assert np.isnan(largest[:, 2]).all()
    assert (drawn.drawn, drawn.current, len(drawn.figures), drawn.is_complete) == (6, 0, 6, False)
    assert {*drawn.failures.values()} == {"mine.py:measure: ValueError: no mode"}
    assert "2 of 6 targets were drawn, but not measured" in repr(drawn)
