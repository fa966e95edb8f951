"""Draw any string at any position as one text artist would: in its font, colour and alignment."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from sweepfig.drawing.renderer.extents import Extents, as_extents
from sweepfig.drawing.renderer.lettering import Run, StampRenderer
from sweepfig.drawing.renderer.private import NotUnderstood, lines_of
from sweepfig.drawing.renderer.recording import Recorder


class TextLayout(NamedTuple):
    """A string laid out around its anchor: extents, and lines as ``(run, x, y)``, in pixels."""

    extents: Extents
    lines: tuple[tuple[Run, float, float], ...]


class Words:
    """Draws strings as one `Text` artist would; layouts are cached by string.

    The layout is the artist's own: matplotlib does alignment, rotation and line breaks.
    """

    def __init__(self, artist: Text, recorder: Recorder) -> None:
        is_clipped = artist.get_clip_on() and artist.get_clip_box()
        if artist.get_path_effects() or artist.get_bbox_patch() or is_clipped:
            raise NotUnderstood("a text with effects, a box around it or clipping")
        if artist.get_usetex() or artist.get_wrap() or artist.get_transform_rotates_text():
            raise NotUnderstood("a text set by TeX, wrapped or turned by its transform")
        self.artist = artist
        self.angle = artist.get_rotation()
        self._recorder = recorder
        self.layout = lru_cache(1024)(self._lay_out)
        self._gc = _graphics_context(artist)

    def _lay_out(self, string: str) -> TextLayout:
        if string == "":
            return TextLayout((0.0, 0.0, 0.0, 0.0), ())
        artist: Any = self.artist
        artist.set_text(string)
        box, lines = lines_of(artist, self._recorder)
        features = artist if len(lines) == 1 else None
        runs = []
        for line, x, y in lines:
            clean, is_formula = artist._preprocess_math(line)
            prop = artist.get_fontproperties()
            run = self._recorder.lettering.lay_out(clean, prop, is_formula, features)
            runs.append((run, x, y))
        return TextLayout(as_extents(box), tuple(runs))

    def extents(self, string: str, x: float, y: float) -> Extents:
        """Return the string's box in pixels, with its anchor at `x`, `y`; an empty string's has no size."""
        x0, y0, x1, y1 = self.layout(string).extents
        return x0 + x, y0 + y, x1 + x, y1 + y

    def draw(self, renderer: StampRenderer, string: str, x: float, y: float) -> None:
        """Draw the string with its anchor at `x`, `y` (upwards)."""
        for run, dx, dy in self.layout(string).lines:
            renderer.draw_run(self._gc, run, dx + x, renderer.height - (dy + y), self.angle)


def _graphics_context(artist: Any) -> GraphicsContextBase:
    """Return the graphics context with which `Text.draw` draws its glyphs."""
    gc = GraphicsContextBase()
    gc.set_foreground(to_rgba(artist.get_color()), isRGBA=True)
    gc.set_alpha(artist.get_alpha())
    gc.set_antialiased(artist.get_antialiased())
    gc.set_snap(artist.get_snap())
    return gc
