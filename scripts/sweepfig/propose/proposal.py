"""Propose a config for a sweep's files, and collect doubts about it.

`propose` examines the files; `config_text` writes the result as a config with comments.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError, listed
from sweepfig.propose import cf_roles, curvilinear
from sweepfig.propose.axes.axis import axis_of
from sweepfig.propose.axes.beside import axes_beside
from sweepfig.propose.axes.parts import axes_of_parts
from sweepfig.propose.axes.single import only_axis
from sweepfig.propose.curves import choose_curves
from sweepfig.propose.data_files import data_files
from sweepfig.propose.given import Given
from sweepfig.propose.proposed import Proposal, ProposedAxis, Undecided, doubts_about_files
from sweepfig.propose.views import (
    FileView,
    are_parts,
    complex_in,
    differ,
    dimensions_of,
    has_number,
    name_of,
    open_views,
    scalars,
    value_of,
    values_of,
    varying_scalars,
)
from sweepfig.sweep.files.stored import complex_among, said_of_complex

MANY_FIGURES = 10_000
SHOWN = 8  # variables in a message
FEWEST = 2  # files, to tell what others are that can't be read
NOTHING = Given()


class Drawn(NamedTuple):
    """The drawn dimensions, a doubt about them, which may be empty, and those of a map in place of lines."""

    abscissa: str
    ordinate: str | None = None
    doubt: str = ""
    plane: tuple[str, str] | None = None


def propose(files: Sequence[str], given: Given = NOTHING) -> Proposal:
    """Return a proposal for a sweep's files, or for those that a folder holds, with what is given.

    Raises
    ------
    UserError
        If too few files can be read to tell what the others are, or no file has a numeric variable with
        dimensions; if no file has what is given.
    Undecided
        If nothing could be an axis, or what is given does not fit the rest; it has what else was found.
    """
    there, others = data_files(files)
    with ExitStack() as stack:
        found_views, unread = open_views(there, stack)
        looked_at = {view.file for view in found_views}
        bare = [file for file in there if file not in looked_at | {*unread}]
        doubts = doubts_about_files(unread, bare, others)
        found = Proposal([], [], "", unread=unread, doubts=doubts)
        if len(looked_at) < FEWEST:
            found.refuse_unread()
        given.check_names([view.dataset for view in found_views])
        views = [view for view in map(given.restrict, found_views) if view.names]
        if not views:
            raise UserError(f"{', '.join(files)}: {_why_nothing(complex_in(there))}")
        alike = _alike(views, found)
        try:
            _decide(alike, found, given)
        except UserError as error:
            raise Undecided(str(error), found) from None
        return found


def _why_nothing(complex_ones: Sequence[str]) -> str:
    if not complex_ones:
        return "no variable holds numbers over a dimension; there is nothing to draw a line of"
    return f"{said_of_complex(complex_ones)}; write into variables of their own what is to be drawn"


def _decide(views: list[FileView], found: Proposal, given: Given) -> None:
    runs = _axes_of_runs(views, found, given)
    drawn = _drawn(views, given, are_runs=bool(runs))
    choose_curves(views, found, given, is_plane=drawn.ordinate is not None, are_runs=bool(runs))
    _say_points(views[0], found, given)
    if complex_ones := complex_among(views[0].content.variables):
        found.doubts.append(f"left out: {said_of_complex(complex_ones)}")
    found.abscissa, found.ordinate = drawn.abscissa, drawn.ordinate
    found.doubts += [drawn.doubt] if drawn.doubt else []
    found.doubts += curvilinear.doubts(views[0], drawn.abscissa, drawn.ordinate)
    found.doubts += _counted_dimensions(views[0], found)
    n_figures = _choose_axes(views, found, given, runs)
    found.plane = drawn.plane
    # What costs most comes first, for a command prints one doubt.
    if found.plane:
        found.doubts.insert(0, f"lines over {found.abscissa} are drawn; for {found.for_maps}")
    if n_figures > MANY_FIGURES:
        many = f"{n_figures} figures are many: see some first"
        found.doubts.insert(0, f"{many}: `sweepfig preview`, --limit 20, or the key limit")


def _counted_dimensions(view: FileView, found: Proposal) -> Iterator[str]:
    """Yield for each dimension without values which variables could have them."""
    of_one_sort = {*(curve["variable"] for curve in found.curves), *found.others}
    roles = {found.abscissa: "abscissa", found.ordinate: "ordinate"}
    for dimension in dimensions_of(view):
        there = cf_roles.coordinates_along(view.dataset, dimension)
        if there and not of_one_sort <= {*there}:  # of curves that all ascend none is a coordinate
            key = f"{roles.get(dimension, 'the dimension of an axis')}: {there[0]}"
            yield (
                f"{dimension} has no values, and its points are counted; {listed(there, SHOWN)} along it may "
                f"be them ({key})"
            )


def _say_points(view: FileView, found: Proposal, given: Given) -> None:
    """Say what points without a grid are.

    Raises
    ------
    UserError
        If they are of a mesh, or if stations' series stand one after another, and it is not given what to do
        with them: no kind draws these.
    """
    dataset, variable = view.dataset, view.names[0]
    ragged = cf_roles.ragged_dimension(dataset)
    if ragged is not None and ragged in dataset[variable].dims and not given.says(dataset, ragged):
        raise UserError(
            f"{view.file}: station data with all series one after another along {ragged} (a ragged array); "
            "a dimension of stations and one of times are needed"
        )
    mesh = cf_roles.mesh_dimension(dataset, variable)
    if mesh and not given.says(dataset, mesh):
        rest = [name for name in dimensions_of(view) if name != mesh]
        found.abscissa = mesh  # for a function of one's own
        found.axes = [axis_of(name, values_of(view, name), view) for name in rest]
        raise UserError(
            f"{view.file}: {variable!r} is over {mesh}, the {dataset.sizes[mesh]} points of an unstructured "
            "mesh, which have no order to draw lines or contours by; interpolate it to longitudes and "
            "latitudes, or draw it by a function of your own (figure.kind)"
        )
    if station := cf_roles.station_dimension(dataset, variable):
        found.doubts.append(f"{station} counts stations, each with a latitude and a longitude")


def _alike(views: list[FileView], found: Proposal) -> list[FileView]:
    """Return the views of one sweep: those with the dimensions of the view that has the most."""
    first = max(views, key=lambda view: (len(view.dataset[view.names[0]].dims), -views.index(view)))
    dimensions = {*first.dataset[first.names[0]].dims}
    alike = [view for view in views if {*view.dataset[view.names[0]].dims} == dimensions]
    left = [view for view in views if view not in alike]
    for view in left:
        own = dimensions_of(view)
        if view.file != first.file and dimensions.isdisjoint(own):
            raise UserError(
                f"{name_of(first)} is over {', '.join(dimensions_of(first))}, and {name_of(view)} over "
                f"{', '.join(own)}: they are not of one sweep; name the files of one"
            )
    if left:
        found.doubts.append(
            f"left out, for their variables are over other dimensions: {', '.join(map(name_of, left[:5]))}"
        )
    return _without_untold_runs(_without_odd_runs(alike, found), found)


def _without_odd_runs(views: list[FileView], found: Proposal) -> list[FileView]:
    """Return the views of the same variables, if most are and they are too many for one figure's curves.

    The others are runs that have a variable less, or more; they stay in the sweep.
    """
    usual, count = Counter(frozenset(view.names) for view in views).most_common(1)[0]
    odd = [view for view in views if {*view.names} != usual]
    if not odd or count <= max(cf_roles.MOST_CURVES, len(views) / 2) or any(v.group for v in views):
        return views
    reasons = {
        view.file: f"its variables are {listed(view.names, SHOWN)}, those of most files "
        f"{listed(sorted(usual), SHOWN)}"
        for view in odd
    }
    return _without(reasons, views, found)


def _without_untold_runs(views: list[FileView], found: Proposal) -> list[FileView]:
    """Return the views that say the numbers by which most differ; the others stay in the sweep, too."""
    if any(view.group for view in views) or varying_scalars(views):  # what all say tells them apart
        return views
    names = {name for view in views for there in scalars(view.dataset) for name in there}
    telling = {name: [view for view in views if has_number(view, name)] for name in names}
    reasons: dict[str, str] = {}
    for name, there in sorted(telling.items()):
        if len(views) / 2 < len(there) < len(views) and name in varying_scalars(there):
            reasons |= {v.file: f"it has no number {name}" for v in views if v not in there}
    return _without(reasons, views, found) if len(reasons) < len(views) / 2 else views


def _without(reasons: dict[str, str], views: list[FileView], found: Proposal) -> list[FileView]:
    if reasons:
        found.unread |= reasons
        found.doubts = [*doubts_about_files(reasons, (), ""), *found.doubts]
    return [view for view in views if view.file not in reasons]


def _axes_of_runs(views: list[FileView], found: Proposal, given: Given) -> list[ProposedAxis]:
    """Return the axes whose values each file says once, or that stand beside it; none without any."""
    has_all = all(name in views[0].dataset.data_vars for name in given.curves)
    if len(views) < 2 or not has_all:  # curves in different files are of the same runs
        return []
    varying = varying_scalars(views) if are_parts(views) else []
    return [
        axis_of(name, np.unique([value_of(view.dataset, name) for view in views]), views[0])
        for name in varying
    ] or axes_beside(views, found)


def _drawn(views: list[FileView], given: Given, *, are_runs: bool) -> Drawn:
    """Return the dimensions to draw: what is given, or guessed among those that are no given axes."""
    first = views[0]
    given.check_drawn(first.dataset, first.names[0])
    if given.abscissa is not None:
        return Drawn(given.abscissa, given.ordinate)
    left = given.left(first.dataset, _long(first) or dimensions_of(first))
    if not left:
        raise UserError(f"axes: got {', '.join(given.axes)}; one dimension is needed for x")
    if given.ordinate is None and (plane := _plane(views, left, are_runs=are_runs)):
        return Drawn(
            *plane,
            f"a map over {plane[0]} and {plane[1]} is drawn in cells of colour; for lines at some "
            f"values of {plane[1]}, make figure.kind resonance_curve, with "
            f"facet: {{dimension: {plane[1]}}}, or hue instead of facet for one Axes",
        )
    positions = curvilinear.positions_of(first.dataset, first.names[0], left)
    if given.ordinate is None and positions:
        doubt = curvilinear.in_words(first.dataset, first.names[0], *positions)
        return Drawn(*positions, doubt)
    abscissa, rivals = cf_roles.drawn_dimension(first.dataset, left)
    doubt = f"drawn from left to right: {abscissa}; {' or '.join(rivals)} might be meant"
    others = [name for name in left if name != abscissa]
    is_left_alone = bool(given.axes) and len(others) == 1
    ordinate = given.ordinate or (others[0] if is_left_alone else None)
    possible = None if ordinate else cf_roles.plane_among(left, abscissa)
    return Drawn(abscissa, ordinate, doubt if rivals else "", possible)


def _plane(
    views: list[FileView], dimensions: list[str], *, are_runs: bool
) -> tuple[str, str] | None:
    """Return the abscissa and the ordinate of a field, which is drawn as a map; None if there is none."""
    if pair := cf_roles.map_of(views[0].dataset, dimensions):
        return pair
    is_field = are_runs and len(dimensions) == 2
    is_plane = is_field and (
        cf_roles.is_time_and_space(dimensions) or any(differ(views, name) for name in dimensions)
    )
    return (dimensions[1], dimensions[0]) if is_plane else None


def _long(view: FileView) -> list[str]:
    """Return the dimensions of more than one value."""
    return [name for name in dimensions_of(view) if view.dataset.sizes[name] > 1]


def _choose_axes(
    views: list[FileView], found: Proposal, given: Given, runs: list[ProposedAxis]
) -> int:
    """Enter the axes, and what suits them, into a proposal; return how many figures there may be."""
    first = views[0]
    dataset = first.dataset
    is_in_parts = bool(runs) or (len(views) > 1 and are_parts(views))
    if not is_in_parts:
        found.refuse_unread()
    long = _long(first)
    drawn = curvilinear.dimensions_drawn(dataset, first.names[0], found.abscissa, found.ordinate)
    rest = [
        name
        for name in dimensions_of(first)
        if name not in drawn and (name in long or (is_in_parts and differ(views, name)))
    ]
    outer = axes_of_parts(views, found, runs) if is_in_parts else []
    if given.axes:
        found.axes = _given_axes(views, found, given, outer)
    else:
        inner = [axis for name in rest for axis in _axes_along(first, name, views, found)]
        found.axes = [*outer, *inner] or [only_axis(first, found)]
    _add_what_suits(first, rest, found)
    n_files = len(views) if is_in_parts else 1
    return n_files * math.prod(int(dataset.sizes[name]) for name in rest)


def _given_axes(
    views: list[FileView], found: Proposal, given: Given, outer: Sequence[ProposedAxis]
) -> list[ProposedAxis]:
    """Return the given axes: of those that tell the files apart, or along a dimension."""
    dataset, curve = views[0].dataset, views[0].names[0]
    given.check_axes(dataset, curve, [axis.dimension for axis in outer])
    drawn = replace(given, abscissa=found.abscissa, ordinate=found.ordinate)
    drawn.check_nothing_left(dataset, curve)
    by_name = {axis.dimension: axis for axis in outer}
    if further := [name for name in by_name if name not in given.axes]:
        found.doubts.append(
            f"the files differ in {', '.join(further)}, too, which is no given axis"
        )
    return [by_name.get(name) or _axis_along(name, views) for name in given.axes]


def _add_what_suits(view: FileView, rest: Sequence[str], found: Proposal) -> None:
    """Choose the scale that suits the abscissa, and the variables that suit the text and marks."""
    dataset = view.dataset
    along = values_of(view, found.abscissa)
    found.xscale = "log" if not found.ordinate and cf_roles.is_geometric(along) else "linear"
    swept = {axis.dimension for axis in found.axes}
    found.scalars = [n for n in cf_roles.scalars_over(dataset, rest) if n not in swept]
    found.marks = [name for name in found.scalars if _is_place(dataset, name, along)]


def _is_place(dataset: Any, name: str, along: NDArray[Any]) -> bool:
    """Whether a variable's values are positions on the abscissa."""
    values = dataset[name].values
    if along.dtype.kind not in "fiu" or not np.isfinite(values).any():
        return False
    return bool(np.nanmin(values) >= along.min() and np.nanmax(values) <= along.max())


def _axes_along(
    view: FileView, dimension: str, views: Sequence[FileView], found: Proposal
) -> list[ProposedAxis]:
    parameters = cf_roles.parameters_along(view.dataset, dimension)
    if parameters:
        are_stations = cf_roles.station_dimension(view.dataset, view.names[0]) == dimension
        what = "stations" if are_stations else "runs"
        found.doubts.append(
            f"{dimension} counts {what}; the axes are their {', '.join(parameters)}"
        )
    return [_axis_along(name, views) for name in parameters or [dimension]]


def _axis_along(name: str, views: Sequence[FileView]) -> ProposedAxis:
    values = np.unique(np.concatenate([values_of(view, name) for view in views]))
    return axis_of(name, values, views[0])
