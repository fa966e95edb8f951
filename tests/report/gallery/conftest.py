"""A real browser for the tests of the gallery's page; each module of tests has its own sweep, `drawn`."""

from __future__ import annotations

import os

import browser
import pytest
from seeing import address

REQUIRED = os.environ.get("SWEEPFIG_REQUIRE_CHROMIUM") == "1"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    program = browser.find()
    if program is None:
        message = "there is no chromium on PATH"
        pytest.fail(message) if REQUIRED else pytest.skip(message)
    with browser.started(program, tmp_path_factory.mktemp("profile")) as page:
        page.resize(1280, 900)
        yield page


@pytest.fixture
def page(chromium, drawn):
    """The gallery, freshly opened; at the end it has said nothing and asked for nothing abroad."""
    chromium.resize(1280, 900)
    chromium.faults.clear()
    chromium.requests.clear()
    chromium.open(address(drawn))
    yield chromium
    folder = drawn[2].absolute().as_uri()
    assert chromium.faults == []
    abroad = [url for url in chromium.requests if not url.startswith((folder, "about:", "data:"))]
    assert abroad == []
