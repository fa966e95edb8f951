"""Read a target's slice with xarray, at the nearest values of its axes."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from sweepfig.drawing.slice import Slice
from sweepfig.plan.axis import Axis
from sweepfig.plan.plan import Plan, Target
from sweepfig.sweep.coordinates import drawn_coordinates, is_two_dimensional
from sweepfig.sweep.curve_source import GridSource, ListedSource


def read_slice_plainly(plan: Plan, target: Target) -> Slice:
    """Return a target's slice, read with xarray."""
    abscissa, ordinate = plan.abscissa, plan.ordinate
    curves: list[Any] = []
    for source in reversed(plan.sources):  # reversed, so that the first curve's abscissa is kept
        if isinstance(source, ListedSource):
            abscissa, ordinate, numbers = read_listed_plainly(plan, source, target)
        else:
            numbers = read_plainly(plan, source, target)
        curves.insert(0, numbers)
    if abscissa.ndim == 2:  # points without a position are left out
        curves = [np.where(np.isfinite(abscissa), values, np.nan) for values in curves]
    text, marks = words_of(plan, target)
    return Slice(
        abscissa=abscissa.copy(),  # which a user's function may change
        curves=tuple(curves),
        labels=tuple(source.label for source in plan.sources),
        title=target.title,
        xlabel=plan.xlabel,
        ylabel=plan.ylabel,
        ordinate=None if ordinate is None else ordinate.copy(),
        point=target.point,
        text=text,
        marks=marks,
    )


def read_plainly(plan: Plan, source: GridSource, target: Target) -> Any:
    """Return a target's numbers of one curve, read with xarray at the nearest axis values."""
    with xr.open_dataset(source.file, decode_timedelta=False) as dataset:
        values = dataset[source.variable].isel(source.fixed)
        for axis, dimension in zip(plan.axes, source.drawn, strict=False):
            place = place_of(dataset, axis, target.point[axis.name])
            values = values.isel({dimension: place})
        for drawn, wanted in ((plan.ordinate, -2), (plan.abscissa, -1)):
            dimension = source.drawn[wanted]
            if drawn is not None and dimension in source.order:
                values = values.isel({dimension: list(source.order[dimension])})
        return values.transpose(*source.drawn[len(plan.axes) :]).values


def read_listed_plainly(plan: Plan, source: ListedSource, target: Target) -> tuple[Any, Any, Any]:
    """Return a target's abscissa, ordinate and one curve's numbers in a sweep of many files, with xarray."""
    number, *indices = source.locations[target.index].tolist()
    place = source.places[number]
    with xr.open_dataset(place.file, group=place.group or None, decode_timedelta=False) as dataset:
        values = dataset[source.variable].isel(dict(zip(source.undrawn, indices, strict=True)))
        ordinate, abscissa = plan.ordinate, plan.abscissa
        if is_two_dimensional(dataset, source.shown):
            at, sizes = dict(zip(source.undrawn, indices, strict=True)), dataset.sizes
            ordinate, abscissa = drawn_coordinates(
                dataset, source.shown, source.drawn, sizes, at, place.file
            )
        elif abscissa.ndim == 1 and source.shown[-1] in dataset.variables:
            abscissa = dataset[source.shown[-1]].values
        if ordinate is not None and ordinate.ndim == 1 and source.shown[0] in dataset.variables:
            ordinate = dataset[source.shown[0]].values
        return abscissa, ordinate, values.transpose(*source.drawn).values


def words_of(plan: Plan, target: Target) -> tuple[str, tuple[Any, ...]]:
    """Return a target's text and its marks' positions, from values found by name and coordinate."""
    values = {}
    for scalar in plan.annotations.scalars:
        if isinstance(scalar.source, ListedSource):
            values[scalar.name] = read_listed_scalar(scalar.source, target)
            continue
        with xr.open_dataset(scalar.source.file, decode_timedelta=False) as dataset:
            found = dataset[scalar.name].isel(scalar.source.fixed)
            for axis, dimension in zip(scalar.axes, scalar.source.drawn, strict=True):
                number = target.point[plan.axes[axis].name]
                found = found.isel({dimension: place_of(dataset, plan.axes[axis], number)})
            values[scalar.name] = found.values[()]
    return plan.annotations.of(target.point, values)


def place_of(dataset: xr.Dataset, axis: Axis, wanted: Any) -> int:
    """Return the index of an axis's value in a dataset: of the nearest number, or the same text or date."""
    is_there = axis.name in dataset.variables
    along = dataset[axis.name].values if is_there else np.arange(len(axis.values))
    if along.dtype.kind in "fiu":
        return int(np.argmin(np.abs(along - wanted)))
    along = along.astype(object) if along.dtype.kind == "T" else along  # strings of any length
    text = along.astype(str)
    places = np.flatnonzero(text == str(wanted))
    if not len(places):  # text of fixed length is filled up with blanks
        places = np.flatnonzero(np.char.rstrip(text, " ") == str(wanted))
    return int(places[0])


def read_listed_scalar(source: ListedSource, target: Target) -> Any:
    """Return a target's value of a variable in a sweep of many files, as xarray decodes it."""
    at, *indices = source.locations[target.index].tolist()
    place = source.places[at]
    with xr.open_dataset(place.file, group=place.group or None, decode_timedelta=False) as dataset:
        found = dataset[source.variable].isel(dict(zip(source.dimensions, indices, strict=True)))
        return found.values[()]
