"""The cut through the map: it follows the target, the number, the axis and the map's scale; a click moves."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import pytest
from gallery_page import area, boxes, choose, here, link, painted, reopen, show_view, sketch, text
from seeing import address, draw_sweep

NUMBER = "largest relative error of Fit"  # n per cent for target n
SERIES = "document.querySelectorAll('#cut canvas').length"


def plotted(page):
    """Return the x and y that the plot was given, from what it says at each place."""
    left, top, right, bottom = area(page, "#cut .u-over")
    said = []
    for n in range(9):
        x = left + 1 + (right - left - 2) * n / 8
        page.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=(top + bottom) / 2)
        said.append(text(page, "cut-value"))
    return list(dict.fromkeys(said))


def test_it_shows_the_number_along_the_axis_through_the_target(page):
    choose(page, "colour", NUMBER)
    assert text(page, "cut-value") == "ν = 1.0: 0.11"
    assert plotted(page) == ["ν = 0.001: 0.08", "ν = 0.01: 0.09", "ν = 0.1: 0.1", "ν = 1.0: 0.11"]
    page.press("ArrowDown")
    assert text(page, "cut-value") == "ν = 1.0: 0.07"


def test_a_click_moves_there(page):
    left, top, right, bottom = area(page, "#cut .u-over")
    for share, nu in ((0.01, "0.001"), (0.66, "0.1")):
        x, y = left + share * (right - left), (top + bottom) / 2
        page.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        page.click(x, y)
        assert here(page) == f"k=0.4/nu={nu}.png"


def test_another_axis_is_chosen_by_key_or_by_name_and_kept_in_the_link(page):
    choose(page, "colour", NUMBER)
    page.run("document.activeElement.blur()")
    page.press("a")
    assert plotted(page) == ["k = 0.3: 0.03", "k = 0.33: 0.07", "k = 0.4: 0.11"]
    assert "along=k" in link(page)
    reopen(page)
    assert text(page, "cut-value") == "k = 0.4: 0.11"
    choose(page, "along", "ν")
    assert text(page, "cut-value") == "ν = 1.0: 0.11"


def test_another_number_is_the_maps(page):
    choose(page, "colour", "peak height of Fit [V]")
    assert text(page, "cut-value") == "ν = 1.0: 2.1938"


def ticks(page):
    """Return the words of the plot's axes, as it draws them once the map's scale is the other one."""
    return painted(page, "#cut", "document.getElementById('log').click()")


def test_its_scale_is_logarithmic_when_the_maps_is(page):
    choose(page, "colour", "peak height of Fit [V]")
    assert not page.run("document.getElementById('log').checked")
    logarithmic, linear = ticks(page), ticks(page)
    assert "10" in logarithmic
    assert not any(tick.startswith("2.") for tick in logarithmic)
    assert "10" not in linear
    assert any(tick.startswith("2.") for tick in linear)


def test_a_folded_cut_is_not_drawn_and_stays_folded_in_the_link(page):
    page.run("document.getElementById('cut-part').open = false")
    page.wait("location.hash.includes('open=map')")
    reopen(page)
    assert not page.run("document.getElementById('cut-part').open")
    assert page.run(SERIES) == 0
    page.run("document.querySelector('#cut-part summary').click()")
    page.wait(f"{SERIES} > 0")


def test_an_axis_over_many_decades_of_tiny_values_has_ticks(chromium, tmp_path):
    # uPlot's own ticks would be counted for ever here.
    chromium.open(address(draw_sweep(tmp_path, nu=[1e-34, 1e-28, 1e-21, 1e-14])))
    choose(chromium, "colour", "peak height of Fit [V]")
    assert {"1e-34", "1e-22"} <= set(ticks(chromium))


def test_an_axis_of_one_value_counts_as_none_if_there_are_others(chromium, drawn, tmp_path):
    chromium.open(sketch(tmp_path, drawn, {"a": ["0", "1", "2"], "b": ["7"]}, {"peak": [1, 3, 2]}))
    assert text(chromium, "cut-value") == "a = 0: 1"
    chromium.press("ArrowRight")
    assert text(chromium, "cut-value") == "a = 1: 3"
    assert chromium.run("[...document.querySelectorAll('#keys dd')][0].textContent") == "along a"


def test_the_first_number_that_any_target_has_is_shown(chromium, drawn, tmp_path):
    numbers = {"none": [math.nan] * 3, "some": [math.nan, 3, 2]}
    chromium.open(sketch(tmp_path, drawn, {"a": ["0", "1", "2"]}, numbers, first=0))
    assert chromium.run("document.getElementById('colour').selectedOptions[0].text") == "some"
    assert text(chromium, "cut-value") == "a = 0: –"
    show_view(chromium, "parallel")
    columns = "[...document.querySelectorAll('.column .name')].map((n) => n.textContent)"
    assert chromium.run(columns) == ["a", "some"]


LONG = [f"run with a rather long name number {n}" for n in range(30)]
DECADES = ["0.001", "0.01", "0.1", "1.0"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        (LONG, range(30)),
        (DECADES, [1e-3, 1e-2, 1e-1, 1]),
        (["1.5", "2.5", "9.5"], [1.2, 1.5, 9]),
        (["1.16020001", "1.16020002", "1.16020003"], [1.1602 + 1e-8 * n for n in range(3)]),
    ],
)
def test_tick_labels_are_whole_and_apart(chromium, drawn, tmp_path, written, numbers, width):
    chromium.resize(width, 900)
    chromium.open(sketch(tmp_path, drawn, {"case": written}, {"peak": numbers}))
    drawn_anew = "window.dispatchEvent(new HashChangeEvent('hashchange'))"
    found = boxes(chromium, "#cut", drawn_anew)
    wide = chromium.run("document.querySelector('#cut canvas').width")
    heights = Counter(y for *_, y in found)
    lowest = max(y for y in heights if heights[y] > heights[max(heights)])  # above the axis's name
    across = sorted({(left, right) for word, left, right, y in found if y == lowest and word})
    assert len(across) > 1
    assert [pair for pair in itertools.pairwise(across) if pair[0][1] >= pair[1][0]] == []
    cut_off = [word for word, left, right, _ in found if left < 0 or right > wide]
    assert cut_off == []
    assert len({words for words, *_ in found}) > 4  # those upwards differ, too


def test_a_long_value_leaves_a_sliders_name_in_one_line(chromium, drawn, tmp_path):
    chromium.open(sketch(tmp_path, drawn, {"case": [3 * LONG[0]]}, {"peak": [1]}))
    left, top, right, bottom = area(chromium, ".slider label span")
    assert right - left > bottom - top
    assert chromium.run("document.documentElement.scrollWidth") <= 1280
