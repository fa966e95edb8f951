"""Two pictures over one another: divided by a slider, or in turn."""

from __future__ import annotations

import pytest
from gallery_page import area, here, inside, link, reopen, text

OVER = "[...document.querySelectorAll('#over-pictures img')].map((i) => i.src)"
CUT = "document.querySelectorAll('#over-pictures > div')[1].style.clipPath"


def keep_and_move(page):
    page.press("c")
    page.press("ArrowLeft")


@pytest.mark.slow
def test_a_kept_figure_and_another_are_divided_by_a_slider(page):
    assert page.run("document.getElementById('ways').hidden")
    page.press("s")
    assert page.run("document.getElementById('over').hidden")  # nothing to compare with
    keep_and_move(page)
    page.press("s")
    page.wait(
        "[...document.querySelectorAll('#over-pictures img')].every((i) => i.naturalWidth > 0)"
    )
    sources = [inside(source) for source in page.run(OVER)]
    assert sources == ["k=0.4/nu=1.0.png", "k=0.4/nu=0.1.png"]
    first, second = (area(page, f"#over-pictures > :nth-child({n}) img") for n in (1, 2))
    assert first[1:3] == second[1:3]  # top and right: at the left, tick labels differ
    assert page.run(CUT) == "inset(0px 0px 0px 50%)"
    page.run("document.getElementById('divider').focus()")
    page.press("ArrowLeft")
    assert page.run(CUT) == "inset(0px 0px 0px 49%)"
    assert here(page) == "k=0.4/nu=0.1.png"
    assert {"compare=swipe", "swipe=49"} <= {*link(page).split("&")}
    reopen(page)
    assert page.run(CUT) == "inset(0px 0px 0px 49%)"
    page.press("s")
    assert page.run("document.getElementById('over').hidden")


def test_a_drag_on_the_pictures_moves_the_divide(page):
    keep_and_move(page)
    page.press("s")
    page.wait(
        "[...document.querySelectorAll('#over-pictures img')].every((i) => i.naturalWidth > 0)"
    )
    left, top, right, bottom = area(page, "#over-pictures")
    assert [left, right] == area(page, "#over-pictures img")[0:3:2]
    y = (top + bottom) / 2
    page.drag((left + 0.5 * (right - left), y), (left + 0.25 * (right - left), y))
    assert page.run(CUT) == "inset(0px 0px 0px 25%)"


def test_blink_shows_them_in_turn(page):
    keep_and_move(page)
    page.press("b")
    second = "document.querySelectorAll('#over-pictures > div')[1].style.visibility"
    page.wait(f"{second} === 'hidden'")
    page.wait(f"{second} === ''")
    assert text(page, "over-left") == "k = 0.4, ν = 1.0"
    page.press("b")
    assert page.run("document.getElementById('over').hidden")


def test_a_link_does_not_blink_where_motion_is_not_wanted(page):
    keep_and_move(page)
    page.press("b")
    page.prefer(reduced_motion="reduce")
    reopen(page)
    assert page.run(CUT) == "inset(0px 0px 0px 50%)"


def test_letting_go_ends_it(page):
    keep_and_move(page)
    page.press("s")
    page.press("c")
    assert page.run("document.getElementById('over').hidden")
    assert page.run("getComputedStyle(document.querySelector('#here .figure')).display") != "none"
