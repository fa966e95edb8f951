"""List the private matplotlib names that the template uses, and the versions it was tested with.

Public calls give pixels, but not the steps on the way. Each name below may change in any release: with a
version that is not listed, or if a name is missing, every figure is drawn the plain way.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

import matplotlib

TESTED = ("3.11.1", "3.11.2")  # 3.11.0 places some titles differently

NAMES = (
    # formula.py: a formula's boxes, joined as the parser joins them
    "_mathtext.Parser.parse",
    "_mathtext.ParserState",
    "_mathtext.Char",
    "_mathtext.Hlist",
    "_mathtext.ship",
    "mathtext.MathTextParser._font_type_mapping",
    # lettering.py: glyphs of a string, and a glyph's pixels, as RendererAgg gets them
    "font_manager.FontManager._find_fonts_by_props",
    "ft2font.FT2Font._layout",
    "ft2font.FT2Font._set_transform",
    "ft2font.FT2Font._render_glyph",
    "backends._backend_agg.RendererAgg.draw_text_image",  # RendererAgg._renderer
    "backends.backend_agg.RendererAgg._draw_text_glyphs_and_boxes",
    # words.py: a text's lines around its anchor
    "text.Text._get_layout",
    "text.Text._preprocess_math",
    # frame.py: cropping as savefig does it
    "_tight_bbox.adjust_bbox",
    # layout.py: a title that avoids an offset text
    "axes.Axes._update_title_position",
    # legend.py: places
    "legend.Legend._get_anchored_bbox",
    "legend.Legend._loc",
)
# These are set on instances: only their use shows that one is missing (`Template` then draws the plain way).
INSTANCE_NAMES = (
    "backends.backend_agg.RendererAgg._renderer",
    "axes.Axes._autotitlepos",
    "axes.Axes._left_title",
    "axes.Axes._right_title",
    "axis.Axis._autolabelpos",
    "legend.Legend._legend_box",
    "lines.Line2D._subslice",
    "lines.Line2D._x_filled",
)
# Called by matplotlib if a renderer has it: `_get_font_height_metrics` (Text._get_layout).


class NotUnderstood(Exception):
    """The template can't guarantee this figure's pixels: it must be drawn the plain way."""


@cache
def unusable() -> str | None:
    """Return why the template can't use this matplotlib; None if it can."""
    if matplotlib.__version__ not in TESTED:
        return f"matplotlib {matplotlib.__version__} is none of those tested: {', '.join(TESTED)}"
    missing = [name for name in NAMES if not _exists(name)]
    return f"matplotlib lacks {', '.join(missing)}" if missing else None


def _exists(name: str) -> bool:
    """Return whether a name exists within matplotlib: modules first, then attributes."""
    found: object = matplotlib
    path = "matplotlib"
    for part in name.split("."):
        path = f"{path}.{part}"
        try:
            found = getattr(found, part, None) or import_module(path)
        except ModuleNotFoundError:
            return False
    return True
