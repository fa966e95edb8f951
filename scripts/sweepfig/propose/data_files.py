"""Find the data files that a folder holds, and choose those of one kind."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from sweepfig.core.errors import UserError, listed
from sweepfig.core.storage import FileStamp
from sweepfig.survey import patterns

ENDINGS = (".nc", ".nc4", ".cdf", ".h5", ".hdf5", ".zarr")
SHOWN = 5  # kinds of files in a message


def data_files(given: Sequence[str]) -> tuple[list[str], str]:
    """Return the sweep's files for what is given on a command line: files, patterns or folders.

    Of a folder's files, those of one name (numbers in it aside) are taken: the most, then the largest.

    Returns
    -------
    files : list of str
        Each once.
    others : str
        A sentence about the files of the same folders that were not taken; empty without any.

    Raises
    ------
    UserError
        If a folder holds no data files, or a file's path has braces.
    """
    files: list[str] = []
    others: list[str] = []
    for one in given:
        path = Path(one)
        if path.is_dir() and not patterns.is_store(path):
            chosen, left = _of_folder(one)
            files += chosen
            others += left
        else:
            files += [one] if path.exists() else sorted(glob.glob(one)) or [one]
    _refuse_braces(files)
    sentence = f"not taken: {listed(others, SHOWN)}; give such files to draw them"
    return list(dict.fromkeys(files)), sentence if others else ""


def _refuse_braces(files: Sequence[str]) -> None:
    for file in files:
        if "{" in file or "}" in file:  # a config has axes in them, and Snakemake wildcards
            raise UserError(f"{file}: a path without braces is allowed; rename it")


def _of_folder(folder: str) -> tuple[list[str], list[str]]:
    kinds: dict[str, list[str]] = {}
    for file in sorted(_below(folder)):
        kinds.setdefault(_kind(file), []).append(file)
    if not kinds:
        raise UserError(
            f"{folder}: the folder holds no data file; files that end in {', '.join(ENDINGS)} are "
            "looked for, in all its folders"
        )
    if all(len(files) == 1 for files in kinds.values()):
        # They may be curves of one sweep.
        return [file for files in kinds.values() for file in files], []
    best = max(kinds, key=lambda kind: (len(kinds[kind]), _size(kinds[kind])))
    left = [f"{len(files)} {kind}" for kind, files in kinds.items() if kind != best]
    return kinds[best], left


def _below(folder: str) -> Iterator[str]:
    for place, inner, names in os.walk(folder):
        if ".sweepfig" in inner:  # the figures' folder: its numbers are no data
            inner.clear()
            continue
        stores = [name for name in inner if patterns.is_store(os.path.join(place, name))]
        inner[:] = [name for name in inner if name not in stores and not name.startswith(".")]
        found = [name for name in names if name.lower().endswith(ENDINGS) and name[0] != "."]
        yield from (os.path.join(place, name) for name in [*stores, *found])


def _kind(file: str) -> str:
    return re.sub(rf"(?<![A-Za-z]){patterns.NUMBER}|\d+", "*", os.path.basename(file))


def _size(files: Sequence[str]) -> int:
    return sum(FileStamp.of(file).size for file in files)  # a link can lead nowhere
