"""Select some of a sweep's targets: those at given values or in given ranges, the first ones, or a shard.

A selection only says which targets a run brings up to date. The plan, the names and the digests are those of
the whole sweep, so the figures that it draws are current for every later run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sweepfig.core import naming
from sweepfig.core.errors import UserError
from sweepfig.plan.axis import Axis
from sweepfig.plan.plan import Plan
from sweepfig.sweep.matching import match

Mask = NDArray[np.bool_]
CLOSE = 1e-6  # relative
DURATION = re.compile(r"(?<![\w.])([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?) ([a-z]+)\b")
NANOSECONDS = {"weeks": 604_800 * 10**9, "days": 86_400 * 10**9, "hours": 3_600 * 10**9}
NANOSECONDS |= {"minutes": 60 * 10**9, "seconds": 10**9, "milliseconds": 10**6}
NANOSECONDS |= {"microseconds": 10**3, "nanoseconds": 1, "d": 86_400 * 10**9, "h": 3_600 * 10**9}
NANOSECONDS |= {"min": 60 * 10**9, "s": 10**9, "ms": 10**6, "us": 10**3, "ns": 1}
DATE = re.compile(r"\d{4}(-\d\d){0,2}|\d{4}-\d\d-\d\d[T ]\d\d(:?\d\d){0,2}(\.\d+)?")


class Shard(NamedTuple):
    """One of several parts of a sweep, each of which a command of its own draws, on any machine.

    Attributes
    ----------
    number : int
        From 1 to `of`.
    of : int
        How many shards there are.
    """

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Return the shard that a command line names, ``1/10`` to ``10/10``.

        Raises
        ------
        UserError
            If it is none.
        """
        found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text, re.ASCII)
        if not found or not 1 <= int(found[1]) <= int(found[2]):
            raise UserError(f"--shard: got {text!r}; a part and their number are allowed, as 3/10")
        return cls(int(found[1]), int(found[2]))

    def run(self, plan: Plan) -> range:
        """Return the shard's run of neighbouring targets: whole batches, as each has one manifest."""
        first, last = (plan.n_batches * n // self.of for n in (self.number - 1, self.number))
        return range(first * plan.batch_size, min(last * plan.batch_size, plan.n_targets))


@dataclass(frozen=True)
class Selection:
    """Which targets a run brings up to date.

    Attributes
    ----------
    only : mapping of str to sequence of str
        By axis name: values, as figures' names show them or unrounded, or ranges ``low:high``. A range
        includes both ends; either end may be left out. Dates are in ISO 8601; a duration, ``6 hours``, is
        allowed where an axis has units of time.
    limit : int, optional
        The largest number of targets; the first in the sweep's order are taken.
    shard : Shard, optional
        Of these targets those in a shard of the sweep.
    """

    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    limit: int | None = None
    shard: Shard | None = None

    @property
    def is_all(self) -> bool:
        """Whether all targets are selected."""
        return not self.only and self.limit is None and self.shard is None

    def targets(self, plan: Plan) -> NDArray[np.intp] | None:
        """Return the selected targets' indices, ascending; None for all of them.

        A shard may have none.

        Raises
        ------
        UserError
            If the sweep has no such axis or value, or no target is selected.
        """
        if self.is_all:
            return None
        found = self._at_values(plan)
        return found if self.shard is None else np.asarray(within(found, self.shard.run(plan)))

    def _at_values(self, plan: Plan) -> NDArray[np.intp]:
        there = [axis.name for axis in plan.axes]
        for name in self.only:
            if name not in there:
                raise UserError(
                    f"only: got {name!r}, which is no axis; allowed are {', '.join(there)}"
                )
        wanted = [
            _wanted(axis, [_in_units(text, quantity.units) for text in self.only[axis.name]])
            if axis.name in self.only
            else None
            for axis, quantity in zip(plan.axes, plan.quantities, strict=False)
        ]
        found = np.flatnonzero(_mask(plan, wanted))[: self.limit]
        if not len(found):
            raise UserError(f"only: no target of the sweep has all of {_said(self.only)}")
        return found

    @classmethod
    def from_json(cls, text: str) -> Selection:
        """Return the selection from a config's JSON, without pydantic, so that jobs need not import it."""
        document = json.loads(text)
        return cls(document.get("only", {}), document.get("limit"))

    def words(self) -> str:
        """Return the selection in words."""
        shard = "" if self.shard is None else f"shard {self.shard.number} of {self.shard.of}"
        limit = "" if self.limit is None else f"the first {self.limit}"
        words = " of ".join(filter(None, (limit, _said(self.only))))
        return ", ".join(filter(None, (shard, words)))


def within(chosen: NDArray[np.intp] | None, run: range) -> range | NDArray[np.intp]:
    """Return the targets of a run that are selected."""
    if chosen is None:
        return run
    first, last = np.searchsorted(chosen, [run.start, run.stop])
    return chosen[first:last]


def runs(targets: range | NDArray[np.intp]) -> Iterator[range]:
    """Yield ascending targets in runs of neighbours."""
    if isinstance(targets, range):
        yield targets
        return
    for run in np.split(targets, np.flatnonzero(np.diff(targets) > 1) + 1):
        if len(run):
            yield range(int(run[0]), int(run[-1]) + 1)


def parse(arguments: Sequence[str]) -> dict[str, list[str]]:
    """Return `only` from command line arguments: ``k=0.33``, ``nu=1e-6:1e-4``, ``k=0.3,0.33``.

    Raises
    ------
    UserError
        If an argument does not have this form.
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


def _in_units(text: str, units: str) -> str:
    """Return a text with each duration in it as a number in units of time; with other units, as it is."""
    unit = NANOSECONDS.get(units)

    def number(found: re.Match[str]) -> str:
        one = NANOSECONDS.get(found[2])
        if unit is None or one is None:
            return found[0]
        return repr(float(found[1]) * one / unit)

    return DURATION.sub(number, text)


def _wanted(axis: Axis, values: Sequence[str]) -> Mask:
    written = [naming.write_value(value, axis.notation, axis.digits) for value in axis.values]
    result = np.zeros(len(written), bool)
    for text in values:
        found = _equal(axis, written, text)
        if not found.any() and ":" in text:
            found = _between(axis, written, text)
        if not found.any():
            raise UserError(
                f"only: {axis.name} has no value {text}; it has {len(written)} from {written[0]} to "
                f"{written[-1]}, near are {', '.join(_near(axis, written, text))}"
            )
        result |= found
    return result


def _near(axis: Axis, written: Sequence[str], text: str) -> list[str]:
    """Return the names of the values closest to a text, the nearest first."""
    number = _number(axis, text)
    if number is not None and np.isfinite(number):
        distance = np.abs(axis.values.astype(float) - number)
        return [written[place] for place in np.argsort(distance, kind="stable")[:3]]
    from difflib import get_close_matches  # jobs don't need it

    return get_close_matches(text, written[:10_000], n=3, cutoff=0.0)


def _equal(axis: Axis, written: Sequence[str], text: str) -> Mask:
    """Return the value that a text means: one with this name, else the nearest within the tolerance."""
    number = _number(axis, text)
    pairs = zip(written, axis.values, strict=True)
    result = np.array([text in (each, str(value)) for each, value in pairs], dtype=bool)
    if axis.values.dtype.kind == "M" and not result.any():
        with suppress(ValueError):
            result = axis.values == _date(text)
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
    """Return which names, read as numbers, equal a number: 1.778e-05 equals 1.7780e-5, not 1.7783e-05."""
    return np.array([float(each) == number for each in written])


def _between(axis: Axis, written: Sequence[str], text: str) -> Mask:
    for colon in re.finditer(":", text):  # the time of a date has colons, too
        low, high = text[: colon.start()].strip(), text[colon.end() :].strip()
        with suppress(ValueError):  # neither a number nor a date
            after = _reaches(axis, written, low, np.greater_equal)
            return after & _reaches(axis, written, high, np.less_equal)
    return np.zeros(len(written), bool)


def _reaches(axis: Axis, written: Sequence[str], end: str, is_beyond: Any) -> Mask:
    if not end:
        return np.ones(len(written), bool)
    if axis.values.dtype.kind == "M":
        found: Mask = is_beyond(axis.values, _date(end))
        return found
    number = _number(axis, end)
    if number is None:
        raise ValueError(end)
    # An end given as a value's name includes that value: 1.778e-05 includes 1.7783e-05.
    result: Mask = is_beyond(axis.values.astype(float), number) | _equal(axis, written, end)
    return result


def _date(text: str) -> np.datetime64:
    """Return the date that a text is, in ISO 8601, with or without colons as names show it."""
    if not DATE.fullmatch(text):  # NumPy takes 00 for a year, and a second colon for a time zone
        raise ValueError(text)
    return np.datetime64(re.sub(r"(?<=[T ]\d\d)(\d\d)(\d\d)?", _minutes, text))


def _minutes(digits: re.Match[str]) -> str:
    return "".join(f":{each}" for each in digits.groups() if each)


def _number(axis: Axis, text: str) -> float | None:
    if axis.values.dtype.kind not in "fiu":
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _said(only: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(f"{name} = {' or '.join(values)}" for name, values in only.items())
