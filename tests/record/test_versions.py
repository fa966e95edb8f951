"""What decides the pixels is named, and what differs is said."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import sweepfig
from sweepfig.record import versions


def test_a_figures_versions_are_those_that_are_installed(in_folder):
    found = versions.of_figure("default")
    assert found["sweepfig"] == sweepfig.__version__ == versions.of_sweepfig()
    assert found["matplotlib"] == matplotlib.__version__
    assert "fonts" not in found
    Path("my.mplstyle").write_text("font.family: serif\n")
    assert versions.of_figure("my.mplstyle")["fonts"]


def test_what_differs_is_said_with_both_versions():
    before, now = {"numpy": "1", "freetype": "2", "fonts": "ab"}, {"numpy": "1", "freetype": "3"}
    assert versions.difference(before, now) == "freetype 2 (now 3), fonts ab (now none)"
    assert versions.difference(now, now) == ""
