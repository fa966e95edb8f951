"""Say where each curve's numbers lie in the sweep's files, and how many are best read together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

READ_BYTES = 64 * 2**20  # of one read; enough that its overhead vanishes, little beside a worker
WASTE_BYTES = 2**18  # unpacked for a figure and not drawn in it: a tenth of what its drawing takes


class Place(NamedTuple):
    """A part of a curve as a job reads it: a file, or a group in it.

    `plain` is as in `Source`; `own`: whether its abscissa or ordinate is not the plan's.
    """

    file: str
    group: str = ""
    plain: bool = False
    own: bool = False


@dataclass(frozen=True)
class Source:
    """Where one curve's numbers are, with every name settled to an index.

    Attributes
    ----------
    file, variable, label : str
        As in the config.
    dimensions : tuple of str
        The variable's dimensions in the file's order.
    drawn : tuple of str
        The dimensions that a read keeps, in the order it returns them: the axes, outermost first,
        then the ordinate if there is one, then the abscissa.
    order : mapping of str to list of int
        For axes, abscissa or ordinate in another order than the first curve's: where each of the
        first curve's values is in this file. Absent: in the same order.
    fixed : mapping of str to int
        Indices of the dimensions that are not drawn.
    plain : bool
        Whether the stored numbers are the numbers (nothing to scale, unpack or mask), so that
        netCDF4 alone reads what xarray would.
    places : tuple of Place
        The files or groups that the slices lie in, where there are many; else `file` is the only one.
    lies : array of int, shape (target, 1 + dimension), optional
        Where there are many: each target's place, then its index along each dimension that is not
        drawn, in the variable's order. `drawn` then has no axes.
    shown : tuple of str
        Names of the ordinate, if there is one, and of the abscissa, as in the config.
    tolerance : float
        How far two curves' abscissas may lie apart and be the same, relative to the value.
    grain : int
        How many neighbouring targets the file's chunks hold together: whoever reads one of them
        unpacks them all.
    """

    file: str
    variable: str
    label: str
    dimensions: tuple[str, ...]
    drawn: tuple[str, ...]
    order: Mapping[str, Sequence[int]] = field(default_factory=dict)
    fixed: Mapping[str, int] = field(default_factory=dict)
    plain: bool = False
    places: tuple[Place, ...] = ()
    lies: NDArray[np.int32] | None = field(default=None, compare=False)
    shown: tuple[str, ...] = ()
    tolerance: float = 0.0
    grain: int = 1


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
    grain = max(source.grain for source in sources)
    wanted = min(grain, grain * size // WASTE_BYTES)
    return max(1, min(wanted, READ_BYTES // size))
