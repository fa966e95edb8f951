"""Survey the sweep's files once, before anything is drawn.

`survey` matches every curve's axes to the first curve's and resolves each value to an index. Jobs read only
by these indices, so no value is ever looked up again by float equality.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.survey import patterns
from sweepfig.survey.coordinates import check_values
from sweepfig.survey.variables import Variable, readable
from sweepfig.sweep.curve_source import Source
from sweepfig.sweep.opening import open_for_survey
from sweepfig.sweep.quantity import Quantity, label_of_all

if TYPE_CHECKING:
    import xarray as xr

    from sweepfig.config.sweep import CurveConfig, Sweep
    from sweepfig.survey.survey_cache import SurveyCache


@dataclass(frozen=True)
class Survey:
    """The result of `survey`.

    Attributes
    ----------
    axes : tuple of arrays, each of shape (its length,)
        The axes' values, outermost first, in the first curve's order and type.
    abscissa, ordinate : arrays of shape (n,) and (m,), or both of shape (m, n)
        The drawn dimensions' values; `ordinate` is None if there is none.
    sources : tuple of Source
        One for each curve.
    xlabel, ylabel : str
        ``long_name [units]`` of the figures' x and y axes, used if the config gives no labels.
    quantities : tuple of Quantity
        Name and units of each axis, then of the abscissa, then of the response.
    responses : tuple of Quantity
        Name and units of each curve's response.
    ordinate_quantity : Quantity, optional
        Name and units of the ordinate.
    is_over_time : bool
        Whether the abscissa is time.
    points : array of int, shape (target, axis), optional
        Each target's indices on the axes, if some points of the axes' grid are missing.
    unread : tuple of (name, reason)
        Files that can't be read now: they are damaged, or still being written.
    partial : tuple of (indices on the axes, label)
        Points that are no targets because a curve lacks them, each with that curve's label.
    limits : dict
        The limits that figures share, as far as they were worked out (`sweepfig.plan.shared_limits`).
    has_numbers : bool
        Whether the sweep's numbers can be read; not from one figure's record.
    """

    axes: tuple[NDArray[Any], ...]
    abscissa: NDArray[Any]
    ordinate: NDArray[Any] | None
    sources: tuple[Source, ...]
    xlabel: str
    ylabel: str
    quantities: tuple[Quantity, ...]
    responses: tuple[Quantity, ...]
    ordinate_quantity: Quantity | None = None
    is_over_time: bool = False
    points: NDArray[np.int32] | None = None
    unread: tuple[tuple[str, str], ...] = ()
    partial: tuple[tuple[tuple[int, ...], str], ...] = ()
    limits: dict[str, tuple[float, float]] = field(default_factory=dict, compare=False)
    has_numbers: bool = True

    @property
    def shape(self) -> tuple[int, ...]:
        """The axes' lengths, outermost first."""
        return tuple(len(values) for values in self.axes)

    @property
    def n_targets(self) -> int:
        """Number of targets."""
        return math.prod(self.shape) if self.points is None else len(self.points)


def survey(sweep: Sweep, *, known: SurveyCache | None = None) -> Survey:
    """Survey the sweep's files and resolve every name and value.

    Parameters
    ----------
    sweep : Sweep
        The config's section.
    known : SurveyCache, optional
        The surveys of a sweep's many files from the last time; it is brought up to date.

    Raises
    ------
    UserError
        If a file can't be read, a variable or dimension is missing, an axis has no usable values,
        or the curves' axes differ by more than the tolerance.
    """
    from sweepfig.survey.file_contents import is_listed
    from sweepfig.survey.file_survey import gather

    if sweep.parameters is not None or any(map(patterns.is_many, sweep.curves)):
        return gather(sweep, known)
    with ExitStack() as stack:
        opened = {
            file: stack.enter_context(open_for_survey(file))
            for file in dict.fromkeys(curve.files[0] for curve in sweep.curves)
        }
        if is_listed(opened[sweep.curves[0].files[0]], sweep):
            return gather(sweep, known)
        first, *others = (_look_at(opened[c.files[0]], c, sweep) for c in sweep.curves)
        for name in first.names_along:
            is_abscissa = name == sweep.abscissa
            check_values(first.values[name], name, first.part.name, may_repeat=is_abscissa)
        sources = [first.source(first, sweep.tolerance)]
        sources += [other.source(first, sweep.tolerance) for other in others]
        axes = tuple(first.values[axis.dimension] for axis in sweep.axes)
        names = (*(axis.dimension for axis in sweep.axes), sweep.abscissa)
        responses = tuple(variable.response for variable in (first, *others))
        return Survey(
            axes=axes,
            abscissa=first.values[sweep.abscissa],
            ordinate=None if sweep.ordinate is None else first.values[sweep.ordinate],
            sources=tuple(sources),
            xlabel=first.quantities[sweep.abscissa].label,
            ylabel=ylabel_of(first, responses, sweep),
            quantities=(*(first.quantities[name] for name in names), first.response),
            responses=responses,
            ordinate_quantity=first.ordinate_quantity,
            is_over_time=first.is_over_time(sweep),
        )


def ylabel_of(first: Variable, responses: Sequence[Quantity], sweep: Sweep) -> str:
    """Return the label of the figures' y axis, given the first curve's variable and all curves' responses."""
    return (
        label_of_all(responses)
        if sweep.ordinate is None
        else first.quantities[sweep.ordinate].label
    )


def _look_at(dataset: xr.Dataset, curve: CurveConfig, sweep: Sweep) -> Variable:
    part = patterns.Part(curve.files[0])
    with readable(part, curve.variable):
        return Variable(dataset, curve, sweep, part)
