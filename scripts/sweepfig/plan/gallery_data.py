"""Decide whether the slices' numbers are written beside the gallery's page, and into which files.

They are reduced to what a screen shows: a curve to at most `MOST_POINTS` points, a field to at most
`MOST_SIDE` rows and columns. Separate from `sweepfig.report.gallery`, which writes them, because the plan
and the rules of the workflow name the files.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from sweepfig.core import paths
from sweepfig.plan.plan import GalleryData, Plan
from sweepfig.sweep.coordinates import shape_over

MOST_POINTS = 2048  # of a curve; wider than most screens
MOST_SIDE = 160  # of a field, along each dimension
# With `auto`: a run reads each slice a second time, and a published gallery is copied as a whole.
MOST_TARGETS = 20_000
MOST_BYTES = 100_000_000
# Bytes of a file: usually, as opening the sweep for each takes as long as reading 30 slices; and at most, of
# a batch, which is read at once. A page reads that in a tenth of a second.
USUAL_IN_FILE, MOST_IN_FILE = 500_000, 4_000_000
FINE_BYTES, COARSE_BYTES = 8 / 3, 4 / 3  # a number's, at most: of a curve, of a field, in base64


def decide(
    wanted: bool | Literal["auto"], n_targets: int, shape: Sequence[int], n_curves: int
) -> GalleryData:
    """Return whether the slices' numbers are written.

    Parameters
    ----------
    wanted : bool or "auto"
        As the config has it.
    n_targets : int
        Targets of the sweep.
    shape : sequence of int
        A slice's: [ordinate,] abscissa.
    n_curves : int
        Curves of a slice.
    """
    if wanted != "auto":
        return "on" if wanted else "off"
    is_little = n_targets * slice_bytes(shape, n_curves) <= MOST_BYTES
    return "on" if is_little and n_targets <= MOST_TARGETS else "too much"


def slice_bytes(shape: Sequence[int], n_curves: int) -> int:
    """Return how many bytes the numbers of one slice take in a file, at most."""
    most, each = (MOST_POINTS, FINE_BYTES) if len(shape) == 1 else (MOST_SIDE, COARSE_BYTES)
    return math.ceil(n_curves * each * math.prod(min(length, most) for length in shape))


def targets_in_file(plan: Plan) -> int:
    """Return how many neighbouring targets one file has."""
    shape = shape_over(plan.abscissa, plan.ordinate)
    each = max(1, slice_bytes(shape, len(plan.sources)))
    return max(1, USUAL_IN_FILE // each, min(plan.batch_size, MOST_IN_FILE // each))


def most_bytes(plan: Plan) -> int:
    """Return how many bytes all files of a plan take together, at most."""
    if plan.gallery_data != "on":
        return 0
    shape = shape_over(plan.abscissa, plan.ordinate)
    return plan.n_targets * slice_bytes(shape, len(plan.sources))


def targets_of(plan: Plan, number: int) -> range:
    """Return the targets of a file, given its number."""
    size = targets_in_file(plan)
    return range(number * size, min((number + 1) * size, plan.n_targets))


def files(plan: Plan, output: str | Path) -> list[Path]:
    """Return the files of slices that belong to a plan, by their numbers; last that of the whole sweep."""
    if plan.gallery_data != "on":
        return []
    count = math.ceil(plan.n_targets / targets_in_file(plan))
    numbered = [paths.slices_file(output, number) for number in range(count)]
    return [*numbered, paths.shared_slices_file(output)]
