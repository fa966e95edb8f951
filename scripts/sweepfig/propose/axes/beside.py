"""Find the files beside the data in which the parameters of the runs stand, and the axes in them."""

from __future__ import annotations

import glob
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from sweepfig.core.errors import UserError, listed
from sweepfig.propose.axes.axis import axis_of
from sweepfig.propose.axes.varied import Column, Varied, varied
from sweepfig.propose.proposed import Proposal, ProposedAxis, doubts_about_files
from sweepfig.propose.views import FileView
from sweepfig.survey import parameters

LEVELS = 4  # folders upwards from the data in which parameters are looked for
SHOWN = 8  # names in a comment
USUAL = ("config", "input", "param", "nml", "namelist")


def axes_beside(
    views: Sequence[FileView], found: Proposal, pieces: Sequence[FileView] = ()
) -> list[ProposedAxis]:
    """Return the parameters beside the files that differ between the runs, as axes; none without any.

    The parameters' file and what was left out are entered in `found`.

    Parameters
    ----------
    views : sequence of FileView
        One of each run.
    found : Proposal
    pieces : sequence of FileView
        All files of these runs, if they have several; they share the parameters of one of `views`.
    """
    files = [view.file for view in views]
    if len({*files}) < 2 or any(view.group for view in views):
        return []
    taken = {*map(str, views[0].content.variables), *map(str, views[0].content.attrs)}
    why_not: list[str] = []
    for pattern in _candidates(files):
        if not {*_paths([view.file for view in pieces], pattern)} <= {*_paths(files, pattern)}:
            continue
        by_file, unread = _read_beside(files, pattern)
        if len(unread) >= len(files) / 2:
            why_not.append(f"not read, in search of parameters: {next(iter(unread.values()))}")
            continue
        runs = [*by_file.values()]
        differing = varied(_table(runs, taken))
        if differing.tells_apart:
            found.parameters = pattern
            found.doubts = [
                *doubts_about_files(unread, (), ""),
                *(doubt for doubt in found.doubts if not doubt.startswith(_not_taken(pattern, ""))),
                *_doubts(pattern, differing, _had_by_some(runs, taken)),
            ]
            return [
                axis_of(name, np.unique(np.array(values)), views[0], short=short)
                for (name, values), short in zip(
                    differing.axes.items(), short_names([*differing.axes]), strict=True
                )
            ]
        why_not += _not_told_apart(pattern, [*by_file], differing)
    found.doubts += why_not[:SHOWN]
    return []


def _paths(files: Sequence[str], pattern: str) -> list[str]:
    return [parameters.path_beside(file, pattern) for file in files]


def _read_beside(
    files: Sequence[str], pattern: str
) -> tuple[dict[str, Mapping[str, parameters.Scalar]], dict[str, str]]:
    """Return the parameters of each file, and of the others the reason why they can't be read."""
    by_file: dict[str, Mapping[str, parameters.Scalar]] = {}
    unread: dict[str, str] = {}
    for file, path in zip(files, _paths(files, pattern), strict=True):
        try:
            by_file[file] = parameters.read(path)
        except UserError as error:
            unread[file] = str(error)
    return by_file, unread


def short_names(names: Sequence[str]) -> list[str]:
    """Return the ends of dotted names that tell them apart, each as short as possible."""

    def ends(name: str) -> list[str]:
        pieces = name.split(".")
        there = [".".join(pieces[n:]) for n in reversed(range(len(pieces)))]
        return [end for end in there if not end.partition(".")[0].isdecimal()] or [name]

    every = [end for name in names for end in ends(name)]
    return [next((end for end in ends(name) if every.count(end) == 1), name) for name in names]


def _candidates(files: Sequence[str]) -> list[str]:
    """Return where more than half of the files have parameters of their own, as `sweep.parameters` has it.

    Those of a usual name come first, of these those that the fewest files lack, then the nearest.
    """
    # One of the two may be the file that lacks its parameters.
    patterns = {
        pattern: None
        for file in dict.fromkeys((files[0], files[-1]))
        for pattern in _patterns(file, files)
        if _may_hold_parameters(parameters.path_beside(file, pattern))
    }
    n_missing: dict[str, int] = {}
    for pattern in patterns:
        paths = _paths(files, pattern)
        there = [path for path in paths if os.path.exists(path)]
        if len(there) > len(paths) / 2 and all(map(_may_hold_parameters, there)):
            n_missing[pattern] = len(paths) - len(there)
    return sorted(n_missing, key=lambda pattern: (not _is_usual(pattern), n_missing[pattern]))


def _patterns(file: str, files: Sequence[str]) -> Iterator[str]:
    """Yield what stands beside a file, and in the folders above it that it does not share with all others."""
    stem = os.path.splitext(file)[0]
    beside = sorted(glob.glob(f"{glob.escape(stem)}.*"))
    yield from (f"{{stem}}{other.removeprefix(stem)}" for other in beside if other != file)
    common = os.path.commonpath([os.path.dirname(os.path.abspath(each)) for each in files])
    folder = os.path.dirname(os.path.abspath(file))
    for level in range(LEVELS):
        if folder == common:
            break
        yield from (f"{'../' * level}{name}" for name in _names_in(folder))
        folder = os.path.dirname(folder)


def _names_in(folder: str) -> list[str]:
    names = sorted(os.listdir(folder))
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


def tables_beside(files: Sequence[str]) -> Iterator[dict[str, Column]]:
    """Yield for each place beside the files what parameters stand there, where all of them have some."""
    for pattern in _candidates(files):
        by_file, unread = _read_beside(files, pattern)
        if not unread:
            yield _table([*by_file.values()], set())


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


def _had_by_some(runs: Sequence[Mapping[str, parameters.Scalar]], taken: set[str]) -> list[str]:
    """Return the parameters that some runs lack."""
    names = dict.fromkeys(name for run in runs for name in run if name not in taken)
    return [name for name in names if not all(_is_given(run.get(name)) for run in runs)]


def _not_told_apart(pattern: str, files: Sequence[str], differing: Varied) -> Iterator[str]:
    """Yield which two runs have the same values of parameters that were varied."""
    seen: dict[tuple[Any, ...], str] = {}
    for file, *point in zip(files, *differing.axes.values(), strict=True):
        other = seen.setdefault(tuple(point), file)
        if point and other != file:
            names = listed([*differing.axes], SHOWN)
            yield _not_taken(pattern, f"{other} and {file} have the same {names}")
            return


def _not_taken(pattern: str, reason: str) -> str:
    return f"{pattern} is not taken for parameters: {reason}"


def _doubts(pattern: str, differing: Varied, had_by_some: Sequence[str]) -> Iterator[str]:
    yield f"the axes are the parameters in {pattern} that differ between the runs"
    for cause in dict.fromkeys(differing.follow.values()):
        names = [name for name, of in differing.follow.items() if of == cause]
        yield f"left out, as functions of {cause}: {listed(names, SHOWN)}"
    if differing.needless:
        yield f"left out, as each run is told by the axes alone: {listed(differing.needless, SHOWN)}"
    if differing.names:
        yield f"left out, as names of runs: {listed(differing.names, SHOWN)}"
    if had_by_some:
        yield f"left out, as not all runs have a value: {listed(had_by_some, SHOWN)}"
