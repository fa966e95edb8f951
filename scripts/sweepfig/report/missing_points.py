"""List the points of a many-file sweep that no file has, and files that can't be read."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator

import numpy as np

from sweepfig.plan.plan import Plan
from sweepfig.report.table import cell

MOST_LISTED = 20


def holes(plan: Plan) -> Iterator[tuple[tuple[int, ...], str]]:
    """Yield each hole's indices on the axes, and why it is a hole.

    Which points a file has that can't be read is not known: it may be any of them.
    """
    where = " in any readable file" if plan.unread else ""
    lacking = {places: f"no {label!r}{where}" for places, label in plan.partial}
    if plan.n_holes == len(lacking):
        yield from lacking.items()
        return
    assert plan.points is not None
    is_there = np.zeros(plan.shape, bool)
    is_there[tuple(plan.points.T)] = True
    for places in np.argwhere(~is_there).tolist():
        yield tuple(places), lacking.get(tuple(places), _usual_cause(plan))


def _usual_cause(plan: Plan) -> str:
    return "in no readable file" if plan.unread else "never run"


def holes_csv(plan: Plan) -> str:
    """Return holes.csv's text: a column for each axis, and one for the reason."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*(cell(axis.name) for axis in plan.axes), "cause"])
    for places, cause in holes(plan):
        values = (axis.values[n] for axis, n in zip(plan.axes, places, strict=True))
        table.writerow([*map(cell, values), cause])
    return text.getvalue()


def hole_lines(plan: Plan, *, is_in_file: bool = True) -> list[str]:
    """Return the lines that a run prints about holes; `is_in_file`: whether holes.csv lists them all."""
    count = plan.n_holes
    lines = [_scatter_line(plan)] if plan.is_scattered else []
    where = ", in holes.csv" if is_in_file else ""
    return [*lines, _hole_line(plan, count, where)] if count else lines


def _scatter_line(plan: Plan) -> str:
    n_grid = math.prod(plan.shape)
    few = f"{plan.n_targets} of the {n_grid} points of the axes' grid are there"
    return f"{few}: taken as scattered points, the others are not listed"


def _hole_line(plan: Plan, count: int, where: str) -> str:
    shown: list[str] = []
    for places, cause in holes(plan):
        if len(shown) == MOST_LISTED:
            break
        pieces = (axis.path_piece(n) for axis, n in zip(plan.axes, places, strict=True))
        shown.append("/".join(pieces) + ("" if cause == _usual_cause(plan) else f" ({cause})"))
    more = f" and {count - len(shown)} more{where}" if count > len(shown) else ""
    what = "points of the sweep have no data, and no figure"
    return f"{count} {what}: {', '.join(shown)}{more}"


def unread_lines(plan: Plan) -> list[str]:
    """Return the lines that a run prints about files that it left out."""
    if not plan.unread:
        return []
    lines = [f"  {file}: {reason}" for file, reason in plan.unread[:MOST_LISTED]]
    if len(plan.unread) > MOST_LISTED:
        lines.append(f"  ... and {len(plan.unread) - MOST_LISTED} more")
    files = "1 file was" if len(plan.unread) == 1 else f"{len(plan.unread)} files were"
    return [f"{files} left out:", *lines]
