"""The source of a function travels along if it is all that the function needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from sweepfig.record import own_code

SOURCE = (
    "import json\nimport numpy as np\r\n\ndef draw(axes, data):\n    axes.plot(data.abscissa)\n"
)


@pytest.fixture(autouse=True)
def file(in_folder):
    Path("my_plots.py").write_bytes(SOURCE.encode())


def test_a_built_in_kind_has_none():
    assert own_code.of_kind("pcolormesh", ()) is None


@pytest.mark.parametrize("kind", ["my_plots.py:draw", "my_plots:draw"])
def test_a_single_file_is_taken_along_byte_for_byte(kind, tmp_path):
    found = own_code.of_kind(kind, ())
    assert found["source"].encode() == SOURCE.encode()
    assert found["needs"] == ["numpy"]
    folder = tmp_path / "there"
    folder.mkdir()
    placed = own_code.placed(kind, found, folder)
    assert placed == f"{folder / 'my_plots.py'}:draw"
    assert (folder / "my_plots.py").read_bytes() == SOURCE.encode()
    assert own_code.of_kind(placed, ()) == found


def test_a_file_that_needs_others_is_not(tmp_path):
    Path("my_helper.py").write_text("")
    Path("my_plots.py").write_text(f"import my_helper\n{SOURCE}")
    found = own_code.of_kind("my_plots.py:draw", ())
    assert (found["source"], found["needs"]) == (None, ["my_helper.py", "numpy"])
    assert own_code.placed("my_plots.py:draw", found, tmp_path) == "my_plots.py:draw"


def test_nor_is_one_that_reads_files_or_is_too_large(monkeypatch):
    found = own_code.of_kind("my_plots.py:draw", ("data/table.txt",))
    assert (found["source"], found["needs"]) == (None, ["table.txt", "numpy"])
    monkeypatch.setattr(own_code, "LARGEST_SOURCE", 10)
    assert own_code.of_kind("my_plots.py:draw", ())["source"] is None


def test_the_digest_is_of_what_it_needs():
    before = own_code.of_kind("my_plots.py:draw", ())["digest"]
    Path("my_plots.py").write_text(SOURCE + "\n")
    assert own_code.of_kind("my_plots.py:draw", ())["digest"] != before


def test_it_is_described():
    found = own_code.of_kind("my_plots.py:draw", ())
    assert own_code.described("my_plots.py:draw", found) == (
        "the function draw of my_plots.py, whose 5 lines the file carries"
    )
    assert own_code.described("a.b:draw", None) == (
        "the function draw of a.b, which the file does not carry"
    )
