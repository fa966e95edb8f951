"""Resolve one curve's variable in one file: its dimensions, and the values along the drawn ones."""

from __future__ import annotations

import functools
import logging
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.survey import coordinates
from sweepfig.survey.coordinates import MOST_VALUES
from sweepfig.survey.time_axis import is_time
from sweepfig.sweep.coordinates import months_of, values_along
from sweepfig.sweep.curve_source import GridSource
from sweepfig.sweep.files.stored import (
    StoredFile,
    complex_among,
    fill_of,
    is_plain,
    shows,
    words_for,
)
from sweepfig.sweep.matching import are_same, match
from sweepfig.sweep.quantity import DATES, Quantity, other_units

if TYPE_CHECKING:
    import xarray as xr

    from sweepfig.config.sweep import CurveConfig, Sweep
    from sweepfig.survey.patterns import Part

log = logging.getLogger(__name__)


class Variable:
    """One curve's variable in one file, with the values along its drawn dimensions.

    `names_along` has the drawn names but for two-dimensional coordinates, whose values are checked already.
    """

    def __init__(self, dataset: xr.Dataset, curve: CurveConfig, sweep: Sweep, part: Part) -> None:
        self.curve = curve
        self.part = part
        self.dataset = dataset
        self._sweep = sweep
        with StoredFile(part.file) as self._stored:
            self._resolve(sweep)

    def _resolve(self, sweep: Sweep) -> None:
        self.variable = self._find_variable()
        self.slice_names = [n for n in (sweep.ordinate, sweep.abscissa) if n is not None]
        axes = self._axes_along_dimensions(sweep)
        self.drawn_names = [*axes, *self.slice_names]
        self.dimension = {name: self._find_dimension(name) for name in axes}
        own = {self._find_dimension(name) for name in self.curve.select}
        others = {n: v for n, v in sweep.select.items() if self._find_dimension(n) not in own}
        select = {**others, **self.curve.select}
        taken = {*self.dimension.values(), *map(self._find_dimension, select)}
        read = self.dataset, self.variable, self.slice_names
        said = f"{self.part.name}: variable {self.curve.variable!r}"
        self.plane = coordinates.drawn_dimensions(*read, taken, said)
        self.dimension |= self._slice_dimensions()
        self._check_dimensions_differ()
        self.fixed = self._fix_others(select, sweep.tolerance)
        self.names_along = self.drawn_names if self.plane is None else axes
        self.values = {
            name: self._written(name, functools.partial(self._find_values, name))
            for name in self.names_along
        }
        if self.plane is not None:
            self.values |= coordinates.positions(*read, self.plane, self.fixed, self.part.name)
        self.quantities = {
            name: quantity_of(self._coordinate(name), name) for name in self.drawn_names
        }
        self.response = quantity_of(self.variable, self.curve.variable)
        self.ordinate_quantity = self.quantities.get(sweep.ordinate or "")

    @property
    def is_plain(self) -> bool:
        """Whether the stored numbers need no decoding, so that netCDF4 alone can read them."""
        return is_plain(self.variable)

    def quantity_of(self, name: str) -> Quantity:
        """Return the name and units that the file gives for a coordinate."""
        return quantity_of(self._coordinate(name), name)

    @property
    def units(self) -> dict[str, str]:
        """The units that the file gives for each axis, the ordinate, the abscissa and the variable."""
        names = [*(axis.dimension for axis in self._sweep.axes), *self.slice_names]
        return {n: self._units_of(n) for n in names} | {self.curve.variable: self.response.units}

    def _units_of(self, name: str) -> str:
        if name in dict(self.part.said):  # the part's name says the value, and nothing in it
            return ""
        is_date = name in self.values and self.values[name].dtype.kind == "M"
        return DATES if is_date else self.quantity_of(name).units

    def check_units(self, first: Variable) -> None:
        """Refuse an axis, an abscissa or an ordinate in other units than the first curve's.

        Raises
        ------
        UserError
            If one is.
        """
        theirs = first.units
        for name, own in self.units.items():
            is_shared = name in theirs and name != self.curve.variable
            message = is_shared and other_units(name, own, theirs[name], of=first.part.name)
            if message:
                raise UserError(f"{self.part.name}: {message}")

    def is_over_time(self, sweep: Sweep) -> bool:
        """Whether the abscissa is time."""
        name = sweep.abscissa
        attributes = getattr(self._coordinate(name), "attrs", {})
        return is_time(name, attributes, self.values[name], sweep.time_series)

    def _slice_dimensions(self) -> dict[str, str]:
        if self.plane is not None:
            return dict(zip(self.slice_names, self.plane, strict=True))
        return {name: self._find_dimension(name) for name in self.slice_names}

    def _axes_along_dimensions(self, sweep: Sweep) -> list[str]:
        return [axis.dimension for axis in sweep.axes]

    def source(self, first: Variable, tolerance: float) -> GridSource:
        """Return where the numbers are, with every value of the first curve's dimensions as an index."""
        self.check_units(first)
        order = {}
        for name in self.drawn_names:
            if np.array_equal(first.values[name], self.values[name]):
                continue  # equal, so no need to match; an abscissa may repeat values
            if max(first.values[name].ndim, self.values[name].ndim) > 1:
                self._refuse_other_positions(first, name, tolerance)
                continue
            found = match(first.values[name], self.values[name], tolerance)
            if isinstance(found, str):
                raise UserError(
                    f"{self.part.name}: {name} of {self.curve.variable!r} does not match "
                    f"{first.part.name}'s: {found}; allowed is a relative difference of {tolerance:g} "
                    "(key sweep.tolerance)"
                )
            if not np.array_equal(found, np.arange(len(self.values[name]))):
                order[self.dimension[name]] = found.tolist()
        return GridSource(
            file=self.part.file,
            variable=self.curve.variable,
            label=self.curve.name,
            dimensions=tuple(map(str, self.variable.dims)),
            drawn=tuple(self.dimension[name] for name in self.drawn_names),
            order=order,
            fixed=self.fixed,
            plain=self.is_plain,
            shown=tuple(self.slice_names),
            tolerance=tolerance,
            selected=tuple(self.curve.selected),
            grain=self._grain(),
        )

    def _refuse_other_positions(self, first: Variable, name: str, tolerance: float) -> None:
        if not are_same(first.values[name], self.values[name], tolerance):
            raise UserError(
                f"{self.part.name}: the two-dimensional {name} of {self.curve.variable!r} is not that of "
                f"{first.part.name}; allowed is a difference of {tolerance:g} of the largest value (key "
                "sweep.tolerance)"
            )

    def _grain(self) -> int:
        chunks = self.variable.encoding.get("preferred_chunks", {})
        axes = self.drawn_names[: -len(self.slice_names)]
        dimensions = [self.dimension[name] for name in axes]
        lengths = [int(self.variable.sizes[dimension]) for dimension in dimensions]
        for place, dimension in enumerate(dimensions):
            if chunks.get(dimension, 1) > 1:
                return min(int(chunks[dimension]), lengths[place]) * math.prod(lengths[place + 1 :])
        return 1

    def _find_variable(self) -> xr.DataArray:
        name, file = self.curve.variable, self.part.name
        if name not in self.dataset.variables:
            there = ", ".join(map(repr, self.dataset.data_vars)) or "none"
            raise UserError(f"{file}: no variable {name!r} (key sweep.curves); there are {there}")
        variable = self.dataset[name]
        if complex_among({name: variable}):
            raise UserError(
                f"{file}: variable {name!r} holds complex numbers; real numbers are allowed, as its "
                "real part (.real) or abs in a variable of its own"
            )
        if variable.dtype.kind not in "fiub":
            raise UserError(
                f"{file}: variable {name!r} is of type {variable.dtype}; real numbers are allowed"
            )
        if twice := [str(d) for d, n in Counter(variable.dims).items() if n > 1]:
            raise UserError(
                f"{file}: variable {name!r} has dimension {twice[0]!r} twice; a variable with each of its "
                "dimensions once is allowed"
            )
        if self._stored.is_ragged(name, self.part.group):
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
        over = "" if along is None else f"; {name!r} is over {', '.join(map(repr, along.dims))}"
        raise UserError(
            f"{self.part.name}: variable {self.curve.variable!r} has no dimension {name!r} "
            f"(key {self._key_of(name)}); its dimensions are {there}{over}"
        )

    def _key_of(self, name: str) -> str:
        """Return the config's key that names a dimension."""
        sweep = self._sweep
        of_ordinate = "sweep.ordinate, figure.facet or figure.hue"
        keys = {sweep.abscissa: "sweep.abscissa", sweep.ordinate: of_ordinate}
        is_selected = name in {**sweep.select, **self.curve.select}
        return keys.get(name, self._key_of_selected(name) if is_selected else "sweep.axes")

    def _key_of_selected(self, name: str) -> str:
        return "sweep.curves[].select" if name in self.curve.select else "sweep.select"

    def _check_dimensions_differ(self) -> None:
        drawn_as: dict[str, str] = {}
        for name in self.drawn_names:
            dimension = self.dimension[name]
            if dimension in drawn_as:
                raise UserError(
                    f"{self.part.name}: {drawn_as[dimension]!r} and {name!r} are both along "
                    f"{dimension!r}; each axis, the abscissa and the ordinate need a dimension "
                    "of their own"
                )
            drawn_as[dimension] = name

    def _coordinate(self, name: str) -> Any:
        return self.dataset.variables.get(name)

    def _find_values(self, name: str) -> NDArray[Any]:
        length = self.variable.sizes[self.dimension[name]]
        if length > MOST_VALUES:
            raise UserError(
                f"{self.part.name}: {name!r} has length {length}; at most {MOST_VALUES} is allowed"
            )
        return values_along(self.dataset, name, length, self.part.name)

    def _written(self, name: str, read: Callable[[], Any]) -> Any:
        """Return a coordinate's values, as `read` returns them; refuse them if some were never written."""
        shown = self._coordinate(name)
        stored: Any = functools.partial(self._stored.variable, name, self.part.group)
        fill = None if shown is None else fill_of(shown, stored)
        if fill is None:
            return read()
        if shows(shown):
            values = read()
            self._refuse_unwritten(name, values, fill)
            return values
        # Checked before decoding: a fill value may not decode to a valid date.
        self._refuse_unwritten(name, stored().read({}), fill)
        return read()

    def _refuse_unwritten(self, name: str, values: NDArray[Any], fill: Any) -> None:
        places = np.flatnonzero(values == fill)
        if places.size and fill.dtype.itemsize > 1:  # in bytes it may be a number
            raise UserError(
                f"{self.part.name}: {name!r} was never written at index {places[0]} "
                f"({words_for(fill)}); written values are allowed, and a _FillValue that none of them is"
            )

    def _fix_others(self, select: Mapping[str, Any], tolerance: float) -> dict[str, int]:
        wanted: dict[str, tuple[str, Any]] = {}
        for name, value in select.items():
            dimension = self._find_dimension(name)
            before = wanted.get(dimension, (name,))[0]
            if before != name:  # a curve's own has replaced the sweep's by now
                raise UserError(
                    f"{self._key_of_selected(name)}: {before!r} and {name!r} are both along "
                    f"{dimension!r}; one of them is allowed"
                )
            wanted[dimension] = name, value
        for dimension, (name, _) in wanted.items():
            if dimension in self.dimension.values():
                raise UserError(
                    f"{self._key_of_selected(name)}: {name!r} is drawn already; allowed are further "
                    "dimensions"
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
                    f"{self.part.name}: variable {self.curve.variable!r} has a further dimension "
                    f"{dimension!r} of length {self.variable.sizes[dimension]}; fix it with "
                    f"sweep.select, as in {{{dimension}: value}}, or that of a curve, or make it an axis"
                )
        return fixed

    def _select(self, name: str, value: Any, tolerance: float) -> int:
        self.dimension[name] = dimension = self._find_dimension(name)
        there = self._find_values(name)
        del self.dimension[name]
        # Wider types than the values' own: 7.5 must not become 7, nor "January" be cut to "Jan".
        kind = {"M": there.dtype.str, "U": "U"}.get(there.dtype.kind, "f8")
        try:
            found = match(np.asarray([str(value)]).astype(kind), there, tolerance)
        except ValueError:
            found = "not of their type"
        if isinstance(found, str):
            as_text = repr if there.dtype.kind == "U" else str  # so that blanks at its end are seen
            shown = ", ".join(as_text(str(each)) for each in there[:8]) or "none"
            raise UserError(
                f"{self._key_of_selected(name)}: {name!r} has no value {value!r} in {self.part.name}; "
                f"the values along {dimension!r} are {shown}{', ...' if len(there) > 8 else ''}"
            )
        return int(found[0])


@contextmanager
def readable(part: Part, variable: str) -> Iterator[None]:
    """Turn any error that xarray raises for a malformed file into one message."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:  # for a malformed file xarray may raise anything
        log.debug("%s", part.name, exc_info=True)
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise UserError(
            f"{part.name}: variable {variable!r} or its coordinates can't be read ({reason}); "
            "plain numbers over named dimensions are allowed"
        ) from None


def quantity_of(variable: Any, name: str) -> Quantity:
    """Return a variable's name and units, as its attributes say.

    Without a variable (None), or without such attributes, the name is `name`.
    """
    attributes = {} if variable is None else variable.attrs
    if "climatology" in attributes and months_of(variable, np.asarray(variable.values)) is not None:
        return Quantity("month")
    given = (attributes.get(key) for key in ("long_name", "standard_name"))
    shown = next((text for text in given if isinstance(text, str) and text), name)
    units: Any = attributes.get("units")
    # Malformed units may be an array of numbers.
    return Quantity(shown, "" if units is None or np.ndim(units) else str(units))
