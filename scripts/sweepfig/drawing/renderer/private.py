"""List what the template needs of matplotlib's inside, and what differs from version to version.

Public calls give pixels, but not the steps on the way. Each name below may change in any release: if one is
missing, every figure is drawn the plain way. Whether the names still do what they did shows in the pixels,
which are compared with plain matplotlib's in every run (`Template`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import matplotlib

if TYPE_CHECKING:
    from sweepfig.drawing.renderer.extents import Extents

NAMES = (
    # formula.py: a formula's boxes, joined as the parser joins them
    "_mathtext.Parser.parse",
    "_mathtext.ParserState",
    "_mathtext.Char",
    "_mathtext.Hlist",
    "_mathtext.Kern",
    "_mathtext.Box",
    "_mathtext.Output",
    "_mathtext.ship",
    "_mathtext.TruetypeFonts._get_info",
    "mathtext.MathTextParser._font_type_mapping",
    # lettering.py
    "font_manager.FontManager._find_fonts_by_props",
    "backends._backend_agg.RendererAgg.draw_text_image",  # RendererAgg._renderer
    # words.py, ticks.py: a text's lines around its anchor
    "text.Text._get_layout",
    "text.Text._preprocess_math",
    # frame.py: cropping as savefig does it
    "_tight_bbox.adjust_bbox",
    # layout.py: a title that avoids an offset text
    "axes.Axes._update_title_position",
    # ticks.py: ticks made, placed and measured
    "axis.Axis._get_tick",
    "axis.Axis._copy_tick_props",
    "axis.Axis._update_ticks",
    "axis.Axis._get_ticklabel_bboxes",
    # legend.py: places
    "legend.Legend._get_anchored_bbox",
    "legend.Legend._loc",
)
GLYPHS = (  # glyphs.py: glyphs of a string, and a glyph's pixels, as RendererAgg gets them
    "ft2font.RenderMode",
    "ft2font.FT2Font._layout",
    "ft2font.FT2Font._set_transform",
    "ft2font.FT2Font._render_glyph",
    "backends.backend_agg.RendererAgg._draw_text_glyphs_and_boxes",
)
STRINGS = (  # strings.py: a string's pixels
    "_mathtext.RasterParse",
    "ft2font.FT2Image.draw_rect_filled",
    "ft2font.FT2Font.draw_glyph_to_bitmap",
    "ft2font.FT2Font.draw_glyphs_to_bitmap",
    "ft2font.FT2Font.get_bitmap_offset",
)
TESTED = ("3.10.", "3.11.")  # versions whose own pixels the tests compare with (docs/versions.md)

# These are set on instances: only their use shows that one is missing (`Template` then draws the plain
# way), or the test of this list.
INSTANCE_NAMES = (
    "backends.backend_agg.RendererAgg._renderer",
    "axes.Axes._autotitlepos",
    "axes.Axes._left_title",
    "axes.Axes._right_title",
    "axis.Axis._autolabelpos",
    "legend.Legend._legend_box",
    "lines.Line2D._subslice",
    "lines.Line2D._x_filled",
    "collections.QuadMesh._A",
    "collections.QuadMesh._antialiased",
    "collections.QuadMesh._coordinates",
    "collections.QuadMesh._shading",
)
# Called by matplotlib if a renderer has it: `_get_font_height_metrics` (Text._get_layout).


class NotUnderstood(Exception):
    """The template can't guarantee this figure's pixels: it must be drawn the plain way."""


class Differs(NotUnderstood):
    """The template gives other pixels than plain matplotlib."""


@cache
def draws_glyphs() -> bool:
    """Whether matplotlib draws a text glyph by glyph (from 3.11 on), not as one picture of the string."""
    return _exists("ft2font.FT2Font._layout")


def layout_of(artist: Any, renderer: Any) -> tuple[Any, list[tuple[float, float]]]:
    """Return a text's box, and its lines' positions, both relative to its anchor."""
    box, lines, _ = artist._get_layout(renderer)
    return box, [line[2] if draws_glyphs() else line[2:] for line in lines]


def canvas_size(figure: Any) -> tuple[float, float]:
    """Return a figure's width and height in pixels: whole from 3.11 on."""
    if draws_glyphs():
        size: tuple[int, int] = figure.canvas.get_width_height(physical=True)
        return size
    width, height = figure.bbox.size.tolist()
    return width, height


def crop(figure: Any, inches: Any) -> Callable[[], None]:
    """Crop a figure as `savefig` crops it; return what undoes that."""
    from matplotlib._tight_bbox import adjust_bbox

    crop_it: Any = adjust_bbox  # from 3.11 on it takes a renderer
    renderer = [None] if draws_glyphs() else []
    restore: Callable[[], None] = crop_it(figure, inches, *renderer, figure.canvas.fixed_dpi)
    return restore


def is_in_tight_box(box: Extents) -> bool:
    """Whether a part's box, ``(x0, y0, x1, y1)``, counts for the tight box: before 3.11 no line's does."""
    is_wide, is_high = box[0] != box[2], box[1] != box[3]
    return (is_wide or is_high) if draws_glyphs() else (is_wide and is_high)


def counted_label(box: Extents, direction: int) -> Extents:
    """Return the part of an axis label's box, ``(x0, y0, x1, y1)``, that a tight box has to contain.

    Before 3.11.1 a label longer than its axis is cut off: only a pixel around its middle counts.

    Parameters
    ----------
    direction : int
        The axis: 0 for x, 1 for y.
    """
    start, end = box[direction], box[direction + 2]
    if matplotlib.__version_info__ >= (3, 11, 1) or start == end:
        return box
    start = (start + end) / 2 - 0.5
    x0, y0, x1, y1 = box
    return (x0, start, x1, start + 1.0) if direction else (start, y0, start + 1.0, y1)


@cache
def unusable() -> str:
    """Return why the template can't use this matplotlib; nothing if it can."""
    needed = (*NAMES, *(GLYPHS if draws_glyphs() else STRINGS))
    missing = [name for name in needed if not _exists(name)]
    return f"matplotlib {matplotlib.__version__} lacks {', '.join(missing)}" if missing else ""


def is_tested() -> bool:
    """Whether tests have compared with this matplotlib: for what no run compares."""
    return matplotlib.__version__.startswith(TESTED) and not unusable()


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
