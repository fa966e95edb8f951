"""Hold boxes of figures' parts as plain numbers, which are faster than matplotlib's."""

from __future__ import annotations

from matplotlib.transforms import BboxBase

Extents = tuple[float, float, float, float]  # x0, y0, x1, y1 in pixels


def as_extents(box: BboxBase) -> Extents:
    """Return a box as plain numbers."""
    x0, y0, x1, y1 = (float(number) for number in box.extents)
    return x0, y0, x1, y1


def union(boxes: list[Extents]) -> Extents:
    """Return the smallest box that contains all boxes."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)
