"""Parallel coordinates: brushed by mouse and keys, a line clicked, numbers chosen; first for three axes."""

from __future__ import annotations

import math

from gallery_page import (
    area,
    here,
    large,
    link,
    listed,
    painted,
    press_button,
    reopen,
    settle,
    show_view,
    shown,
    sketch,
    write_page,
)
from seeing import address, draw_sweep

COLUMNS = "[...document.querySelectorAll('.column .name')].map((n) => n.textContent)"


def handles(page, n):
    """Return where the two handles of a coordinate are: x, and y of the lower and of the upper."""
    low, high = (
        area(page, f".column:nth-child({n + 1}) .handle.{end}") for end in ("lower", "upper")
    )
    return (low[0] + low[2]) / 2, low[1], high[3]


def test_every_axis_has_a_coordinate_and_some_numbers(page):
    show_view(page, "parallel")
    names = page.run(COLUMNS)
    assert names[:2] == ["k", "ν"]
    assert names[2] == "peak position of Actual [GHz]"
    assert page.run("document.getElementById('list-view').hidden")
    page.run("document.querySelector('#coordinates-part summary').click()")
    page.run("[...document.querySelectorAll('#coordinates label')]"
             ".find((l) => l.textContent.includes('RMSE of Fit')).click()")  # fmt: skip
    settle(page)
    assert page.run(COLUMNS)[-1] == "RMSE of Fit [V]"
    reopen(page)
    assert page.run(COLUMNS)[-1] == "RMSE of Fit [V]"


def test_a_drag_along_a_coordinate_leaves_the_targets_in_it(page):
    show_view(page, "parallel")
    x, low, high = handles(page, 1)
    page.drag((x, low - 2), (x, (low + high) / 2), (x, high + 0.6 * (low - high)))
    assert shown(page) == "6 of 12 targets"
    assert 'brush=[["axis ν",null,1]]' in link(page)
    assert page.run("document.querySelector('.chip').textContent") == "ν lowest – 0.01 ×"
    reopen(page)
    assert shown(page) == "6 of 12 targets"
    show_view(page, "list")
    assert len(listed(page)) == 6
    press_button(page, ".chip")
    assert shown(page) == "12 targets"


def test_ranges_of_several_coordinates_hold_together(page):
    show_view(page, "parallel")
    page.run("document.querySelectorAll('.handle')[1].focus()")  # the upper one of k
    page.press("ArrowDown")
    assert shown(page) == "8 of 12 targets"
    page.run("document.querySelectorAll('.handle')[2].focus()")  # the lower one of nu
    page.press("ArrowUp")
    assert shown(page) == "6 of 12 targets"
    assert page.run("document.activeElement.getAttribute('aria-valuetext')") == "0.01"
    page.press("Escape")
    assert shown(page) == "8 of 12 targets"


def test_a_handles_step_is_small_where_numbers_lie_close_together(chromium, drawn, tmp_path):
    days = [19726.33 + n / 24 for n in range(8)]  # dates
    axes = {"a": [str(n) for n in range(8)]}
    chromium.open(sketch(tmp_path, drawn, axes, {"peak": days}) + "#view=parallel")
    assert (
        chromium.run("document.querySelector('.column:nth-child(2) .top').textContent")
        == "19726.6217"
    )
    chromium.run("document.querySelectorAll('.handle')[2].focus()")  # the lower one
    chromium.press("ArrowUp")
    assert shown(chromium) == "7 of 8 targets"
    assert chromium.run("document.activeElement.getAttribute('aria-valuetext')") == "19726.3358"


def test_a_click_on_a_line_shows_its_target(page):
    show_view(page, "parallel")
    assert here(page) == "k=0.4/nu=1.0.png"
    x0, low0, _ = handles(page, 0)
    x1, low1, _ = handles(page, 1)
    page.click(x0 + 0.3 * (x1 - x0), low0 + 0.3 * (low1 - low0) - 2)
    assert here(page) == "k=0.3/nu=0.001.png"


def test_what_is_missing_is_not_drawn_where_all_else_is_equal(chromium, drawn, tmp_path):
    address = sketch(tmp_path, drawn, {"a": ["x", "y", "z"]}, {"peak": [2, 2, math.nan]})
    chromium.open(f"{address}#view=parallel&at=a=z")
    again = "window.dispatchEvent(new HashChangeEvent('hashchange'))"
    # The target's own line has its values written beside it.
    assert set(painted(chromium, "#parallel", again)) == {"z"}
    chromium.run("location.hash = '#view=parallel&at=a=y'")
    assert set(painted(chromium, "#parallel", again)) == {"y", "2"}


def test_three_axes_are_shown_so_at_first(chromium, tmp_path):
    chromium.open(address(draw_sweep(tmp_path, a=[1, 2], b=[1, 2, 3], c=["x", "y"])))
    assert not chromium.run("document.getElementById('parallel-view').hidden")
    assert chromium.run(COLUMNS)[:3] == ["a", "b", "c"]
    chromium.press("v")
    assert "view=list" in link(chromium)


def test_of_a_large_sweep_a_sample_is_drawn_and_said_to_be_one(chromium, drawn, tmp_path):
    took = []
    for count in (10_000, 100_000):
        write_page(tmp_path, *large(drawn, count))
        page = (tmp_path / "index.html").as_uri()
        took.append(chromium.open(f"{page}#view=parallel&open=map+cut+histogram"))
    assert took[1] < 20 * took[0]
    note = "4,000 lines stand for 100,000 targets"
    assert note in chromium.run("document.getElementById('parallel-note').textContent")
    chromium.run("document.querySelectorAll('.handle')[1].focus()")
    chromium.press("ArrowDown")
    assert shown(chromium) == "99,900 of 100,000 targets"
    chromium.faults.clear()  # here, no figure is where its address says
