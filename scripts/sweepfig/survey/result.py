"""Hold what a survey has found, and put it together from the curves' variables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.sweep.curve_source import Source
from sweepfig.sweep.quantity import Quantity, label_of_all

if TYPE_CHECKING:
    from sweepfig.config.sweep import Sweep
    from sweepfig.survey.variables import Variable


@dataclass(frozen=True)
class Survey:
    """The result of `sweepfig.survey.survey.survey`.

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
        The limits that figures share, as far as they were worked out (`sweepfig.plan.resolve.shared_limits`).
    facet_quantity : Quantity, optional
        Name and units of the dimension along which maps stand side by side
        (`sweepfig.plan.resolve.facet_curves`).
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
    facet_quantity: Quantity | None = None
    has_numbers: bool = True

    @property
    def shape(self) -> tuple[int, ...]:
        """The axes' lengths, outermost first."""
        return tuple(len(values) for values in self.axes)

    @property
    def n_targets(self) -> int:
        """Number of targets."""
        return math.prod(self.shape) if self.points is None else len(self.points)


def survey_of(
    variables: Sequence[Variable],
    sweep: Sweep,
    axes: tuple[NDArray[Any], ...],
    sources: Sequence[Source],
    **of_many_files: Any,
) -> Survey:
    """Return a survey of a sweep, given each curve's variable; its labels and abscissa are the first one's.

    Parameters
    ----------
    variables : sequence of Variable
        One for each curve.
    sweep : Sweep
        The config's section.
    axes, sources : sequences
        As the survey has them.
    **of_many_files
        ``points``, ``unread`` and ``partial``, as the survey has them.
    """
    first = variables[0]
    responses = tuple(variable.response for variable in variables)
    quantities = [_quantity(first, axis.dimension) for axis in sweep.axes]
    abscissa = first.quantities[sweep.abscissa]
    return Survey(
        axes=axes,
        abscissa=first.values[sweep.abscissa],
        ordinate=None if sweep.ordinate is None else first.values[sweep.ordinate],
        sources=tuple(sources),
        xlabel=abscissa.label,
        ylabel=_ylabel(first, responses, sweep),
        quantities=(*quantities, abscissa, first.response),
        responses=responses,
        ordinate_quantity=first.ordinate_quantity,
        is_over_time=first.is_over_time(sweep),
        **of_many_files,
    )


def _quantity(variable: Variable, axis: str) -> Quantity:
    return variable.quantities.get(axis) or variable.quantity_of(axis)


def _ylabel(first: Variable, responses: Sequence[Quantity], sweep: Sweep) -> str:
    return (
        label_of_all(responses)
        if sweep.ordinate is None
        else first.quantities[sweep.ordinate].label
    )
