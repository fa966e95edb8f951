"""Propose an axis of one value, which names the only figure of a file that nothing was varied in."""

from __future__ import annotations

import dataclasses
import fnmatch
import glob
import itertools
import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.plan.axis import Axis, check_names
from sweepfig.propose import cf_roles
from sweepfig.propose.axes.axis import axis_of
from sweepfig.propose.proposed import Proposal, ProposedAxis
from sweepfig.propose.views import FileView, values_of

SAID = ("standard_name", "long_name", "title", "station", "source", "id", "name")


def only_axis(view: FileView, found: Proposal) -> ProposedAxis:
    """Return an axis of one value, which names the only figure of a file without swept dimensions.

    Raises
    ------
    UserError
        If neither the file's content nor its name gives a name for the figure.
    """
    dataset, variable = view.dataset, view.dataset[view.names[0]]
    found.doubts.append(
        "there is nothing to sweep over: one figure, named after what the file says"
    )
    for name in cf_roles.single_values(dataset):
        values = values_of(view, name) if name in dataset.dims else np.ravel(dataset[name])
        axis = axis_of(name, values, view)
        if _can_be_named(axis, values):
            return axis
    attributes = {**dataset.attrs, **variable.attrs}
    for name in SAID:
        value = np.array([str(attributes.get(name, ""))])
        axis = axis_of(name, value, view, bare=True)
        if name not in dataset.variables and _can_be_named(axis, value):
            return axis
    return _axis_of_file(view, found)


def _axis_of_file(view: FileView, found: Proposal) -> ProposedAxis:
    """Return an axis of one value: a part of the file's name, with a pattern that matches no other file."""
    folder, name = os.path.split(view.file)
    stem, ending = os.path.splitext(name)
    there = sorted(os.listdir(folder or "."))
    for start, end in itertools.combinations(range(len(stem) + 1), 2):
        pieces = stem[:start], stem[start:end], stem[end:]
        wild = f"{glob.escape(pieces[0])}*{glob.escape(pieces[2] + ending)}"
        if fnmatch.filter(there, wild) == [name]:
            for curve in found.curves:
                series = f"{glob.escape(pieces[0])}{{series}}{glob.escape(pieces[2] + ending)}"
                curve["file"] = os.path.join(glob.escape(folder), series)
            axis = axis_of("series", np.array([pieces[1]]), view)
            as_named = f"{pieces[0]}{{}}{pieces[2]}"
            return dataclasses.replace(axis, path=as_named, title=as_named)
    raise UserError(
        f"{view.file}: {view.names[0]!r} is over {found.abscissa} alone, and nothing in the file could "
        "be an axis; a scalar variable or an attribute, as a title, is needed"
    )


def _can_be_named(axis: ProposedAxis, values: NDArray[Any]) -> bool:
    try:
        check_names([Axis(axis.dimension, values, *_writing(axis))])
    except (UserError, ValueError, TypeError):
        return False
    return True


def _writing(axis: ProposedAxis) -> tuple[str, int, str, str]:
    return axis.notation, axis.digits, axis.path, axis.title
