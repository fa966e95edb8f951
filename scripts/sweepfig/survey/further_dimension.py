"""Read the values along a dimension that is neither swept nor drawn in a panel: those of maps side by side.

Separate from `survey`, because the values decide which curves a sweep has.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.survey import patterns
from sweepfig.survey.coordinates import check_values
from sweepfig.survey.patterns import Part
from sweepfig.survey.variables import quantity_of, readable
from sweepfig.sweep.coordinates import values_along
from sweepfig.sweep.files.opening import open_for_survey, open_groups
from sweepfig.sweep.quantity import Quantity

if TYPE_CHECKING:
    from sweepfig.config.sweep import Sweep

MOST_SAMPLES = 100  # files, to find one of a run that has not ended early


def values_of(name: str, sweep: Sweep, *, key: str) -> tuple[NDArray[Any], Quantity]:
    """Return the values along a dimension of the first curve, shape (length,), and their name and units.

    Of many files, those of the one with the most values among the first `MOST_SAMPLES`.

    Parameters
    ----------
    name : str
        The dimension, or a coordinate along it.
    sweep : Sweep
    key : str
        The config's key that names it, for messages.

    Raises
    ------
    UserError
        If the variable has no such dimension, its values are neither numbers nor dates, or no file can be
        read.
    """
    curve = sweep.curves[0]
    found: list[tuple[NDArray[Any], Quantity]] = []
    wrong: UserError | None = None
    for whole in itertools.islice(patterns.find_files(curve, sweep), MOST_SAMPLES):
        try:
            found += _in_file(whole, name, sweep, key)
        except UserError as error:  # the survey lists the file
            wrong = wrong or error
    if not found:
        raise wrong or UserError(f"{curve.files[0]}: no group {curve.group!r} holds a point")
    return max(found, key=lambda each: len(each[0]))


def _in_file(
    whole: Part, name: str, sweep: Sweep, key: str
) -> Iterator[tuple[NDArray[Any], Quantity]]:
    curve = sweep.curves[0]
    if curve.group is None:
        with open_for_survey(whole.file) as dataset, readable(whole, curve.variable):
            yield _along(dataset, curve.variable, name, whole, key)
        return
    groups = open_groups(whole.file)
    try:
        for part in patterns.find_groups(whole, curve.group, groups, sweep):
            with readable(part, curve.variable):
                yield _along(groups[part.group], curve.variable, name, part, key)
    finally:
        for group in groups.values():
            group.close()


def _along(
    dataset: Any, variable: str, name: str, part: Part, key: str
) -> tuple[NDArray[Any], Quantity]:
    if variable not in dataset.variables:
        there = ", ".join(map(repr, dataset.data_vars)) or "none"
        raise UserError(
            f"{part.name}: no variable {variable!r} (key sweep.curves); there are {there}"
        )
    dimensions, coordinate = dataset[variable].dims, dataset.variables.get(name)
    is_along = coordinate is not None and coordinate.ndim == 1 and coordinate.dims[0] in dimensions
    if name not in dimensions and not is_along:
        raise UserError(
            f"{key}: got {name!r}, but {variable!r} of {part.name} has no such dimension; its dimensions "
            f"are {', '.join(map(repr, dimensions))}"
        )
    along = name if name in dimensions else coordinate.dims[0]
    values = values_along(dataset, name, dataset[variable].sizes[along], part.name)
    check_values(values, name, part.name, may_repeat=False)
    if values.dtype.kind not in "fiuM":
        raise UserError(
            f"{key}: got {name!r}, which holds text in {part.name}; numbers or dates are allowed; for text, "
            "a curve for each by sweep.curves[].select, with figure.panels"
        )
    return values, quantity_of(coordinate, name)
