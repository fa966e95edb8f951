"""The data are shown in the picture's place: each target's own, overlaid with others', less another's."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from data_view import legend, point, shown, text, tick
from seeing import address, config_for, draw, draw_sweep, write_sweep
from sweepfig.core import paths
from sweepfig.report.gallery.index import index_html, index_js


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return draw_sweep(
        tmp_path_factory.mktemp("data"), k=[0.3, 0.33, 0.4], nu=[1e-3, 1e-2, 1e-1, 1.0]
    )


def values_of(drawn, target, place):
    """Return the curves of a target at an index of the abscissa."""
    with xr.open_dataset(drawn[0].files[0].path) as sweep:
        return [sweep[name].values.reshape(12, 41)[target, place] for name in ("first", "model")]


def number(words):
    return float(words.removesuffix(" V"))


def test_d_shows_the_numbers_and_again_the_picture(page, drawn):
    page.press("d")
    shown(page, "k=0.4/nu=1.0")
    assert page.run("document.querySelector('#here img')") is None
    point(page, 0.5)
    told = legend(page)
    assert told["drive frequency"] == "1 GHz"
    expected = values_of(drawn, 11, 20)
    assert [number(told[name]) for name in ("Actual", "Fit")] == pytest.approx(expected, rel=1e-3)
    assert told["Fit"].endswith(" V")
    page.press("ArrowLeft")
    shown(page, "k=0.4/nu=0.1")
    page.press("d")
    assert page.run("document.querySelector('#here img').src").endswith("nu%3D0.1.png")


def test_the_tab_does_so_too_and_a_link_keeps_it(page, drawn):
    page.run(
        "[...document.querySelectorAll('#here .choice button')].find((t) => t.textContent === 'Data').click()"
    )
    shown(page, "k=0.4/nu=1.0")
    page.open(address(drawn, page.run("location.hash")))
    shown(page, "k=0.4/nu=1.0")
    assert page.run("document.querySelector('#here [aria-pressed=true]').textContent") == "Data"


def test_any_number_of_targets_are_overlaid_with_captions_of_what_differs(page, drawn):
    page.press("d")
    for _ in range(3):
        page.press("o")
        page.press("ArrowLeft")
    names = [f"k=0.4/nu={nu}" for nu in ("1.0", "0.1", "0.01", "0.001")]
    shown(page, *names)
    expected = [
        f"ν = {n.partition('=')[2].partition('=')[2]} · {c}"
        for n in names
        for c in ("Actual", "Fit")
    ]
    assert list(legend(page)) == ["drive frequency", *expected]
    colours = page.run(
        "[...new Set([...document.querySelectorAll('.u-marker')].map((m) => m.style.borderColor))]"
    )
    assert len([colour for colour in colours if colour]) == 4
    page.open(address(drawn, page.run("location.hash")))
    shown(page, *names)
    page.press("ArrowRight")  # one of those overlaid
    shown(page, names[0], names[1], names[2])
    page.press("o")
    shown(page, names[0], names[1], names[2])
    page.press("O")
    shown(page, names[2])
    assert list(legend(page)) == ["drive frequency", "Actual", "Fit"]


def test_the_target_kept_to_compare_is_overlaid(page):
    page.press("c")
    page.press("ArrowDown")
    page.press("d")
    shown(page, "k=0.4/nu=1.0", "k=0.33/nu=1.0")
    assert list(legend(page))[1] == "k = 0.4 · Actual"
    assert page.run("document.getElementById('pinned').hidden")


def test_the_difference_of_two_targets_and_of_one_targets_curves(page, drawn):
    page.press("d")
    shown(page, "k=0.4/nu=1.0")
    tick(page, "difference")
    page.wait("document.getElementById('data-note').textContent === 'Each curve less Actual.'")
    point(page, 0.5)
    mine = values_of(drawn, 11, 20)
    assert number(legend(page)["Fit"]) == pytest.approx(mine[1] - mine[0], abs=1e-3)
    page.press("o")
    page.press("ArrowLeft")
    shown(page, "k=0.4/nu=1.0", "k=0.4/nu=0.1")
    assert text(page, "note") == "ν = 0.1 less ν = 1.0."
    point(page, 0.5)
    other = values_of(drawn, 10, 20)
    told = legend(page)
    expected = [b - a for a, b in zip(mine, other, strict=True)]
    assert [number(told[c]) for c in ("Actual", "Fit")] == pytest.approx(expected, abs=1e-3)


def write_runs(folder, points, abscissa=lambda n: np.linspace(0, 2, 41)):
    """Write a file for each point (k, nu): a curve whose every number is 10 k + nu + its abscissa."""
    for n, (k, nu) in enumerate(points):
        x = abscissa(n)
        run = {"first": ("frequency", 10 * k + nu + x)}
        xr.Dataset(run, {"frequency": x, "k": k, "nu": nu}).to_netcdf(folder / f"run{n}.nc")
    config = config_for(folder / "run*.nc", folder / "plots", "k", "nu")
    config["sweep"]["curves"] = config["sweep"]["curves"][:1]
    return config


HOLES = [(k, nu) for k in (1, 2, 3) for nu in (1, 2, 3) if (k, nu) != (2, 2)]
SCATTERED = [(1, 5), (2, 3), (3, 7), (4, 1), (5, 8), (6, 2)]


@pytest.mark.slow
@pytest.mark.parametrize("points", [HOLES, SCATTERED], ids=["holes", "scattered"])
def test_each_target_has_its_own_numbers_wherever_points_are_missing(chromium, tmp_path, points):
    drawn = draw(write_runs(tmp_path, points))
    chromium.faults.clear()
    for k, nu in points:
        name = f"k={k}/nu={nu}"
        chromium.open(address(drawn, f"#at={name}&data=1"))
        shown(chromium, name)
        point(chromium, 0.5)
        assert float(legend(chromium)["Actual"]) == pytest.approx(10 * k + nu + 1, abs=1e-3)
        chromium.press("d")
        chromium.wait("document.querySelector('#here img').naturalWidth > 0")
    assert chromium.faults == []


def test_a_difference_over_other_abscissas_is_interpolated_and_says_so(chromium, tmp_path):
    shifted = write_runs(tmp_path, [(1, 1), (1, 2)], lambda n: np.linspace(0, 2, 41) + 0.02 * n)
    drawn = draw(shifted)
    chromium.open(address(drawn, "#at=k=1/nu=2&data=1&over=[%22k=1/nu=1%22]&diff=1"))
    shown(chromium, "k=1/nu=1", "k=1/nu=2")
    assert "interpolated linearly" in text(chromium, "note")
    point(chromium, 0.5)
    assert float(legend(chromium)["Actual"]) == pytest.approx(1, abs=1e-3)
    chromium.press("f")
    chromium.wait("!document.getElementById('data-note').textContent")
    point(chromium, 0.5)  # of the one whose abscissa is not here, the nearest
    told = legend(chromium)
    assert float(told["ν = 1 · Actual"]) == pytest.approx(12, abs=0.06)
    assert float(told["ν = 2 · Actual"]) == pytest.approx(13, abs=0.06)


def test_a_failed_target_says_why(chromium, tmp_path):
    (tmp_path / "mine.py").write_text(
        "def draw(axes, data):\n"
        "    assert data.point['k'] != 2, 'no <b>ink</b>'\n"
        "    axes.plot(data.curves[0])\n"
    )
    write_sweep(tmp_path / "sweep.nc", k=[1, 2])
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "k")
    config["figure"]["kind"] = f"{tmp_path}/mine.py:draw"
    drawn = draw(config)
    chromium.faults.clear()
    chromium.open(address(drawn, "#at=k=2&data=1"))
    chromium.wait("document.getElementById('data-note')?.textContent")
    assert text(chromium, "note") == "Not drawn: AssertionError: no <b>ink</b>"
    chromium.press("ArrowLeft")
    shown(chromium, "k=1")  # of a function of one's own the curves are shown
    chromium.press("o")
    chromium.press("ArrowRight")
    chromium.wait("document.getElementById('data-note').textContent.startsWith('k = 2: Not drawn')")
    assert chromium.faults == []


@pytest.mark.parametrize(
    ("data", "words"), [("off", "gallery: {data: false}"), ("too much", "gallery: {data: true}")]
)
def test_without_numbers_the_page_says_which_key_decides(chromium, drawn, tmp_path, data, words):
    plan, rows, _ = drawn
    plan = replace(plan, gallery_data=data)
    (tmp_path / "index.html").write_text(index_html(plan, rows))
    (tmp_path / "index.js").write_text(index_js(plan, rows))
    chromium.open((tmp_path / "index.html").as_uri())
    chromium.press("d")
    chromium.wait(f"document.getElementById('data-note').textContent.includes({words!r})")
    chromium.faults.clear()  # here, no figure is where its address says


def test_a_file_that_is_gone_is_named(chromium, drawn, tmp_path):
    shutil.copytree(drawn[2], tmp_path / "plots")
    paths.slices_file(tmp_path / "plots", 0).unlink()
    chromium.open(paths.gallery_file(tmp_path / "plots").as_uri())
    chromium.press("d")
    chromium.wait(
        "document.getElementById('data-note').textContent.includes('slices/0000.js is missing')"
    )
    chromium.faults.clear()  # the browser says so, too


def test_a_narrow_window_shows_the_data_without_scrolling_sideways(page):
    page.resize(390, 844)
    page.press("d")
    shown(page, "k=0.4/nu=1.0")
    page.run("new Promise((r) => setTimeout(r, 100))")
    assert page.run("document.documentElement.scrollWidth") <= 390
    assert page.run("document.querySelector('.plot canvas').getBoundingClientRect().width") > 300
