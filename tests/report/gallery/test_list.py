"""The list's thumbnails: what differs in words, and the Axes alone."""

from __future__ import annotations

import pytest
from gallery_page import area, choose, write
from seeing import address, config_for, draw, write_sweep
from sweepfig.report.gallery.axes_box import axes_box

AXES = {"k": [0.3, 0.33], "nu": [1e-3, 1e-2, 1.0], "b": [2.0]}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("list")
    write_sweep(folder / "sweep.nc", **AXES)
    config = config_for(folder / "sweep.nc", folder / "plots", *AXES)
    config["figure"] = {"size": [6, 3], "dpi": 100}
    k, nu, _ = config["sweep"]["axes"]
    k.update(title="$k_0 = $ {value}", path="a-{}")
    nu.update(title=r"$\nu$ = {}", path="c-{}", notation="scientific", digits=3)
    return draw(config)


def captions(page):
    found = "[...document.querySelectorAll('.thumb .words span')].map((s) => s.textContent)"
    return page.run(found)


@pytest.mark.slow
def test_captions_say_what_differs_in_the_configs_words(page, drawn):
    page.open(address(drawn, "#view=list&sort=none&order=up"))
    assert captions(page) == [
        f"k₀ = {k}, ν = {nu}"
        for k in ("0.3", "0.33")
        for nu in ("1.000e-03", "1.000e-02", "1.000e+00")
    ]
    assert page.run("document.querySelector('#here h2 span').textContent") == (
        "k₀ = 0.33, ν = 1.000e+00"
    )


def test_captions_leave_out_what_is_the_same_for_all_that_are_listed(page, drawn):
    page.open(address(drawn, "#view=list&sort=none&order=up"))
    choose(page, "filter", "largest relative error of Fit")
    write(page, "min", "0.025")
    assert captions(page) == ["ν = 1.000e-03", "ν = 1.000e-02", "ν = 1.000e+00"]
    write(page, "max", "0.035")
    assert captions(page) == ["k₀ = 0.33, ν = 1.000e-03"]  # of one alone, all is said


def test_a_thumbnail_shows_the_axes_alone(page, drawn):
    page.open(address(drawn, "#view=list"))
    page.wait("document.querySelector('.thumb img').naturalWidth > 0")
    box = axes_box(*drawn)
    window, picture = area(page, ".thumb .crop"), area(page, ".thumb .crop img")
    wide, high = window[2] - window[0], window[3] - window[1]
    shown = [
        (window[0] - picture[0]) / (picture[2] - picture[0]),
        (window[1] - picture[1]) / (picture[3] - picture[1]),
        wide / (picture[2] - picture[0]),
        high / (picture[3] - picture[1]),
    ]
    assert shown == pytest.approx(list(box[:4]), abs=0.01)
    image = "document.querySelector('.thumb img')"
    natural = page.run(f"{image}.naturalHeight / {image}.naturalWidth")
    assert (picture[3] - picture[1]) / (picture[2] - picture[0]) == pytest.approx(natural, rel=0.03)
