"""Propose axes for many files or groups, each of which holds a part of the sweep.

A part is a run, or a piece of a run: output is often split over time, as ``run0/t0.nc``, ``run0/t1.nc``,
``run1/t0.nc``.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.propose import cf_roles
from sweepfig.propose.axes.axis import axis_of
from sweepfig.propose.axes.beside import axes_beside
from sweepfig.propose.axes.names import (
    NUMBER,
    axes_in_names,
    numbers_in,
    pattern_of,
    refuse_further,
    words_in,
)
from sweepfig.propose.axes.varied import varied
from sweepfig.propose.curvilinear import dimensions_drawn
from sweepfig.propose.proposed import Proposal, ProposedAxis
from sweepfig.propose.views import (
    FileView,
    differ,
    dimensions_of,
    scalars,
    value_of,
    values_of,
    varying_scalars,
)
from sweepfig.survey import patterns


def axes_of_parts(
    views: list[FileView], found: Proposal, runs: list[ProposedAxis]
) -> list[ProposedAxis]:
    """Return the axes in which many files or groups differ, and make the curves name all of them.

    Parameters
    ----------
    views : list of FileView
        One for each file or group.
    found : Proposal
    runs : list of ProposedAxis
        The axes whose values each file says once; those that are looked for here, without any.

    Raises
    ------
    UserError
        If nothing tells the files or groups apart.
    """
    first = views[0]
    files, groups = [*(view.file for view in views), *found.unread], [view.group for view in views]
    there = {"file": _all_of(files, "file"), "group": _all_of(groups, "group")}
    for curve in found.curves:
        curve |= {key: name for key, name in there.items() if name}
    if runs:
        return runs
    drawn = dimensions_drawn(first.dataset, first.names[0], found.abscissa)
    own = [name for name in dimensions_of(first) if name not in drawn]
    if not first.group and any(differ(views, name) for name in own):
        return _axes_of_pieces(views, own, found)
    return axes_in_names(views, found, "group" if first.group else "file")


def _all_of(there: list[str], key: str) -> str | list[str]:
    """Return a config's value that names all files, or groups: one name, an exact pattern, or a list."""
    names = list(dict.fromkeys(there))
    if len(names) == 1:
        return names[0]
    if key == "group":
        before, after = cf_roles.common_parts(names) or ("", "")
        return f"{glob.escape(before)}*{glob.escape(after)}"
    return pattern_of(names) or names


def _axes_of_pieces(
    views: list[FileView], dimensions: Sequence[str], found: Proposal
) -> list[ProposedAxis]:
    """Return the axes that tell the runs apart whose pieces the files hold; none if all are of one run."""
    split = [name for name in dimensions if differ(views, name)]
    pieces = f"the files are pieces of {', '.join(split)}"
    heads = [view for view in views if _hold_the_same(view, views[0], split)]
    if len(heads) > 1:
        axes = _axes_of_scalars(varying_scalars(heads), views)
        axes = axes or axes_beside(heads, found, pieces=views)
        axes = axes or _axes_in_names(views, heads, found, split)
    else:
        folders = _by_folder(views)
        axes = _axes_of_folders(views, folders, found)
        if not axes:
            if len(folders) > 1:
                found.doubts.append(
                    f"{pieces}, and those of {len(folders)} folders taken for one run; if they are of "
                    "several, put braces into sweep.curves[].file for what tells these apart, as "
                    '"runs/{run}/piece*.nc", and an axis of that name'
                )
            return []
    found.doubts.append(f"{pieces}; the runs that they are of differ in {_names_of(axes)}")
    return axes


def _axes_of_scalars(names: Sequence[str], views: list[FileView]) -> list[ProposedAxis]:
    values = {name: [value_of(view.dataset, name) for view in views] for name in names}
    return [axis_of(name, np.unique(there), views[0]) for name, there in values.items()]


def _by_folder(views: Sequence[FileView]) -> list[list[FileView]]:
    folders: dict[PurePath, list[FileView]] = {}
    for view in views:
        folders.setdefault(PurePath(view.file).parent, []).append(view)
    return [*folders.values()]


def _axes_of_folders(
    views: list[FileView], folders: Sequence[Sequence[FileView]], found: Proposal
) -> list[ProposedAxis]:
    """Return the axes of runs that share no steps, each in a folder; none if nothing says what they are.

    With one file in each folder nothing tells a run from a piece of one.
    """
    if not 1 < len(folders) < len(views):
        return []
    heads = [there[0] for there in folders]
    table = {
        name: [float(value_of(view.dataset, name)) for view in heads]
        for kind in scalars(heads[0].dataset)
        for name in kind
        if all(len({str(value_of(view.dataset, name)) for view in there}) == 1 for there in folders)
    }
    differing = varied(table)
    if differing.tells_apart:
        return _axes_of_scalars([*differing.axes], views)
    return axes_beside(heads, found)


def _names_of(axes: Sequence[ProposedAxis]) -> str:
    return ", ".join(axis.dimension for axis in axes)


def _hold_the_same(view: FileView, other: FileView, dimensions: Sequence[str]) -> bool:
    """Whether two views share most values along some dimensions; a run's pieces may share their ends."""
    return all(
        np.isin(values_of(view, name), values_of(other, name)).mean() > 0.5 for name in dimensions
    )


def _axes_in_names(
    views: Sequence[FileView], heads: Sequence[FileView], found: Proposal, split: Sequence[str]
) -> list[ProposedAxis]:
    """Return axes whose values are in the names of the runs; put braces into the curves' file."""
    files = [*(view.file for view in views), *found.unread]
    try:
        pattern, values = _in_names(files, [view.file for view in heads])
    except UserError as error:
        raise UserError(
            f"{heads[0].file} and {heads[1].file} hold the same {', '.join(split)}, so they are pieces of "
            f"different runs; but {error}. By hand: braces in sweep.curves[].file for what tells runs apart, "
            'as "runs/{run}/piece*.nc", and an axis of that name'
        ) from None
    for curve in found.curves:
        curve["file"] = pattern
    found.doubts.append(f"the values of {', '.join(values)} are taken from the names of the files")
    return [axis_of(name, np.unique(each), views[0]) for name, each in values.items()]


def _in_names(files: Sequence[str], heads: Sequence[str]) -> tuple[str, dict[str, NDArray[Any]]]:
    """Return the names of all files as a pattern, with braces where those of the runs' heads differ.

    Elsewhere numbers that not all files have count the pieces.
    """
    with_braces, values = numbers_in(heads) or words_in(heads)
    parts = re.split(r"(\{.*?\})", with_braces)
    for place in range(0, len(parts), 2):
        if not all(parts[place] in glob.escape(file) for file in files):
            parts[place] = re.sub(NUMBER, "*", parts[place])
    pattern = "".join(parts)
    refuse_further(pattern, values, files)
    if missing := sorted({*files} - {*patterns.files_named(pattern)}):
        raise UserError(f"{missing[0]} has no name of the form {pattern}")
    return pattern, values
