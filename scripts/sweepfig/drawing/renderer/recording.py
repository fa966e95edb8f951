"""Record what artists draw, as calls that can be made again.

A `Recorder` keeps the calls of an artist that draws on it: public renderer calls (`draw_path`,
`draw_markers`, `draw_text`) with their graphics contexts and transforms as they were at that moment.
Repeated on a real renderer they give the same pixels as the artist would, without its layout work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Transform

from sweepfig.drawing.renderer.lettering import Lettered, Lettering, Run
from sweepfig.drawing.renderer.private import NotUnderstood


@dataclass(frozen=True)
class Call:
    """One renderer call: ``renderer.method(gc, *args, **more)``."""

    method: str
    gc: GraphicsContextBase
    args: tuple[Any, ...]
    more: Mapping[str, Any] = field(default_factory=dict)

    def draw(self, renderer: RendererBase) -> None:
        """Make the call."""
        getattr(renderer, self.method)(self.gc, *self.args, **self.more)


class Recorder(Lettered):
    """A renderer without pixels, which keeps the calls it gets and measures text like a real one."""

    def __init__(self, lettering: Lettering, size: tuple[float, float]) -> None:
        super().__init__()
        self.lettering = lettering
        self.size = size
        self.calls: list[Call] = []

    @property
    def height(self) -> float:
        """The canvas's height in pixels."""
        return self.size[1]

    def record(self, *artists: Artist) -> list[Call]:
        """Return the calls that the artists make when they draw."""
        self.calls = []
        for artist in artists:
            artist.draw(self)
        return self.calls

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
        """Keep the call."""
        self._keep("draw_path", gc, _copy(path), transform.frozen(), rgbFace)

    def draw_markers(
        self,
        gc: Any,
        marker_path: Any,
        marker_trans: Any,
        path: Any,
        trans: Any,
        rgbFace: Any = None,
    ) -> None:
        """Keep the call."""
        shape = marker_path, marker_trans.frozen()
        self._keep("draw_markers", gc, *shape, _copy(path), trans.frozen(), rgbFace)

    def draw_run(self, gc: Any, run: Run, x: float, y: float, angle: float) -> None:
        """Keep the call, with the text already laid out."""
        self._keep("draw_run", gc, run, x, y, angle)

    def draw_quad_mesh(self, gc: Any, *args: Any, **more: Any) -> None:
        """Keep the call."""
        self._keep_collection("draw_quad_mesh", gc, args, more)

    def draw_path_collection(self, gc: Any, *args: Any, **more: Any) -> None:
        """Keep the call."""
        self._keep_collection("draw_path_collection", gc, args, more)

    def _keep_collection(
        self, method: str, gc: Any, args: Iterable[Any], more: Mapping[str, Any]
    ) -> None:
        kept = {name: _settled(value) for name, value in more.items()}
        self.calls.append(Call(method, frozen(gc), tuple(map(_settled, args)), kept))

    def _keep(self, method: str, gc: Any, *args: Any) -> None:
        self.calls.append(Call(method, frozen(gc), args))

    def _refuse(self, *args: Any, **kwargs: Any) -> None:
        raise NotUnderstood("an artist draws what is no line, marker, collection or text")

    draw_gouraud_triangles: Callable[..., None] = _refuse
    draw_image: Callable[..., None] = _refuse
    draw_tex: Callable[..., None] = _refuse

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the canvas's size in pixels."""
        return self.size

    def points_to_pixels(self, points: Any) -> Any:
        """Return a length in pixels."""
        return points * self.lettering.dpi / 72


def frozen(gc: GraphicsContextBase) -> GraphicsContextBase:
    """Return a copy of a graphics context that no longer follows its figure."""
    if gc.get_clip_path() != (None, None) or gc.get_hatch() or gc.get_sketch_params():
        raise NotUnderstood("clipping by a path, hatching or sketching")
    copy = GraphicsContextBase()
    copy.copy_properties(gc)
    if (clip := gc.get_clip_rectangle()) is not None:
        copy.set_clip_rectangle(clip.frozen())
    return copy


def _settled(value: Any) -> Any:
    """Return a value that no longer follows its figure."""
    if isinstance(value, Transform):
        return value.frozen()
    return value.copy() if isinstance(value, np.ndarray) else value


def _copy(path: Path) -> Path:
    """Return a copy of a path, because spines and ticks move their vertices in place."""
    copy = Path(np.array(path.vertices), path.codes)
    copy.should_simplify = path.should_simplify
    copy.simplify_threshold = path.simplify_threshold
    return copy
