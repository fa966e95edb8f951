"""Rank targets by their errors, and choose those that the contact sheet shows.

Neighbours are often alike, the worst ones too. So the sheet does not show the worst targets of the sweep,
but the worst one of each part of it, such as of each wavenumber.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence

import numpy as np

from sweepfig.batch.row import Row
from sweepfig.measuring.lines import ERROR
from sweepfig.plan.plan import Plan

ON_THE_SHEET = 20  # figures, at most


def worst(plan: Plan, rows: Sequence[Row], count: int) -> list[tuple[int, float]]:
    """Return the targets with the largest errors of models: their indices and errors, largest first.

    A target's error is the largest `ERROR` among its models; one without any is left out.
    """
    return heapq.nsmallest(count, _errors(plan, rows), key=_largest_first)


def worst_of_parts(plan: Plan, rows: Sequence[Row]) -> list[tuple[int, float]]:
    """Return the target with the largest error in each of the sweep's `parts`: as `worst` returns them."""
    part_of = parts(plan)
    found: dict[int, tuple[int, float]] = {}
    for each in _errors(plan, rows):
        part = part_of[each[0]]
        found[part] = min(found.get(part, each), each, key=_largest_first)
    return sorted(found.values(), key=_largest_first)


def parts(plan: Plan) -> list[int]:
    """Return the number of the part that each target is in; there are at most `ON_THE_SHEET` parts.

    A part is a value of the first axis. If that has too many, it is a few neighbouring ones; if it has few,
    the targets of each are divided into equal runs of neighbours.
    """
    n_first = plan.shape[0]
    if plan.points is None:
        first = np.arange(n_first).repeat(math.prod(plan.shape[1:]))
    else:
        first = plan.points[:, 0].astype(int)
    n_runs = ON_THE_SHEET // n_first
    if not n_runs:
        few: list[int] = (first * ON_THE_SHEET // n_first).tolist()
        return few
    sizes = np.bincount(first, minlength=n_first)
    place = np.arange(len(first)) - (sizes.cumsum() - sizes)[first]
    found: list[int] = (first * n_runs + place * n_runs // sizes[first]).tolist()
    return found


def on_the_sheet(plan: Plan, rows: Sequence[Row]) -> list[tuple[int, float | None]]:
    """Return the targets that the contact sheet shows, in its order, and their errors.

    Those of `worst_of_parts`; without models, targets with a figure, spread evenly over the sweep.
    """
    found = worst_of_parts(plan, rows)
    return [*found] if found else [(target, None) for target in _spread(rows, ON_THE_SHEET)]


def what_is_shown(plan: Plan, n_shown: int, *, by_error: bool) -> str:
    """Return a line that says which targets the contact sheet shows."""
    if not by_error:
        return f"{n_shown} targets spread over the sweep"
    if n_shown == plan.n_targets:
        return f"all {n_shown} targets, the largest {ERROR} first"
    is_each = ON_THE_SHEET // plan.shape[0] == 1
    of_what = f"for each {plan.axes[0].name}" if is_each else "in each part of the sweep"
    return f"{n_shown} targets: the largest {ERROR} {of_what}, the largest of all first"


def _spread(rows: Sequence[Row], count: int) -> list[int]:
    drawn = [target for target, row in enumerate(rows) if row.has_figure]
    places = np.linspace(0, len(drawn) - 1, min(count, len(drawn))).round().astype(int)
    return [drawn[place] for place in dict.fromkeys(places.tolist())]


def _errors(plan: Plan, rows: Sequence[Row]) -> Iterator[tuple[int, float]]:
    where = [n for n, measure in enumerate(plan.measures) if measure.kind == ERROR]
    for target, row in enumerate(rows):
        numbers = [row.numbers[n] for n in where] if row.numbers else []
        known = [number for number in numbers if number is not None]
        if known:
            yield target, max(known)


def _largest_first(each: tuple[int, float]) -> tuple[float, int]:
    target, error = each
    return -error, target
