"""Propose a config for a sweep's files, and collect doubts about it.

`propose` examines the files; `config_text` writes the result as a config with comments.
"""

from __future__ import annotations

import glob
import math
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.propose import cf_roles
from sweepfig.propose.axes import axes_in_names, axis_of, only_axis
from sweepfig.propose.given import Given
from sweepfig.propose.proposed import Proposal, ProposedAxis
from sweepfig.propose.views import (
    FileView,
    are_parts,
    differ,
    dimensions_of,
    name_of,
    value_of,
    values_of,
    varying_scalars,
    views_of,
)

MANY_FIGURES = 10_000
NOTHING = Given()


def propose(files: Sequence[str], given: Given = NOTHING) -> Proposal:
    """Return a proposal for a sweep's files, with what is given.

    Raises
    ------
    UserError
        If a file can't be read, or no file has a numeric variable with dimensions; if what is given does
        not fit the files.
    """
    matching = [glob.glob(file) if not Path(file).exists() else [] for file in files]
    there = [
        one for file, all_ in zip(files, matching, strict=True) for one in sorted(all_) or [file]
    ]
    with ExitStack() as stack:
        found_views = [view for file in dict.fromkeys(there) for view in views_of(file, stack)]
        given.check_names([view.dataset for view in found_views])
        views = [view for view in map(given.restrict, found_views) if view.names]
        if not views:
            raise UserError(
                f"{', '.join(files)}: no variable holds numbers over a dimension; "
                "there is nothing to draw a line of"
            )
        found = Proposal([], [], "")
        alike = _alike(views, found)
        _choose_drawn(alike[0], found, given)
        _choose_curves(alike, found, given)
        _choose_axes(alike, found, given)
        return found


def _alike(views: list[FileView], found: Proposal) -> list[FileView]:
    """Return the views of one sweep: those with the dimensions of the view that has the most."""
    first = max(views, key=lambda view: (len(view.dataset[view.names[0]].dims), -views.index(view)))
    dimensions = {*first.dataset[first.names[0]].dims}
    alike = [view for view in views if {*view.dataset[view.names[0]].dims} == dimensions]
    if left := [name_of(view) for view in views if view not in alike]:
        found.doubts.append(
            f"left out, for their variables are over other dimensions: {', '.join(left[:5])}"
        )
    return alike


def _choose_curves(views: list[FileView], found: Proposal, given: Given) -> None:
    first = views[0]
    is_map = found.ordinate is not None
    guessed = cf_roles.curves_among(first.dataset, first.names)[: 1 if is_map else None]
    chosen = [*given.curves] or guessed
    if len(views) > 1 and not are_parts(views):
        found.curves = [_curve(v, name) for v in _by_role(views) for name in _own(v, chosen)]
    else:
        there = [name for name in chosen if name in first.dataset.data_vars]
        found.curves = [_curve(first, name) for name in there]
    if given.curves:
        given.check_all_found(curve["variable"] for curve in found.curves)
        found.curves.sort(key=lambda curve: given.curves.index(curve["variable"]))
    _tell_labels_apart(found.curves)
    lead = next(name for name in chosen if name in first.names)
    units = first.dataset[lead].attrs.get("units")
    if is_map and isinstance(units, str):
        found.curves[0]["label"] += f" [{units}]"
    drawn = {curve["variable"] for curve in found.curves}
    found.others = [name for name in first.names if name not in drawn]
    if found.others:
        found.doubts.append(
            f"drawn: {', '.join(sorted(drawn))}; over the same dimensions, but not drawn: "
            + ", ".join(found.others[:8])
        )


def _by_role(views: list[FileView]) -> list[FileView]:
    def role(view: FileView) -> int:
        stem = view.group or Path(view.file).stem
        return min(cf_roles.role(stem), cf_roles.role(view.names[0]), key=lambda r: (r == 1, r))

    return sorted(views, key=role)


def _own(view: FileView, chosen: list[str]) -> list[str]:
    return [name for name in chosen if name in view.names] or cf_roles.curves_among(
        view.dataset, view.names
    )[:1]


def _curve(view: FileView, name: str) -> dict[str, Any]:
    said = view.dataset[name].attrs.get("long_name")
    label = said if isinstance(said, str) and 0 < len(said) <= 40 else ""
    group = {"group": view.group} if view.group else {}
    return {"label": label, "file": view.file, **group, "variable": name}


def _tell_labels_apart(curves: list[dict[str, Any]]) -> None:
    """Label curves by their long names if all differ, else by variable, else by file."""
    labels = {curve["label"] for curve in curves}
    if len(labels) == len(curves) and "" not in labels:
        return
    is_variable_enough = len({curve["variable"] for curve in curves}) == len(curves)
    for curve in curves:
        where = curve.get("group") or Path(curve["file"]).stem
        curve["label"] = (
            curve["variable"] if is_variable_enough else f"{curve['variable']}, {where}"
        )


def _choose_drawn(view: FileView, found: Proposal, given: Given) -> None:
    """Choose the abscissa and the ordinate: what is given, or among the dimensions that are no given axes."""
    dataset = view.dataset
    given.check_drawn(dataset, view.names[0])
    left = given.left(dataset, _long(view) or dimensions_of(view))
    found.abscissa, found.ordinate = given.abscissa or "", given.ordinate
    if given.abscissa is not None:
        return
    if not left:
        raise UserError(f"axes: got {', '.join(given.axes)}; one dimension is needed for x")
    if given.ordinate is None and (pair := cf_roles.map_of(dataset, left)):
        found.abscissa, found.ordinate = pair
        found.doubts.append(
            f"a map over {pair[0]} and {pair[1]} is drawn as filled contours; for lines, make kind "
            "resonance_curve, ordinate null, and the dimension that was the ordinate an axis"
        )
        return
    found.abscissa, rivals = cf_roles.drawn_dimension(dataset, left)
    if rivals:
        found.doubts.append(
            f"drawn from left to right: {found.abscissa}; {' or '.join(rivals)} might be meant"
        )
    if given.axes and given.ordinate is None and len(left) == 2:
        (found.ordinate,) = (name for name in left if name != found.abscissa)


def _long(view: FileView) -> list[str]:
    """Return the dimensions of more than one value."""
    return [name for name in dimensions_of(view) if view.dataset.sizes[name] > 1]


def _choose_axes(views: list[FileView], found: Proposal, given: Given) -> None:
    first = views[0]
    dataset = first.dataset
    is_in_parts = len(views) > 1 and are_parts(views)
    long = _long(first)
    rest = [
        name
        for name in dimensions_of(first)
        if name not in (found.abscissa, found.ordinate)
        and (name in long or (is_in_parts and differ(views, name)))
    ]
    outer = _axes_of_parts(views, found) if is_in_parts else []
    if given.axes:
        given.check_axes(dataset, first.names[0], [axis.dimension for axis in outer])
        drawn = replace(given, abscissa=found.abscissa, ordinate=found.ordinate)
        drawn.check_nothing_left(dataset, first.names[0])
        by_name = {axis.dimension: axis for axis in outer}
        found.axes = [by_name.get(name) or _axis_along(name, views) for name in given.axes]
    else:
        inner = [axis for name in rest for axis in _axes_along(first, name, views, found)]
        found.axes = [*outer, *inner] or [only_axis(first, found)]
    along = values_of(dataset, found.abscissa)
    found.xscale = "log" if cf_roles.is_geometric(along) and not found.ordinate else "linear"
    swept = {axis.dimension for axis in found.axes}
    found.scalars = [n for n in cf_roles.scalars_over(dataset, rest) if n not in swept]
    found.marks = [name for name in found.scalars if _is_place(dataset, name, along)]
    n_figures = math.prod(dataset.sizes[name] for name in rest) * (len(views) if is_in_parts else 1)
    if n_figures > MANY_FIGURES:
        found.doubts.append(
            f"{n_figures} figures are many: see some first, with --preview or --limit 20, or the key limit"
        )


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
        found.doubts.append(f"{dimension} counts runs; the axes are their {', '.join(parameters)}")
    return [_axis_along(name, views) for name in parameters or [dimension]]


def _axis_along(name: str, views: Sequence[FileView]) -> ProposedAxis:
    values = np.unique(np.concatenate([values_of(view.dataset, name) for view in views]))
    return axis_of(name, values, views[0])


def _axes_of_parts(views: list[FileView], found: Proposal) -> list[ProposedAxis]:
    """Return the axes in which many files or groups differ, and make the curves name all of them."""
    first = views[0]
    varying = varying_scalars(views)
    there = {key: _all_of([getattr(v, key) for v in views], key) for key in ("file", "group")}
    for curve in found.curves:
        curve |= {key: name for key, name in there.items() if name}
    if varying:
        return [
            axis_of(name, np.unique([value_of(view.dataset, name) for view in views]), first)
            for name in varying
        ]
    own = [name for name in dimensions_of(first) if name != found.abscissa]
    if not first.group and any(differ(views, name) for name in own):
        return []  # each file has another part of an axis
    return axes_in_names(views, found, "group" if first.group else "file")


def _all_of(there: list[str], key: str) -> str | list[str]:
    """Return a config's value that names all files, or groups: one name, an exact pattern, or a list."""
    names = list(dict.fromkeys(there))
    if len(names) == 1:
        return names[0]
    before, after = cf_roles.common_parts(names) or ("", "")
    pattern = f"{before}*{after}"
    is_exact = key == "group" or sorted(glob.glob(pattern)) == sorted(names)
    return pattern if is_exact else names
