"""Draw slice after slice into one real figure, and draw only the parts again that depend on data.

`kinds.draw` draws the figure once the plain way. For every slice the data are set into its artists;
matplotlib's own autoscaling, locators and formatters give limits and ticks; and the parts are drawn in the
order of `Figure.draw`.

Cached are: ticks by limits; text layouts by string, and by its lines' sizes; a `FixedView` (transforms) by
tight box. A view's frames keep what new limits leave as it is. A view caches its base: the pixels beneath all
that depends on the curves' values (patches, colour bars and usually the x axes), by the x limits, the x
labels and the colour bars' ranges.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.transforms import Bbox, TransformedBbox
from numpy.typing import NDArray

from sweepfig.drawing import kinds, panels
from sweepfig.drawing.look import Look
from sweepfig.drawing.panels import PanelView
from sweepfig.drawing.renderer.extents import Extents, union
from sweepfig.drawing.renderer.lettering import Lettering, StampRenderer
from sweepfig.drawing.renderer.private import Differs, NotUnderstood, canvas_size, is_in_tight_box
from sweepfig.drawing.renderer.recording import Call, Recorder
from sweepfig.drawing.renderer.words import Words
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.colour_bar import ColourBar
from sweepfig.drawing.template.contours import Contours
from sweepfig.drawing.template.counts import Counts
from sweepfig.drawing.template.curves import Curves
from sweepfig.drawing.template.draw_context import DrawContext, NewLimits
from sweepfig.drawing.template.field import Field
from sweepfig.drawing.template.frame import APART, Frame, cropped
from sweepfig.drawing.template.layout import Layout, Scales
from sweepfig.drawing.template.map_content import MapContent
from sweepfig.drawing.template.panel import Content, Panel, base_key

VIEW_BYTES = 48 << 20  # for the cached pixels of all views together
RENDERERS = 6  # one for each size of canvas, in whole pixels

CONTENTS: Mapping[kinds.DrawFunction, type[Content]] = {
    kinds.resonance_curve: Curves,
    kinds.pcolormesh: Field,
    kinds.contourf: Contours,
    kinds.histogram: Counts,
}


class FixedView:
    """The figure cropped to one tight box.

    Attributes
    ----------
    frames : list of Frame
        Each panel's transforms.
    background : list of Call
        The figure's patch.
    patches : list of list of Call
        Each panel's.
    base, base_key
        The pixels beneath all that depends on the curves' values, and the key they were drawn for.
    """

    def __init__(self, reused: ReusedFigure, extents: Extents) -> None:
        pixels = Bbox.from_extents(*extents)
        inches = TransformedBbox(pixels, reused.figure.dpi_scale_trans.inverted())
        pad = rcParams["savefig.pad_inches"]
        self.inches = inches.padded(pad, pad)
        self.frames = [Frame(panel.axes, panel.parts, self.inches) for panel in reused.panels]
        self.size = self.frames[0].size
        for frame, whole in zip(self.frames, reused.whole, strict=True):
            if frame.tick_spaces != whole.tick_spaces:
                raise NotUnderstood("cropping changes the number of ticks")
        reused.recorder.size = self.size
        with cropped(reused.figure, self.inches):
            self.background = reused.recorder.record(reused.figure.patch)
            self.patches = [reused.recorder.record(panel.axes.patch) for panel in reused.panels]
        self.base: NDArray[np.uint8] | None = None
        self.base_key: object = None


class ReusedFigure:
    """A figure for all slices of one group (see `Template`): the first one's."""

    def __init__(
        self, look: Look, function: kinds.DrawFunction, data: Slice, lettering: Lettering
    ) -> None:
        self.figure = kinds.draw(look, function, data)
        FigureCanvasAgg(self.figure)
        rc: Any = rcParams
        for colour in ("facecolor", "edgecolor"):
            if rc[f"savefig.{colour}"] != "auto":
                self.figure.set(**{colour: rc[f"savefig.{colour}"]})
        size = canvas_size(self.figure)
        self.recorder = Recorder(lettering, size)
        expected = self.figure.get_tightbbox(self.recorder)
        shown = panels.split(look, data)
        self.panels = [
            self._panel(axes, part, kinds.function_of(part.look, look, function))
            for axes, part in zip(self.figure.axes, shown, strict=False)
        ]
        self._sharing = [_sharing(shown, place) for place in range(len(shown))]
        of_maps = [
            panel.content
            for panel, part in zip(self.panels, shown, strict=True)
            if isinstance(panel.content, MapContent) and part.bar != "none"
        ]
        is_facet_of_maps = look.facet is not None and look.traits.is_map
        self._has_own_ranges = is_facet_of_maps and look.limits is None
        others = self.figure.axes[len(shown) :]
        if len(others) != len(of_maps):
            raise NotUnderstood("Axes that are no panels and no colour bars")
        self.bars = [
            ColourBar(other, content, self.recorder)
            for other, content in zip(others, of_maps, strict=True)
        ]
        texts = self.figure.texts
        self.heading = Words(texts[0], self.recorder) if texts else None
        if self.heading is not None:
            self.panels[0].parts[self.heading.artist] = None
        self.whole = [Frame(panel.axes, panel.parts) for panel in self.panels]
        count = int(VIEW_BYTES / (4 * size[0] * size[1]))
        self.view = lru_cache(max(2, min(32, count)))(partial(FixedView, self))
        self.renderer = lru_cache(RENDERERS)(partial(StampRenderer, lettering=lettering))
        self._look = look
        self._check_box([part.data for part in shown], panels.heading(look, data), expected)

    def _panel(self, axes: Any, part: PanelView, function: kinds.DrawFunction) -> Panel:
        layout = Layout(axes, self.recorder)
        return Panel(part.look, layout, CONTENTS[function](axes, part.look, part.data, layout))

    def _check_box(self, shown: Sequence[Slice], title: str, expected: Bbox) -> None:
        """Raise `Differs` if matplotlib finds another tight box than `Layout` does."""
        boxes = self._boxes(shown, title, self._set_data(shown))
        pixels = Bbox.from_extents(*union(boxes))
        found = TransformedBbox(pixels, self.figure.dpi_scale_trans.inverted())
        if not np.array_equal(found.extents, expected.extents):
            raise Differs(f"a tight box of {found.extents}, not {expected.extents}")

    def pixels(self, data: Slice) -> NDArray[np.uint8]:
        """Return a slice's figure: RGBA, shape (height, width, 4), which the next one is drawn over."""
        parts = panels.split(self._look, data)
        if self._has_own_ranges:
            for panel, part in zip(self.panels, parts, strict=True):
                if isinstance(panel.content, MapContent):
                    panel.content.set_look(part.look)
        shown = [part.data for part in parts]
        title = panels.heading(self._look, data)
        scales = self._set_data(shown)
        boxes = self._boxes(shown, title, scales)
        view = self.view(union(boxes))
        renderer = self.renderer(*view.size)
        contexts = []
        for panel, frame, own, scale in zip(self.panels, view.frames, shown, scales, strict=True):
            panel.follow(frame)
            contexts.append(panel.context(renderer, frame, own, scale))
        if _are_apart(boxes):
            self._paint_base(view, contexts)
            for panel, context in zip(self.panels, contexts, strict=True):
                panel.paint(context)
        else:
            self._draw(view, contexts, Panel.paint_all)
        if self.heading is not None:
            self.heading.draw(renderer, title, *self._heading_anchor(view.frames[0]))
        return np.asarray(renderer.buffer_rgba())

    def _set_data(self, shown: Sequence[Slice]) -> list[Scales]:
        """Set what each panel shows into it, and return their limits and ticks."""
        for panel, own in zip(self.panels, shown, strict=True):
            panel.set_data(own)
        for panel, sharing in zip(self.panels, self._sharing, strict=True):
            x, y = ([self.panels[place].wanted for place in places] for places in sharing)
            panel.find_limits(x=any(each.x for each in x), y=any(each.y for each in y))
        for panel in self.panels:
            panel.wanted = NewLimits(x=False, y=False)
        return [panel.layout.scales() for panel in self.panels]

    def _boxes(self, shown: Sequence[Slice], title: str, scales: Sequence[Scales]) -> list[Extents]:
        """Return the box around each Axes and the heading in the uncropped figure, in pixels."""
        boxes = []
        for panel, frame, own, scale in zip(self.panels, self.whole, shown, scales, strict=True):
            panel.follow(frame)
            boxes.append(panel.extents(frame, own, scale))
        boxes += [bar.extents() for bar in self.bars]
        if self.heading is not None:
            boxes.append(self.heading.extents(title, *self._heading_anchor(self.whole[0])))
        return [box for box in boxes if is_in_tight_box(box)]

    def _heading_anchor(self, frame: Frame) -> tuple[float, float]:
        assert self.heading is not None
        return frame.point(self.heading.artist, *self.heading.artist.get_position())

    def _paint_base(self, view: FixedView, contexts: Sequence[DrawContext]) -> None:
        """Restore the base from the view, or draw it and cache it there."""
        renderer = contexts[0].renderer
        key = [*map(base_key, contexts), *(bar.key for bar in self.bars)]
        if view.base is not None and view.base_key == key:
            np.asarray(renderer.buffer_rgba())[...] = view.base
            return
        self._draw(view, contexts, Panel.paint_base)
        view.base, view.base_key = np.array(renderer.buffer_rgba()), key

    def _draw(
        self,
        view: FixedView,
        contexts: Sequence[DrawContext],
        paint: Callable[[Panel, DrawContext], None],
    ) -> None:
        """Draw one Axes after the other, of each panel its patch and what `paint` draws."""
        renderer = contexts[0].renderer
        renderer.clear()
        _repeat(view.background, renderer)
        for panel, patch, context in zip(self.panels, view.patches, contexts, strict=True):
            _repeat(patch, renderer)
            paint(panel, context)
        for bar in self.bars:
            _repeat(bar.calls(view.inches, view.size), renderer)


def _sharing(shown: Sequence[PanelView], place: int) -> tuple[list[int], list[int]]:
    """Return for x and y the panels whose limits a panel finds: all that share its axis, or none."""
    found: list[list[int]] = [[], []]
    for direction in (0, 1):
        leaders = [
            own if part.shares[direction] is None else part.shares[direction]
            for own, part in enumerate(shown)
        ]
        found[direction] = [own for own, leader in enumerate(leaders) if leader == place]
    return found[0], found[1]


def _repeat(calls: Sequence[Call], renderer: StampRenderer) -> None:
    for call in calls:
        call.draw(renderer)


def _are_apart(boxes: Sequence[Extents]) -> bool:
    """Return whether no two boxes share pixels, so that their order of drawing does not matter."""
    return not any(
        a[0] < b[2] + APART and b[0] < a[2] + APART and a[1] < b[3] + APART and b[1] < a[3] + APART
        for a, b in itertools.combinations(boxes, 2)
    )
