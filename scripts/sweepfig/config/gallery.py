"""Define the config's section `gallery`: what the page that shows the sweep has beside the figures."""

from __future__ import annotations

from typing import Literal

from sweepfig.config.value_types import Section, Words


class GallerySettings(Section):
    """What the gallery has beside the figures."""

    data: Literal["auto", True, False] = "auto"
    """Write the slices' numbers beside the page, to zoom in; auto: up to 20000 figures and 100 MB."""
    title: Words | None = None
    """Its heading, TeX as $k_0$; null: the response over the axes, by their long names."""
