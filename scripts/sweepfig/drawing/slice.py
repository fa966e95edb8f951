"""Hold the data of one target, as arrays, with the texts on its figure.

Separate from `sweepfig.sweep` because drawing code must not depend on where the numbers came from: a slice
may come from a file, from a training loop, or from a test.
"""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Slice:
    """The data of one target.

    Attributes
    ----------
    abscissa : array, shape (n,) or (m, n)
        The drawn dimension's values: numbers, or ``datetime64``. Of a field over two-dimensional
        coordinates the position of each point: shape (m, n), NaN (or NaT) where it has none; the
        curves are NaN there, too.
    curves : tuple of arrays, each of shape (n,), or (m, n) where there is an ordinate
        The response of each curve, in the order in which they are drawn.
    labels : tuple of str
        A legend label for each curve.
    title, xlabel, ylabel : str
        The figure's title and axis labels; ``$...$`` is mathtext.
    ordinate : array, shape (m,) or (m, n), optional
        The second drawn dimension's values, for figures of two dimensions; of as many dimensions as
        the abscissa, then.
    point : mapping
        The target's point in the sweep: each axis's name and value.
    text : str
        A line of text within the Axes; empty for none.
    marks : tuple of numbers, or of ``datetime64``
        Positions of vertical lines on the abscissa; one at NaN or NaT is not drawn.
    """

    abscissa: NDArray[Any]
    curves: tuple[NDArray[Any], ...]
    labels: tuple[str, ...]
    title: str = ""
    xlabel: str = ""
    ylabel: str = ""
    ordinate: NDArray[Any] | None = None
    point: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    marks: tuple[Any, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no curve has a single number to draw (all NaN, or no values at all)."""
        return self.is_empty_above(-math.inf)

    def is_empty_above(self, lowest: float) -> bool:
        """Whether no curve has a number above `lowest` to draw."""
        return not any((np.isfinite(curve) & (curve > lowest)).any() for curve in self.curves)

    def copy(self) -> Slice:
        """Return a copy of the slice that shares no arrays with it."""
        return replace(
            self,
            abscissa=self.abscissa.copy(),
            ordinate=None if self.ordinate is None else self.ordinate.copy(),
            curves=tuple(curve.copy() for curve in self.curves),
        )

    def digest(self, *, drawing: str) -> str:
        """Return the digest of this slice's figure.

        Parameters
        ----------
        drawing : str
            Digest of everything the figures of one plan have in common: settings, drawing code
            and versions (see `sweepfig.plan.plan`).

        Returns
        -------
        str
            32 hexadecimal digits. Two slices have the same digest only if they have the same texts and
            the same numbers, bit for bit, of the same types and shapes.
        """
        state = hashlib.blake2b(digest_size=16)
        words = (drawing, self.title, self.xlabel, self.ylabel, *self.labels)
        place = [(str(name), type(at).__name__, str(at)) for name, at in self.point.items()]
        state.update(repr((words, place)).encode())
        if self.text or self.marks:
            state.update(repr((self.text, self.marks)).encode())
        state.update(self._digest_of_numbers)
        return state.hexdigest()

    @functools.cached_property
    def _digest_of_numbers(self) -> bytes:
        # Once for a figure and its twins: of a field this takes half as long as encoding its picture.
        state = hashlib.blake2b(digest_size=16)
        for array in (self.abscissa, self.ordinate, *self.curves):
            if array is None:
                state.update(b"none")
            else:
                state.update(f"{array.dtype.str}{array.shape}".encode())
                state.update(np.ascontiguousarray(array).view(np.uint8).data)
        return state.digest()
