"""Find parameters that differ between runs only since some of them were added.

Separate from what is proposed, because there is a config already, whose other choices are not looked at.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from sweepfig.config.sweep import Sweep
from sweepfig.core.naming import words
from sweepfig.propose.axes.beside import tables_beside
from sweepfig.propose.axes.varied import Column, follows, is_computed, newly_varied
from sweepfig.propose.views import FileView, is_one_number, open_views, scalars, value_of
from sweepfig.survey import patterns


def varied_since(sweep: Sweep, before: Collection[str]) -> list[str]:
    """Return the parameters in which added runs differ from those before, which were alike in them.

    They are numbers that each file has once, and what stands beside the files. Left out are axes, what
    follows from an axis, was computed or is a seed, what the config selects, and files that can't be read.

    Parameters
    ----------
    sweep : Sweep
        The config's section.
    before : collection of str
        The files of the last run.
    """
    there = list(dict.fromkeys(file for each in sweep.curves for file in patterns.files_of(each)))
    files = sorted(there, key=lambda file: file not in before)  # those of before come first
    n_before = sum(file in before for file in files)
    if not 0 < n_before < len(files):
        return []
    with ExitStack() as stack:
        views, _ = open_views(files, stack)
        tables = [([view.file for view in views], _said_once(views))]
    tables += [(files, table) for table in tables_beside(files)]
    found: dict[str, None] = {}
    for runs, table in tables:
        n_before = sum(run in before for run in runs)
        axes = _columns_of_axes(sweep, runs, [each for there, each in tables if there == runs])
        # What was alike while an axis varied does not follow from it.
        new_axes = [axis for axis in axes if len({*axis[:n_before]}) == 1]
        wanted = _without_what_the_axes_tell(table, new_axes)
        found |= dict.fromkeys(newly_varied(wanted, n_before))
    known = {axis.dimension for axis in sweep.axes} | {*sweep.select}
    known |= {name for curve in sweep.curves for name in curve.select}
    return [name for name in found if name not in known]


def _columns_of_axes(
    sweep: Sweep, files: Sequence[str], tables: Sequence[Mapping[str, Column]]
) -> list[Column]:
    """Return the axes' values in the files, as far as their names, or what they hold, tell them."""
    dimensions = [axis.dimension for axis in sweep.axes]
    columns = [
        column
        for table in tables
        for name, column in table.items()
        if name in dimensions or name.rpartition(".")[2] in dimensions
    ]
    parts = [part for curve in sweep.curves for part in patterns.find_files(curve, sweep)]
    said = {part.file: dict(part.said) for part in parts}
    for axis in dimensions:
        texts = [said.get(file, {}).get(axis) for file in files]
        written = [text for text in texts if text is not None]
        if len(written) == len(files):
            columns.append([_as_number(text) for text in written])
    return columns


def _as_number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _without_what_the_axes_tell(
    table: Mapping[str, Column], axes: Sequence[Column]
) -> dict[str, Column]:
    """Return a table without what follows from an axis, was computed, or is a seed."""
    return {
        name: values
        for name, values in table.items()
        if not any(follows(values, axis) for axis in axes)
        and "seed" not in words(name)
        and not is_computed(values)
    }


def _said_once(views: Sequence[FileView]) -> dict[str, Column]:
    """Return the numbers that all views have, one in each."""
    datasets = [view.dataset for view in views]
    names = [name for kind in scalars(datasets[0]) for name in kind] if views else []
    table = {name: [_number(value_of(each, name)) for each in datasets] for name in names}
    return {name: values for name, values in table.items() if all(map(math.isfinite, values))}


def _number(value: Any) -> float:
    return float(value) if is_one_number(value) else math.nan
