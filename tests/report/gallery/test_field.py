"""Fields are shown in the colours that all share, with their numbers, a cut, and their differences."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from data_view import point, shown, text
from seeing import address, config_for, draw


@pytest.fixture(scope="module")
def fields(tmp_path_factory):
    """Fields whose number is k (x + 10 y), on x from 0 to 4 and y from 4 down to 0."""
    folder = tmp_path_factory.mktemp("fields")
    x, y, k = np.linspace(0, 4, 5), np.linspace(4, 0, 9), np.array([1.0, 3.0])
    values = k[:, None, None] * (x + 10 * y[:, None])
    values[:, 0, 0] = np.nan
    coordinates = {
        "k": k,
        "y": ("y", y, {"units": "m"}),
        "frequency": ("frequency", x, {"units": "s"}),
    }
    field = {"first": (("k", "y", "frequency"), values, {"units": "V"})}
    xr.Dataset(field, coordinates).to_netcdf(folder / "sweep.nc")
    config = config_for(folder / "sweep.nc", folder / "plots", "k", ordinate="y")
    config["sweep"]["curves"] = config["sweep"]["curves"][:1]
    config["figure"]["kind"] = "pcolormesh"
    return draw(config)


def colour_at(page, x, y):
    """Return the colour of the map at a share of its width and height: red, green, blue."""
    return page.run(
        "(() => { const canvas = document.querySelector('.plot canvas'), a = canvas.getBoundingClientRect();"
        "const o = document.querySelector('.plot .u-over').getBoundingClientRect();"
        f"const x = o.left - a.left + {x} * o.width, y = o.top - a.top + {y} * o.height;"
        "const one = document.createElement('canvas').getContext('2d', {willReadFrequently: true});"
        "one.drawImage(canvas, x, y, 1, 1, 0, 0, 1, 1);"
        "return [...one.getImageData(0, 0, 1, 1).data].slice(0, 3) })()"
    )


def test_a_field_is_shown_in_the_shared_colours_with_its_numbers(chromium, fields):
    chromium.resize(1280, 900)
    chromium.faults.clear()
    chromium.open(address(fields, "#at=k=1.0&data=1"))
    shown(chromium, "k=1.0")
    point(chromium, 0.5, 0.99)
    where, _, value = text(chromium, "readout").removesuffix(" V").rpartition(" ")
    assert where == "frequency 2 s · y 0 m · Actual"
    assert float(value) == pytest.approx(2, abs=44 / 254)
    point(chromium, 0.99, 0.01)
    assert text(chromium, "readout").startswith("frequency 4 s · y 4 m · Actual 44")
    assert chromium.run(
        "[...document.querySelectorAll('.colours span')].map((s) => s.textContent)"
    ) == ["0", "132 V"]
    assert colour_at(chromium, 0.02, 0.98) == [68, 1, 84]  # viridis's first
    assert colour_at(chromium, 0.02, 0.02) == [207, 211, 209]  # no number
    third = colour_at(chromium, 0.98, 0.02)
    chromium.press("ArrowRight")
    shown(chromium, "k=3.0")
    assert colour_at(chromium, 0.98, 0.02) == [
        253,
        231,
        36,
    ]  # viridis's last; k = 1 goes to a third
    assert third[2] > 120
    assert (
        chromium.run("document.querySelector('.cut canvas').getBoundingClientRect().height") > 100
    )
    assert chromium.faults == []


def test_the_difference_of_two_fields_parts_at_zero(chromium, fields):
    chromium.faults.clear()
    chromium.open(address(fields, "#at=k=3.0&data=1&over=[%22k=1.0%22]&diff=1"))
    shown(chromium, "k=1.0", "k=3.0")
    assert text(chromium, "note") == "k = 3.0 less k = 1.0."
    point(chromium, 0.5, 0.5)
    assert float(text(chromium, "readout").split()[-2]) == pytest.approx(2 * (2 + 20), rel=0.03)
    assert chromium.run(
        "[...document.querySelectorAll('.colours span')].map((s) => s.textContent)"
    ) == ["-88", "88 V"]
    assert chromium.faults == []


def test_coordinates_of_two_dimensions_are_told(chromium, tmp_path):
    radius, angle = np.linspace(1, 2, 3), np.linspace(0, np.pi / 2, 5)
    x, y = radius[:, None] * np.cos(angle), radius[:, None] * np.sin(angle)
    field = {"first": (("k", "r", "a"), np.stack([x, 2 * x]))}
    coordinates = {"k": [1, 2], "x": (("r", "a"), x), "y": (("r", "a"), y)}
    xr.Dataset(field, coordinates).to_netcdf(tmp_path / "sweep.nc")
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k", ordinate="y", abscissa="x")
    config["sweep"]["curves"] = config["sweep"]["curves"][:1]
    config["figure"]["kind"] = "pcolormesh"
    chromium.faults.clear()
    chromium.open(address(draw(config), "#at=k=1&data=1"))
    shown(chromium, "k=1")
    assert "by row and column" in text(chromium, "note")
    point(chromium, 0.01, 0.01)  # the outermost row, the first column
    assert text(chromium, "readout") == "x 2 · y 0 · Actual 2"
    assert chromium.faults == []
