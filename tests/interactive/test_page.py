"""A notebook's page has what it shows within itself, and names what can't be shown."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path

import pytest
from sweepfig.interactive.page import LARGEST_BYTES, MOST_SHOWN, page

OUTPUT = Path("my plots")


@pytest.fixture
def figures(in_folder):
    found = [OUTPUT / f"a&b={n}.png" for n in range(20)]
    OUTPUT.mkdir()
    for n, path in enumerate(found):
        path.write_bytes(bytes([n]))
    return found


def shown(text):
    return [base64.b64decode(each)[0] for each in re.findall(r"base64,([^\"]+)\"", text)]


def test_some_figures_spread_over_the_sweep_are_within(figures):
    text = page(["20 drawn"], [], figures, OUTPUT, None)
    assert shown(text) == [0, 3, 7, 11, 15, 19]
    assert len(shown(text)) == MOST_SHOWN
    assert "<script" not in text
    assert "http" not in text
    assert shown(page(["1 drawn"], [], figures[:1], OUTPUT, None)) == [0]
    assert shown(page(["0 drawn"], [], [], OUTPUT, None)) == []


def test_links_lead_from_the_working_folder_and_texts_are_escaped(figures, tmp_path):
    gallery = OUTPUT / "index.html"
    text = page(["1 drawn <b>", "f: <cause>"], ["x & y"], figures[:1], OUTPUT, gallery)
    assert 'href="my%20plots/index.html"' in text
    assert 'href="my%20plots/a%26b%3D0.png"' in text
    assert all(each in text for each in ("1 drawn &lt;b&gt;", "f: &lt;cause&gt;", "x &amp; y"))
    Path("elsewhere").mkdir()
    os.chdir("elsewhere")
    text = page(["1 drawn"], [], [tmp_path / figures[0]], tmp_path / OUTPUT, None)
    assert f'href="file://{tmp_path}/my%20plots/a%26b%3D0.png"' in text


def test_what_a_browser_can_not_show_is_too_large_or_gone_is_named_alone(figures):
    figures[0].write_bytes(b"x" * (LARGEST_BYTES + 1))
    figures[1].unlink()
    pdf = OUTPUT / "a.pdf"
    pdf.write_bytes(b"x")
    text = page(["3 drawn"], [], [*figures[:2], pdf], OUTPUT, None)
    assert shown(text) == []
    assert all(name in text for name in ("a&amp;b=0.png", "a&amp;b=1.png", "a.pdf"))
