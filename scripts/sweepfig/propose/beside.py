"""Find the files beside the data in which the parameters of the runs stand, and the axes in them."""

from __future__ import annotations

import glob
import math
import os
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sweepfig.core.errors import UserError
from sweepfig.propose.axes import axis_of
from sweepfig.propose.proposed import Proposal, ProposedAxis
from sweepfig.propose.varied import Column, Varied, varied
from sweepfig.propose.views import FileView
from sweepfig.survey import parameters

LEVELS = 4  # folders upwards from the data in which parameters are looked for
SHOWN = 8  # names in a comment
USUAL = ("config", "input", "param", "nml", "namelist")


def axes_beside(views: Sequence[FileView], found: Proposal) -> list[ProposedAxis]:
    """Return the parameters beside the files that differ between the runs, as axes; none without any.

    The parameters' file and what was left out are entered in `found`.
    """
    files = [view.file for view in views]
    if len({*files}) < 2 or any(view.group for view in views):
        return []
    taken = {*map(str, views[0].content.variables), *map(str, views[0].content.attrs)}
    unread: list[str] = []
    for pattern in _candidates(files):
        try:
            runs = [parameters.read(parameters.path_beside(file, pattern)) for file in files]
        except UserError as error:
            unread.append(f"not read, in search of parameters: {error}")
            continue
        differing = varied(_table(runs, taken))
        if differing.tells_apart:
            found.parameters = pattern
            found.doubts += _doubts(pattern, differing)
            return [
                axis_of(name, np.unique(np.array(values)), views[0], short=short)
                for (name, values), short in zip(
                    differing.axes.items(), short_names([*differing.axes]), strict=True
                )
            ]
    found.doubts += unread[:SHOWN]
    return []


def short_names(names: Sequence[str]) -> list[str]:
    """Return the ends of dotted names that tell them apart, each as short as possible."""

    def ends(name: str) -> list[str]:
        pieces = name.split(".")
        there = [".".join(pieces[n:]) for n in reversed(range(len(pieces)))]
        return [end for end in there if not end.partition(".")[0].isdecimal()] or [name]

    every = [end for name in names for end in ends(name)]
    return [next((end for end in ends(name) if every.count(end) == 1), name) for name in names]


def _candidates(files: Sequence[str]) -> Iterator[str]:
    """Yield where each file may have parameters of its own, nearest first, as `sweep.parameters` has it."""
    first = files[0]
    stem = os.path.splitext(first)[0]
    beside = sorted(glob.glob(f"{glob.escape(stem)}.*"))
    patterns = [f"{{stem}}{file.removeprefix(stem)}" for file in beside if file != first]
    common = os.path.commonpath([os.path.dirname(os.path.abspath(file)) for file in files])
    folder = os.path.dirname(os.path.abspath(first))
    for level in range(LEVELS):
        if folder == common:
            break
        up = "../" * level
        patterns += [f"{up}{name}" for name in _names_in(folder)]
        folder = os.path.dirname(folder)
    for pattern in patterns:
        paths = [parameters.path_beside(file, pattern) for file in files]
        if all(map(_may_hold_parameters, paths)):
            yield pattern


def _names_in(folder: str) -> list[str]:
    names = sorted(os.listdir(folder), key=lambda name: (not _is_usual(name), name))
    hydra = os.path.join(".hydra", "config.yaml")
    is_hydras = os.path.isfile(os.path.join(folder, hydra))
    return [hydra] * is_hydras + [name for name in names if not name.startswith(".")]


def _is_usual(name: str) -> bool:
    return any(word in name.lower() for word in USUAL)


def _may_hold_parameters(path: str) -> bool:
    is_small = os.path.isdir(path) or (
        os.path.isfile(path) and os.path.getsize(path) <= parameters.LARGEST_BYTES
    )
    return is_small and parameters.is_format(path)


def _table(runs: Sequence[Mapping[str, parameters.Scalar]], taken: set[str]) -> dict[str, Column]:
    """Return each parameter's values in all runs; without those that some run lacks, or the data have.

    A number that is not finite is taken for none.
    """
    return {
        name: [run[name] for run in runs]
        for name in runs[0]
        if name not in taken and all(_is_given(run.get(name)) for run in runs)
    }


def _is_given(value: parameters.Scalar | None) -> bool:
    return value is not None and (not isinstance(value, float) or math.isfinite(value))


def _doubts(pattern: str, differing: Varied) -> Iterator[str]:
    yield f"the axes are the parameters in {pattern} that differ between the runs"
    for cause in dict.fromkeys(differing.follow.values()):
        names = [name for name, of in differing.follow.items() if of == cause]
        yield f"left out, as functions of {cause}: {_listed(names)}"
    if differing.needless:
        yield f"left out, as each run is told by the axes alone: {_listed(differing.needless)}"
    if differing.names:
        yield f"left out, as names of runs: {_listed(differing.names)}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
