"""Say where each curve's numbers lie in the sweep's files, and how many are best read together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

READ_BYTES = 64 * 2**20  # of one read; enough that its overhead vanishes, little beside a worker
WASTE_BYTES = 2**18  # unpacked for a figure and not drawn in it: a tenth of what its drawing takes
NOWHERE = np.empty((0, 1), np.int32)  # the locations of no target


class Place(NamedTuple):
    """A part of a curve as a job reads it: a file, or a group in it.

    `plain` is as in `Source`; `own`: whether its abscissa or ordinate is not the plan's.
    """

    file: str
    group: str = ""
    plain: bool = False
    own: bool = False


@dataclass(frozen=True)
class _Source:
    """What the two sorts of `Source` have in common.

    Attributes
    ----------
    variable, label : str
        As in the config.
    dimensions : tuple of str
        The variable's dimensions in the file's order.
    drawn : tuple of str
        The dimensions that a read keeps, in the order it returns them: in one file's grid the axes,
        outermost first; then the ordinate if there is one, then the abscissa.
    shown : tuple of str
        Names of the ordinate, if there is one, and of the abscissa, as in the config.
    tolerance : float
        How far two curves' abscissas may lie apart and be the same, relative to the value.
    """

    variable: str
    label: str
    dimensions: tuple[str, ...]
    drawn: tuple[str, ...]
    shown: tuple[str, ...] = ()
    tolerance: float = 0.0


@dataclass(frozen=True)
class GridSource(_Source):
    """Where one curve's numbers are in one file that has the whole grid of the axes.

    Attributes
    ----------
    file : str
        As in the config.
    order : mapping of str to list of int
        For axes, abscissa or ordinate in another order than the first curve's: where each of the
        first curve's values is in this file. Absent: in the same order.
    fixed : mapping of str to int
        Indices of the dimensions that are not drawn.
    plain : bool
        Whether the stored numbers are the numbers (nothing to scale, unpack or mask), so that
        netCDF4 alone reads what xarray would.
    grain : int
        How many neighbouring targets the file's chunks hold together: whoever reads one of them
        unpacks them all.
    """

    file: str = ""
    order: Mapping[str, Sequence[int]] = field(default_factory=dict)
    fixed: Mapping[str, int] = field(default_factory=dict)
    plain: bool = False
    grain: int = 1


@dataclass(frozen=True)
class ListedSource(_Source):
    """Where one curve's numbers are in many files, or groups: a list of the targets.

    Attributes
    ----------
    places : tuple of Place
        The files or groups that the slices lie in.
    locations : array of int, shape (target, 1 + dimension)
        Each target's place, then its index along each dimension that is not drawn, in the variable's
        order.
    """

    places: tuple[Place, ...] = ()
    locations: NDArray[np.int32] = field(default_factory=lambda: NOWHERE, compare=False)

    @property
    def undrawn(self) -> tuple[str, ...]:
        """The dimensions that a target has one index along, in the variable's order."""
        return tuple(name for name in self.dimensions if name not in self.drawn)


Source = GridSource | ListedSource


def slice_bytes(
    sources: Sequence[Source], abscissa: NDArray[Any], ordinate: NDArray[Any] | None
) -> int:
    """Return the bytes of one target's numbers, all curves together, as they are drawn."""
    return 8 * len(abscissa) * (1 if ordinate is None else len(ordinate)) * len(sources)


def fewest_at_once(sources: Sequence[Source], size: int) -> int:
    """Return how many neighbouring targets are worth reading at a time, at least.

    Of a file that is chunked across its slices (say by frequency, over all wavenumbers) the same
    chunks are unpacked for every read: then few, large reads, as far as memory allows.

    Parameters
    ----------
    sources : sequence of Source
    size : int
        Bytes of one slice, all curves together.
    """
    grain = max((s.grain for s in sources if isinstance(s, GridSource)), default=1)
    wanted = min(grain, grain * size // WASTE_BYTES)
    return max(1, min(wanted, READ_BYTES // size))
