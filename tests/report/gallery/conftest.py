"""A real browser for the tests of the gallery's page, and a sweep to show."""

from __future__ import annotations

import os

import browser
import pytest
from seeing import address, draw_sweep

REQUIRED = os.environ.get("SWEEPFIG_REQUIRE_CHROMIUM") == "1"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A sweep over k and nu; a module of tests may have its own."""
    axes = {"k": [0.3, 0.33, 0.4], "nu": [1e-3, 1e-2, 1e-1, 1.0]}
    return draw_sweep(tmp_path_factory.mktemp("gallery"), **axes)


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    program = browser.find()
    if program is None:
        message = "there is no chromium on PATH"
        pytest.fail(message) if REQUIRED else pytest.skip(message)
    with browser.started(program, tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def chromium(started):
    """The browser as every test finds it: of one size, with no page, no wishes and no memory."""
    started.resize(1280, 900)
    started.send("Page.navigate", url="about:blank")  # what the page before still says comes now
    started.run("new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))")
    started.send("Storage.clearDataForOrigin", origin="file://", storageTypes="local_storage")
    started.faults.clear()
    started.requests.clear()
    started.prefer()
    return started


@pytest.fixture
def page(chromium, drawn):
    """The gallery, freshly opened; at the end it has said nothing and asked for nothing abroad."""
    chromium.open(address(drawn))
    yield chromium
    folder = drawn[2].absolute().as_uri()
    assert chromium.faults == []
    abroad = [url for url in chromium.requests if not url.startswith((folder, "about:", "data:"))]
    assert abroad == []
