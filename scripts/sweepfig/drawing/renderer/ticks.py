"""Draw and measure the ticks of an axis with one tick's artists, and find their places once.

matplotlib makes five artists for each tick, and looks for the places of all ticks about twenty times a
figure: whenever it measures an axis, a spine or a title. In a figure that nobody changes any more, the
ticks that it still has to make look the same, and all have the same places until the figure is cropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from matplotlib.axis import XAxis, YAxis
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from sweepfig.drawing.renderer.private import NotUnderstood
from sweepfig.drawing.renderer.recording import Recorder
from sweepfig.drawing.renderer.words import Words

Boxes = tuple[list[Bbox], list[Bbox]]  # of tick labels: on the left or below; on the right or above
LISTS = {True: "majorTicks", False: "minorTicks"}


def all_axes(figure: Figure) -> list[Any]:
    """Return the Axes of a figure, and those within them."""
    found: list[Any] = list(figure.axes)
    for each in found:  # it grows
        found += (child for child in each.child_axes if child not in found)
    return found


@contextmanager
def shared_ticks(found: Iterable[Any], recorder: Recorder) -> Iterator[None]:
    """Let the axes of some Axes work as described above within a block, which draws or measures them."""
    axes = [axis for each in found for axis in (each.xaxis, each.yaxis)]
    users = Counter(id(part) for axis in axes for part in _tickers(axis))
    with ExitStack() as stack:
        for axis in axes:
            if type(axis) not in (XAxis, YAxis) or axis.axes.name != "rectilinear":
                continue
            groups = stack.enter_context(_one_tick_a_group(axis, recorder))
            # What one axis asks a locator or a formatter changes what it tells another.
            if all(users[id(part)] == 1 for part in _tickers(axis)):
                stack.enter_context(_placed_once(axis, groups))
        yield


def _tickers(axis: Any) -> tuple[Any, ...]:
    return axis.major.locator, axis.major.formatter, axis.minor.locator, axis.minor.formatter


@contextmanager
def _one_tick_a_group(axis: Any, recorder: Recorder) -> Iterator[Mapping[bool, Group]]:
    """Let one tick draw all ticks of a group but the first, which may look different.

    If a group has several ticks already, each of them may.
    """
    groups: dict[bool, Group] = {}
    firsts = {major: getattr(axis, name)[:] for major, name in LISTS.items()}
    make, copy = axis._get_tick, axis._copy_tick_props

    def make_shared(major: bool) -> Any:
        if len(firsts[major]) != 1:
            return make(major)
        if major not in groups:
            pen = make(major)
            copy(*firsts[major], pen)
            groups[major] = Group(pen, recorder)
        return TickPlace(groups[major])

    def copy_unless_shared(source: Any, tick: Any) -> None:
        if not isinstance(tick, TickPlace):
            copy(source, tick)

    axis._get_tick, axis._copy_tick_props = make_shared, copy_unless_shared
    try:
        yield groups
    finally:
        del axis._get_tick, axis._copy_tick_props
        for major, ticks in firsts.items():
            setattr(axis, LISTS[major], ticks)


@contextmanager
def _placed_once(axis: Any, groups: Mapping[bool, Group]) -> Iterator[None]:
    """Let an axis find its ticks' places once for each view and each box of its Axes."""
    places = Places(axis, groups)
    axis._update_ticks, axis._get_ticklabel_bboxes = places.ticks, places.boxes
    try:
        yield
    finally:
        del axis._update_ticks, axis._get_ticklabel_bboxes


class Places:
    """The ticks of one axis that are drawn, and the boxes of their labels."""

    def __init__(self, axis: Any, groups: Mapping[bool, Group]) -> None:
        self._axes, self._groups = axis.axes, groups
        self._find, self._measure = axis._update_ticks, axis._get_ticklabel_bboxes
        self._key: object = None
        self._place: object = None
        self._ticks: Sequence[Any] = ()
        self._boxes: Boxes | None = None

    def ticks(self) -> Sequence[Any]:
        """Return the ticks to draw."""
        axes = self._axes
        box, dpi = axes.bbox.get_points(), axes.get_figure(root=True).dpi
        # To crop a figure moves its Axes, which changes no tick.
        key = axes.viewLim.get_points().tolist(), (box[1] - box[0]).round(6).tolist(), dpi
        if key != self._key:
            self._ticks, self._key, self._place = self._find(), key, None
        if (place := box.tolist()) != self._place:
            self._place, self._boxes = place, None
            for group in self._groups.values():
                group.place([t for t in self._ticks if getattr(t, "group", None) is group])
        return self._ticks

    def boxes(self, ticks: Sequence[Any], renderer: Any) -> Boxes:
        """Return the boxes of the labels of `ticks`, which are all those to draw."""
        if self._boxes is None:
            near, far = self._measure(ticks, renderer)
            self._boxes = _merged(near), _merged(far)
        return self._boxes


def _merged(boxes: list[Bbox]) -> list[Bbox]:
    """Return the box around all boxes, which is all that is asked of them, unless some are to be left out."""
    points = np.array([box.get_points() for box in boxes])
    if not boxes or not (np.isfinite(points).all() and (points[:, 0] < points[:, 1]).all()):
        return boxes
    return [Bbox([points[:, 0].min(axis=0), points[:, 1].max(axis=0)])]


class Group:
    """The major or the minor ticks of an axis, without the first.

    Attributes
    ----------
    pen : Tick
        Has the artists that draw them.
    """

    def __init__(self, pen: Any, recorder: Recorder) -> None:
        self.pen = pen
        self._recorder = recorder
        self._words: dict[int, Words | None] = {}

    def place(self, ticks: Sequence[TickPlace]) -> None:
        """Find the anchors of the ticks' labels in the figure as it is now."""
        along = int(self.pen.__name__ == "ytick")
        for side, label in enumerate((self.pen.label1, self.pen.label2)):
            if not (ticks and label.get_visible()):
                continue
            if side not in self._words:
                self._words[side] = _words(label, self._recorder)
            points = np.array([label.get_position()] * len(ticks), float)
            points[:, along] = [tick.get_loc() for tick in ticks]
            anchors = label.get_transform().transform(points)
            words = self._words[side] if np.isfinite(anchors).all() else None
            for tick, anchor in zip(ticks, anchors.tolist(), strict=True):
                tick.labels[side].words, tick.labels[side].anchor = words, anchor


def _words(label: Any, recorder: Recorder) -> Words | None:
    """Return what draws any string as a label would; None if nothing can."""
    if label.get_agg_filter() or label.get_clip_path() is not None:
        return None
    try:
        return Words(label, recorder)
    except NotUnderstood:
        return None


class TickPlace:
    """A tick without artists: those of its group draw it."""

    def __init__(self, group: Group) -> None:
        self.group, self._loc = group, 0.0
        self.labels = [LabelPlace(self, pen) for pen in (group.pen.label1, group.pen.label2)]
        self.label1, self.label2 = self.labels

    def __getattr__(self, name: str) -> Any:
        return getattr(self.group.pen, name)

    def update_position(self, loc: float) -> None:
        """Set the place, in data coordinates."""
        self._loc = loc

    def get_loc(self) -> float:
        """Return the place, in data coordinates."""
        return self._loc

    def draw(self, renderer: Any) -> None:
        """Draw grid line, marks and labels, in the order of `Tick.draw`."""
        pen = self.group.pen
        self.place()
        if pen.get_agg_filter() or not pen.get_visible():
            pen.draw(renderer)
            return
        for line in (pen.gridline, pen.tick1line, pen.tick2line):
            line.draw(renderer)
        for label in self.labels:
            label.draw(renderer)

    def place(self) -> None:
        """Move the group's artists here."""
        self.group.pen.update_position(self._loc)
        for label in self.labels:
            label.pen.set_text(label.text)


class LabelPlace:
    """A label of a `TickPlace`.

    Attributes
    ----------
    words : Words, optional
        What draws it. None if the artist has to do it, moved to its place.
    anchor : [x, y]
        In pixels.
    """

    def __init__(self, tick: TickPlace, pen: Any) -> None:
        self.pen, self.text = pen, ""
        self.words: Words | None = None
        self.anchor = [0.0, 0.0]
        self._tick = tick

    def __getattr__(self, name: str) -> Any:
        return getattr(self.pen, name)

    def set_text(self, text: str) -> None:
        """Set the text."""
        self.text = text

    def get_window_extent(self, renderer: Any) -> Bbox:
        """Return the text's box in pixels."""
        if self.words is not None:
            return Bbox.from_extents(*self.words.extents(self.text, *self.anchor))
        self._tick.place()
        box: Bbox = self.pen.get_window_extent(renderer)
        return box

    def draw(self, renderer: Any) -> None:
        """Draw the text, when the artists of the tick have been moved to its place."""
        if self.words is None:
            self.pen.draw(renderer)
        else:
            self.words.draw(renderer, self.text, *self.anchor)
