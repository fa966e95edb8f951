"""What the tests of an archive share: a small drawn sweep, and how it is packed."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from paths import SMALL, draw_here
from sweepfig.archive.crate.about import About, Author, License
from sweepfig.archive.pack import Order

OUTPUT = Path("plots")
ABOUT = About(
    authors=(Author.parse("Josiah Carberry <0000-0002-1825-0097>"),),
    license=License.parse("CC-BY-4.0"),
)


@pytest.fixture
def drawn(sweep):
    """A drawn sweep of six figures, in the working folder."""
    sweep.write_config(figure=SMALL)
    draw_here()
    return sweep


@pytest.fixture
def order():
    """A function that returns the order to pack the sweep of the working folder; its arguments differ."""
    return functools.partial(
        Order,
        output=OUTPUT,
        config=Path("config.yaml"),
        file=Path("plots.zip"),
        about=ABOUT,
        mend="sweepfig config.yaml",
        version="0.1.0",
    )
