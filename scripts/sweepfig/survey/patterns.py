"""Find the files, or groups in them, that hold a curve's slices, and read axis values from their names.

A curve's `file` is a path or a list of paths. Each may be a glob, ``runs/*.nc``, and may have axes in braces
in place of their values, ``runs/k={wavenumber}/nu={damping}.nc``. Its `group` may be such a pattern too.
No file is opened here.
"""

from __future__ import annotations

import functools
import glob
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sweepfig.core.errors import UserError
from sweepfig.core.storage import files_below, what_else

if TYPE_CHECKING:
    from sweepfig.config.sweep import CurveConfig, Sweep

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?"
BRACES = re.compile(r"\{([^{}]*)\}")
WILD = re.compile(r"\*\*/|\*|\?|\[[^\]/]+\]|\{[^{}]*\}")
STORE_MARKS = ("zarr.json", ".zgroup", ".zmetadata", ".zattrs")


@dataclass(frozen=True)
class Part:
    """A file, or a group in it, and the axis values in its name.

    Attributes
    ----------
    file, group : str
        The group is empty for the file itself.
    said : tuple of (axis, text)
        The axes' values, as they are written in the name.
    """

    file: str
    group: str = ""
    said: tuple[tuple[str, str], ...] = field(default=())

    @property
    def name(self) -> str:
        """The file, with its group."""
        return f"{self.file} (group {self.group})" if self.group else self.file


def is_literal(path: str) -> bool:
    """Whether a path is one file and no pattern; a path with wildcards is literal if a file has this name."""
    return not WILD.search(path) or (not BRACES.search(path) and os.path.exists(path))


def is_many(curve: CurveConfig) -> bool:
    """Whether a curve's config may name several parts, or a group."""
    return len(curve.files) > 1 or not is_literal(curve.files[0]) or curve.group is not None


def files_of(curve: CurveConfig) -> list[str]:
    """Return a curve's files, each once: those that match its patterns, and all literal paths."""
    return list(dict.fromkeys(file for pattern in curve.files for file in files_named(pattern)))


def files_named(pattern: str) -> list[str]:
    """Return the files that match a pattern; a literal path is returned even if there is no such file."""
    return [pattern] if is_literal(pattern) else _matching(pattern)


def is_store(path: str | os.PathLike[str]) -> bool:
    """Whether a folder is a Zarr store."""
    return any((Path(path) / mark).is_file() for mark in STORE_MARKS)


def check_files(curve: CurveConfig, sweep: Sweep, *, key: str) -> None:
    """Refuse a curve without files, with braces that name no axis, or with something else than files.

    Raises
    ------
    UserError
        If it is refused; the message names the key, the value met and what is allowed.
    """
    axes = [axis.dimension for axis in sweep.axes]
    for name, pattern in ((f"{key}.file", file) for file in curve.files):
        _check_braces(pattern, axes, key=name)
        if is_literal(pattern) and not (Path(pattern).is_file() or is_store(pattern)):
            raise UserError(f"{name}: there is no file {pattern}{what_else(pattern)}")
        if not is_literal(pattern) and not _matching(pattern):
            raise UserError(f"{name}: no file matches {pattern}")
    if curve.group is not None:
        _check_braces(curve.group, axes, key=f"{key}.group")
    for file in files_of(curve):
        if "{" in file or "}" in file:  # Snakemake would take them for wildcards
            raise UserError(f"{key}.file: got {file!r}; a path without braces is allowed")


def check_stores(curve: CurveConfig, *, key: str) -> None:
    """Refuse a Zarr store with a pipe or a device in it, because reading that would never end.

    Raises
    ------
    UserError
        If there is one; the message names it.
    """
    for store in filter(os.path.isdir, files_of(curve)):
        try:
            wrong = next((file for file in files_below(Path(store)) if not file.is_file()), None)
        except OSError as error:
            raise UserError(
                f"{key}.file: {error.filename} can't be read: {error.strerror}"
            ) from None
        if wrong:
            raise UserError(
                f"{key}.file: {wrong} is no ordinary file, as all in a Zarr store has to be"
            )


def find_files(curve: CurveConfig, sweep: Sweep) -> Iterator[Part]:
    """Yield a curve's files, each with the axis values in its name.

    Raises
    ------
    UserError
        If a name that matches a pattern has no number in the place of an axis's value.
    """
    seen = set()
    for pattern in curve.files:
        for file in files_named(pattern):
            if file not in seen:
                seen.add(file)
                said = () if is_literal(pattern) else _read(file, pattern, _are_text(sweep))
                yield Part(file, "", said)


def find_groups(whole: Part, pattern: str | None, there: Iterable[str], sweep: Sweep) -> list[Part]:
    """Return a file's parts: the file itself if `pattern` is None, else the groups that match it.

    Raises
    ------
    UserError
        If no group matches, or a group's name has no number in the place of an axis's value.
    """
    if pattern is None:
        return [whole]
    pattern = pattern.strip("/")
    are_text = _are_text(sweep)
    names = sorted(filter(None, there))
    # Matched with any text in the braces, so that a name without a number is refused and not left out.
    wanted = re.compile(_regex(pattern, {}))
    found = [name for name in names if wanted.fullmatch(name)]
    if not found:
        raise UserError(
            f"{whole.file}: no group matches {pattern!r}; there are {', '.join(names[:8]) or 'none'}"
        )
    return [
        Part(whole.file, name, (*whole.said, *_read(name, pattern, are_text))) for name in found
    ]


def _are_text(sweep: Sweep) -> dict[str, bool]:
    return {axis.dimension: axis.notation == "text" for axis in sweep.axes}


def _matching(pattern: str) -> list[str]:
    found = sorted(glob.glob(BRACES.sub("*", pattern), recursive=True))
    odd = next((file for file in found if not _is_text(file)), None)
    if odd is not None:
        raise UserError(
            f"sweep.curves[].file: {pattern} matches {odd!a}, whose name is not in UTF-8; allowed are names "
            "that are, or a pattern that leaves it out"
        )
    return found


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_braces(pattern: str, axes: Sequence[str], *, key: str) -> None:
    for name in BRACES.findall(pattern):
        if name not in axes:
            raise UserError(
                f"{key}: got {pattern!r}, but {{{name}}} is no axis; in braces are allowed "
                f"{', '.join(axes)} (sweep.axes[].dimension), or a path without braces"
            )
    if re.search(r"[{}]", BRACES.sub("", pattern)) or "}{" in pattern:
        raise UserError(
            f"{key}: got {pattern!r}; allowed is a path without braces, or with whole pairs of them, "
            "with text between"
        )


def _read(name: str, pattern: str, is_text: dict[str, bool]) -> tuple[tuple[str, str], ...]:
    """Return the axis values in a name that matches a pattern."""
    found = re.fullmatch(_regex(pattern, is_text), name)
    if found is None:
        wanted = ", ".join(BRACES.findall(pattern))
        raise UserError(
            f"{name}: matches {pattern!r}, but has no number for {wanted}; allowed are names with a "
            "number there (text, with the axis's `notation: text`)"
        )
    names = dict.fromkeys(BRACES.findall(pattern))
    return tuple((axis, found[f"axis{place}"]) for place, axis in enumerate(names))


def _regex(pattern: str, is_text: dict[str, bool]) -> str:
    return _regex_of(pattern, frozenset(is_text.items()))


@functools.lru_cache(maxsize=64)
def _regex_of(pattern: str, axes: frozenset[tuple[str, bool]]) -> str:
    is_text = dict(axes)
    names = {name: place for place, name in enumerate(dict.fromkeys(BRACES.findall(pattern)))}
    seen: set[str] = set()
    pieces, end = [], 0
    for found in WILD.finditer(pattern):
        pieces.append(re.escape(pattern[end : found.start()]))
        end, wild = found.end(), found[0]
        if wild == "**/":
            pieces.append("(?:.*/)?")
        elif wild == "*":
            pieces.append("[^/]*")
        elif wild == "?":
            pieces.append("[^/]")
        elif wild.startswith("["):
            within = wild[1:-1].replace("\\", r"\\").replace("[", r"\[")
            pieces.append(f"[{re.sub('^!', '^', within)}]")
        else:
            name = wild[1:-1]
            value = "[^/]+?" if is_text.get(name, True) else NUMBER
            label = f"axis{names[name]}"
            pieces.append(f"(?P={label})" if name in seen else f"(?P<{label}>{value})")
            seen.add(name)
    return "".join([*pieces, re.escape(pattern[end:])])
