"""Resolve the names in the config's text and marks to variables and attributes of the files.

Separate from `sweepfig.plan.annotation`, which every job uses, because this examines everything in the
files.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.config.settings import Settings
from sweepfig.core.errors import UserError
from sweepfig.drawing import text_template
from sweepfig.plan.annotation import Annotations, Scalar
from sweepfig.survey.result import Survey
from sweepfig.sweep.curve_source import GridSource, ListedSource, Source
from sweepfig.sweep.files.opening import open_dataset, open_groups
from sweepfig.sweep.files.stored import is_plain


def find(settings: Settings, found: Survey) -> Annotations:
    """Resolve the names in the config's text and marks.

    Raises
    ------
    UserError
        If a name is unknown, a variable has dimensions other than axes, or its values have a wrong type.
    """
    figure = settings.figure
    pieces = text_template.parse(figure.text) if figure.text else []
    marks = tuple(mark.variable for mark in figure.marks)
    if not (marks or any(isinstance(piece, text_template.Field) for piece in pieces)):
        return Annotations(tuple(pieces))
    there = _Available(found, tuple(axis.dimension for axis in settings.sweep.axes))
    try:
        pieces = text_template.settle(pieces, there.has)
    except KeyError as unknown:
        raise UserError(
            f"figure.text: nothing is known by the name {unknown.args[0]!r}; "
            "variables over the sweep's axes alone, and global attributes, are allowed: "
            + there.allowed([*there.scalars, *there.axes, *there.attributes])
        ) from None
    for place, name in enumerate(marks):
        there.check_mark(name, key=f"figure.marks[{place}].variable", along=found.abscissa)
    fields = [piece for piece in pieces if isinstance(piece, text_template.Field)]
    for field in fields:
        there.check_field(field)
    text = tuple(_filled_in(piece, there.attributes) for piece in pieces)
    wanted = dict.fromkeys([*(field.name for field in fields), *marks])
    scalars = tuple(there.scalars[name] for name in wanted if name in there.scalars)
    return Annotations(text, marks, scalars)


def _filled_in(piece: text_template.Token, attributes: Mapping[str, Any]) -> text_template.Token:
    if isinstance(piece, text_template.Field) and piece.name in attributes:
        return text_template.fill([piece], attributes)
    return piece


def _of_grid(source: GridSource, over: tuple[str, ...], *, plain: bool) -> GridSource:
    dimensions = source.dimensions
    return dataclasses.replace(
        source,
        drawn=tuple(name for name in over if name in dimensions),
        order={key: value for key, value in source.order.items() if key in dimensions},
        fixed={key: value for key, value in source.fixed.items() if key in dimensions},
        plain=plain,
    )


def _of_list(source: ListedSource, over: tuple[str, ...]) -> ListedSource:
    columns = [0, *(1 + over.index(name) for name in source.dimensions)]
    places = tuple(place._replace(plain=False, own=False) for place in source.places)
    return dataclasses.replace(
        source, drawn=(), shown=(), places=places, locations=source.locations[:, columns]
    )


def _first_file(source: Source) -> str:
    return source.file if isinstance(source, GridSource) else ""


def _is_elsewhere(source: Source, other: Source) -> bool:
    """Whether two curves of the same files have a variable's value at different places of its dimensions."""
    if isinstance(source, ListedSource) and isinstance(other, ListedSource):
        is_same = np.array_equal(source.locations, other.locations)
        return source.places == other.places and not is_same
    if isinstance(source, GridSource) and isinstance(other, GridSource):
        return source.file == other.file and source.fixed != other.fixed
    return False


class _Available:
    """The axes, variables and attributes in the sweep's files that a text or a mark may name."""

    def __init__(self, found: Survey, axes: Sequence[str]) -> None:
        self.axes = dict(zip(axes, found.axes, strict=True))
        self.scalars: dict[str, Scalar] = {}
        self.attributes: dict[str, Any] = {}
        self.types = {name: values.dtype for name, values in self.axes.items()}
        self._others: dict[str, tuple[str, ...]] = {}
        self._ambiguous: set[str] = set()
        for file in reversed(dict.fromkeys(map(_first_file, found.sources))):
            for source in reversed(found.sources):
                if _first_file(source) == file:
                    self._open(source, len(axes))
        for name in (*self.axes, *self.scalars):
            self.attributes.pop(name, None)

    def _open(self, source: Source, n_axes: int) -> None:
        if isinstance(source, GridSource):
            with open_dataset(source.file) as dataset:
                self._look_at(dataset, source, source.drawn[:n_axes])
            return
        place = source.places[0]
        groups = open_groups(place.file) if place.group else {"": open_dataset(place.file)}
        self._look_at(groups[place.group], source, source.undrawn)
        for group in groups.values():
            group.close()

    def _look_at(self, dataset: Any, source: Source, over: tuple[str, ...]) -> None:
        """Add the variables and attributes of a file, whose targets lie along the dimensions `over`."""
        known = {*over, *(source.fixed if isinstance(source, GridSource) else ())}
        for name in map(str, dataset.variables):
            variable = dataset.variables[name]
            dimensions = tuple(map(str, variable.dims))
            if name in self.axes:
                continue
            if not known.issuperset(dimensions) or variable.dtype.kind not in "fiubMOUST":
                self._others.setdefault(name, dimensions)
                continue
            own = dataclasses.replace(source, variable=name, dimensions=dimensions)
            if isinstance(own, GridSource):
                axes = tuple(axis for axis, each in enumerate(over) if each in dimensions)
                is_number = variable.dtype.kind in "fiu"
                own = _of_grid(own, over, plain=is_number and is_plain(dataset[name]))
                scalar = Scalar(name, own, axes)
            else:
                scalar = Scalar(name, _of_list(own, over), ())
            if name not in self.scalars:
                self.scalars[name], self.types[name] = scalar, variable.dtype
            elif _is_elsewhere(scalar.source, self.scalars[name].source):
                self._ambiguous.add(name)
        # Attributes may differ between many files, but a text's attributes are the same for all targets.
        if isinstance(source, GridSource) or len(source.places) == 1:
            for name, value in dataset.attrs.items():
                if np.ndim(value) == 0 and name not in self.attributes:
                    self.attributes[str(name)] = value
                    self.types.setdefault(str(name), np.asarray(value).dtype)

    def has(self, name: str) -> bool:
        return name in self.axes or name in self.scalars or name in self.attributes

    def allowed(self, names: Sequence[str]) -> str:
        """Return the end of a message: the names that are allowed."""
        return (", ".join(map(repr, names[:20])) or "none") + (", ..." if len(names) > 20 else "")

    def _check_it_is_one(self, name: str, key: str) -> None:
        if name in self._ambiguous:
            raise UserError(
                f"{key}: {name!r} has another value for each curve, by sweep.curves[].select; a variable "
                "that has one is allowed"
            )

    def check_field(self, field: text_template.Field) -> None:
        """Refuse a field of several values, and one with a number's format whose value is no number."""
        self._check_it_is_one(field.name, "figure.text")
        if not field.spec:
            return
        if self.types[field.name].kind not in "fiu":
            raise UserError(
                f"figure.text: {field.written} is for numbers, but {field.name!r} is of type "
                f"{self.types[field.name]}; {{{field.name}}} is allowed"
            )

    def check_mark(self, name: str, *, key: str, along: NDArray[Any]) -> None:
        """Refuse a mark whose values are no positions on the abscissa."""
        if name not in self.scalars and name not in self.axes:
            why = (
                f"is over {', '.join(self._others[name])}"
                if name in self._others
                else "is not there"
            )
            raise UserError(
                f"{key}: {name!r} {why}; variables over the sweep's axes alone are allowed: "
                + self.allowed([*self.scalars, *self.axes])
            )
        self._check_it_is_one(name, key)
        kinds = "M" if along.dtype.kind == "M" else "fiu"
        if self.types[name].kind not in kinds:
            what = "dates" if kinds == "M" else "numbers"
            raise UserError(
                f"{key}: {name!r} is of type {self.types[name]}; {what}, as on the abscissa, are allowed"
            )
