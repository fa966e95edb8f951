"""Survey one file of many: find which points of the sweep it holds, and at which indices."""

from __future__ import annotations

import functools
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.survey import parameters
from sweepfig.survey.coordinates import check_values
from sweepfig.survey.variables import Variable
from sweepfig.sweep.coordinates import plain_values

if TYPE_CHECKING:
    import xarray as xr

    from sweepfig.config.sweep import AxisConfig, CurveConfig, Sweep
    from sweepfig.survey.patterns import Part


@dataclass(frozen=True)
class Contents:
    """What a part (a file, or a group in it) contains of a curve.

    Attributes
    ----------
    dimensions : tuple of str
        The variable's, in the file's order.
    drawn : tuple of str
        The ordinate's dimension if there is an ordinate, then the abscissa's.
    along : mapping of str to str
        For each axis whose values lie along a dimension, that dimension. Several axes may share one,
        such as a run number with the runs' parameters along it.
    values : mapping of str to array, shape (length,) or ()
        Each axis's values along its dimension; an axis without a dimension has one value in the part.
    fixed : mapping of str to int
        Indices of the dimensions that are neither drawn nor swept.
    plain : bool
        As in `sweepfig.sweep.curve_source.GridSource`.
    shared : str
        Digest of the abscissa's and ordinate's values, to find parts that have the same ones.
    units : mapping of str to str
        Those of the variable, the axes, the abscissa and the ordinate, as the file has them.
    """

    dimensions: tuple[str, ...]
    drawn: tuple[str, ...]
    along: Mapping[str, str]
    values: Mapping[str, NDArray[Any]]
    fixed: Mapping[str, int]
    plain: bool
    shared: str
    units: Mapping[str, str]

    def indices(self) -> NDArray[np.int32]:
        """Return each point's index along each dimension that is not drawn: shape (point, dimension)."""
        swept = {self.along[axis]: self.values[axis].size for axis in self.along}
        undrawn = [name for name in self.dimensions if name not in self.drawn]
        sizes = [swept.get(name, 1) for name in undrawn]
        offsets = [0 if name in swept else self.fixed[name] for name in undrawn]
        found = np.indices(sizes, dtype=np.int32).reshape(len(sizes), math.prod(sizes)).T
        return found + np.array(offsets, dtype=np.int32)

    def points(self, axis: str, indices: NDArray[np.int32]) -> NDArray[Any]:
        """Return an axis's value at each point, shape (point,)."""
        values = self.values[axis]
        if axis not in self.along:
            return np.broadcast_to(values, len(indices))
        undrawn = [name for name in self.dimensions if name not in self.drawn]
        return values[indices[:, undrawn.index(self.along[axis])]]


class _Part(Variable):
    """A variable of one part, where some axes are no dimensions but have a single value in the part."""

    def _axes_along_dimensions(self, sweep: Sweep) -> list[str]:
        self.own = {
            axis.dimension: value
            for axis in sweep.axes
            if (value := self._value_of(axis, sweep.parameters)) is not None
        }
        return [axis.dimension for axis in sweep.axes if axis.dimension not in self.own]

    def _value_of(self, axis: AxisConfig, beside: str | None) -> NDArray[Any] | None:
        """Return an axis's value from the part's name, a scalar, an attribute or the parameters beside it.

        None if it is in none of them; an axis along a dimension has no such value.
        """
        name = axis.dimension
        said = dict(self.part.said).get(name)
        if said is not None:
            return np.array(said) if axis.notation == "text" else _number(said)
        along = self.dataset.variables.get(name)
        is_along = along is not None and along.ndim == 1 and along.dims[0] in self.variable.dims
        if name in self.variable.dims or is_along:
            return None
        read = functools.partial(self._own_value, name)
        value = self._written(name, read) if along is not None and along.size == 1 else read()
        if value is None and beside is not None:
            return parameters.value(parameters.path_beside(self.part.file, beside), name)
        return value

    def _own_value(self, name: str) -> NDArray[Any] | None:
        value = _value_in(self.dataset, self.variable, name)
        return None if value is None else plain_values(value, name, self.part.name)

    def _check_dimensions_differ(self) -> None:
        taken = {self.dimension[name]: name for name in self.slice_names}
        if len(taken) < len(self.slice_names):
            super()._check_dimensions_differ()
        for name in self.drawn_names:
            dimension = self.dimension[name]
            if name not in self.slice_names and dimension in taken:
                raise UserError(
                    f"{self.part.name}: {name!r} and {taken[dimension]!r} are both along "
                    f"{dimension!r}; an axis may not be along what is drawn"
                )


def survey_part(
    dataset: xr.Dataset, curve: CurveConfig, sweep: Sweep, part: Part
) -> tuple[Variable, Contents]:
    """Survey one part of a curve.

    Raises
    ------
    UserError
        If the variable, a dimension or a value is missing or can't be used.
    """
    found = _Part(dataset, curve, sweep, part)
    for name in found.names_along:
        is_ordinate = name == sweep.ordinate
        check_values(found.values[name], name, part.name, may_repeat=not is_ordinate)
    for name, value in found.own.items():
        check_values(np.atleast_1d(value), name, part.name, may_repeat=True)
    state = hashlib.blake2b(digest_size=16)
    for name in found.slice_names:
        values = found.values[name]
        state.update(f"{values.dtype.str}{values.shape}".encode())
        state.update(np.ascontiguousarray(values).view(np.uint8).data)
    along = {n: found.dimension[n] for n in found.drawn_names if n not in found.slice_names}
    facts = Contents(
        dimensions=tuple(map(str, found.variable.dims)),
        drawn=tuple(found.dimension[name] for name in found.slice_names),
        along=along,
        values={**{name: found.values[name] for name in along}, **found.own},
        fixed=found.fixed,
        plain=found.is_plain,
        shared=state.hexdigest(),
        units=found.units,
    )
    return found, facts


def is_listed(dataset: xr.Dataset, sweep: Sweep) -> bool:
    """Whether a file's points are no grid: an axis has one value in the file, or two share a dimension."""
    variable = dataset.variables.get(sweep.curves[0].variable)
    if variable is None:
        return False
    taken: list[Any] = []
    for axis in sweep.axes:
        name = axis.dimension
        along = dataset.variables.get(name)
        if name in variable.dims:
            taken.append(name)
        elif along is not None and along.ndim == 1 and along.dims[0] in variable.dims:
            taken.append(along.dims[0])
        elif _value_in(dataset, variable, name) is not None:
            return True
    # If an axis is given twice, or is the abscissa, the survey of a grid reports the mistake.
    names = {axis.dimension for axis in sweep.axes}
    return len(set(taken)) < len(taken) and sweep.abscissa not in names


def _value_in(dataset: xr.Dataset, variable: Any, name: str) -> NDArray[Any] | None:
    there = dataset.variables.get(name)
    if there is not None and there.size == 1:
        return np.asarray(there.values).reshape(())
    if there is None and (name in variable.attrs or name in dataset.attrs):
        value = np.asarray(variable.attrs.get(name, dataset.attrs.get(name)))
        return value.reshape(()) if value.size == 1 else None
    return None


def _number(text: str) -> NDArray[Any]:
    plain = text.lower().replace("d", "e")  # 1d-5: Fortran's double precision
    return np.array(int(text)) if text.lstrip("+-").isdecimal() else np.array(float(plain))
