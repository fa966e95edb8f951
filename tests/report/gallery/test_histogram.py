"""The histogram: of any number, a drag in it chooses the range of the filter."""

from __future__ import annotations

import pytest
from gallery_page import area, choose, link, listed, reopen, settle, shown, sketch, text, unfold

# How many pixels of the canvas have the accent's colour.
ACCENT = """(() => {
    const canvas = document.getElementById('histogram');
    const pen = document.createElement('canvas').getContext('2d');
    pen.fillStyle = themed('accent');
    const [r, g, b] = [1, 3, 5].map((n) => parseInt(pen.fillStyle.slice(n, n + 2), 16));
    Object.assign(pen.canvas, { width: canvas.width, height: canvas.height });
    pen.drawImage(canvas, 0, 0);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let n = 0; n < data.length; n += 4) count += data[n] === r && data[n + 1] === g && data[n + 2] === b;
    return count;
})()"""


def drag_over(page, first, last):
    """Drag between two shares of the histogram's width."""
    left, top, right, bottom = area(page, "#histogram")
    y = (top + bottom) / 2
    places = [left + (right - left) * share for share in (first, (first + last) / 2, last)]
    page.drag(*[(x, y) for x in places])


@pytest.mark.slow
def test_a_drag_chooses_the_filters_range_and_a_click_lets_it_go(page):
    unfold(page, "histogram")
    all_bars = page.run(ACCENT)
    assert all_bars > 0
    drag_over(page, 0.2, 0.6)
    assert shown(page) == "4 of 12 targets"
    assert len(listed(page)) == 4
    assert (
        page.run("document.getElementById('filter').selectedOptions[0].text") == "RMSE of Fit [V]"
    )
    assert not page.run("document.getElementById('range').hidden")
    assert 0 < page.run(ACCENT) < all_bars
    assert {"filter=RMSE of Fit [V]", "open=map cut histogram"} <= {
        *link(page).strip("#").split("&")
    }
    reopen(page)
    assert shown(page) == "4 of 12 targets"
    unfold(page, "histogram")
    left, top, right, bottom = area(page, "#histogram")
    page.click((left + right) / 2, (top + bottom) / 2)
    assert shown(page) == "12 targets"


def test_a_drag_to_the_end_leaves_that_end_open(page):
    unfold(page, "histogram")
    drag_over(page, 0.5, 1.5)
    assert "min=" in link(page)
    assert "max=" not in link(page)
    assert shown(page) == "6 of 12 targets"


def test_another_number_can_be_shown_and_is_the_filters_when_that_is_chosen(page):
    unfold(page, "histogram")
    choose(page, "histogram-number", "peak height of Fit [V]")
    assert page.run("document.getElementById('histogram-low').textContent") == "1.9962"
    assert "histogram=peak height of Fit [V]" in link(page)
    choose(page, "filter", "RMSE of Fit [V]")
    assert (
        page.run("document.getElementById('histogram-number').selectedOptions[0].text")
        == "RMSE of Fit [V]"
    )


def test_its_scale_can_be_logarithmic(page):
    choose(page, "histogram-number", "peak height of Fit [V]")
    unfold(page, "histogram")
    drag_over(page, 0.5, 1.0)
    linear = page.run("document.getElementById('min').value")
    page.run("document.getElementById('histogram-log').click()")
    settle(page)
    drag_over(page, 0.5, 1.0)
    assert float(page.run("document.getElementById('min').value")) < float(linear)
    assert "histogram-log=1" in link(page)


def test_a_range_may_be_chosen_where_numbers_lie_close_together(chromium, drawn, tmp_path):
    axes = {"a": [str(n) for n in range(10)]}
    numbers = {"peak": [1.1602 + 1e-9 * n for n in range(10)]}
    chromium.open(sketch(tmp_path, drawn, axes, numbers) + "#sort=peak")
    # What is told has digits enough, too.
    unfold(chromium, "histogram")
    ends = [text(chromium, name) for name in ("histogram-low", "histogram-high", "low", "high")]
    assert ends == ["1.1602", "1.160200009"] * 2
    assert listed(chromium)[:2] == ["a = 01.1602", "a = 11.160200001"]
    drag_over(chromium, 0.3, 0.7)
    assert shown(chromium) == "4 of 10 targets"


def test_what_differs_by_rounding_alone_is_told_with_few_digits(chromium, drawn, tmp_path):
    numbers = {"width": [0.6942567241, 0.6942567241 + 1e-11]}
    chromium.open(sketch(tmp_path, drawn, {"a": ["0", "1"]}, numbers))
    assert [text(chromium, name) for name in ("low", "high")] == ["0.69426", "0.69426"]
    unfold(chromium, "histogram")
    drag_over(chromium, 0.5, 1.0)  # but a range of it can be chosen
    assert shown(chromium) == "1 of 2 targets"
