"""Check whether a plan's indices still fit a file that has grown since the plan was made.

A simulation that appends to its file changes it every few seconds, and a run that started again each time
would draw nothing. If the values along the axes are still at the plan's indices, so are the slices. The next
run compares every digest again, also if the file is by then what it was (`Outcome.to_be_checked`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.plan.plan import Plan
from sweepfig.sweep.coordinates import drawn_coordinates, values_along
from sweepfig.sweep.curve_source import GridSource
from sweepfig.sweep.files.opening import open_dataset
from sweepfig.sweep.matching import are_same, match

ROUNDING = 1e-6


def check_grown(plan: Plan) -> None:
    """Refuse a plan of one file's grid if its axes' values are no longer at its indices in the file.

    Raises
    ------
    UserError
        If they are not; the message names the file and the axis.
    """
    for source in (s for s in plan.sources if isinstance(s, GridSource)):
        with open_dataset(source.file) as dataset:
            sizes = dataset[source.variable].sizes
            names = [*(axis.name for axis in plan.axes), *source.shown]
            wanted = [axis.values for axis in plan.axes]
            wanted += [each for each in (plan.ordinate, plan.abscissa) if each is not None]
            n_axes = len(plan.axes)
            found = [
                values_along(dataset, axis.name, sizes[dimension], source.file)
                for axis, dimension in zip(plan.axes, source.drawn, strict=False)
            ]
            found += drawn_coordinates(
                dataset, source.shown, source.drawn[n_axes:], sizes, source.fixed, source.file
            )
            for name, dimension, values, there in zip(
                names, source.drawn, wanted, found, strict=True
            ):
                if not _are_where_they_were(source, dimension, values, there):
                    raise UserError(
                        f"{source.file}: {name!r} has other values than when the plan was made; run again"
                    )


def _are_where_they_were(
    source: GridSource, dimension: str, values: NDArray[np.generic], there: NDArray[np.generic]
) -> bool:
    if values.ndim == 2:
        there = there[tuple(map(slice, values.shape))]
        return are_same(values, there, max(ROUNDING, source.tolerance))
    where = source.order.get(dimension, np.arange(len(values)))
    if len(where) and max(where) >= len(there):
        return False
    found = there[np.asarray(where, dtype=np.intp)]
    tolerance = max(ROUNDING, source.tolerance)
    return np.array_equal(found, values) or not isinstance(match(values, found, tolerance), str)
