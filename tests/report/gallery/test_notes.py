"""The reader's marks and notes: kept, shown, chosen by, saved as CSV and taken from it."""

from __future__ import annotations

import csv
import io

import pytest
from gallery_page import choose, listed, reopen, shown
from seeing import address

CSV = "URL.createObjectURL = (blob) => { blob.text().then((t) => { window.csv = t; }); return 'blob:none'; }"


@pytest.fixture(autouse=True)
def _nothing_kept(page):
    yield
    page.run("localStorage.clear()")


def note(page, words):
    page.run("document.querySelector('#here textarea').focus()")
    page.send("Input.insertText", text=words)
    page.run("document.activeElement.blur()")


def saved(page):
    """Return the CSV that the button saves, by rows."""
    page.run(f"({CSV}, HTMLAnchorElement.prototype.click = () => {{}}, 0)")
    page.run("document.getElementById('export').click()")
    page.wait("window.csv")
    return list(csv.reader(io.StringIO(page.run("window.csv"))))


def take(page, rows):
    """Give the page a CSV file, as a reader chooses one."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    page.run(
        "(() => { const files = new DataTransfer();"
        f" files.items.add(new File([{text.getvalue()!r}], 'my.csv'));"
        " const input = document.getElementById('import'); input.files = files.files;"
        " input.dispatchEvent(new Event('change')); })()"
    )
    page.wait("document.getElementById('notes-said').textContent")
    return page.run("document.getElementById('notes-said').textContent")


def test_a_mark_is_kept_shown_and_chosen_by(page):
    page.press("i")
    page.press("ArrowLeft")
    page.press("i")
    page.press("ArrowLeft")
    assert page.run("document.querySelector('#here .mark').getAttribute('aria-pressed')") == "false"
    assert page.run("document.querySelectorAll('.thumb.marked').length") == 2
    reopen(page)
    assert page.run("document.querySelectorAll('.thumb.marked').length") == 2
    choose(page, "filter", "the marked ones")
    assert shown(page) == "2 of 12 targets"
    page.press("n")
    page.press("i")
    assert shown(page) == "1 of 12 targets"
    page.run("document.querySelector('#here .mark').click()")
    assert shown(page) == "2 of 12 targets"
    reopen(page)
    assert len(listed(page)) == 2


def test_a_mark_is_a_dot_in_the_map(page):
    pixels = "document.getElementById('map').toDataURL()"
    before = page.run(pixels)
    page.press("i")
    assert page.run(pixels) != before
    page.press("i")
    assert page.run(pixels) == before


def test_a_note_is_kept_with_its_target(page):
    note(page, "a double peak, <b>why</b>?")
    page.press("ArrowLeft")
    assert page.run("document.querySelector('#here textarea').value") == ""
    page.press("ArrowRight")
    assert (
        page.run("document.querySelector('#here textarea').value") == "a double peak, <b>why</b>?"
    )
    reopen(page)
    assert (
        page.run("document.querySelector('#here textarea').value") == "a double peak, <b>why</b>?"
    )


def test_notes_go_to_csv_and_come_back(page):
    page.press("i")
    note(page, '=SUM(1), "quoted"\nand a line')
    page.press("ArrowDown")
    note(page, "plain")
    rows = saved(page)
    assert rows == [
        ["k", "ν", "mark", "note"],
        ["0.33", "1.0", "", "plain"],
        ["0.4", "1.0", "interesting", '\'=SUM(1), "quoted"\nand a line'],
    ]
    page.run("localStorage.clear()")
    reopen(page)
    assert take(page, rows) == "2 taken from my.csv."
    page.press("ArrowUp")
    assert (
        page.run("document.querySelector('#here textarea').value")
        == '=SUM(1), "quoted"\nand a line'
    )
    assert page.run("document.querySelector('#here .mark').getAttribute('aria-pressed')") == "true"


def test_a_file_of_something_else_is_refused_in_words(page):
    assert take(page, [["k", "mark", "note"], ["0.3", "x", ""]]) == (
        "my.csv: the column ν is missing; needed are k, ν, mark, note."
    )
    rows = [["k", "ν", "mark", "note"], ["7", "1.0", "x", ""], ["0.3", "1.0", "x", ""]]
    assert take(page, rows).startswith("1 taken from my.csv; 1 rows are of no target")


def test_a_browser_that_keeps_nothing_says_so(page, drawn):
    script = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } });"
    added = page.send("Page.addScriptToEvaluateOnNewDocument", source=script)
    page.open(address(drawn))
    page.press("i")
    assert not page.run("document.getElementById('kept').hidden")
    assert page.run("document.querySelectorAll('.thumb.marked').length") == 1
    page.run("document.getElementById('theme').click()")
    assert page.run("document.documentElement.dataset.theme") == "light"
    assert len(saved(page)) == 2
    page.send("Page.removeScriptToEvaluateOnNewDocument", **added)
    page.open(address(drawn))
