"""Draw any string at any position as one text artist would: in its font, colour and alignment."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.colors import to_rgba
from matplotlib.text import Text

from sweepfig.drawing.renderer.extents import Extents, as_extents
from sweepfig.drawing.renderer.lettering import Run, StampRenderer
from sweepfig.drawing.renderer.private import NotUnderstood, layout_of
from sweepfig.drawing.renderer.recording import Recorder

LAYOUTS = 1024  # that are cached, of each text
Size = tuple[float, float, float]  # a line's width, height and descent, in pixels
NO_SIZE = (0.0, 0.0, 0.0)  # of an empty line


class TextLayout(NamedTuple):
    """A string laid out around its anchor: extents, and lines as ``(run, x, y)``, in pixels."""

    extents: Extents
    lines: tuple[tuple[Run, float, float], ...]


class Words:
    """Draws strings as one `Text` artist would; layouts are cached by string.

    The layout is the artist's own: matplotlib does alignment, rotation and line breaks. It depends on no more
    than the lines' sizes, which many strings share: those of the same number of digits.
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
        self.layout = lru_cache(LAYOUTS)(self._lay_out)
        self._places: dict[tuple[Size, ...], tuple[Extents, list[tuple[float, float]]]] = {}
        self._gc = _graphics_context(artist)

    def _lay_out(self, string: str) -> TextLayout:
        if string == "":
            return TextLayout((0.0, 0.0, 0.0, 0.0), ())
        artist: Any = self.artist
        lettering, prop = self._recorder.lettering, artist.get_fontproperties()
        read = [artist._preprocess_math(line) for line in string.split("\n")]
        features = artist if len(read) == 1 else None
        runs = [lettering.lay_out(line, prop, is_formula, features) for line, is_formula in read]
        sizes = tuple(
            self._recorder.get_text_width_height_descent(line, prop, is_formula)
            if line
            else NO_SIZE
            for line, is_formula in read
        )
        if sizes not in self._places:
            if len(self._places) >= LAYOUTS:
                self._places.clear()
            artist.set_text(string)
            box, positions = layout_of(artist, self._recorder)
            self._places[sizes] = as_extents(box), positions
        extents, positions = self._places[sizes]
        return TextLayout(
            extents, tuple((run, *xy) for run, xy in zip(runs, positions, strict=True))
        )

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
