"""The gallery's page in a real browser: found, moved through, sorted, filtered, linked to."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from urllib.parse import quote

import numpy as np
import pytest
import xarray as xr
from gallery_page import choose, here, inside, large, listed, settle, sketch, write, write_page
from seeing import address, config_for, draw, draw_sweep, write_sweep
from sweepfig.batch.row import Row
from sweepfig.core import paths
from sweepfig.plan.plan_file import from_document, to_json
from sweepfig.report.gallery import index
from sweepfig.report.gallery.axes_box import axes_box
from sweepfig.report.gallery.index import index_html, index_js, title

AXES = {"k": [0.3, 0.33, 0.4], "nu": [1e-3, 1e-2, 1e-1, 1.0]}
EVIL = "<script>window.evil = 1</script>"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gallery")
    write_sweep(folder / "sweep.nc", **AXES)
    config = config_for(folder / "sweep.nc", folder / "plots", *AXES)
    config["sweep"]["curves"][0]["label"] = EVIL
    return draw(config)


def sorted_by(page):
    """Return the number that the list is sorted by, of each thumbnail that has it."""
    told = page.run("[...document.querySelectorAll('.thumb b')].map((t) => t.textContent)")
    return [float(text) for text in told if text != "–"]


@pytest.mark.slow
def test_opens_at_the_worst_target_and_shows_its_figure(page):
    assert here(page) == "k=0.4/nu=1.0.png"
    page.wait("document.querySelector('#here img').naturalWidth > 0")
    assert page.run("document.getElementById('counts').textContent") == "12 figures"
    assert page.run("document.querySelectorAll('#here td').length") == 2 * 7


def test_a_click_on_a_cell_shows_its_figure(page):
    area = page.run("(() => {const r = document.getElementById('map').getBoundingClientRect();"
                    "return [r.left, r.top, r.right, r.bottom]})()")  # fmt: skip
    left, top, right, _ = area
    page.click(right - 12, top + 10)  # the last column of the top row
    assert here(page) == "k=0.4/nu=1.0.png"
    page.click(left + 70, top + 10)
    assert here(page) == "k=0.4/nu=0.001.png"


def test_arrow_keys_move_along_the_axes_and_stop_at_the_ends(page):
    page.press("ArrowLeft")
    assert here(page) == "k=0.4/nu=0.1.png"
    page.press("ArrowDown")
    assert here(page) == "k=0.33/nu=0.1.png"
    for _ in range(4):
        page.press("ArrowRight")
        page.press("ArrowUp")
    assert here(page) == "k=0.4/nu=1.0.png"


def test_twins_are_shown_in_the_figures_place_and_linked_to(chromium, tmp_path):
    write_sweep(tmp_path / "sweep.nc", **AXES)
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", *AXES)
    config["figure"]["also"] = [{"yscale": "log"}, {"dpi": 20}]
    output = draw(config)[2]
    chromium.faults.clear()
    chromium.open(paths.gallery_file(output).as_uri())
    assert here(chromium) == "k=0.4/nu=1.0.png"
    choose(chromium, "twin", "yscale=log")
    assert here(chromium) == "k=0.4/nu=1.0.yscale=log.png"
    chromium.wait("document.querySelector('#here img').naturalWidth > 0")
    chromium.press("ArrowLeft")
    chromium.press("t")
    assert here(chromium) == "k=0.4/nu=0.1.dpi=20.png"
    link = chromium.run("location.hash")
    chromium.press("t")
    assert here(chromium) == "k=0.4/nu=0.1.png"
    chromium.open(paths.gallery_file(output).as_uri() + link)
    assert here(chromium) == "k=0.4/nu=0.1.dpi=20.png"
    chromium.press("c")
    chromium.press("ArrowRight")
    shown = chromium.run("[...document.querySelectorAll('.pane img')].map((i) => i.src)")
    assert sorted(map(inside, shown)) == [f"k=0.4/nu={nu}.dpi=20.png" for nu in ("0.1", "1.0")]
    thumbs = chromium.run("[...document.querySelectorAll('.thumb img')].map((i) => i.src)")
    assert not any("dpi=20" in inside(source) for source in thumbs)
    assert chromium.faults == []


def test_pdf_figures_are_not_refused_by_the_pages_policy(chromium, drawn, tmp_path):
    # The figure is not there: the viewer takes seconds, and has hung once in a browser without a window.
    chromium.open(sketch(tmp_path, drawn, {"a": ["0"]}, {"peak": [1]}, format="pdf"))
    assert chromium.run("document.querySelector('#here object').data").endswith("/a%3D0.pdf")
    settle(chromium)
    # Chromium shows an object as a frame.
    assert [fault for fault in chromium.faults if "Content Security Policy" in fault] == []


def test_a_sweep_without_twins_has_no_choice_of_them(page):
    assert page.run("document.getElementById('twins').hidden")
    before = here(page)
    page.press("t")
    assert here(page) == before


def test_sliders_move_along_their_axis(page):
    page.run("document.getElementById('axis-0').focus()")
    page.press("ArrowLeft")
    assert here(page) == "k=0.33/nu=1.0.png"
    assert page.run("document.getElementById('value-0').textContent") == "0.33"


def test_sorting_by_any_number_orders_the_list(page):
    choose(page, "sort", "peak height of Fit [V]")
    shown = sorted_by(page)
    assert len(shown) == 12
    assert shown == sorted(shown, reverse=True)
    page.run("document.getElementById('order').click()")
    shown = sorted_by(page)
    assert shown == sorted(shown)


def test_filtering_by_range_leaves_what_lies_in_it(page):
    choose(page, "filter", "largest relative error of Fit")
    write(page, "min", "0.025")
    write(page, "max", "0.075")
    assert page.run("document.getElementById('shown').textContent") == "5 of 12 targets"
    assert len(listed(page)) == 5


def test_two_figures_side_by_side(page):
    page.press("c")
    page.press("ArrowLeft")
    boxes = page.run(
        "['pinned', 'here'].map((id) => document.querySelector(`#${id} img`)).map((image) => "
        "[image.src, image.getBoundingClientRect().left])"
    )
    assert [inside(source) for source, _ in boxes] == ["k=0.4/nu=1.0.png", "k=0.4/nu=0.1.png"]
    assert boxes[0][1] < boxes[1][1]
    page.press("c")
    assert page.run("document.getElementById('pinned').hidden")


def test_a_link_reopens_the_same_view(page, drawn):
    page.press("c")
    page.press("ArrowDown")
    choose(page, "sort", "FWHM of Fit [GHz]")
    choose(page, "colour", "peak shift of Fit [GHz]")
    choose(page, "filter", "largest relative error of Fit")
    write(page, "min", "0.02")
    state = "[location.hash, document.getElementById('view').innerText, \
        document.getElementById('list').innerText, document.getElementById('colour').value]"
    before = settled(page, state)
    page.open(address(drawn, before[0]))
    assert settled(page, state) == before
    assert here(page) == "k=0.33/nu=1.0.png"


def settled(page, state):
    """Return what a script comes to once the pictures are there, and with the list at its top.

    A page that is opened scrolls to the target looked at.
    """
    page.wait("[...document.querySelectorAll('.pane img')].every((image) => image.complete)")
    page.run("document.getElementById('list').scrollTop = 0")
    page.run("new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))")
    return page.run(state)


def test_a_link_to_what_is_not_there_opens_the_page_all_the_same(page, drawn):
    page.open(address(drawn, "#at=gone/away&with=no&map=what&sort=?&min=x&filter=%3Cb%3E"))
    assert here(page) == "k=0.4/nu=1.0.png"


WORDS = (
    "at with twin map log sort order show filter min max brush along play speed open histogram histogram-log"
    " coordinates rows columns size compare swipe over diff xlog ylog"
)
LISTS = ('[5, null, {}, ["axis k", "a", {}], [[]]]', '["axis k", "peak height of Fit [V]"]')


@pytest.mark.parametrize("value", ["5", "null", "none", "{}", *LISTS])
def test_a_link_may_hold_anything(page, drawn, value):
    said = "&".join(f"{word}={quote(value)}" for word in WORDS.split())
    for view in ("list", "grid", "parallel"):
        for data in (0, 1):
            page.run(f"location.hash = '#{said}&view={view}&data={data}'")
            settle(page)
            assert page.faults == []
            assert not page.run(f"document.getElementById('{view}-view').hidden")
    # Of a wrong type it counts as not said.
    chosen = [
        page.run(f"document.getElementById('{name}').value") for name in ("speed", "grid-rows")
    ]
    assert chosen == ["4", "0"]


def test_the_keyboard_alone_reaches_everything(page):
    reached = set()
    for _ in range(60):
        page.press("Tab")
        reached.add(page.run("document.activeElement.id || document.activeElement.className"))
    wanted = {"help-button", "colour", "map", "axis-0", "axis-1", "sort", "order", "filter"}
    assert wanted <= reached
    assert any("thumb" in name for name in reached)
    page.run("document.querySelectorAll('.thumb')[3].focus()")
    page.press("Enter")
    assert page.run("document.activeElement.getAttribute('aria-current')") == "true"
    page.press("?")
    assert page.run("document.getElementById('help').open")


def test_labels_are_shown_and_not_run(page):
    assert page.run("window.evil") is None
    assert EVIL in page.run("document.getElementById('here').textContent")


def test_causes_are_shown_and_not_run(chromium, tmp_path):
    cause = '</script><img src=x onerror="window.evil = 1">'
    (tmp_path / "evil.py").write_text(f"def draw(axes, data): raise ValueError({cause!r})\n")
    write_sweep(tmp_path / "sweep.nc", **AXES)
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", *AXES)
    config["figure"]["kind"] = f"{tmp_path}/evil.py:draw"
    _, rows, output = draw(config)
    assert all(row.status == "failed" for row in rows)
    chromium.open(paths.gallery_file(output).as_uri())
    assert cause in chromium.run("document.getElementById('here').textContent")
    assert chromium.run("window.evil") is None
    assert chromium.run("document.querySelector('img[src=x]')") is None


def test_a_narrow_window_shows_all_without_scrolling_sideways(page):
    page.resize(360, 740)
    page.run("new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))")
    assert page.run("document.documentElement.scrollWidth") <= 360
    assert page.run("document.querySelector('#here').getBoundingClientRect().width") > 300


@pytest.mark.parametrize(
    "axes",
    [{"k": list(range(7))}, {"a": [1, 2], "b": [1, 2, 3], "c": ["x", "y"]}],
    ids=["one axis", "three axes"],
)
def test_sweeps_of_other_shapes_open(chromium, tmp_path, axes):
    drawn = draw_sweep(tmp_path, **axes)
    chromium.open(address(drawn))
    worst = chromium.run("document.querySelector('#here img').src")
    assert inside(worst, len(axes)) == drawn[1][-1].figure
    chromium.press("ArrowLeft")
    assert chromium.run("document.querySelector('#here img').src") != worst
    assert chromium.faults == []


def test_a_failed_target_says_why(chromium, drawn, tmp_path):
    plan, rows, _ = drawn
    rows = [Row(rows[0].figure, "", 0, "failed", "OSError: <b>gone</b>"), *rows[1:]]
    write_page(tmp_path, plan, rows)
    chromium.open(f"{(tmp_path / 'index.html').as_uri()}#at=k%3D0.3%2Fnu%3D0.001")
    told = chromium.run("document.getElementById('here').textContent")
    assert "Not drawn: OSError: <b>gone</b>" in told
    choose(chromium, "filter", "those not drawn")
    assert len(listed(chromium)) == 1
    chromium.faults.clear()  # here, no figure is where its address says


def test_what_has_no_figure_has_no_link_to_one(chromium, drawn, tmp_path):
    status = base64.b64encode(bytes([0, 3, 4])).decode()  # drawn, failed, no target
    page = sketch(tmp_path, drawn, {"a": ["0", "1", "2"]}, {"peak": [1, 2, 3]}, status=status)
    chromium.open(f"{page}#view=grid")
    links = "[...document.querySelectorAll('#here h2 a')].map((link) => link.textContent)"
    found = []
    for _ in range(3):
        found.append(chromium.run(links))
        chromium.press("ArrowRight")
    assert found == [["open"], [], []]
    words = "[...document.querySelectorAll('.cell .none')].map((cell) => cell.textContent)"
    assert chromium.run(words) == ["not drawn", "no data"]


@pytest.mark.parametrize("held", [None, "window.SWEEP = {"])
def test_a_page_without_its_data_says_so(chromium, drawn, tmp_path, held):
    write_page(tmp_path, *drawn[:2])
    (tmp_path / "index.js").unlink()
    if held:
        (tmp_path / "index.js").write_text(held)
    chromium.open((tmp_path / "index.html").as_uri())
    assert "index.js, which holds the sweep's numbers, is missing" in chromium.run(
        "document.body.innerText"
    )
    assert not any("TypeError" in fault for fault in chromium.faults)


def test_own_numbers_are_shown_sorted_and_mapped_and_a_failure_of_theirs_says_why(
    chromium, drawn, tmp_path
):
    plan, rows, _ = drawn
    cause = "mine.py:measure: OSError: <b>gone</b>"
    rows = [
        replace(rows[0], status="unmeasured", cause=cause),
        *(replace(row, own=(("<i>gap</i>", "eV", n / 4),)) for n, row in enumerate(rows[1:])),
    ]
    write_page(tmp_path, replace(plan, numbers="mine.py:measure"), rows)
    chromium.open(f"{(tmp_path / 'index.html').as_uri()}#at=k%3D0.3%2Fnu%3D0.01")
    told = "document.getElementById('here').textContent"
    assert "<i>gap</i> [eV]0" in chromium.run(told)
    assert "Not measured" not in chromium.run(told)
    choose(chromium, "sort", "<i>gap</i> [eV]")
    assert sorted_by(chromium)[:2] == [2.5, 2.25]
    choose(chromium, "colour", "<i>gap</i> [eV]")
    assert chromium.run("document.getElementById('high').textContent") == "2.5"
    assert (
        chromium.run("document.getElementById('counts').textContent")
        == "12 figures, 1 not measured"
    )
    choose(chromium, "filter", "those not measured")
    assert len(listed(chromium)) == 1
    chromium.press("n")
    assert f"Not measured: {cause}" in chromium.run(told)
    assert "show=unmeasured" in chromium.run("location.hash")
    chromium.faults.clear()  # here, no figure is where its address says


def test_a_large_sweep_opens_in_time_that_grows_no_faster_than_it(chromium, drawn, tmp_path):
    took = [seconds_to_open(chromium, drawn, tmp_path, count) for count in (10_000, 100_000)]
    assert took[1] < 20 * took[0]


def seconds_to_open(chromium, drawn, folder, count):
    """Open the page of so many targets, of whose thumbnails only those in sight are made."""
    plan, rows = large(drawn, count)
    write_page(folder, plan, rows)
    took = chromium.open((folder / "index.html").as_uri())
    thumbs = chromium.run("document.querySelectorAll('.thumb').length")
    chromium.run("document.getElementById('list').scrollTop = 1e6")
    chromium.run("new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))")
    chromium.faults.clear()  # here, no figure is where its address says
    assert 0 < thumbs < 100
    assert 0 < chromium.run("document.querySelectorAll('.thumb').length") < 100
    return took


def test_the_config_may_give_the_page_a_title(page, drawn, tmp_path):
    plan, rows, _ = drawn
    assert title(plan) == "response over k and ν"
    write_page(tmp_path, replace(plan, gallery_title="Scan 7: $k_0$ & <nu>"), rows)
    page.open((tmp_path / "index.html").as_uri())
    assert page.run("document.querySelector('h1').textContent") == "Scan 7: k₀ & <nu>"
    assert page.run("document.title") == "Scan 7: k₀ & <nu>"
    page.faults.clear()  # here, no figure is where its address says
    page.requests.clear()


def test_the_page_escapes_what_files_call_things(drawn):
    plan, rows, _ = drawn
    document = json.loads(to_json(plan))
    document["quantities"][-1]["name"] = EVIL
    evil = from_document(document)
    assert EVIL in title(evil)
    assert EVIL not in index_html(evil, rows)


def test_the_page_has_the_same_bytes_each_time(drawn):
    plan, rows, output = drawn
    box = axes_box(plan, rows, output)
    assert paths.gallery_data_file(output).read_text() == index_js(plan, rows, box)


def test_the_page_holds_uplot_with_its_licence(page):
    assert page.run("typeof uPlot") == "function"
    assert "The MIT License" in page.run("document.documentElement.innerHTML")


@pytest.mark.parametrize("text", ["plain", "<'\"&>{{ counts }}", r'{% include "page.js" %} \1'])
def test_the_page_is_what_jinja_makes_of_its_template(drawn, monkeypatch, text):
    jinja2 = pytest.importorskip("jinja2")
    plan, rows, _ = drawn
    monkeypatch.setattr(index, "title", lambda _: text)
    loader = jinja2.FileSystemLoader(index.PAGE)
    page = jinja2.Environment(loader=loader, autoescape=True, keep_trailing_newline=True)
    words = {"title": text, "counts": index.counts(rows)}
    assert index_html(plan, rows) == page.get_template("gallery.html").render(words) + "\n"


def test_the_parameters_of_scattered_runs_are_numbers_to_choose_by(chromium, tmp_path):
    """Of runs over three parameters without a grid, the page begins with these as parallel coordinates."""
    x, places = np.linspace(0, 2, 41), np.random.default_rng(1).permuted([range(1, 13)] * 3, axis=1)
    for n, (a, b, c) in enumerate(places.T):
        curves = {"first": ("frequency", a + x), "model": ("frequency", b + x)}
        dataset = xr.Dataset(curves, {"frequency": x, "a": a, "b": 0.1 * b, "c": c * 1e-4})
        dataset.to_netcdf(tmp_path / f"run{n}.nc")
    drawn = draw(config_for(tmp_path / "run*.nc", tmp_path / "plots", "a", "b", "c"))
    assert drawn[0].is_scattered
    chromium.open(address(drawn))
    assert chromium.run("document.getElementById('list-view').hidden")
    names = chromium.run(
        "[...document.querySelectorAll('.column .name')].map((t) => t.textContent)"
    )
    assert names[:4] == ["target", "a", "b", "c"]
    sorted_first = "document.getElementById('sort').selectedOptions[0].textContent"
    assert chromium.run(sorted_first).startswith("RMSE")
    chromium.open(address(drawn, "#view=list&sort=b&order=up"))
    order = [name.partition("b=")[2].partition("/")[0] for name in listed(chromium)]
    assert order == sorted(order, key=float)
    told = chromium.run(
        "[...document.querySelectorAll('#here td')].map((cell) => cell.textContent)"
    )
    figure = inside(chromium.run("document.querySelector('#here img').src"), 3)
    at = [float(word.partition("=")[2]) for word in figure.removesuffix(".png").split("/")]
    assert [float(text) for text in told[-3:]] == pytest.approx(at)
