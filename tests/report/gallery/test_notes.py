"""The reader's marks and notes: kept, shown, chosen by, saved as CSV and taken from it."""

from __future__ import annotations

import csv
import time

import pytest
from gallery_page import choose, listed, reopen, shown
from seeing import address


@pytest.fixture(autouse=True)
def _nothing_kept(page):
    yield
    page.run("localStorage.clear()")


def note(page, words):
    page.run("document.querySelector('#here textarea').focus()")
    page.send("Input.insertText", text=words)
    page.run("document.activeElement.blur()")


def saved(page, folder):
    """Return the CSV file that the button saves, by rows."""
    page.send("Page.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    page.run("document.getElementById('export').click()")
    file, end = folder / "notes.csv", time.monotonic() + 30
    while not file.exists() or not file.stat().st_size:
        assert time.monotonic() < end, "no file was saved"
        time.sleep(0.05)
        page.run("0")
    with file.open(newline="", encoding="utf-8") as opened:
        return list(csv.reader(opened))


def take(page, folder, rows):
    """Have the page take a CSV file; return what it says."""
    file = folder / "my.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows(rows)
    page.run("document.getElementById('notes-said').textContent = ''")
    root = page.send("DOM.getDocument")["root"]["nodeId"]
    field = page.send("DOM.querySelector", nodeId=root, selector="#import")["nodeId"]
    page.send("DOM.setFileInputFiles", files=[str(file)], nodeId=field)
    page.wait("document.getElementById('notes-said').textContent")
    return page.run("document.getElementById('notes-said').textContent")


@pytest.mark.slow
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


def test_notes_go_to_csv_and_come_back(page, tmp_path):
    page.press("i")
    note(page, '=SUM(1), "quoted"\nand a line')
    page.press("ArrowDown")
    note(page, "plain")
    rows = saved(page, tmp_path)
    assert rows == [
        ["k", "ν", "mark", "note"],
        ["0.33", "1.0", "", "plain"],
        ["0.4", "1.0", "interesting", '\'=SUM(1), "quoted"\nand a line'],
    ]
    page.run("localStorage.clear()")
    reopen(page)
    assert take(page, tmp_path, rows) == "2 taken from my.csv."
    page.press("ArrowUp")
    assert (
        page.run("document.querySelector('#here textarea').value")
        == '=SUM(1), "quoted"\nand a line'
    )
    assert page.run("document.querySelector('#here .mark').getAttribute('aria-pressed')") == "true"


def test_a_notes_own_apostrophe_comes_back_from_csv(page, tmp_path):
    note(page, "'=lit")
    rows = saved(page, tmp_path)
    assert rows[1][-1] == "''=lit"
    page.run("localStorage.clear()")
    reopen(page)
    take(page, tmp_path, rows)
    assert page.run("document.querySelector('#here textarea').value") == "'=lit"


def test_a_file_of_something_else_is_refused_in_words(page, tmp_path):
    assert take(page, tmp_path, [["k", "mark", "note"], ["0.3", "x", ""]]) == (
        "my.csv: the column ν is missing; needed are k, ν, mark, note."
    )
    rows = [["k", "ν", "mark", "note"], ["7", "1.0", "x", ""], ["0.3", "1.0", "x", ""]]
    assert take(page, tmp_path, rows).startswith("1 taken from my.csv; 1 rows are of no target")


def test_a_browser_that_keeps_nothing_says_so(page, drawn, tmp_path):
    script = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } });"
    added = page.send("Page.addScriptToEvaluateOnNewDocument", source=script)
    page.open(address(drawn))
    page.press("i")
    assert not page.run("document.getElementById('kept').hidden")
    assert page.run("document.querySelectorAll('.thumb.marked').length") == 1
    page.run("document.getElementById('theme').click()")
    assert page.run("document.documentElement.dataset.theme") == "light"
    assert len(saved(page, tmp_path)) == 2
    page.send("Page.removeScriptToEvaluateOnNewDocument", **added)
    page.open(address(drawn))
