"""Propose axes whose values stand in the names of files or groups."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError
from sweepfig.propose import cf_roles
from sweepfig.propose.axes.axis import axis_of
from sweepfig.propose.proposed import Proposal, ProposedAxis
from sweepfig.propose.views import FileView

NUMBER = r"(?:(?<=[=_/])[-+])?(?:\d+\.\d+|\d+)(?:[eE][-+]?\d+)?"


def axes_in_names(views: list[FileView], found: Proposal, key: str) -> list[ProposedAxis]:
    """Return axes whose values are in the names of files or groups; put their braces into the curves' names.

    Raises
    ------
    UserError
        If nothing in the names could be an axis.
    """
    there = [getattr(view, key) for view in views]
    there += found.unread if key == "file" else []
    pattern, values = numbers_in(there) or words_in(there)
    if key == "file":
        refuse_further(pattern, values, there)
    for curve in found.curves:
        curve[key] = pattern
    found.doubts.append(f"the values of {', '.join(values)} are taken from the names of the {key}s")
    return [axis_of(name, np.unique(each), views[0]) for name, each in values.items()]


def pattern_of(files: Sequence[str]) -> str | None:
    """Return a pattern that these files match, and no others; None without such a pattern."""
    before, after = cf_roles.common_parts(files) or ("", "")
    with_braces, _ = numbers_in(files) or ("", {})
    for pattern in (
        f"{glob.escape(before)}*{glob.escape(after)}",
        re.sub(r"\{.*?\}", "*", with_braces),
    ):
        if sorted(glob.glob(pattern)) == sorted(files):
            return pattern
    return None


def refuse_further(pattern: str, names: Iterable[str], there: Sequence[str]) -> None:
    """Refuse a pattern that matches further files than those that are there.

    Raises
    ------
    UserError
        If it does.
    """
    if further := sorted({*glob.glob(re.sub(r"\{.*?\}", "*", pattern))} - {*there}):
        raise UserError(
            f"the values of {', '.join(names)} are in the files' names, as in {pattern}, which "
            f"{len(further)} further files have, too, such as {further[0]}; give these, too, or put the "
            "files that are wanted into a folder of their own"
        )


def numbers_in(there: Sequence[str]) -> tuple[str, dict[str, NDArray[Any]]] | None:
    """Return names as a pattern, and the numbers for its braces; None if the names differ in more."""
    pieces = [re.split(f"({NUMBER})", name) for name in there]
    if len({(len(each), *each[::2]) for each in pieces}) != 1 or any("{" in name for name in there):
        return None
    pattern = ""
    values: dict[str, NDArray[Any]] = {}
    for place, first in enumerate(pieces[0]):
        texts = [each[place] for each in pieces]
        if len({*texts}) == 1:
            pattern += glob.escape(first)
            continue
        before = re.search(r"([A-Za-z][A-Za-z0-9]*)[^A-Za-z0-9{}]*$", pattern)
        name = before[1] if before and before[1] not in values else f"number{len(values) or ''}"
        is_whole = all(re.fullmatch(r"[-+]?\d+", text) for text in texts)
        values[name] = np.array([int(text) if is_whole else float(text) for text in texts])
        pattern += f"{{{name}}}"
    points = {*zip(*(each.tolist() for each in values.values()), strict=True)}
    tells_all_apart = len(points) == len(there)
    return (pattern, values) if values and tells_all_apart and "}{" not in pattern else None


def words_in(there: Sequence[str]) -> tuple[str, dict[str, NDArray[Any]]]:
    """Return names as a pattern, and the texts for its braces.

    Raises
    ------
    UserError
        If the names have no part that could be an axis's value.
    """
    parts = cf_roles.common_parts(there)
    texts = [] if parts is None else [n[len(parts[0]) : len(n) - len(parts[1])] for n in there]
    if parts is None or any("/" in text for text in texts) or "{" in "".join(there):
        raise UserError(
            f"{', '.join(there[:3])}, ...: nothing tells these apart that could be an axis; a scalar "
            "variable or attribute in each, or numbers in names of one form, are needed"
        )
    before, after = parts
    word = re.search(r"([A-Za-z][A-Za-z0-9]*)[^A-Za-z0-9]*$", Path(before).name)
    name = word[1] if word and not before.endswith("/") else "run"
    return f"{glob.escape(before)}{{{name}}}{glob.escape(after)}", {name: np.array(texts)}
