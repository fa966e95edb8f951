"""Read a box of a variable at once, and find its slices that were never written.

Both readers, of one file's grid and of many files, use it once they know the box's indices.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.sweep.curve_source import Source
from sweepfig.sweep.files.stored import Stored, as_stored, causes


@dataclass(frozen=True)
class Box:
    """Numbers that were read at once.

    Attributes
    ----------
    values, stored : arrays of one shape
        The numbers as xarray decodes them, and as the file stores them.
    fill : number, optional
        The stored value that marks unwritten numbers; None if no value does.
    """

    values: NDArray[Any]
    stored: NDArray[Any]
    fill: Any

    def slices(self, n_leading: int) -> Box:
        """Return the box with its first `n_leading` dimensions joined into one, which counts slices."""
        count = math.prod(self.values.shape[:n_leading])
        values, stored = (
            each.reshape(count, *each.shape[n_leading:]) for each in (self.values, self.stored)
        )
        return Box(values, stored, self.fill)

    def take(self, which: Any) -> Box:
        """Return the box's numbers at an index, as numpy understands it."""
        return Box(self.values[which], self.stored[which], self.fill)

    def unwritten(self) -> dict[int, Exception]:
        """Return an error for each index of the first dimension that has unwritten numbers."""
        return causes(self.stored, self.fill)


def read_box(
    source: Source,
    index: Mapping[str, Any],
    order: Sequence[str],
    stored: Callable[[], Stored],
    decoded: Callable[[], Any] | None,
) -> Box:
    """Read a source's variable at an index.

    Parameters
    ----------
    source : GridSource or ListedSource
    index : mapping of str to int, slice or array of int
        By dimension; an integer drops the dimension.
    order : sequence of str
        The kept dimensions, in the order of the returned arrays.
    stored, decoded : callable
        Return the variable as the file stores it, and the dataset as xarray decodes it. `decoded` is
        None if the stored numbers need no decoding.
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
    """Return numbers with their dimensions in `order`, and in this machine's byte order."""
    values = values.transpose([dimensions.index(name) for name in order])
    return values.astype(values.dtype.newbyteorder("="), copy=False)
