"""Choose the curves of a proposal among a sweep's variables, and label them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sweepfig.propose import cf_roles
from sweepfig.propose.given import Given
from sweepfig.propose.proposed import Proposal
from sweepfig.propose.views import FileView, are_parts, varies


def choose_curves(
    views: list[FileView], found: Proposal, given: Given, *, is_plane: bool, are_runs: bool
) -> None:
    """Enter the curves that are given, or those that are guessed, into a proposal.

    Parameters
    ----------
    views : list of FileView
        Of one sweep.
    found : Proposal
    given : Given
    is_plane : bool
        A map is drawn, which has one curve.
    are_runs : bool
        The files are runs of one sweep, each with the same variables.

    Raises
    ------
    UserError
        If a given curve is in none of the files.
    """
    first = views[0]
    names = first.names if given.curves else _that_vary(views, found)
    guessed = cf_roles.curves_among(first.dataset, names)[: 1 if is_plane else None]
    chosen = [*given.curves] or guessed
    if len(views) > 1 and not are_runs and not are_parts(views):
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
    if is_plane and isinstance(units, str):
        found.curves[0]["label"] += f" [{units}]"
    _say_others(names, found)


def _say_others(names: Sequence[str], found: Proposal) -> None:
    """Enter the variables that are over the same dimensions as the curves, and not drawn."""
    drawn = {curve["variable"] for curve in found.curves}
    found.others = [name for name in names if name not in drawn]
    if found.others:
        found.doubts.append(
            f"drawn: {', '.join(sorted(drawn))}; over the same dimensions, but not drawn: "
            + ", ".join(found.others[:8])
        )


def _that_vary(views: list[FileView], found: Proposal) -> list[str]:
    """Return the first view's curves without those that are constant throughout, if others are left."""
    names = views[0].names
    varying = [name for name in names if varies(views, name)]
    constant = [name for name in names if name not in varying]
    if varying and constant:
        found.doubts.append(f"not drawn, for it is constant throughout: {', '.join(constant[:8])}")
    return varying or names


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
    is_by_folder = len({Path(curve["file"]).stem for curve in curves}) == 1
    for curve in curves:
        path = Path(curve["file"])
        where = curve.get("group") or (path.parent.name if is_by_folder else path.stem)
        curve["label"] = (
            curve["variable"] if is_variable_enough else f"{curve['variable']}, {where}"
        )
