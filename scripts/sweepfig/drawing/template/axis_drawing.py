"""Draw one matplotlib `Axis`: ticks, grid lines, tick labels, label and offset text.

matplotlib's locator and formatter give the ticks' positions and labels. Measuring and drawing follow
`Axis.get_tightbbox` and `Axis.draw` step by step, in the same order, but with one tick as the pattern for
all, and with text from `Words`. Where no tick touches another, one call draws the grid lines of all, and
one their marks: a call takes longer than its ink.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axis import Axis, Tick, YAxis
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.ticker import NullLocator
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from sweepfig.drawing.renderer.extents import Extents
from sweepfig.drawing.renderer.lettering import StampRenderer
from sweepfig.drawing.renderer.private import NotUnderstood, counted_label
from sweepfig.drawing.renderer.recording import Recorder
from sweepfig.drawing.renderer.words import Words
from sweepfig.drawing.template.frame import APART, Frame

TOLERANCE = 1e-10  # of the axis's range: a tick this far outside of it is still drawn
MOST_SNAPPED = 1024  # vertices of a path that Agg may snap to pixels (`PathSnapper::should_snap`)


class TickGroup(NamedTuple):
    """The major (or minor) ticks for some limits.

    Attributes
    ----------
    pattern : TickPattern
    places : array of float
        Their scaled positions.
    labels : tuple of str
    paths : list of Path, optional
        For each of the pattern's marks, all of them in one path; None if they are drawn tick by tick.
    """

    pattern: TickPattern
    places: NDArray[np.float64]
    labels: tuple[str, ...]
    paths: list[Path] | None


class Ticks(NamedTuple):
    """What an axis shows for some limits: groups of ticks, and the offset text."""

    groups: tuple[TickGroup, ...]
    offset: str


class TextBox(NamedTuple):
    """The positions of an axis's texts, in pixels: the box of each, and the anchors of label and offset."""

    boxes: list[Extents]
    label: tuple[float, float]
    offset: tuple[float, float]


class TickMark:
    """A tick mark or grid line, drawn anywhere on its axis by the recorded call of the pattern's artist."""

    def __init__(self, artist: Line2D, direction: int, recorder: Recorder) -> None:
        calls = recorder.record(artist)
        if len(calls) != 1:
            raise NotUnderstood("a tick mark or grid line that is not one stroke")
        self.artist = artist
        self.direction = direction
        self.gc: GraphicsContextBase = calls[0].gc
        self.clips = self.gc.get_clip_rectangle() is not None
        self.is_marker = calls[0].method == "draw_markers"
        self._shape = calls[0].args[:2] if self.is_marker else ()
        self._face = calls[0].args[-1]
        self._vertices: Any = calls[0].args[-3].vertices

    def has_too_many_vertices(self, places: int) -> bool:
        """Whether Agg would not snap one path of so many to pixels, as it does each by itself."""
        return not self.is_marker and places * len(self._vertices) > MOST_SNAPPED

    def path(self, places: NDArray[np.float64]) -> Path:
        """Return one path with the marks or grid lines at scaled positions."""
        vertices: Any = np.tile(self._vertices, (len(places), 1))
        vertices[:, self.direction] = np.repeat(places, len(self._vertices))
        codes = None if self.is_marker else [Path.MOVETO, Path.LINETO] * len(places)
        path = Path(vertices, codes)
        path.should_simplify = False
        return path

    def draw(self, renderer: Any, transform: Affine2D, path: Path) -> None:
        """Draw what `path` returned."""
        if self.is_marker:
            renderer.draw_markers(self.gc, *self._shape, path, transform, self._face)
        else:
            renderer.draw_path(self.gc, path, transform, self._face)


class TickPattern:
    """The first major (or minor) tick, as the pattern for all of them."""

    def __init__(self, tick: Tick, direction: int, recorder: Recorder) -> None:
        lines = tick.gridline, tick.tick1line, tick.tick2line
        # A tick of length 0 is invisible to `Line2D.draw` and makes no call.
        drawn = [line for line in lines if line.get_visible() and recorder.record(line)]
        self.marks = [TickMark(line, direction, recorder) for line in drawn]
        texts = [text for text in (tick.label1, tick.label2) if text.get_visible()]
        self.words = [Words(text, recorder) for text in texts]
        self.sides = [0.0 if text is tick.label1 else 1.0 for text in texts]
        self.direction = direction
        self.parts: list[Artist] = [*drawn, *texts]
        self.size = tick.tick1line.get_markersize()
        self.outwards = {"out": 1, "in": 0, "inout": 0.5}[tick.get_tickdir()]
        self.inwards = {"out": 0, "in": 1, "inout": 0.5}[tick.get_tickdir()]
        self.has_sides = tick.tick1line.get_visible(), tick.tick2line.get_visible()
        pad = recorder.points_to_pixels(cast(Any, tick).get_pad())
        self._has_clear_labels = pad >= APART and all(map(self._is_outside, texts, self.sides))
        widest = max((mark.gc.get_linewidth() for mark in self.marks), default=0.0)
        self._width = recorder.points_to_pixels(widest)

    def _is_outside(self, label: Text, side: float) -> bool:
        """Whether a label lies beyond its tick, whatever it says."""
        alignment = (
            label.get_horizontalalignment() if self.direction else label.get_verticalalignment()
        )
        usual = (("top", "bottom"), ("right", "left"))[self.direction][int(side)]
        return label.get_rotation_mode() == "default" and alignment == usual

    def paths(self, places: NDArray[np.float64], step: float) -> list[Path] | None:
        """Return for each mark one path that draws it at all positions.

        Parameters
        ----------
        places : array of float
            Scaled positions.
        step : float
            The least distance between two of them, in pixels.

        Returns
        -------
        list of Path, or None
            None if pixels depend on the ticks being drawn one after the other.
        """
        # Markers of one call are drawn one after the other, too.
        can_touch = len(self.marks) > 1 or not all(mark.is_marker for mark in self.marks)
        if not self._has_clear_labels or (can_touch and step < self._width + APART):
            return None
        if any(mark.has_too_many_vertices(len(places)) for mark in self.marks):
            return None
        return [mark.path(places) for mark in self.marks]

    def anchors(self, frame: Frame, side: int, places: NDArray[np.float64]) -> Any:
        """Return the anchors of the labels of one side, in pixels: a list of (x, y)."""
        points = np.full((len(places), 2), self.sides[side])
        points[:, self.direction] = places
        return frame.points(self.words[side].artist, points).tolist()

    def draw(self, renderer: StampRenderer, frame: Frame, group: TickGroup) -> None:
        """Draw ticks, each as `Tick.draw` does: grid line, marks, labels."""
        marks = [(mark, frame.affine(mark.artist)) for mark in self.marks]
        for mark in self.marks:
            if mark.clips:
                mark.gc.set_clip_rectangle(frame.box)
        sides = range(len(self.words))
        anchors = [self.anchors(frame, side, group.places) for side in sides]
        if group.paths is not None:
            for (mark, transform), path in zip(marks, group.paths, strict=True):
                mark.draw(renderer, transform, path)
        for index, label in enumerate(group.labels):
            if group.paths is None:
                for mark, transform in marks:
                    mark.draw(renderer, transform, mark.path(group.places[index : index + 1]))
            for side in sides:
                self.words[side].draw(renderer, label, *anchors[side][index])


class AxisDrawing:
    """One `Axis`, drawn for any limits.

    Attributes
    ----------
    direction : int
        0 for x, 1 for y.
    """

    def __init__(self, axis: Axis, recorder: Recorder) -> None:
        self.axis: Any = axis
        self.direction = int(isinstance(axis, YAxis))
        _check(axis)
        self.patterns = [TickPattern(axis.get_major_ticks(1)[0], self.direction, recorder)]
        if not isinstance(axis.get_minor_locator(), NullLocator):
            minor = axis.get_minor_ticks(1)[0]
            self.patterns.append(TickPattern(minor, self.direction, recorder))
        self.label = Words(axis.label, recorder)
        self.offset = Words(axis.offsetText, recorder)
        self._has_offset = axis.offsetText.get_visible()
        self.dpi = recorder.lettering.dpi
        self._length = float(self.axis.axes.bbox.size[self.direction])  # in pixels
        self.ticks = lru_cache(256)(self._ticks)

    def parts(self) -> dict[Artist, int | None]:
        """Return the artists whose transforms a frame must know."""
        data = {part: self.direction for pattern in self.patterns for part in pattern.parts}
        return {**data, self.axis.label: None, self.axis.offsetText: None}

    def scaled(self, places: Any) -> Any:
        """Return positions on the axis's scale: on a logarithmic one, their logarithms."""
        return self.axis.get_transform().transform(places)

    def _ticks(self, low: float, high: float) -> Ticks:
        """Return the ticks for the axis's present limits, which are `low` and `high`."""
        axis = self.axis
        low, high = sorted(self.scaled((low, high)))  # an axis may be inverted
        margin = (high - low) * TOLERANCE
        groups = []
        for index, pattern in enumerate(self.patterns):
            places = axis.get_minorticklocs() if index else axis.get_majorticklocs()
            formatter = axis.get_minor_formatter() if index else axis.get_major_formatter()
            labels = formatter.format_ticks(places)
            places = np.asarray(self.scaled(places), float)
            seen = (low - margin <= places) & (places <= high + margin)
            chosen = tuple(label for label, is_seen in zip(labels, seen, strict=True) if is_seen)
            places = places[seen]
            step = np.diff(np.sort(places)).min(initial=np.inf) * self._length / (high - low)
            groups.append(TickGroup(pattern, places, chosen, pattern.paths(places, step)))
        return Ticks(tuple(groups), axis.get_major_formatter().get_offset())

    def measure(self, frame: Frame, ticks: Ticks, label: str, spine: float) -> TextBox:
        """Return the positions of the axis's texts.

        Parameters
        ----------
        label : str
            The axis label.
        spine : float
            The edge of the spine (with its ticks) on the label's side, in pixels.
        """
        near, far = self._label_boxes(frame, ticks)
        across = 1 - self.direction
        edge = min([spine, *(box[across] for box in near)])
        place = list(self.axis.label.get_position())
        place[across] = edge - self.axis.labelpad * self.dpi / 72
        anchor = frame.point(self.axis.label, *place)
        offset = self._offset_anchor(frame, near)
        offsets = [self.offset.extents(ticks.offset, *offset)] if self._has_offset else []
        boxes = [*offsets, *near, *far]
        boxes.append(counted_label(self.label.extents(label, *anchor), self.direction))
        return TextBox(boxes, anchor, offset)

    def _label_boxes(self, frame: Frame, ticks: Ticks) -> tuple[list[Extents], list[Extents]]:
        """Return the tick labels' boxes on the near side (left, bottom) and on the far one."""
        boxes: tuple[list[Extents], list[Extents]] = ([], [])
        for pattern, places, labels, _ in ticks.groups:
            for side, words in enumerate(pattern.words):
                anchors = pattern.anchors(frame, side, places)
                found = [words.extents(s, *xy) for s, xy in zip(labels, anchors, strict=True)]
                boxes[int(pattern.sides[side])].extend(found)
        return boxes

    def _offset_anchor(self, frame: Frame, near: list[Extents]) -> tuple[float, float]:
        x, _ = self.axis.offsetText.get_position()
        pad = self.axis.OFFSETTEXTPAD * self.dpi / 72
        if self.direction:
            y = frame.box.ymax + pad
        else:
            y = min((box[1] for box in near), default=frame.box.ymin) - pad
        return frame.point(self.axis.offsetText, x, y)

    def draw(
        self, renderer: StampRenderer, frame: Frame, ticks: Ticks, label: str, measure: TextBox
    ) -> None:
        """Draw the axis: ticks, label and offset text."""
        for group in ticks.groups:
            group.pattern.draw(renderer, frame, group)
        self.label.draw(renderer, label, *measure.label)
        if self._has_offset:
            self.offset.draw(renderer, ticks.offset, *measure.offset)


def _check(axis: Any) -> None:
    """Raise `NotUnderstood` if `AxisDrawing` does not support an axis."""
    if axis.get_scale() not in ("linear", "log", "symlog"):
        raise NotUnderstood(f"{axis.get_scale()} scale")
    ticks = axis.get_major_ticks(1)[0], axis.get_minor_ticks(1)[0]
    has_usual_ticks = all(t.tick1line.get_visible() and not t.label2.get_visible() for t in ticks)
    usual = "left" if isinstance(axis, YAxis) else "bottom"
    if not has_usual_ticks or axis.get_label_position() != usual:
        raise NotUnderstood("ticks or labels on other sides than left and bottom")
    if not (axis.get_visible() and axis.label.get_visible() and axis._autolabelpos):
        raise NotUnderstood("an axis or a label that is hidden, or a label moved")
