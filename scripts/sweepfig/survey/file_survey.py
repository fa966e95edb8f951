"""Survey a sweep of many files, or of runs: list its targets.

Every file is opened once. Which points it holds comes from its dimensions, from scalar
variables or attributes, or from its name; points that differ by rounding are one, by the tolerance.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError, counted
from sweepfig.core.storage import FileStamp
from sweepfig.survey import parameters, patterns
from sweepfig.survey.file_contents import Contents, survey_part
from sweepfig.survey.patterns import Part
from sweepfig.survey.result import Survey, survey_of
from sweepfig.survey.variables import Variable, readable
from sweepfig.sweep.curve_source import FileOrGroup, ListedSource
from sweepfig.sweep.files.opening import open_for_survey, open_groups
from sweepfig.sweep.matching import distinct, nearest
from sweepfig.sweep.quantity import DATES, comparable, other_units

if TYPE_CHECKING:
    from sweepfig.config.sweep import CurveConfig, Sweep
    from sweepfig.survey.survey_cache import SurveyCache

MOST_POINTS = 10_000_000  # because a plan lists them
MOST_SAMPLES = 100  # files, to find one with more than a point


def gather(sweep: Sweep, known: SurveyCache | None = None) -> Survey:
    """Survey every file of a sweep, and list its targets; see `sweepfig.survey.survey.survey`.

    The targets are the points of the first curve that all curves have, in ascending order along
    the axes. Files that can't be read are left out and listed with the reason, if others can be read.

    Raises
    ------
    UserError
        If no file of a curve can be read, if two files hold the same point, or if there are holes that
        the config refuses.
    """
    curves = [_Curve(curve, sweep) for curve in sweep.curves]
    unread: dict[str, str] = {}
    for curve in curves:
        unread |= curve.survey_files(known)
    first = curves[0]
    axes, places = _place_on_axes(curves, sweep)
    points, locations, partial = _match(curves, axes, places)
    variable = first.sample()
    others = [curve.sample() for curve in curves[1:]]
    for other in others:
        other.check_units(variable)
    if not len(points):
        _refuse_nothing(curves, partial)
    found = survey_of(
        (variable, *others),
        sweep,
        axes,
        [curve.source(where, first) for curve, where in zip(curves, locations, strict=True)],
        points=None if len(points) == math.prod(map(len, axes)) else points,
        unread=tuple(unread.items()),
        partial=partial,
    )
    if sweep.holes == "refused":
        _refuse_holes(found)
    return found


@dataclass
class _Curve:
    """A curve's parts, with the contents of each."""

    curve: CurveConfig
    sweep: Sweep
    parts: list[Part] = field(default_factory=list)
    facts: list[Contents] = field(default_factory=list)
    indices: list[NDArray[np.int32]] = field(default_factory=list)
    n_points: int = 0

    def survey_files(self, known: SurveyCache | None) -> dict[str, str]:
        """Survey every file, opening only new and changed ones; return unreadable files, and why."""
        unread: dict[str, str] = {}
        for whole in patterns.find_files(self.curve, self.sweep):
            stamps = [FileStamp.of(file) for file in (whole.file, *self._beside(whole))]
            try:
                found = known.recall(self.curve, whole, stamps) if known else None
                if found is None:
                    found = list(self._survey_parts(whole))
                    if known is not None:
                        known.keep(self.curve, whole, stamps, found)
                for part, facts in found:
                    self._add(part, facts)
            except UserError as error:
                unread[whole.file] = str(error).removeprefix(f"{whole.file}: ")
        if not self.parts and unread:
            file, reason = next(iter(unread.items()))
            more = (
                f" ({counted(len(unread) - 1, 'more file')} can't be read either)"
                if unread.keys() - {file}
                else ""
            )
            raise UserError(f"{file}: {reason}{more}")
        return unread | self._leave_out_other_units()

    def _leave_out_other_units(self) -> dict[str, str]:
        """Leave out the parts that have something in other units than most; return these, and why."""
        left: dict[int, str] = {}
        for name in self.facts[0].units if self.facts else ():
            said = [facts.units[name] for facts in self.facts]
            counted = said if DATES in said else [units for units in said if units]
            counts = Counter(map(comparable, counted))
            if len(counts) < 2:
                continue
            usual = counts.most_common(1)[0][0]
            first = next(n for n, units in enumerate(said) if comparable(units) == usual)
            for number, own in enumerate(said):
                message = other_units(name, own, said[first], of=self.parts[first].name)
                if message:
                    left.setdefault(number, message)
        gone = {self.parts[number].name: message for number, message in left.items()}
        for number in sorted(left, reverse=True):
            del self.parts[number], self.facts[number]
            self.n_points -= len(self.indices.pop(number))
        return gone

    def _beside(self, part: Part) -> tuple[str, ...]:
        return parameters.files_beside(part.file, self.sweep)

    def _survey_parts(self, whole: Part) -> Iterator[tuple[Part, Contents]]:
        variable = self.curve.variable
        if self.curve.group is None:
            with open_for_survey(whole.file) as dataset, readable(whole, variable):
                yield whole, survey_part(dataset, self.curve, self.sweep, whole)[1]
            return
        groups = open_groups(whole.file)
        try:
            for part in patterns.find_groups(whole, self.curve.group, groups, self.sweep):
                with readable(part, variable):
                    yield part, survey_part(groups[part.group], self.curve, self.sweep, part)[1]
        finally:
            for group in groups.values():
                group.close()

    def _add(self, part: Part, facts: Contents) -> None:
        if self.facts and set(facts.dimensions) != set(self.facts[0].dimensions):
            raise UserError(
                f"{part.name}: the dimensions of {self.curve.variable!r} are "
                f"{', '.join(facts.dimensions)}; those of {self.parts[0].name}, "
                f"{', '.join(self.facts[0].dimensions)}, are allowed"
            )
        self.parts.append(part)
        self.facts.append(facts)
        self.indices.append(facts.indices())
        self.n_points += len(self.indices[-1])
        if self.n_points > MOST_POINTS:
            raise UserError(
                f"sweep.curves: more than {MOST_POINTS} points; at most so many are allowed"
            )

    def sample(self) -> Variable:
        """Return a part's variable, which gives the labels and the abscissa.

        The first part's, or that of a later one, if a run has ended at its first step.
        """
        found = map(self._variable, self.parts[:MOST_SAMPLES])
        first = next(found)
        return next((each for each in chain([first], found) if not self._is_short(each)), first)

    def _is_short(self, variable: Variable) -> bool:
        """Whether a variable has a single point along a dimension that is drawn."""
        drawn = (name for name in (self.sweep.abscissa, self.sweep.ordinate) if name is not None)
        return any(min(variable.values[name].shape) < 2 for name in drawn)

    def _variable(self, part: Part) -> Variable:
        if part.group:
            groups = open_groups(part.file)
            try:
                return survey_part(groups[part.group], self.curve, self.sweep, part)[0]
            finally:
                for group in groups.values():
                    group.close()
        with open_for_survey(part.file) as dataset:
            return survey_part(dataset, self.curve, self.sweep, part)[0]

    def values(self, axis: str) -> NDArray[Any]:
        """Return an axis's value at every point of every part, in the parts' order."""
        found = [f.points(axis, where) for f, where in zip(self.facts, self.indices, strict=True)]
        kinds = {"number" if each.dtype.kind in "fiub" else each.dtype.kind for each in found}
        if len(kinds) > 1:
            raise UserError(
                f"sweep.axes: {axis} holds numbers in some files and text or dates in others; one "
                "of them is allowed"
            )
        return np.concatenate(found)

    def locations(self) -> NDArray[np.int32]:
        """Return every point's part and indices in it: shape (point, 1 + dimension)."""
        order = [name for name in self.facts[0].dimensions if name not in self.facts[0].drawn]
        rows = []
        for number, (facts, indices) in enumerate(zip(self.facts, self.indices, strict=True)):
            own = [name for name in facts.dimensions if name not in facts.drawn]
            columns = [np.full(len(indices), number, dtype=np.int32)]
            columns += [indices[:, own.index(name)] for name in order]
            rows.append(np.stack(columns, axis=1))
        return np.concatenate(rows)

    def part_of(self, point: int) -> str:
        """Return the name of the part that holds a point."""
        ends = np.cumsum([len(indices) for indices in self.indices])
        return self.parts[int(np.searchsorted(ends, point, side="right"))].name

    def source(self, locations: NDArray[np.int32], first: _Curve) -> ListedSource:
        dimensions, shared = self.facts[0].dimensions, first.facts[0].shared
        return ListedSource(
            variable=self.curve.variable,
            label=self.curve.name,
            dimensions=dimensions,
            drawn=self.facts[0].drawn,
            places=tuple(
                FileOrGroup(
                    part.file,
                    part.group,
                    facts.plain and facts.dimensions == dimensions,
                    facts.shared != shared,
                    self._beside(part),
                )
                for part, facts in zip(self.parts, self.facts, strict=True)
            ),
            locations=locations,
            shown=tuple(n for n in (self.sweep.ordinate, self.sweep.abscissa) if n is not None),
            tolerance=self.sweep.tolerance,
            selected=tuple(self.curve.selected),
        )


def _place_on_axes(
    curves: Sequence[_Curve], sweep: Sweep
) -> tuple[tuple[NDArray[Any], ...], list[list[NDArray[np.intp]]]]:
    """Return each axis's values, ascending, and for each curve each point's indices on the axes."""
    axes = []
    places: list[list[NDArray[np.intp]]] = [[] for _ in curves]
    for axis in sweep.axes:
        name = axis.dimension
        found = [curve.values(name) for curve in curves]
        values, where = distinct(found[0], sweep.tolerance)
        axes.append(values)
        places[0].append(where)
        for number, other in enumerate(found[1:], 1):
            places[number].append(nearest(other, values, sweep.tolerance))
    return tuple(axes), places


def _match(
    curves: Sequence[_Curve],
    axes: Sequence[NDArray[Any]],
    places: Sequence[Sequence[NDArray[np.intp]]],
) -> tuple[NDArray[np.int32], list[NDArray[np.int32]], tuple[tuple[tuple[int, ...], str], ...]]:
    """Return the targets' indices on the axes, their locations for each curve, and the incomplete points."""
    shape = tuple(map(len, axes))
    if math.prod(shape) >= 2**62:
        raise UserError(f"sweep.axes: a grid of {' x '.join(map(str, shape))} points is too large")
    keys, orders = [], []
    for curve, where in zip(curves, places, strict=True):
        is_there = np.all([each >= 0 for each in where], axis=0)
        rows = np.flatnonzero(is_there)
        key = np.ravel_multi_index([each[rows] for each in where], shape)
        order = np.argsort(key, kind="stable")
        _refuse_twice(curve, rows[order], key[order], axes, shape)
        keys.append(key[order])
        orders.append(rows[order])
    wanted = keys[0]
    complete = np.ones(len(wanted), bool)
    partial = []
    for curve, key in zip(curves[1:], keys[1:], strict=True):
        has = np.isin(wanted, key)
        for missing in wanted[~has].tolist():
            at = tuple(int(place) for place in np.unravel_index(missing, shape))
            partial.append((at, curve.curve.name))
        complete &= has
    targets = wanted[complete]
    locations = [
        curve.locations()[order[np.searchsorted(key, targets)]]
        for curve, key, order in zip(curves, keys, orders, strict=True)
    ]
    points = np.stack(np.unravel_index(targets, shape), axis=1).astype(np.int32)
    return points, locations, tuple(partial)


def _refuse_twice(
    curve: _Curve,
    rows: NDArray[np.intp],
    keys: NDArray[np.intp],
    axes: Sequence[NDArray[Any]],
    shape: tuple[int, ...],
) -> None:
    twice = np.flatnonzero(keys[1:] == keys[:-1])
    if not twice.size:
        return
    one, other = rows[twice[0]], rows[twice[0] + 1]
    at = np.unravel_index(keys[twice[0]], shape)
    point = ", ".join(
        f"{axis.dimension} = {values[n]!s}"
        for axis, values, n in zip(curve.sweep.axes, axes, at, strict=True)
    )
    names = dict.fromkeys((curve.part_of(int(one)), curve.part_of(int(other))))
    where = (
        f"{' and '.join(names)} both hold" if len(names) > 1 else f"{next(iter(names))} holds twice"
    )
    raise UserError(
        f"{where} {point}; each point may be there once (values within sweep.tolerance, "
        f"{curve.sweep.tolerance:g}, are one; what else differs may be made an axis, also a part of the "
        "names, in braces)"
    )


def _refuse_nothing(curves: Sequence[_Curve], partial: Sequence[Any]) -> None:
    if partial:
        raise UserError(
            f"sweep.curves: no point of {curves[0].curve.name!r} is there for {partial[0][1]!r} too"
        )
    raise UserError(f"{curves[0].parts[0].name}: the sweep has no point yet")


def _refuse_holes(found: Survey) -> None:
    missing = math.prod(found.shape) - found.n_targets
    if missing:
        raise UserError(
            f"sweep.holes: {missing} of the {math.prod(found.shape)} points of the axes' grid are not "
            "there, and holes are refused; 'listed' is allowed"
        )
