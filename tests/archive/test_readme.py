"""README.txt says what is what and how to draw again, in lines that a terminal shows."""

from __future__ import annotations

from sweepfig.archive.crate.about import About, Author, License
from sweepfig.archive.crate.programs import sweepfig
from sweepfig.archive.inputs import Input, Inputs
from sweepfig.archive.readme import NAMES_SHOWN, readme_txt

ABOUT = About("Figures of response over k", "word " * 40)
CONFIG = Input("my.yaml", "input/my.yaml")


def said(about: About = ABOUT, *, has_data: bool = True, **inputs) -> str:
    known = {"config": CONFIG, "own": (), "data": ()} | inputs
    return readme_txt(about, Inputs(**known), sweepfig("0.1.0"), has_data=has_data)


def test_it_begins_with_the_title_and_keeps_lines_short():
    lines = said().splitlines()
    assert lines[:2] == ["Figures of response over k", ""]
    assert max(map(len, lines)) <= 100
    assert len(lines) <= 24


def test_it_says_how_to_draw_again():
    assert "  Install sweepfig 0.1.0 (https://github.com/sweepfig/sweepfig), then:\n" in said()
    assert "  cd input; pip install -r requirements.txt\n" in said()
    assert "  sweepfig my.yaml --output ../again\n" in said()
    assert "sweepfig 'my run.yaml'" in said(config=Input("my run.yaml", "input/my run.yaml"))
    assert "the sweep was drawn from Python" in said(config=None)


def test_data_that_are_not_packed_are_said_to_be_missing():
    assert "The data are not in this archive" not in said()
    assert "input/data-sha256.txt has the names" in said(has_data=False)


def test_paths_that_the_config_has_otherwise_are_said():
    moved = Input("/data/run.nc", "input/elsewhere/run.nc")
    line = "The config has other paths: /data/run.nc is input/elsewhere/run.nc"
    assert line in said(data=(moved,))
    assert line in said(own=(moved,), has_data=False)
    assert line not in said(data=(moved,), has_data=False)
    assert "other paths" not in said(own=(Input("/here/own.py", "input/own.py"),))


def test_what_is_left_out_is_said_and_long_lists_are_cut():
    text = said(gone=("a.nc",), fonts=tuple(f"/fonts/font{n}.ttf" for n in range(NAMES_SHOWN + 5)))
    assert "no longer there: a.nc" in text
    assert "font9.ttf, and 5 more" in text
    assert "font10.ttf" not in text
    assert "/fonts" not in text


def test_authors_and_license_are_said_where_they_are_known():
    author = Author("Josiah Carberry", "https://orcid.org/0000-0002-1825-0097")
    about = About("A", "b", (author, Author("B")), License.parse("MIT"))
    text = said(about)
    assert "By Josiah Carberry <https://orcid.org/0000-0002-1825-0097>, B\n" in text
    assert "License: MIT (https://spdx.org/licenses/MIT)\n" in text
    address = "https://a.b/c"
    assert f"License: {address}\n" in said(About("A", "b", license=License.parse(address)))
    assert "License" not in said()
