"""Curves are zoomed into and moved by mouse and keys, on scales of any sort."""

from __future__ import annotations

import re

import numpy as np
import pytest
import xarray as xr
from data_view import drag, frames, legend, place, point, shown
from gallery_page import painted
from seeing import address, config_for, draw, draw_sweep


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return draw_sweep(
        tmp_path_factory.mktemp("data"), k=[0.3, 0.33, 0.4], nu=[1e-3, 1e-2, 1e-1, 1.0]
    )


def test_a_drag_zooms_a_drag_with_shift_moves_and_a_double_click_resets(page):
    page.press("d")
    shown(page, "k=0.4/nu=1.0")
    drag(page, (0.25, 0.5), (0.75, 0.52))
    assert place(page, 0.01) == pytest.approx(0.5, abs=0.06)
    assert place(page, 0.99) == pytest.approx(1.5, abs=0.06)
    drag(page, (0.5, 0.5), (0.75, 0.5), modifiers=8)
    assert place(page, 0.5) == pytest.approx(0.75, abs=0.06)
    page.press("ArrowLeft")  # what is zoomed to stays, from target to target
    shown(page, "k=0.4/nu=0.1")
    assert place(page, 0.5) == pytest.approx(0.75, abs=0.06)
    point(page, 0.5)
    for count in (1, 2):
        held = {"button": "left", "clickCount": count}
        point(page, 0.5, kind="mousePressed", **held)
        point(page, 0.5, kind="mouseReleased", **held)
    assert (place(page, 0.005), place(page, 0.995)) == (0, 2)


def test_wheel_and_keys_zoom_and_move(page):
    page.press("d")
    shown(page, "k=0.4/nu=1.0")
    page.press("+")
    page.press("+")
    assert place(page, 0.02) == pytest.approx(0.4, abs=0.06)  # 2 (1 - 0.8²) / 2 = 0.36
    page.send("Input.dispatchKeyEvent", type="keyDown", key="ArrowRight", modifiers=8)
    assert place(page, 0.02) == pytest.approx(0.55, abs=0.06)
    page.press("-")
    page.press("0")
    assert place(page, 0.005) == 0
    point(page, 0.02, kind="mouseWheel", deltaX=0, deltaY=-100)
    assert place(page, 0.98) == pytest.approx(1.6, abs=0.06)
    page.run("document.getElementById('data-reset').click()")
    assert place(page, 0.995) == 2


def test_logarithmic_scales_are_switched_and_linked_to(page):
    page.press("d")
    shown(page, "k=0.4/nu=1.0")
    point(page, 0.1)
    page.press("l")
    page.press("k")
    assert page.run("[document.getElementById('data-ylog').checked, location.hash]") == [
        True,
        "#at=k%3D0.4%2Fnu%3D1.0&data=1&xlog=1&ylog=1",
    ]
    page.run("new Promise((r) => setTimeout(r, 100))")
    page.run("document.getElementById('data-ylog').focus()")
    for _ in range(30):  # deep into the curves, and far out of them
        page.press("+")
    for _ in range(60):
        page.press("-")
    page.press("0")
    # The abscissa 0 has no place; on a logarithmic axis from 0.05 to 2, 0.3 is in the middle.
    assert place(page, 0.5) == pytest.approx(0.3, abs=0.06)


def test_ticks_are_written_with_all_their_digits(page):
    page.press("d")
    shown(page, "k=0.4/nu=1.0")
    for width in (440, 500, 640, 1280):  # steps of 0.5, 0.25, 0.2 and 0.1
        page.resize(width, 900)
        frames(page)
        page.press("+")
        words = painted(page, ".plot", "document.getElementById('data-reset').click()")
        numbers = [float(word) for word in words if re.fullmatch(r"-?[\d.]+", word)]
        across = numbers[: numbers.index(2) + 1]  # from 0 to 2; then come those upwards
        assert across == pytest.approx(np.linspace(0, 2, len(across)))


def test_dates_are_dates(chromium, tmp_path):
    days = np.datetime64("2024-02-28", "ns") + np.arange(5) * np.timedelta64(1, "D")
    curve = {"first": (("k", "frequency"), np.arange(10.0).reshape(2, 5))}
    xr.Dataset(curve, {"k": [1, 2], "frequency": days}).to_netcdf(tmp_path / "sweep.nc")
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k")
    config["sweep"]["curves"] = config["sweep"]["curves"][:1]
    chromium.open(address(draw(config), "#at=k=1&data=1"))
    shown(chromium, "k=1")
    point(chromium, 0.51)
    assert legend(chromium)["frequency"] == "2024-03-01 00:00"
