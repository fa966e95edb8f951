"""Choose the output folder of data that are given without one: named after them, and of no other data."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.plan import plan_file
from sweepfig.propose.config_text import is_unedited_guess
from sweepfig.propose.data_files import ENDINGS
from sweepfig.survey import patterns

MOST_JOINED_NAMES = 3  # as many names make up a name
MOST_NAMES = 99


def names(data: str) -> list[str]:
    """Return the folders' names to try for data of a name; without one, `figures` and others like it."""
    first = f"{data}-figures" if data else "figures"
    return [first, *(f"{first}-{number}" for number in range(2, MOST_NAMES))]


def choose(folders: Iterable[str], is_held: Callable[[str], bool | None]) -> str | None:
    """Return the first folder that the data hold, else the first free one; None if others hold all.

    Parameters
    ----------
    folders : iterable of str
    is_held : callable
        As `is_held_by`, given a folder.
    """
    free = None
    for folder in folders:
        held = is_held(folder)
        if held:
            return folder
        if held is None and free is None:
            free = folder
    return free


def config_beside(output: str) -> Path:
    """Return the config's file for an output folder."""
    return Path(f"{output.rstrip('/')}.yaml")


def has_config(path: Path) -> bool:
    """Whether there is a config to be kept; a guess that can't be drawn is none until it is edited.

    Raises
    ------
    UserError
        If there is a folder instead.
    """
    if path.is_dir():
        raise UserError(
            f"{path}: a folder, where a config is to be; rename it, or choose other names"
        )
    return path.exists() and not is_unedited_guess(path.read_text("utf-8", errors="replace"))


def _is_data(name: str) -> bool:
    return name.lower().endswith(ENDINGS) and not name.startswith(".")


def name_of(paths_given: Sequence[str]) -> str:
    """Return a name for data: that of the only path, of a few, or of the folder whose files are all given.

    Of many others it is the folder's, with the number of files.
    """
    there = [*map(os.path.abspath, paths_given)]
    if len(there) == 1:
        return _plain(there[0])
    folders = {os.path.dirname(path) for path in there}
    folder = os.path.commonpath(folders)
    beside = {os.path.join(folder, name) for name in os.listdir(folder) if _is_data(name)}
    if folders == {folder} and beside == {*there}:
        return _plain(folder)
    if folders == {folder} and len(there) <= MOST_JOINED_NAMES:
        return "-".join(map(_plain, there))
    return f"{_plain(folder)}-{len(there)}-files"


def _plain(path: str) -> str:
    """Return a path within the working folder, else its last part, as one name without odd characters."""
    here = os.getcwd()
    stem, ending = os.path.splitext(path)
    path = stem if ending.lower() in ENDINGS else path
    is_within = path != here and os.path.commonpath([path, here]) == here
    name = os.path.relpath(path) if is_within else os.path.basename(path)
    return re.sub(r"[^\w.+=]+", "-", name).strip(".-") or "sweep"


def is_held_by(output: str, files: Sequence[str], *, may_be_broken: bool = False) -> bool | None:
    """Whether the config or plan of a name draws some of the files; None if the name is free.

    A config that can't be read is taken for one of these files if it `may_be_broken`.

    Raises
    ------
    UserError
        If the config can't be read, and may not be broken.
    """
    if has_config(config_beside(output)):
        try:
            drawn = files_in_config(config_beside(output))
        except UserError:
            if may_be_broken:
                return True
            raise
    elif paths.plan_file(output).exists():
        drawn = _files_in_plan(output)
    elif os.path.lexists(output) and not _is_unused(output):
        return False
    else:
        return None
    return not real(drawn).isdisjoint(real(files))


def _is_unused(output: str) -> bool:
    """Whether a folder has nothing in it, or only what a call left that failed before its plan."""
    return os.path.isdir(output) and {*os.listdir(output)} <= {paths.HIDDEN}


def files_in_config(config: Path) -> list[str]:
    """Return the files that a config's curves name."""
    curves = settings.read(config).sweep.curves
    return [file for curve in curves for file in patterns.files_of(curve)]


def _files_in_plan(output: str) -> list[str]:
    try:
        return [stamp.path for stamp in plan_file.load(paths.plan_file(output)).files]
    except UserError:  # whoever wrote it, it is not to be replaced
        return []


def real(files: Iterable[str]) -> set[str]:
    """Return the files, each by its path without links."""
    return {os.path.realpath(file) for file in files}
