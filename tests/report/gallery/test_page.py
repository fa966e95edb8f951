"""The whole page: axe-core (MPL 2.0, https://github.com/dequelabs/axe-core) finds nothing to object to."""

from __future__ import annotations

from pathlib import Path

import paths
import pytest
from gallery_page import settle, show_view
from seeing import address, config_for, draw, draw_sweep, write_sweep

AXE = (paths.ROOT / "tests" / "support" / "axe.min.js").read_text(encoding="utf-8")
RUN = """axe.run(document).then(({ violations }) => violations.map(({ id, help, nodes }) =>
    `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(" | ")}`))"""
AXES = {"k": [0.3, 0.33, 0.4], "nu": [1e-3, 1e-2, 1e-1, 1.0]}


def violations(page):
    """Return what axe-core finds on the page as it is now."""
    settle(page)
    if not page.run("'axe' in window"):
        page.send("Runtime.evaluate", expression=AXE)
    return page.run(RUN)


def look_at_all(page):
    """Return what is found in each view, with all parts unfolded, two figures compared, a dialog open."""
    page.run("(document.querySelectorAll('details').forEach((part) => { part.open = true; }), 0)")
    found = violations(page)
    for view in ("grid", "parallel"):
        show_view(page, view)
        found += violations(page)
    page.press("c")
    page.press("ArrowLeft")
    found += violations(page)
    for _ in range(2):  # the data, then the picture again
        page.press("d")
        page.wait("document.getElementById('data-over')?.textContent !== ''")  # the data are there
        found += violations(page)
    page.press("s")
    page.press("i")
    found += violations(page)
    for button in ("help-button", "notes-button"):
        page.run(f"document.getElementById('{button}').click()")
        found += violations(page)
        page.press("Escape")
        assert not page.run("document.querySelector('dialog[open]')")
    page.press("i")
    return sorted({*found})


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_curves_are_accessible(page, drawn, scheme, width):
    page.resize(width, 844)
    page.prefer(color_scheme=scheme)
    page.open(address(drawn))
    assert look_at_all(page) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_tables_are_whole_or_scroll_within_their_pane(page, width):
    page.resize(width, 844)
    page.press("c")
    page.press("ArrowLeft")
    settle(page)
    cells = "[...document.querySelectorAll('.numbers :is(th, td)')]"
    assert page.run(f"{cells}.filter((c) => c.scrollWidth > c.clientWidth).length") == 0
    within = (
        "[...document.querySelectorAll('.numbers')].map((box) => getComputedStyle(box).overflowX)"
    )
    assert page.run(within) == ["auto", "auto"]
    assert page.run("document.documentElement.scrollWidth") <= width


def fields(folder: Path):
    write_sweep(folder / "sweep.nc", wide=True, **AXES)
    config = config_for(folder / "sweep.nc", folder / "plots", *AXES, ordinate="height")
    config["sweep"]["curves"] = config["sweep"]["curves"][:1]
    config["figure"]["kind"] = "pcolormesh"
    return draw(config)


def three_axes(folder: Path):
    return draw_sweep(folder, a=[1, 2], b=[1, 2, 3], c=["x", "y"])


@pytest.mark.slow
@pytest.mark.parametrize("sweep", [fields, three_axes])
def test_other_sweeps_are_accessible(chromium, tmp_path, sweep):
    chromium.resize(1280, 900)
    chromium.prefer()
    chromium.faults.clear()
    chromium.open(address(sweep(tmp_path)))
    assert look_at_all(chromium) == []
    assert chromium.faults == []
