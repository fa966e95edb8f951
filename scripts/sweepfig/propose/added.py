"""Find parameters that differ between runs only since some of them were added.

Separate from `proposal`, because there is a config already, whose other choices are not looked at.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np

from sweepfig.config.sweep import Sweep
from sweepfig.propose.beside import tables_beside
from sweepfig.propose.varied import Column, newly_varied
from sweepfig.propose.views import FileView, look_into, scalars, value_of
from sweepfig.survey import patterns


def varied_since(sweep: Sweep, before: Collection[str]) -> list[str]:
    """Return the parameters in which added runs differ from those before, which were alike in them.

    They are numbers that each file has once, and what stands beside the files. Axes and what the config
    selects are left out, and files that can't be read.

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
        views, _ = look_into(files, stack)
        found = newly_varied(_said_once(views), sum(view.file in before for view in views))
    found += [name for table in tables_beside(files) for name in newly_varied(table, n_before)]
    known = {axis.dimension for axis in sweep.axes} | {*sweep.select}
    return [name for name in dict.fromkeys(found) if name not in known]


def _said_once(views: Sequence[FileView]) -> dict[str, Column]:
    """Return the numbers that all views have, one in each."""
    datasets = [view.dataset for view in views]
    names = [name for kind in scalars(datasets[0]) for name in kind] if views else []
    table = {name: [_number(value_of(each, name)) for each in datasets] for name in names}
    return {name: values for name, values in table.items() if all(map(math.isfinite, values))}


def _number(value: Any) -> float:
    is_number = np.ndim(value) == 0 and np.asarray(value).dtype.kind in "fiu"
    return float(value) if is_number else math.nan
