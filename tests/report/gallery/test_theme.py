"""Light and dark: as the system has it, or as the reader chose; pictures stay as they are."""

from __future__ import annotations

from gallery_page import press_button, reopen, text

GROUND = "getComputedStyle(document.body).backgroundColor"
PICTURE = "getComputedStyle(document.querySelector('#here img')).filter"


def test_the_system_is_followed_also_when_it_changes(page):
    light = page.run(GROUND)
    page.prefer(color_scheme="dark")
    page.wait(f"{GROUND} !== '{light}'")
    reopen(page)
    assert page.run(GROUND) != light
    assert page.run(PICTURE) == "none"
    page.prefer(color_scheme="light")
    page.wait(f"{GROUND} === '{light}'")


def test_a_choice_is_kept(page):
    page.run("localStorage.clear()")
    light = page.run(GROUND)
    press_button(page, "#theme")
    press_button(page, "#theme")
    assert text(page, "theme") == "☾ Dark"
    assert page.run(GROUND) != light
    reopen(page)
    assert text(page, "theme") == "☾ Dark"
    assert page.run(GROUND) != light
    press_button(page, "#theme")
    assert text(page, "theme") == "◐ Auto"
    assert page.run(GROUND) == light


def test_what_is_drawn_changes_its_colours_too(page):
    pixels = "document.querySelector('#cut canvas').toDataURL()"
    page.run("localStorage.clear()")
    page.wait("document.querySelector('#cut canvas')")
    before = page.run(pixels)
    press_button(page, "#theme")
    press_button(page, "#theme")
    page.run("new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))")
    assert page.run(pixels) != before
    page.run("localStorage.clear()")
