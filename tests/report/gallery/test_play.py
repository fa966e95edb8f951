"""Play: by button and key, along an axis, stopped by a key, not started where motion is not wanted."""

from __future__ import annotations

import time

import pytest
from gallery_page import choose, here, link, press_button, reopen

PLAYS = "document.getElementById('play-1').getAttribute('aria-pressed') === 'true'"
SEEN = (
    "new MutationObserver(() => { const image = document.querySelector('#here img');"
    " if (image) window.seen.add(image.src.slice(-14)); })"
    ".observe(document.getElementById('here'), { childList: true })"
)


@pytest.mark.slow
def test_space_runs_through_an_axiss_targets_until_a_key_is_pressed(page):
    page.run(f"(window.seen = new Set(), {SEEN}, 0)")
    choose(page, "speed", "16 a second")
    page.run("document.activeElement.blur()")
    page.press(" ")
    assert page.run(PLAYS)
    page.wait("window.seen.size === 4")
    assert "play=1" in link(page)
    page.press(" ")
    assert not page.run(PLAYS)
    stopped = here(page)
    time.sleep(0.3)
    assert here(page) == stopped
    assert "play" not in link(page)
    page.press(" ")
    page.press("ArrowDown")
    assert not page.run(PLAYS)
    assert here(page).startswith("k=0.33/")


def test_each_axis_has_its_button(page):
    choose(page, "speed", "16 a second")
    press_button(page, "#play-0")
    page.wait("document.querySelector('#here img').src.includes('k%3D0.33')")
    assert here(page).endswith("nu=1.0.png")
    press_button(page, "#play-0")
    stopped = here(page)
    time.sleep(0.3)
    assert here(page) == stopped


def test_a_button_keeps_its_space_key(page):
    page.run("document.getElementById('order').focus()")
    page.press(" ")
    assert not page.run(PLAYS)
    assert "order=up" in link(page)


def test_a_key_stops_it_also_in_a_field_and_on_its_button(page):
    page.press(" ")
    page.run("document.getElementById('speed').focus()")
    page.press(" ")
    assert not page.run(PLAYS)
    page.run("document.getElementById('play-1').focus()")
    page.press(" ")
    assert page.run(PLAYS)
    page.press(" ")
    assert not page.run(PLAYS)


def test_a_link_plays_but_not_where_motion_is_not_wanted(page):
    page.press(" ")
    page.wait("location.hash.includes('play=1')")
    reopen(page)
    page.wait(PLAYS)
    page.prefer(reduced_motion="reduce")
    reopen(page)
    assert not page.run(PLAYS)
    page.press(" ")
    assert page.run(PLAYS)
