"""Read each target's text and marks, from variables that are read in blocks.

Separate from `sweepfig.plan.annotation`, which a plan holds, because reading needs the plan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.plan.annotation import Scalar
from sweepfig.plan.plan import Plan, Target
from sweepfig.sweep.curve_source import GridSource
from sweepfig.sweep.grid_reader import Reader, rectangles
from sweepfig.sweep.list_reader import read_numbers

Annotation = tuple[str, tuple[Any, ...]]
"""A target's text, and the positions of its marks."""


def annotations_of(plan: Plan, which: range) -> Callable[[Target], Annotation | Exception]:
    """Return a function that gives each target of a run its text and marks, or the error that prevents it."""
    values: dict[str, Any] = {}
    for scalar in plan.annotations.scalars:
        try:
            values[scalar.name] = _read(plan, scalar, which)
        except Exception as error:
            values[scalar.name] = [error] * len(which)

    def annotation(target: Target) -> Annotation | Exception:
        own = {name: found[target.index - which.start] for name, found in values.items()}
        failed = next((value for value in own.values() if isinstance(value, Exception)), None)
        try:
            return failed or plan.annotations.of(target.point, own)
        except ValueError as error:
            return error

    return annotation


def _read(plan: Plan, scalar: Scalar, which: range) -> Any:
    """Return a scalar's value for each target of a run; with many files an error where it can't be read."""
    if isinstance(scalar.source, GridSource):
        return _read_grid(scalar.source, scalar.axes, plan.shape, which)
    nowhere = np.empty(0)
    found = read_numbers([scalar.source], plan.shape, nowhere, None, plan.files, which)
    return [
        each if isinstance(each, Exception) else _decoded(each.curves[0])[()] for _, each in found
    ]


def _read_grid(
    source: GridSource, axes: tuple[int, ...], shape: tuple[int, ...], which: range
) -> list[Any]:
    found: list[Any] = []
    with Reader([source], 1) as reader:
        for block in rectangles(shape, which.start, which.stop):
            (values,), causes = reader.read_with_causes(tuple(block[axis] for axis in axes))
            each = [causes.get(place, value) for place, value in enumerate(_decoded(values))]
            lengths = [end - begin for begin, end in block]
            own = [n if axis in axes else 1 for axis, n in enumerate(lengths)]
            places = np.arange(len(each)).reshape(own)
            found += [each[place] for place in np.broadcast_to(places, lengths).ravel()]
    return found


def _decoded(values: Any) -> NDArray[Any]:
    array = np.asarray(values)
    return np.char.decode(array, "utf-8") if array.dtype.kind == "S" else array
