"""Looking at the sweep's files once, before anything is drawn.

`survey` matches every curve's axes to the first curve's and settles each value to an index, so that
jobs read by those indices alone and no value is ever looked up again by float equality.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.errors import UserError
from sweepfig.quantity import Quantity
from sweepfig.sweep import Source, is_ragged, open_dataset

if TYPE_CHECKING:
    import xarray as xr

    from sweepfig.settings import Curve, Sweep

log = logging.getLogger(__name__)
MOST_VALUES = 10_000_000  # along one dimension; a plan lists them


@dataclass(frozen=True)
class Survey:
    """What `survey` found.

    Attributes
    ----------
    axes : tuple of arrays, each of shape (its length,)
        The axes' values, outermost first, in the first curve's order and type.
    abscissa, ordinate : arrays of shape (n,) and (m,)
        The drawn dimensions' values; the ordinate is None where there is none.
    sources : tuple of Source
        One for each curve.
    xlabel, ylabel : str
        ``long_name [units]`` of what the figure's axes show, for where the config gives no label.
    quantities : tuple of Quantity
        What each axis, then the abscissa, then the response is.
    """

    axes: tuple[NDArray[Any], ...]
    abscissa: NDArray[Any]
    ordinate: NDArray[Any] | None
    sources: tuple[Source, ...]
    xlabel: str
    ylabel: str
    quantities: tuple[Quantity, ...]


def survey(sweep: Sweep) -> Survey:
    """Look at the sweep's files and settle every name and value.

    Raises
    ------
    UserError
        If a file can't be read, a variable or dimension is not there, an axis has no usable values,
        or the curves' axes differ by more than the tolerance.
    """
    with ExitStack() as stack:
        opened = {
            file: stack.enter_context(open_dataset(file))
            for file in dict.fromkeys(curve.file for curve in sweep.curves)
        }
        first, *others = (_look_at(opened[c.file], c, sweep) for c in sweep.curves)
        for name in first.drawn_names:
            _check_values(first.values[name], name, first)
        sources = [first.source(first, sweep.tolerance)]
        sources += [other.source(first, sweep.tolerance) for other in others]
        axes = tuple(first.values[axis.dimension] for axis in sweep.axes)
        names = (*(axis.dimension for axis in sweep.axes), sweep.abscissa)
        shown_up = first.response if sweep.ordinate is None else first.quantities[sweep.ordinate]
        return Survey(
            axes=axes,
            abscissa=first.values[sweep.abscissa],
            ordinate=None if sweep.ordinate is None else first.values[sweep.ordinate],
            sources=tuple(sources),
            xlabel=first.quantities[sweep.abscissa].label,
            ylabel=shown_up.label,
            quantities=(*(first.quantities[name] for name in names), first.response),
        )


def _look_at(dataset: xr.Dataset, curve: Curve, sweep: Sweep) -> _Surveyed:
    try:
        return _Surveyed(dataset, curve, sweep)
    except UserError:
        raise
    except Exception as error:  # a malformed file can break any of xarray's promises
        log.debug("%s", curve.file, exc_info=True)
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise UserError(
            f"{curve.file}: variable {curve.variable!r} or its coordinates can't be read ({reason}); "
            "plain numbers over named dimensions are allowed"
        ) from None


class _Surveyed:
    """One curve as the survey sees it: its variable, and the values along what is drawn."""

    def __init__(self, dataset: xr.Dataset, curve: Curve, sweep: Sweep) -> None:
        self.curve = curve
        self.dataset = dataset
        self.variable = self._find_variable()
        self.drawn_names = [axis.dimension for axis in sweep.axes]
        self.drawn_names += [name for name in (sweep.ordinate, sweep.abscissa) if name is not None]
        self.dimension = {name: self._find_dimension(name) for name in self.drawn_names}
        self._check_dimensions_differ()
        self.values = {name: self._find_values(name) for name in self.drawn_names}
        self.quantities = {
            name: _quantity(self._coordinate(name), name) for name in self.drawn_names
        }
        self.response = _quantity(self.variable, curve.variable)
        self.fixed = self._fix_others(sweep.select, sweep.tolerance)

    def source(self, first: _Surveyed, tolerance: float) -> Source:
        order = {}
        for name in self.drawn_names:
            if np.array_equal(first.values[name], self.values[name]):
                continue  # an abscissa may have a value twice: nothing to look for
            found = match(first.values[name], self.values[name], tolerance)
            if isinstance(found, str):
                raise UserError(
                    f"{self.curve.file}: {name} of {self.curve.variable!r} does not match "
                    f"{first.curve.file}'s: {found}; allowed is a relative difference of {tolerance:g} "
                    "(key sweep.tolerance)"
                )
            if not np.array_equal(found, np.arange(len(self.values[name]))):
                order[self.dimension[name]] = found.tolist()
        return Source(
            file=self.curve.file,
            variable=self.curve.variable,
            label=self.curve.name,
            dimensions=tuple(map(str, self.variable.dims)),
            drawn=tuple(self.dimension[name] for name in self.drawn_names),
            order=order,
            fixed=self.fixed,
            plain=is_plain(self.variable),
        )

    def _find_variable(self) -> xr.DataArray:
        name, file = self.curve.variable, self.curve.file
        if name not in self.dataset.variables:
            there = ", ".join(map(repr, self.dataset.data_vars)) or "none"
            raise UserError(f"{file}: no variable {name!r} (key sweep.curves); there are {there}")
        variable = self.dataset[name]
        if variable.dtype.kind not in "fiub":
            raise UserError(
                f"{file}: variable {name!r} is of type {variable.dtype}; real numbers are allowed"
            )
        if is_ragged(file, name):
            raise UserError(
                f"{file}: variable {name!r} has lists of any length; real numbers are allowed"
            )
        return variable

    def _find_dimension(self, name: str) -> str:
        if name in self.variable.dims:
            return name
        along = self.dataset.variables.get(name)
        if along is not None and along.ndim == 1 and along.dims[0] in self.variable.dims:
            return str(along.dims[0])
        there = ", ".join(map(repr, self.variable.dims)) or "none"
        raise UserError(
            f"{self.curve.file}: variable {self.curve.variable!r} has no dimension {name!r}; "
            f"its dimensions are {there}"
        )

    def _check_dimensions_differ(self) -> None:
        drawn_as: dict[str, str] = {}
        for name in self.drawn_names:
            dimension = self.dimension[name]
            if dimension in drawn_as:
                raise UserError(
                    f"{self.curve.file}: {drawn_as[dimension]!r} and {name!r} are both along "
                    f"{dimension!r}; each axis, the abscissa and the ordinate need a dimension "
                    "of their own"
                )
            drawn_as[dimension] = name

    def _coordinate(self, name: str) -> Any:
        return self.dataset.variables.get(name)

    def _find_values(self, name: str) -> NDArray[Any]:
        coordinate = self._coordinate(name)
        length = self.variable.sizes[self.dimension[name]]
        if length > MOST_VALUES:
            raise UserError(
                f"{self.curve.file}: {name!r} has length {length}; at most {MOST_VALUES} is allowed"
            )
        if coordinate is None:  # as xarray and matplotlib do: without a coordinate, count
            return np.arange(self.variable.sizes[self.dimension[name]])
        values = np.asarray(coordinate.values)
        if values.dtype.kind == "O" and len(values) and hasattr(values[0], "isoformat"):
            values = _from_cftime(values, name, self.curve.file)
        if values.dtype.kind == "S":
            values = np.char.decode(values, "utf-8", "replace")
        if values.dtype.kind in "OT":
            values = values.astype(str)
        return values.astype(values.dtype.newbyteorder("="), copy=False)

    def _fix_others(self, select: Mapping[str, Any], tolerance: float) -> dict[str, int]:
        wanted = {self._find_dimension(name): (name, value) for name, value in select.items()}
        for dimension, (name, _) in wanted.items():
            if dimension in self.dimension.values():
                raise UserError(
                    f"sweep.select: {name!r} is drawn already; allowed are further dimensions"
                )
        fixed = {}
        for dimension in map(str, self.variable.dims):
            if dimension in self.dimension.values():
                continue
            if dimension in wanted:
                fixed[dimension] = self._select(*wanted[dimension], tolerance)
            elif self.variable.sizes[dimension] == 1:
                fixed[dimension] = 0
            else:
                raise UserError(
                    f"{self.curve.file}: variable {self.curve.variable!r} has a further dimension "
                    f"{dimension!r} of length {self.variable.sizes[dimension]}; fix it with "
                    f"sweep.select, as in {{{dimension}: value}}, or make it an axis"
                )
        return fixed

    def _select(self, name: str, value: Any, tolerance: float) -> int:
        self.dimension[name] = dimension = self._find_dimension(name)
        there = self._find_values(name)
        del self.dimension[name]
        # Not of the values' own type: 7.5 is no month, and "January" no "Jan".
        kind = {"M": there.dtype.str, "U": "U"}.get(there.dtype.kind, "f8")
        try:
            found = match(np.asarray([str(value)]).astype(kind), there, tolerance)
        except ValueError:
            found = "not of their type"
        if isinstance(found, str):
            shown = ", ".join(map(str, there[:8])) + (", ..." if len(there) > 8 else "")
            raise UserError(
                f"sweep.select: {name!r} has no value {value!r} in {self.curve.file}; "
                f"the values along {dimension!r} are {shown}"
            )
        return int(found[0])


def match(wanted: NDArray[Any], there: NDArray[Any], tolerance: float) -> NDArray[np.intp] | str:
    """Find each wanted value's index among those that are there.

    A number is found where the nearest value lies within `tolerance`, relative to the larger of
    the value itself and its distance to its nearest neighbour (so that 0 and 1e-17 on a grid of
    tenths are the same), and never further than half that distance. Dates and text must be equal.

    Parameters
    ----------
    wanted : array, shape (n,)
    there : array, shape (m,)
    tolerance : float

    Returns
    -------
    array of int, shape (n,), or str
        The indices; or, where a value is not found or two are found in one place, why not.
    """
    if wanted.dtype.kind not in "fiub" or there.dtype.kind not in "fiub":
        if wanted.dtype.kind != there.dtype.kind:
            return f"no value {wanted[0]!s} (they are of type {there.dtype})"
        common = np.promote_types(wanted.dtype, there.dtype)  # dates: of one unit
        places = {value: place for place, value in enumerate(there.astype(common).tolist())}
        found = [places.get(value, -1) for value in wanted.astype(common).tolist()]
        if -1 in found:
            return f"no value {wanted[found.index(-1)]!s}"
        return np.array(found, dtype=np.intp)
    if len(there) == 0:
        return "no values at all"
    values, targets = there.astype(float), wanted.astype(float)
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    right = np.clip(np.searchsorted(ascending, targets), 1, max(1, len(values) - 1))
    left = right - 1
    right = np.minimum(right, len(values) - 1)
    nearer_left = np.abs(targets - ascending[left]) <= np.abs(ascending[right] - targets)
    nearest = np.where(nearer_left, left, right)
    error = np.abs(ascending[nearest] - targets)
    gap = _gap_to_neighbour(targets) if len(targets) > 1 else _gap_to_neighbour(ascending)[nearest]
    allowed = np.minimum(tolerance * np.maximum(np.abs(targets), gap), gap / 2)
    far = np.flatnonzero(~(error <= allowed))
    if far.size:
        worst = far[0]
        return f"no value {wanted[worst]!s} (the nearest is {ascending[nearest[worst]]!s})"
    if len(set(nearest.tolist())) < len(nearest):
        return "two values are nearest to the same one"
    return order[nearest]


def _gap_to_neighbour(values: NDArray[Any]) -> NDArray[Any]:
    """Return each value's distance to its nearest neighbour (infinite for a single value)."""
    order = np.argsort(values, kind="stable")
    gaps = np.concatenate([[np.inf], np.diff(values[order]), [np.inf]])
    result = np.empty(len(values))
    result[order] = np.minimum(gaps[:-1], gaps[1:])
    # A single value has no neighbour; its own size is then the only scale.
    return np.where(np.isinf(result), np.maximum(np.abs(values), np.finfo(float).tiny), result)


def _check_values(values: NDArray[Any], name: str, surveyed: _Surveyed) -> None:
    file = surveyed.curve.file
    if len(values) == 0:
        raise UserError(f"{file}: {name!r} has length 0; at least one value is needed")
    if values.dtype.kind not in "fiuMU":
        raise UserError(
            f"{file}: {name!r} is of type {values.dtype}; numbers, dates or text are allowed"
        )
    if values.ndim != 1:
        raise UserError(f"{file}: {name!r} has {values.ndim} dimensions; one is allowed")
    if values.dtype.kind in "fM":
        bad = np.isnat(values) if values.dtype.kind == "M" else ~np.isfinite(values)
        if bad.any():
            place = int(np.flatnonzero(bad)[0])
            raise UserError(
                f"{file}: {name!r} is {values[place]} at index {place}; finite values are allowed"
            )
    unique, counts = np.unique(values, return_counts=True)
    if len(unique) < len(values) and name not in surveyed.drawn_names[-1:]:
        raise UserError(
            f"{file}: {name!r} has the value {unique[counts > 1][0]} more than once; "
            "each value may be there once"
        )


def _from_cftime(values: NDArray[Any], name: str, file: str) -> NDArray[Any]:
    try:
        return np.array([value.isoformat() for value in values], dtype="datetime64[us]")
    except ValueError:  # 30 February of a 360-day calendar
        raise UserError(
            f"{file}: {name!r} has dates of the calendar {values[0].calendar!r} that no ordinary "
            "calendar has; matplotlib can't draw them"
        ) from None


def _quantity(variable: Any, name: str) -> Quantity:
    attributes = {} if variable is None else variable.attrs
    given = (attributes.get(key) for key in ("long_name", "standard_name"))
    shown = next((text for text in given if isinstance(text, str) and text), name)
    units: Any = attributes.get("units")
    # Malformed units are a list of numbers.
    return Quantity(shown, "" if units is None or np.ndim(units) else str(units))


def is_plain(variable: xr.DataArray) -> bool:
    """Whether a variable's stored numbers are its numbers, as netCDF4 alone reads them."""
    source = variable.encoding
    if any(key in source for key in ("scale_factor", "add_offset", "missing_value", "_Unsigned")):
        return False
    fill = source.get("_FillValue")
    stored = source.get("dtype", variable.dtype)
    is_file = str(source.get("source", "")).endswith((".nc", ".nc4", ".cdf", ".h5", ".hdf5"))
    return is_file and stored == variable.dtype and (fill is None or bool(np.all(np.isnan(fill))))
