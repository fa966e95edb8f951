"""Draw slice after slice into one real figure, and draw only the parts again that depend on data.

`kinds.draw` draws the figure once the plain way. For every slice the data are set into its lines;
matplotlib's own autoscaling, locators and formatters give limits and ticks; and the parts are drawn in the
order of `Axes.draw`.

Cached are: ticks by limits; text layouts by string; a `FixedView` (transforms, the legend at each place)
by tight box. A view caches its base: the pixels beneath all that depends on the curves' values (patches and
usually the x axis), by the x limits and the x label.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.legend import Legend
from matplotlib.transforms import Bbox, TransformedBbox
from numpy.typing import NDArray

from sweepfig.drawing import kinds
from sweepfig.drawing.look import Look
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template.frame import Extents, Frame, cropped
from sweepfig.drawing.template.layout import Layout, Places, Scales
from sweepfig.drawing.template.legend import LegendPlaces, Obstacles
from sweepfig.drawing.template.lettering import Lettering, StampRenderer
from sweepfig.drawing.template.private import NotUnderstood
from sweepfig.drawing.template.recording import Recorder
from sweepfig.drawing.template.strokes import DrawnLine, Edge, Upright

VIEW_BYTES = 48 << 20  # for the cached pixels of all views together
LABEL_SETS = 8
RENDERERS = 6  # one for each size of canvas, in whole pixels


class Sheet(NamedTuple):
    """What a painter needs: the renderer, and what to draw."""

    renderer: StampRenderer
    view: FixedView
    data: Slice
    scales: Scales
    places: Places


Painter = Callable[[Sheet], None]


class FixedView:
    """The figure cropped to one tight box.

    Attributes
    ----------
    frame : Frame
        Transforms.
    patches : list of Call
        The figure's and the Axes' background.
    legend : callable
        Labels -> `LegendPlaces`.
    base, base_key
        The pixels beneath all that depends on the curves' values, and the key they were drawn for.
    """

    def __init__(self, mould: Mould, extents: Extents) -> None:
        pixels = Bbox.from_extents(*extents)
        inches = TransformedBbox(pixels, mould.figure.dpi_scale_trans.inverted())
        pad = rcParams["savefig.pad_inches"]
        self.frame = Frame(mould.axes, mould.parts, inches.padded(pad, pad))
        if self.frame.tick_spaces != mould.whole.tick_spaces:
            raise NotUnderstood("cropping changes the number of ticks")
        mould.recorder.size = self.frame.size
        with cropped(mould.figure, self.frame.inches):
            self.patches = mould.recorder.record(mould.figure.patch, mould.axes.patch)
        self.legend = lru_cache(LABEL_SETS)(partial(mould.legend_places, self.frame))
        self.base: NDArray[np.uint8] | None = None
        self.base_key: object = None


class Mould:
    """A figure for all slices with its first slice's number of curves, sort of abscissa, marks and text."""

    def __init__(self, look: Look, data: Slice, lettering: Lettering) -> None:
        self.look = look
        self.figure = kinds.draw(look, kinds.resonance_curve, data)
        FigureCanvasAgg(self.figure)
        rc: Any = rcParams
        for colour in ("facecolor", "edgecolor"):
            if rc[f"savefig.{colour}"] != "auto":
                self.figure.set(**{colour: rc[f"savefig.{colour}"]})
        self.axes: Any = self.figure.axes[0]
        size = self.figure.canvas.get_width_height(physical=True)
        self.recorder = Recorder(lettering, size)
        expected = self.figure.get_tightbbox(self.recorder)
        self.layout = Layout(self.axes, self.recorder)
        lines = list(self.axes.lines)
        self.curves = [DrawnLine(line, self.recorder) for line in lines[: len(data.curves)]]
        self.marks = [Upright(line, self.recorder) for line in lines[len(data.curves) :]]
        self.parts = {**self.layout.parts(), **{mark.line: 0 for mark in self.marks}}
        self.whole = Frame(self.axes, self.parts)
        self.legend = lru_cache(LABEL_SETS)(self._make_legend)
        self.whole_legend = lru_cache(LABEL_SETS)(partial(self.legend_places, self.whole))
        count = VIEW_BYTES // (4 * size[0] * size[1])
        self.view = lru_cache(max(2, min(32, count)))(partial(FixedView, self))
        self.renderer = lru_cache(RENDERERS)(partial(StampRenderer, lettering=lettering))
        self.has_data = has_point(data)
        self._x_bounds: object = None  # the data bounds for which the x limits were last found
        # They depend only on the figure's size and fonts, and finding them is slow.
        for axis in (self.layout.x.axis, self.layout.y.axis):
            axis.get_tick_space = partial(int, axis.get_tick_space())
        self.painters, self.base_count = self._painters()
        self._check_box(data, expected)

    def _make_legend(self, labels: tuple[str, ...]) -> Legend:
        for curve, label in zip(self.curves, labels, strict=True):
            curve.line.set_label(label)
        return kinds.make_legend(self.axes, self.look.legend)

    def legend_places(self, frame: Frame, labels: tuple[str, ...]) -> LegendPlaces:
        """Return the places, in a frame, of the legend with these labels."""
        return LegendPlaces(self.legend(labels), frame, self.recorder)

    def _painters(self) -> tuple[list[Painter], int]:
        """Return painters in the order of `Axes.draw`, and how many of them draw the base."""
        known: dict[Artist | None, Painter] = {
            self.axes.xaxis: self._paint_x,
            self.axes.yaxis: self._paint_y,
            self.layout.title.artist: self._paint_title,
            self.axes.get_legend(): self._paint_legend,
            **{curve.line: partial(_paint_stroke, curve) for curve in self.curves},
            **{mark.line: partial(_paint_stroke, mark) for mark in self.marks},
            **{e.spine: partial(_paint_edge, e) for e in self.layout.edges.values()},
        }
        if self.layout.text is not None:
            known[self.layout.text.artist] = self._paint_text
        titles = {self.axes.title, self.axes._left_title, self.axes._right_title}
        silent = {self.axes.patch} | titles - {self.layout.title.artist}
        artists = [a for a in self.axes.get_children() if a not in silent]
        if unknown := [a for a in artists if a not in known]:
            raise NotUnderstood(f"more on the Axes than curves and a legend: {unknown}")
        painters = [known[a] for a in sorted(artists, key=attrgetter("zorder"))]
        return painters, int(painters[0] == self._paint_x)

    def _check_box(self, data: Slice, expected: Bbox) -> None:
        """Raise `NotUnderstood` if matplotlib finds another tight box than `Layout` does."""
        extents, _ = self._extents(data)
        pixels = Bbox.from_extents(*extents)
        found = TransformedBbox(pixels, self.figure.dpi_scale_trans.inverted())
        if not np.array_equal(found.extents, expected.extents):
            raise NotUnderstood(f"a tight box of {expected.extents}, not {found.extents}")

    def pixels(self, data: Slice) -> NDArray[np.uint8]:
        """Return a slice's figure: RGBA, shape (height, width, 4)."""
        self._pour(data)
        extents, scales = self._extents(data)
        view = self.view(extents)
        view.frame.follow(self.axes.transLimits.get_matrix())
        places = self.layout.places(view.frame, data, scales)
        sheet = Sheet(self.renderer(*view.frame.size), view, data, scales, places)
        self._paint_base(sheet)
        for paint in self.painters[self.base_count :]:
            paint(sheet)
        return np.array(sheet.renderer.buffer_rgba())

    def _pour(self, data: Slice) -> None:
        """Set a slice's numbers into the lines, and let matplotlib find the limits."""
        bounds = self.axes.dataLim
        for index, (curve, values) in enumerate(zip(self.curves, data.curves, strict=True)):
            curve.line.set_data(data.abscissa, values)
            if self.has_data:
                bounds.update_from_path(curve.line.get_path(), ignore=index == 0)
        for mark, place in zip(self.marks, finite_marks(data), strict=True):
            mark.line.set_xdata([place, place])
        # Without data a new Axes has default limits, but a reused one would keep its last limits.
        if self.has_data:
            x_bounds = bounds.x0, bounds.x1, bounds.minposx
            self._scale(scale_x=x_bounds != self._x_bounds)
            self._x_bounds = x_bounds

    def _scale(self, *, scale_x: bool) -> None:
        """Find the limits; an end that the look sets stays, the other end follows the data."""
        axes, xlimits = self.axes, self.look.xlimits
        limits: Any = self.look.limits
        # Setting one end turns off autoscaling for the other, and may have inverted the axis.
        has_open_x = scale_x and xlimits is not None and None in xlimits
        has_open_y = limits is not None and None in limits
        if has_open_x:
            axes.set_xlim(1, 2, auto=True)
        if has_open_y:
            axes.set_ylim(1, 2, auto=True)
        axes.autoscale_view(scalex=scale_x)
        if has_open_x:
            kinds.limit_x(axes, self.look)
        if has_open_y:
            axes.set_ylim(*limits)

    def _extents(self, data: Slice) -> tuple[Extents, Scales]:
        """Return the tight box of the uncropped figure in pixels, before padding, and the scales."""
        scales = self.layout.scales()
        self.whole.follow(self.axes.transLimits.get_matrix())
        extents = self.layout.extents(self.whole, data, scales)
        if self.look.legend == "none":
            return extents, scales
        legend = self.whole_legend(data.labels)
        obstacles = partial(self._obstacles, self.whole, data)
        return legend.extend(extents, obstacles), scales

    def _obstacles(self, frame: Frame, data: Slice) -> Obstacles:
        """Return what the legend should avoid, as `Legend._auto_legend_data` does."""
        lines = [
            frame.data.transform_path(curve.scaled(curve.line.get_path())) for curve in self.curves
        ]
        lines += [frame.affine(mark.line).transform_path(mark.scaled_path()) for mark in self.marks]
        boxes = [Bbox.from_extents(*box) for box in self.layout.text_boxes(frame, data)]
        return Obstacles(lines, boxes)

    def _paint_base(self, sheet: Sheet) -> None:
        """Restore the base from the view, or draw it and cache it there."""
        view, renderer = sheet.view, sheet.renderer
        key = sheet.scales.limits[0], sheet.data.xlabel
        if view.base is not None and view.base_key == key:
            np.asarray(renderer.buffer_rgba())[...] = view.base
            return
        renderer.clear()
        for call in view.patches:
            call.draw(renderer)
        for paint in self.painters[: self.base_count]:
            paint(sheet)
        view.base, view.base_key = np.array(renderer.buffer_rgba()), key

    def _paint_x(self, sheet: Sheet) -> None:
        ticks, place = sheet.scales.ticks[0], sheet.places.x
        self.layout.x.draw(sheet.renderer, sheet.view.frame, ticks, sheet.data.xlabel, place)

    def _paint_y(self, sheet: Sheet) -> None:
        ticks, place = sheet.scales.ticks[1], sheet.places.y
        self.layout.y.draw(sheet.renderer, sheet.view.frame, ticks, sheet.data.ylabel, place)

    def _paint_title(self, sheet: Sheet) -> None:
        self.layout.title.draw(sheet.renderer, sheet.data.title, *sheet.places.title)

    def _paint_text(self, sheet: Sheet) -> None:
        assert self.layout.text is not None
        place = self.layout.text_anchor(sheet.view.frame)
        self.layout.text.draw(sheet.renderer, sheet.data.text, *place)

    def _paint_legend(self, sheet: Sheet) -> None:
        legend = sheet.view.legend(sheet.data.labels)
        obstacles = partial(self._obstacles, sheet.view.frame, sheet.data)
        for call in legend.calls(legend.choose(obstacles)):
            call.draw(sheet.renderer)


def _paint_stroke(stroke: DrawnLine | Upright, sheet: Sheet) -> None:
    stroke.draw(sheet.renderer, sheet.view.frame)


def _paint_edge(edge: Edge, sheet: Sheet) -> None:
    edge.draw(sheet.renderer, sheet.view.frame, sheet.scales.limits[edge.direction])


def finite_marks(data: Slice) -> list[Any]:
    """Return the positions of the marks that are drawn."""
    return [place for place in data.marks if np.isfinite(place)]


def has_point(data: Slice) -> bool:
    """Return whether any curve has a point to draw: both numbers finite."""
    known = np.isfinite(data.abscissa)
    return any(bool((known & np.isfinite(curve)).any()) for curve in data.curves)
