"""Keep a `Lettering` for each resolution, each set of rcParams, and the fonts as they are."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from matplotlib import rcParams

from sweepfig.drawing.renderer.lettering import Lettering
from sweepfig.drawing.renderer.private import draws_glyphs
from sweepfig.drawing.styles import fonts_seen

RC_GROUPS = ("font.", "text.", "mathtext.")


@lru_cache(4)
def _lettering(dpi: float, rc: str, fonts: int) -> Lettering:
    # Each needs names that the other's matplotlib lacks.
    if draws_glyphs():
        from sweepfig.drawing.renderer.glyphs import GlyphLettering

        return GlyphLettering(dpi)
    from sweepfig.drawing.renderer.strings import StringLettering

    return StringLettering(dpi)


def current_lettering(dpi: float) -> Lettering:
    """Return the `Lettering` for a resolution under the current rcParams."""
    return _lettering(dpi, repr([rcParams[name] for name in _names()]), fonts_seen())


@cache
def _names() -> tuple[Any, ...]:
    """Return the rcParams that text depends on."""
    return tuple(name for name in rcParams if name.startswith(RC_GROUPS))
