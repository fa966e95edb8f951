"""Describe where each curve's numbers are in the sweep's files, and how many to read at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sweepfig.sweep.coordinates import shape_over

READ_BYTES = 64 * 2**20  # of one read; its overhead and its memory are then negligible
WASTE_BYTES = 2**18  # unpacked for a figure but not drawn in it: a tenth of its drawing time
NOWHERE = np.empty((0, 1), np.int32)  # locations of a source without targets


class FileOrGroup(NamedTuple):
    """A file, or a group in it, that holds slices of a curve.

    `plain` is as in `GridSource`; `own`: whether it has its own abscissa or ordinate, not the plan's;
    `beside`: the files beside the data that hold its parameters.
    """

    file: str
    group: str = ""
    plain: bool = False
    own: bool = False
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Source:
    """The attributes that both types of `Source` have.

    Attributes
    ----------
    variable, label : str
        As in the config.
    dimensions : tuple of str
        The variable's dimensions in the file's order.
    drawn : tuple of str
        The dimensions of the arrays that are read, in their order: in one file's grid the axes,
        outermost first; then the ordinate if there is one, then the abscissa.
    shown : tuple of str
        Names of the ordinate, if there is one, and of the abscissa, as in the config.
    tolerance : float
        How much two curves' abscissas may differ and still match, relative to the value.
    selected : tuple of str
        What was selected for this curve alone, in words: ``species = electron``.
    """

    variable: str
    label: str
    dimensions: tuple[str, ...]
    drawn: tuple[str, ...]
    shown: tuple[str, ...] = ()
    tolerance: float = 0.0
    selected: tuple[str, ...] = ()

    @property
    def has_own_label(self) -> bool:
        """Whether the config labels the curve."""
        return self.label != ", ".join([self.variable, *self.selected])


@dataclass(frozen=True)
class GridSource(_Source):
    """Where one curve's numbers are, if one file has the whole grid of the axes.

    Attributes
    ----------
    file : str
        As in the config.
    order : mapping of str to list of int
        For each axis, abscissa or ordinate whose order differs from the first curve's: the index in
        this file of each of the first curve's values. A dimension in the same order is absent.
    fixed : mapping of str to int
        Indices of the dimensions that are not drawn.
    plain : bool
        Whether the stored numbers need no decoding (nothing to scale, unpack or mask), so that
        netCDF4 alone reads the same numbers as xarray.
    grain : int
        How many neighbouring targets share the file's chunks: reading one of them unpacks all.
    """

    file: str = ""
    order: Mapping[str, Sequence[int]] = field(default_factory=dict)
    fixed: Mapping[str, int] = field(default_factory=dict)
    plain: bool = False
    grain: int = 1


@dataclass(frozen=True)
class ListedSource(_Source):
    """Where one curve's numbers are, if its targets are listed from many files or groups.

    Attributes
    ----------
    places : tuple of FileOrGroup
        The files or groups that hold the slices.
    locations : array of int, shape (target, 1 + dimension)
        Each target's index in `places`, then its index along each dimension that is not drawn, in the
        variable's order.
    """

    places: tuple[FileOrGroup, ...] = ()
    locations: NDArray[np.int32] = field(default_factory=lambda: NOWHERE, compare=False)

    @property
    def undrawn(self) -> tuple[str, ...]:
        """The dimensions along which a target has a single index, in the variable's order."""
        return tuple(name for name in self.dimensions if name not in self.drawn)


Source = GridSource | ListedSource


def slice_bytes(
    sources: Sequence[Source], abscissa: NDArray[Any], ordinate: NDArray[Any] | None
) -> int:
    """Return the size in bytes of one target's numbers, all curves together, as they are drawn."""
    return 8 * math.prod(shape_over(abscissa, ordinate)) * len(sources)


def fewest_at_once(sources: Sequence[Source], size: int) -> int:
    """Return how many neighbouring targets should at least be read at a time.

    If a file's chunks extend over many slices (chunked by frequency, over all wavenumbers, say), every
    read unpacks the same chunks: then few large reads are best, as far as memory allows.

    Parameters
    ----------
    sources : sequence of Source
    size : int
        Bytes of one slice, all curves together.
    """
    grain = max((s.grain for s in sources if isinstance(s, GridSource)), default=1)
    wanted = min(grain, grain * size // WASTE_BYTES)
    return max(1, min(wanted, READ_BYTES // size))
