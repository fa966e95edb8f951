"""The grid of figures: which axes, only what is in sight, the target looked at in sight."""

from __future__ import annotations

import pytest
from gallery_page import area, choose, here, inside, link, reopen, settle, show_view, sketch
from seeing import address, draw_sweep

CELLS = (
    "[...document.querySelectorAll('.cell')]"
    ".map((cell) => [cell.querySelector('img').src, cell.offsetLeft, cell.offsetTop])"
)


def table(page):
    """Return the figures row by row, as they lie."""
    rows = {}
    for source, left, top in page.run(CELLS):
        rows.setdefault(top, []).append((left, inside(source)))
    return [[source for _, source in sorted(rows[top])] for top in sorted(rows)]


def test_the_first_axis_goes_down_and_the_second_across(page):
    show_view(page, "grid")
    page.run("document.getElementById('grid-size').value = 60")
    page.run("document.getElementById('grid-size').dispatchEvent(new Event('input'))")
    settle(page)
    values = ["0.001", "0.01", "0.1", "1.0"]
    assert table(page) == [[f"k={k}/nu={nu}.png" for nu in values] for k in ("0.3", "0.33", "0.4")]
    heads = page.run(
        "[...document.querySelectorAll('#grid-top span, #grid-left span')].map((s) => s.textContent)"
    )
    assert heads == [f"ν = {nu}" for nu in values] + ["k = 0.3", "k = 0.33", "k = 0.4"]
    choose(page, "grid-rows", "ν")
    assert [row[0] for row in table(page)] == [f"k=0.3/nu={nu}.png" for nu in values]
    reopen(page)
    assert len(table(page)) == 4
    assert {"view=grid", "size=60", "rows=ν", "columns=k"} <= {*link(page).strip("#").split("&")}


def test_a_cell_is_looked_at_by_mouse_and_keys(page):
    show_view(page, "grid")
    page.run("document.querySelector('.cell').focus()")
    page.press("Enter")
    assert here(page) == "k=0.3/nu=0.001.png"
    page.press("ArrowRight")
    assert here(page) == "k=0.3/nu=0.01.png"
    assert page.run("document.querySelector('.cell[aria-current]').title") == "k = 0.3, ν = 0.01"
    page.press("ArrowDown")  # down, in the grid; up, in the map
    assert here(page) == "k=0.33/nu=0.01.png"
    page.run("document.getElementById('map').focus()")
    page.press("ArrowDown")
    assert here(page) == "k=0.3/nu=0.01.png"


@pytest.mark.slow
def test_the_other_axes_are_as_at_the_target_and_only_what_is_in_sight_is_made(chromium, tmp_path):
    chromium.resize(1280, 900)
    drawn = draw_sweep(tmp_path, a=list(range(40)), b=list(range(30)), c=["x", "y"])
    chromium.open(address(drawn, "#view=grid&size=60&at=a%3D39%2Fb%3D29%2Fc%3Dx"))
    settle(chromium)
    sources = [inside(source, 3) for source, _, _ in chromium.run(CELLS)]
    assert 0 < len(sources) < 400
    assert all(source.endswith("c=x.png") for source in sources)
    assert "a=39/b=29/c=x.png" in sources
    choose(chromium, "grid-columns", "c")
    assert {inside(source, 3) for source, _, _ in chromium.run(CELLS)} >= {"a=39/b=29/c=y.png"}


def test_what_the_filter_leaves_out_is_pale(page):
    choose(page, "filter", "RMSE of Fit [V]")
    page.run("document.getElementById('min').focus()")
    page.send("Input.insertText", text="0.027")
    show_view(page, "grid")
    settle(page)
    assert page.run("document.querySelectorAll('.cell.left-out').length") == 5


def test_another_view_keeps_the_target_in_sight(chromium, drawn, tmp_path):
    axes = {"a": [str(n) for n in range(30)], "b": [str(n) for n in range(30)]}
    page = sketch(tmp_path, drawn, axes, {"peak": range(900)})
    chromium.open(f"{page}#view=parallel&at=a=20/b=20")
    for view, one in (("list", ".thumb"), ("grid", ".cell"), ("parallel", ""), ("list", ".thumb")):
        if one:
            chromium.press("v") if view == "grid" else show_view(chromium, view)
            settle(chromium)
            left, top, right, bottom = area(chromium, f"{one}[aria-current]")
            box = area(chromium, f"#{view}")
            assert box[0] <= left < right <= box[2]
            assert box[1] <= top < bottom <= box[3]
        else:
            chromium.press("v")
