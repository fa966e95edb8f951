"""Select some of a sweep's targets: at given values, in given ranges, or the first so many.

A selection says which targets a run looks at, and nothing else: the plan, the names and the digests are
those of the whole sweep, so what it draws is current for every later run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core import naming
from sweepfig.core.errors import UserError
from sweepfig.plan.axis import Axis
from sweepfig.plan.plan import Plan
from sweepfig.sweep.tolerance import match

Mask = NDArray[np.bool_]
CLOSE = 1e-6  # relative


@dataclass(frozen=True)
class Selection:
    """Which targets a run looks at.

    Attributes
    ----------
    only : mapping of str to sequence of str
        For an axis the values, as its names show them or unrounded, or ranges ``low:high`` with both
        ends, either of which may be left out.
    limit : int, optional
        At most so many, the first in the sweep's order.
    """

    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    limit: int | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not self.only and self.limit is None

    def targets(self, plan: Plan) -> NDArray[np.intp] | None:
        """Return the selected targets' numbers, ascending; None for all of them.

        Raises
        ------
        UserError
            If an axis or a value is not the sweep's, or no target is left.
        """
        if self.is_all:
            return None
        there = [axis.name for axis in plan.axes]
        for name in self.only:
            if name not in there:
                raise UserError(
                    f"only: got {name!r}, which is no axis; allowed are {', '.join(there)}"
                )
        wanted = [
            _wanted(axis, self.only[axis.name]) if axis.name in self.only else None
            for axis in plan.axes
        ]
        found = np.flatnonzero(_mask(plan, wanted))[: self.limit]
        if not len(found):
            raise UserError(f"only: no target of the sweep has all of {_said(self.only)}")
        return found

    @classmethod
    def from_json(cls, text: str) -> Selection:
        """Return the selection of a config, as JSON: without pydantic, which a job need not import."""
        document = json.loads(text)
        return cls(document.get("only", {}), document.get("limit"))

    def words(self) -> str:
        """Return the selection in words."""
        limit = "" if self.limit is None else f"the first {self.limit}"
        return " of ".join(filter(None, (limit, _said(self.only))))


def within(chosen: NDArray[np.intp] | None, run: range) -> range | NDArray[np.intp]:
    """Return which targets of a run are selected."""
    if chosen is None:
        return run
    first, last = np.searchsorted(chosen, [run.start, run.stop])
    return chosen[first:last]


def runs(targets: range | NDArray[np.intp]) -> Iterator[range]:
    """Yield ascending targets as runs of neighbours."""
    if isinstance(targets, range):
        yield targets
        return
    for run in np.split(targets, np.flatnonzero(np.diff(targets) > 1) + 1):
        if len(run):
            yield range(int(run[0]), int(run[-1]) + 1)


def parse(arguments: Sequence[str]) -> dict[str, list[str]]:
    """Return `only` as the command line has it: ``k=0.33``, ``nu=1e-6:1e-4``, ``k=0.3,0.33``.

    Raises
    ------
    UserError
        If an argument is no such pair.
    """
    only: dict[str, list[str]] = {}
    for argument in arguments:
        name, _, values = argument.partition("=")
        found = [value.strip() for value in values.split(",") if value.strip()]
        if not name or not found:
            raise UserError(
                f"--only: got {argument!r}; allowed are an axis and its value or range, as k=0.33 or "
                "nu=1e-6:1e-4"
            )
        only.setdefault(name.strip(), []).extend(found)
    return only


def _mask(plan: Plan, wanted: Sequence[Mask | None]) -> Mask:
    if plan.points is not None:
        columns = [mask[plan.points[:, n]] for n, mask in enumerate(wanted) if mask is not None]
        found: Mask = np.logical_and.reduce([np.ones(plan.n_targets, bool), *columns])
        return found
    result = np.ones(plan.shape, bool)
    for place, mask in enumerate(wanted):
        if mask is not None:
            result &= mask.reshape([-1 if n == place else 1 for n in range(len(plan.shape))])
    return result.ravel()


def _wanted(axis: Axis, values: Sequence[str]) -> Mask:
    written = [naming.write_value(value, axis.notation, axis.digits) for value in axis.values]
    result = np.zeros(len(written), bool)
    for text in values:
        found = _equal(axis, written, text)
        if not found.any() and text.count(":") == 1:
            found = _between(axis, written, text)
        if not found.any():
            raise UserError(
                f"only: {axis.name} has no value {text}; it has {len(written)} from {written[0]} to "
                f"{written[-1]}, near are {', '.join(_near(axis, written, text))}"
            )
        result |= found
    return result


def _near(axis: Axis, written: Sequence[str], text: str) -> list[str]:
    """Return the names of the values that might be meant, the nearest first."""
    number = _number(axis, text)
    if number is not None and np.isfinite(number):
        distance = np.abs(axis.values.astype(float) - number)
        return [written[place] for place in np.argsort(distance, kind="stable")[:3]]
    from difflib import get_close_matches  # a job has no need of it

    return get_close_matches(text, written[:10_000], n=3, cutoff=0.0)


def _equal(axis: Axis, written: Sequence[str], text: str) -> Mask:
    """Return which value a text stands for: as it is named, or else the nearest, within the tolerance."""
    number = _number(axis, text)
    pairs = zip(written, axis.values, strict=True)
    result = np.array([text in (each, str(value)) for each, value in pairs], dtype=bool)
    if number is not None and not result.any():
        result = _is_named(written, number)
    if number is not None and not result.any():
        found = match(
            np.array([number]), axis.values, CLOSE if axis.values.dtype.kind == "f" else 0
        )
        if not isinstance(found, str):
            result[found] = True
    return result


def _is_named(written: Sequence[str], number: float) -> Mask:
    """Return which names of numbers are a number: 1.778e-05 is 1.7780e-5, but not 1.7783e-05."""
    return np.array([float(each) == number for each in written])


def _between(axis: Axis, written: Sequence[str], text: str) -> Mask:
    low, high = (end.strip() for end in text.split(":"))
    try:
        after = _reaches(axis, written, low, np.greater_equal)
        return after & _reaches(axis, written, high, np.less_equal)
    except ValueError:  # no number, no date
        return np.zeros(len(written), bool)


def _reaches(axis: Axis, written: Sequence[str], end: str, is_beyond: Any) -> Mask:
    if not end:
        return np.ones(len(written), bool)
    if axis.values.dtype.kind == "M":
        found: Mask = is_beyond(axis.values, np.datetime64(end))
        return found
    number = _number(axis, end)
    if number is None:
        raise ValueError(end)
    # 1.778e-05, as names have it, is an end that 1.7783e-05 is not beyond.
    result: Mask = is_beyond(axis.values.astype(float), number) | _equal(axis, written, end)
    return result


def _number(axis: Axis, text: str) -> float | None:
    if axis.values.dtype.kind not in "fiu":
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _said(only: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(f"{name} = {' or '.join(values)}" for name, values in only.items())
