"""Propose axes with a notation for their values in which names differ and are accurate.

Separate from `proposal`, which decides which dimensions are axes.
"""

from __future__ import annotations

import dataclasses
import fnmatch
import glob
import itertools
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core import naming
from sweepfig.core.errors import UserError
from sweepfig.plan.axis import Axis, check_names
from sweepfig.propose import cf_roles
from sweepfig.propose.proposed import Proposal, ProposedAxis
from sweepfig.propose.views import FileView, values_of
from sweepfig.sweep.coordinates import months_of

WIDE = 1e3  # axis values over more decades than these are written with exponents
NUMBER = r"(?:(?<=[=_/])[-+])?(?:\d+\.\d+|\d+)(?:[eE][-+]?\d+)?"
SAID = ("standard_name", "long_name", "title", "station", "source", "id", "name")


def axis_of(
    name: str, values: NDArray[Any], view: FileView, *, bare: bool = False, short: str = ""
) -> ProposedAxis:
    """Return an axis with the shortest notation in which its values differ and are accurate.

    Paths and titles have `short` for its name if that is given, or with `bare` the value alone.
    """
    attributes = view.dataset[name].attrs if name in view.dataset.variables else {}
    notation, digits = way_to_write(values)
    shown = short or ("month" if _are_months(view, name) else name)
    plain = naming.plain_name(shown)
    units = str(attributes.get("units", ""))
    has_units = notation != "text" and units not in ("", "1") and len(units) <= 20
    title = f"{shown} = {{}}{' ' + units if has_units else ''}"
    said = attributes.get("long_name") or attributes.get("standard_name")
    what = f"{said}, " if isinstance(said, str) and said != name and len(said) <= 40 else ""
    count = f"{len(values)} value{'s' if len(values) != 1 else ''}"
    span = _span(values)
    return ProposedAxis(
        dimension=name,
        notation=notation,
        digits=digits,
        path="{}" if bare else f"{plain}={{}}",
        title="{}" if bare else title,
        comment=f"{what}{count}{span}",
    )


def _are_months(view: FileView, name: str) -> bool:
    there = view.dataset.variables.get(name)
    return there is not None and months_of(there, np.asarray(there.values)) is not None


def way_to_write(values: NDArray[Any]) -> tuple[str, int]:
    """Return the shortest notation and digits in which an axis's values differ and are accurate."""
    if values.dtype.kind not in "fiu":
        return "text", 0
    if values.dtype.kind in "iu":
        return "fixed", 0
    sizes = np.abs(values[(values != 0) & np.isfinite(values)].astype(float))
    is_wide = bool(sizes.size) and (
        sizes.max() >= 1e6 or sizes.max() / sizes.min() >= WIDE or sizes.min() < 1e-3
    )
    notation = "scientific" if is_wide else "fixed"
    return notation, naming.fewest_digits(values, notation)


def _span(values: NDArray[Any]) -> str:
    if not len(values):
        return ""
    first, last = (naming.write_value(value, "text", 0) for value in (values[0], values[-1]))
    return f": {first}" if len(values) == 1 else f", {first} to {last}"


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
        values = np.atleast_1d(values_of(dataset, name) if name in dataset.dims else dataset[name])
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
