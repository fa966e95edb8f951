"""Name the versions that decide a figure's pixels and bytes, and what differs between two of them."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import matplotlib

from sweepfig.core.digests import DRAWERS, digest_of, digest_of_code, version
from sweepfig.core.storage import content_digest
from sweepfig.drawing import styles


def of_sweepfig() -> str:
    """Return the version of this program."""
    # Not by an import: the package's own module stands above all others.
    return str(sys.modules["sweepfig"].__version__)


def of_packages() -> dict[str, str]:
    """Return the version of each package that decides pixels and bytes, and of matplotlib's FreeType."""
    freetype = matplotlib.ft2font.__freetype_version__
    return {**{package: version(package) for package in DRAWERS}, "freetype": freetype}


def of_figure(style: str) -> dict[str, str]:
    """Return all versions that a figure in a style depends on: packages, drawing code, the style's fonts."""
    fonts = [content_digest(file) for file in styles.font_files(styles.parameters(style))]
    code = {"drawing code": digest_of_code("drawing")[:8]}
    own_fonts = {"fonts": digest_of(fonts)[:8]} if fonts else {}
    return {"sweepfig": of_sweepfig(), **code, **of_packages(), **own_fonts}


def difference(recorded: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Return in words which versions differ; nothing if none do."""
    names = [name for name in {**recorded, **now} if recorded.get(name) != now.get(name)]
    words = (f"{name} {recorded.get(name, 'none')} (now {now.get(name, 'none')})" for name in names)
    return ", ".join(words)
