"""Read a box of a variable in one go, and tell which of its slices nobody wrote.

What the reader of one file's grid and that of many files both do, once each knows where to look.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.sweep.source import Source
from sweepfig.sweep.stored import Stored, as_stored, causes


@dataclass(frozen=True)
class Box:
    """Numbers that were read in one go.

    Attributes
    ----------
    values, stored : arrays of one shape
        The numbers as xarray has them, and as the file stores them.
    fill : number, optional
        What stands where nobody wrote; None where every value may be a number.
    """

    values: NDArray[Any]
    stored: NDArray[Any]
    fill: Any

    def slices(self, n_leading: int) -> Box:
        """Return the box with its leading dimensions made one: one slice after the other."""
        count = math.prod(self.values.shape[:n_leading])
        values, stored = (
            each.reshape(count, *each.shape[n_leading:]) for each in (self.values, self.stored)
        )
        return Box(values, stored, self.fill)

    def take(self, which: Any) -> Box:
        """Return the box's numbers at some places, as numpy picks them."""
        return Box(self.values[which], self.stored[which], self.fill)

    def unwritten(self) -> dict[int, Exception]:
        """Return which places of the first dimension have numbers that nobody wrote, and why."""
        return causes(self.stored, self.fill)


def read_box(
    source: Source,
    index: Mapping[str, Any],
    order: Sequence[str],
    stored: Callable[[], Stored],
    decoded: Callable[[], Any] | None,
) -> Box:
    """Read what is at an index of a source's variable.

    Parameters
    ----------
    source : GridSource or ListedSource
    index : mapping of str to int, slice or array of int
        By dimension; an integer drops it.
    order : sequence of str
        The dimensions that are kept, in the order in which they are returned.
    stored, decoded : callable
        Return the variable as the file stores it, and the dataset as xarray has it. `decoded` is
        None where the stored numbers are the numbers.
    """
    if decoded is None:
        variable = stored()
        values = variable.read(index)
        kept = [name for name in source.dimensions if name in order]
        values = _arranged(values, kept, order)
        return Box(values, values, variable.fill)
    shown = decoded()[source.variable]
    picked = shown.isel(index)
    values = np.asarray(picked.values)
    as_in_file, fill = as_stored(shown, values, stored, index)
    values, as_in_file = (
        _arranged(each, list(map(str, picked.dims)), order) for each in (values, as_in_file)
    )
    return Box(values, as_in_file, fill)


def _arranged(
    values: NDArray[Any], dimensions: Sequence[str], order: Sequence[str]
) -> NDArray[Any]:
    """Return numbers with their dimensions in an order, in this machine's order of bytes."""
    values = values.transpose([dimensions.index(name) for name in order])
    return values.astype(values.dtype.newbyteorder("="), copy=False)
