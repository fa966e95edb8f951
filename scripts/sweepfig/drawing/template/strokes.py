"""Draw curves, marks and spines, which keep their style and follow data or limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.path import Path
from matplotlib.spines import Spine
from matplotlib.transforms import Affine2DBase

from sweepfig.drawing.renderer.extents import Extents, union
from sweepfig.drawing.renderer.lettering import StampRenderer
from sweepfig.drawing.renderer.private import NotUnderstood
from sweepfig.drawing.renderer.recording import Call, Recorder
from sweepfig.drawing.template.axis_drawing import Ticks
from sweepfig.drawing.template.frame import Frame


def scaled(axes: Any, path: Path) -> Path:
    """Return a path on the axes' scales: on a logarithmic one, with the logarithms of its points."""
    found: Path = axes.transScale.transform_path_non_affine(path)
    return found


def _repeat(
    calls: Sequence[Call], renderer: Any, path: Path, transform: Affine2DBase, frame: Frame
) -> None:
    """Repeat a line's calls, of its stroke and of its markers, with another path."""
    for call in calls:
        call.gc.set_clip_rectangle(frame.box)
        if call.method == "draw_path":
            renderer.draw_path(call.gc, path, transform, call.args[-1])
        else:
            shape, face = call.args[:2], call.args[-1]
            renderer.draw_markers(call.gc, *shape, path, transform, face)


class DrawnLine:
    """One curve: the recorded calls of its `Line2D` (stroke, markers), repeated with each slice's path.

    Attributes
    ----------
    line : Line2D
        Holds the data of the slice that is being drawn.
    """

    def __init__(self, line: Any, recorder: Recorder) -> None:
        if line.get_drawstyle() != "default" or line.get_markevery() is not None:
            raise NotUnderstood("curves drawn as steps, or with only some of their markers")
        if line.get_path_effects() or line.get_transform() != line.axes.transData:
            raise NotUnderstood("curves with path effects or a transform of their own")
        self.line: Any = line
        self._calls = recorder.record(line)
        if any(call.gc.get_clip_rectangle() is None for call in self._calls):
            raise NotUnderstood("curves that are not clipped")

    def draw(self, renderer: Any, frame: Frame) -> None:
        """Draw the line's data."""
        path = scaled(self.line.axes, self._visible_path())
        _repeat(self._calls, renderer, path, frame.data, frame)

    def _visible_path(self) -> Path:
        """Return the part of the path within the limits, as `Line2D.draw` cuts long ones."""
        line = self.line
        path: Path = line.get_path()
        if not line._subslice:
            return path
        low, high = line.axes.get_xbound()
        start = max(line._x_filled.searchsorted(low, "left") - 1, 0)
        stop = line._x_filled.searchsorted(high, "right") + 1
        return Path(np.asarray(path.vertices)[start:stop])


class VerticalLine:
    """A mark: a vertical line from the Axes' bottom to its top, at a position on the abscissa.

    Attributes
    ----------
    line : Line2D
        Holds the position in the slice that is being drawn.
    """

    def __init__(self, line: Any, recorder: Recorder) -> None:
        if line.get_path_effects():
            raise NotUnderstood("marks with path effects")
        self.line: Any = line
        self._calls = recorder.record(line)

    def draw(self, renderer: Any, frame: Frame) -> None:
        """Draw the line at its position."""
        path = self.scaled_path()
        _repeat(self._calls, renderer, path, frame.affine(self.line), frame)

    def scaled_path(self) -> Path:
        """Return the line from bottom to top, its position on the scale of the x axis."""
        scaled: Path = self.line.get_transform().transform_path_non_affine(self.line.get_path())
        return scaled


class Edge:
    """One spine: a line along the Axes' box, whose ends are the limits in data coordinates."""

    def __init__(self, spine: Spine, recorder: Recorder) -> None:
        self.spine = spine
        self.dpi = recorder.lettering.dpi
        self.direction = int(spine.spine_type in ("left", "right"))
        self._calls = recorder.record(spine)
        self._vertices = np.array(spine.get_path().vertices)
        self._path = Path(self._vertices)

    def draw(self, renderer: StampRenderer, frame: Frame, limits: tuple[float, float]) -> None:
        """Draw the spine for the limits along its direction."""
        self._vertices[:, self.direction] = limits
        for call in self._calls:
            renderer.draw_path(call.gc, self._path, frame.affine(self.spine), call.args[-1])

    def extents(self, frame: Frame, limits: tuple[float, float], ticks: Ticks) -> Extents:
        """Return the spine's box with its ticks but without labels: `Spine.get_window_extent`."""
        self._vertices[:, self.direction] = limits
        (x0, y0), (x1, y1) = frame.points(self.spine, self._vertices).tolist()
        bare = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
        boxes = [bare]
        for pattern, places, *_ in ticks.groups:
            if len(places):
                out = pattern.outwards * pattern.size / 72 * self.dpi
                inner = pattern.inwards * pattern.size / 72 * self.dpi
                boxes.append(self._with_ticks(bare, out, inner, pattern.has_sides))
        return union(boxes)

    def _with_ticks(
        self, box: Extents, out: float, inner: float, has_sides: tuple[bool, bool]
    ) -> Extents:
        x0, y0, x1, y1 = box
        side = self.spine.spine_type
        if side == "left" and has_sides[0]:
            return x0 - out, y0, x1 + inner, y1
        if side == "bottom" and has_sides[0]:
            return x0, y0 - out, x1, y1 + inner
        if side == "right" and has_sides[1]:
            return x0 - inner, y0, x1 + out, y1
        if side == "top" and has_sides[1]:
            return x0, y0 - out, x1, y1 + out  # matplotlib adds `out` on both sides here
        return box
