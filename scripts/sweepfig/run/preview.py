"""Draw a few figures of a sweep first, to see how the others will look and how long they will take."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sweepfig.core import paths
from sweepfig.plan.plan import Plan
from sweepfig.run.execute import DrawOptions, draw_here
from sweepfig.run.forecast import duration

MOST_CORNERS = 8


class Line(NamedTuple):
    """A line to print, and whether it tells of a figure or numbers that could not be made."""

    text: str
    is_of_failure: bool = False


def preview_targets(plan: Plan, chosen: NDArray[np.intp] | None) -> list[int]:
    """Return the first and the last target, the one in the middle, and those at the axes' extremes."""
    there = np.arange(plan.n_targets) if chosen is None else chosen
    found = [int(there[0]), int(there[len(there) // 2]), int(there[-1])]
    places = _places(plan, there)
    spans = [(column.min(), column.max()) for column in places.T]
    for corner in itertools.islice(itertools.product(*spans), MOST_CORNERS):
        # The nearest target, because a corner of the grid may be a hole.
        share = [np.ptp(span) or 1 for span in spans]
        distance = np.abs((places - corner) / share).sum(axis=1)
        found.append(int(there[np.argmin(distance)]))
    return sorted(set(found))


def preview(
    plan: Plan, output: str | Path, chosen: NDArray[np.intp] | None, *, processes: int
) -> Iterator[Line]:
    """Draw a few figures into the output folder; yield a line for each, and one for the whole sweep."""
    took = []
    which = [range(target, target + 1) for target in preview_targets(plan, chosen)]
    began = time.perf_counter()
    for _, (outcome,) in draw_here(plan, paths.plan_file(output), output, which, DrawOptions()):
        seconds = time.perf_counter() - began
        path = Path(output) / outcome.row.figure
        if not outcome.row.has_figure:
            yield Line(f"{path}  not drawn: {outcome.row.cause}", is_of_failure=True)
        elif not outcome.row.is_done:
            yield Line(f"{path}  not measured: {outcome.row.cause}", is_of_failure=True)
        elif not outcome.drawn:
            yield Line(f"{path}  already current")
        else:
            took.append(seconds)
            first = "  (the first, with all that is done once)" if len(took) == 1 else ""
            yield Line(f"{path}  {1e3 * seconds:.0f} ms{first}")
        began = time.perf_counter()
    if took:
        count = plan.n_targets if chosen is None else len(chosen)
        each = float(np.median(took[1:] or took))
        total = took[0] + each * (count - 1) / processes
        yield Line(
            f"all {count} would take about {duration(total)} with {processes} "
            f"process{'es' if processes > 1 else ''}"
        )


def _places(plan: Plan, targets: NDArray[np.intp]) -> NDArray[np.intp]:
    if plan.points is not None:
        return plan.points[targets].astype(np.intp)
    return np.stack(np.unravel_index(targets, plan.shape), axis=1)
