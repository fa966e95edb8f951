"""Find one range of the response for the whole sweep, so that figures can be compared."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence

import numpy as np

from sweepfig.core.errors import UserError
from sweepfig.drawing.kinds import colour_levels
from sweepfig.drawing.look import Look, traits_of
from sweepfig.drawing.panels.applied import applied
from sweepfig.survey.result import Survey
from sweepfig.sweep.list_reader import read_numbers

MARGIN = 0.05  # of the range on both sides, as matplotlib's own axes.ymargin


def shared_limits(
    survey: Survey,
    kind: str,
    scale: str = "linear",
    curves: Sequence[int] | None = None,
    functions: Sequence[str] = (),
) -> tuple[float, float]:
    """Return the range of all finite numbers of the sweep; on a logarithmic scale, of those above zero.

    For a y axis matplotlib's margin is added; for a colour scale (of a map) it is not. What was worked out
    is kept in the survey.

    Parameters
    ----------
    survey : Survey
    kind : str
        The figures' kind.
    scale : str
        Of the axis, or of the colours: ``linear``, ``log`` or ``symlog``.
    curves : sequence of int, optional
        Which; by default all.
    functions : sequence of str
        Those of the numbers that are drawn, innermost first (see `sweepfig.drawing.panels.applied`).

    Raises
    ------
    UserError
        If the kind's y axis does not show the response, or there is no such number, or the numbers can't be
        read.
    """
    if traits_of(kind).counts_values:
        raise UserError(
            f"figure.ylimits: got 'shared', but a {kind}'s y axis shows counts; "
            "each or [low, high] is allowed"
        )
    which = range(len(survey.sources)) if curves is None else curves
    is_map = traits_of(kind).is_map
    key = " ".join(["colours" if is_map else "axis", scale, f"{[*which]}", *functions])
    if key not in survey.limits:
        if not survey.has_numbers:
            raise UserError(
                "figure.ylimits: shared (a map's default) is the range of the whole sweep, which one "
                "figure's file does not say for these settings; each or [low, high] is allowed"
            )
        survey.limits[key] = _work_out(survey, scale, which, functions, is_map=is_map)
    return survey.limits[key]


def _work_out(
    survey: Survey, scale: str, which: Sequence[int], functions: Sequence[str], *, is_map: bool
) -> tuple[float, float]:
    low, high = _extremes(survey, 0.0 if scale == "log" else -math.inf, which, functions)
    if not low <= high:
        what = "number above 0" if scale == "log" else "finite number"
        raise UserError(
            f"figure.ylimits: got 'shared', but the sweep has no {what}; each is allowed"
        )
    if scale == "log":
        return (low, high) if is_map and low < high else _widened_by_factor(low, high)
    if low == high:
        low, high = _widened(low, high, max(abs(low), 1) * MARGIN)
    if is_map:
        return low, high
    return _widened(low, high, MARGIN * (high - low))


def shared_levels(
    survey: Survey, kind: str, wanted: int, curve: int, functions: Sequence[str] = ()
) -> list[float]:
    """Return about so many round numbers over the range of one curve, after functions, in the whole sweep.

    Raises
    ------
    UserError
        If the curve has no finite number.
    """
    limits = shared_limits(survey, kind, curves=[curve], functions=functions)
    look = Look(kind, limits=limits, options={"levels": wanted})
    levels: list[float] = colour_levels(look)["levels"].tolist()
    return levels


def _widened(low: float, high: float, margin: float) -> tuple[float, float]:
    # Not beyond the largest floating-point number: an axis's limits must be finite.
    margin = margin if math.isfinite(margin) else 0.0
    return max(low - margin, -sys.float_info.max), min(high + margin, sys.float_info.max)


def _widened_by_factor(low: float, high: float) -> tuple[float, float]:
    factor = math.exp(MARGIN * (math.log(high) - math.log(low) or 1))
    return max(low / factor, sys.float_info.min), min(high, sys.float_info.max / factor) * factor


def _extremes(
    survey: Survey, lowest: float, curves: Sequence[int], functions: Sequence[str]
) -> tuple[float, float]:
    """Return the smallest and the largest of some curves' finite numbers, after functions, above `lowest`."""
    low, high = math.inf, -math.inf
    which = range(survey.n_targets)
    for _, numbers in read_numbers(
        survey.sources, survey.shape, survey.abscissa, survey.ordinate, (), which
    ):
        if isinstance(numbers, Exception):
            continue  # drawing the target will report it
        for values in (applied(functions, numbers.curves[place]) for place in curves):
            finite = values[np.isfinite(values) & (values > lowest)]
            if finite.size:
                low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    return low, high
