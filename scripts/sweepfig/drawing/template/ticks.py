"""Draw and measure all ticks of an axis with one tick's artists, and find their places once.

matplotlib makes five artists for each tick, and looks for the places of all ticks about twenty times a
figure: whenever it measures an axis, a spine or a title. In a figure that nobody changes any more, the
ticks of a group look the same, and have the same places until the figure is cropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from matplotlib.axis import XAxis, YAxis
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

Boxes = tuple[list[Bbox], list[Bbox]]  # of tick labels: on the left or below; on the right or above
LISTS = {True: "majorTicks", False: "minorTicks"}


def all_axes(figure: Figure) -> list[Any]:
    """Return the Axes of a figure, and those within them."""
    found: list[Any] = list(figure.axes)
    for each in found:  # it grows
        found += (child for child in each.child_axes if child not in found)
    return found


@contextmanager
def shared_ticks(figure: Figure) -> Iterator[None]:
    """Let the axes of a figure work as described above within a block, which draws or measures the figure."""
    axes = [axis for each in all_axes(figure) for axis in (each.xaxis, each.yaxis)]
    users = Counter(id(part) for axis in axes for part in _tickers(axis))
    with ExitStack() as stack:
        for axis in axes:
            if type(axis) not in (XAxis, YAxis) or axis.axes.name != "rectilinear":
                continue
            stack.enter_context(_one_tick_a_group(axis))
            # What one axis asks a locator or a formatter changes what it tells another.
            if all(users[id(part)] == 1 for part in _tickers(axis)):
                stack.enter_context(_placed_once(axis))
        yield


def _tickers(axis: Any) -> tuple[Any, ...]:
    return axis.major.locator, axis.major.formatter, axis.minor.locator, axis.minor.formatter


@contextmanager
def _one_tick_a_group(axis: Any) -> Iterator[None]:
    """Let a group's first tick draw them all, unless it has more, which may look different."""
    firsts = {
        major: ticks[0] for major, name in LISTS.items() if len(ticks := getattr(axis, name)) == 1
    }
    make, copy = axis._get_tick, axis._copy_tick_props

    def make_shared(major: bool) -> Any:
        return TickPlace(firsts[major]) if major in firsts else make(major)

    def copy_unless_shared(source: Any, tick: Any) -> None:
        if not isinstance(tick, TickPlace):
            copy(source, tick)

    axis._get_tick, axis._copy_tick_props = make_shared, copy_unless_shared
    try:
        with ExitStack() as stack:
            for major, first in firsts.items():
                setattr(axis, LISTS[major], [TickPlace(first)])
                for label in (first.label1, first.label2):
                    stack.enter_context(_laid_out_once(label))
            yield
    finally:
        del axis._get_tick, axis._copy_tick_props
        for major, first in firsts.items():
            setattr(axis, LISTS[major], [first])


@contextmanager
def _laid_out_once(label: Any) -> Iterator[None]:
    """Let a text artist lay out each string once, unless its place has an influence."""
    if label.get_wrap() or label.get_transform_rotates_text():
        yield
        return
    find, known = label._get_layout, {}

    def layout(renderer: Any) -> Any:
        text = label.get_text()
        if text not in known:
            known[text] = find(renderer)
        return known[text]

    label._get_layout = layout
    try:
        yield
    finally:
        del label._get_layout


@contextmanager
def _placed_once(axis: Any) -> Iterator[None]:
    """Let an axis find its ticks' places once for each view and each box of its Axes."""
    places = Places(axis)
    axis._update_ticks, axis._get_ticklabel_bboxes = places.ticks, places.boxes
    try:
        yield
    finally:
        del axis._update_ticks, axis._get_ticklabel_bboxes


class Places:
    """The ticks of one axis that are drawn, and the boxes of their labels."""

    def __init__(self, axis: Any) -> None:
        self._axes = axis.axes
        self._find, self._measure = axis._update_ticks, axis._get_ticklabel_bboxes
        self._key: object = None
        self._ticks: Sequence[Any] = ()
        self._boxes: Boxes | None = None

    def ticks(self) -> Sequence[Any]:
        """Return the ticks to draw."""
        axes = self._axes
        dpi = axes.get_figure(root=True).dpi
        key = axes.viewLim.get_points().tolist(), axes.bbox.get_points().tolist(), dpi
        if key != self._key:
            self._ticks, self._key, self._boxes = self._find(), key, None
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


class TickPlace:
    """A tick without artists: another tick, the pen, goes to its place and draws it."""

    def __init__(self, pen: Any) -> None:
        self._pen, self._loc = pen, 0.0
        self.label1, self.label2 = (LabelPlace(self, label) for label in (pen.label1, pen.label2))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pen, name)

    def update_position(self, loc: float) -> None:
        """Set the place, in data coordinates."""
        self._loc = loc

    def get_loc(self) -> float:
        """Return the place, in data coordinates."""
        return self._loc

    def draw(self, renderer: Any) -> None:
        """Draw grid line, marks and labels."""
        self.place()
        self._pen.draw(renderer)

    def place(self) -> None:
        """Move the pen here."""
        self._pen.update_position(self._loc)
        for label in (self.label1, self.label2):
            label.pen.set_text(label.text)


class LabelPlace:
    """The label of a `TickPlace`."""

    def __init__(self, tick: TickPlace, pen: Any) -> None:
        self.pen, self.text = pen, ""
        self._tick = tick

    def __getattr__(self, name: str) -> Any:
        return getattr(self.pen, name)

    def set_text(self, text: str) -> None:
        """Set the text."""
        self.text = text

    def get_window_extent(self, renderer: Any) -> Bbox:
        """Return the text's box in pixels."""
        self._tick.place()
        box: Bbox = self.pen.get_window_extent(renderer)
        return box
