"""Tell which parameters of a set of runs were varied, and which only follow from these or name a run.

Separate from `beside`, which finds where the parameters stand.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sweepfig.core.naming import words

Column = Sequence[int | float | str]

IDS = {"id", "uuid", "guid", "run", "job", "pid", "timestamp", "date", "created", "modified"}
WORDS_OF_RUNS = (
    *("name", "path", "dir", "directory", "folder", "output", "outdir", "file", "filename", "user"),
    *("host", "hostname", "title", "label", "tag", "tags", "comment", "description", "note", "url"),
)
NUMERICS = {"nt", "nx", "ny", "nz", "dt", "dx", "dy", "dz", "steps", "tmax", "xmax", "ymax", "zmax"}
NAMES_OF_RUNS = re.compile(
    r".*[/\\].*|\d{4}-\d\d-\d\d.*|[0-9a-f]{8,}(-[0-9a-f]+)*|.*\.(nc|h5|ya?ml|json|log|zarr)"
)
LONG = 6  # significant digits: a longer number was computed, not chosen
FIRST_STAMP = 1e9  # seconds; in 2001
MOST_TRIED = 1000  # choices of as many axes


@dataclass
class Varied:
    """What differs between runs.

    Attributes
    ----------
    axes : mapping of str to sequence
        The parameters that were varied, each with its value in every run; those with few values first.
    follow : mapping of str to str
        Parameters that follow from an axis, each with that axis's name.
    needless : list of str
        Parameters without which the axes are a full grid of the runs.
    names : list of str
        What names a run: identifiers, paths, dates.
    """

    axes: dict[str, Column] = field(default_factory=dict)
    follow: dict[str, str] = field(default_factory=dict)
    needless: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def tells_apart(self) -> bool:
        """Whether each run has a point of its own."""
        return _tell_apart(list(self.axes.values()))


def varied(table: Mapping[str, Column]) -> Varied:
    """Return what was varied in runs.

    Parameters
    ----------
    table : mapping of str to sequence
        Each parameter's value in every run; numbers or text.
    """
    found = Varied()
    differing = {name: values for name, values in table.items() if len({*values}) > 1}
    for name, values in differing.items():
        if _names_runs(name, values):
            found.names.append(name)
    wanted = {name: differing[name] for name in differing if name not in found.names}
    rank = {name: (_rank(name, values), n) for n, (name, values) in enumerate(wanted.items())}
    for name, values in wanted.items():
        causes = [
            other
            for other, its in wanted.items()
            if other != name and rank[other] < rank[name] and follows(values, its)
        ]
        if causes:
            found.follow[name] = min(causes, key=rank.__getitem__)
    axes = [name for name in sorted(wanted, key=rank.__getitem__) if name not in found.follow]
    _drop_names(axes, wanted, found)
    grid = _full_grid(axes, wanted) or axes
    found.needless = [name for name in axes if name not in grid]
    found.follow = {name: _cause(name, found.follow) for name in found.follow}
    by_size = sorted(grid, key=lambda name: (len({*wanted[name]}), list(wanted).index(name)))
    found.axes = {name: wanted[name] for name in by_size}
    return found


def newly_varied(table: Mapping[str, Column], n_before: int) -> list[str]:
    """Return the parameters that have one value in the first runs, and others in those after them.

    What names a run is left out.

    Parameters
    ----------
    table : mapping of str to sequence
        As for `varied`.
    n_before : int
        How many runs were there before.
    """
    return [
        name
        for name, values in table.items()
        if len({*values[:n_before]}) == 1 and len({*values}) > 1 and not _names_runs(name, values)
    ]


def follows(values: Column, other: Column) -> bool:
    """Whether one parameter seems to be a function of another.

    Each value of `other` must go with one of `values`. That alone means nothing if no value of `other` is
    there twice; so it must also only grow, or only fall, as the other grows, or the two stand for each other
    in repeated runs. Truth values count as the numbers 0 and 1.
    """
    pairs = {*zip(other, values, strict=True)}
    n_other, n_own = len({*other}), len({*values})
    if len(pairs) > n_other:
        return False
    if n_other == n_own < len(other):
        return True
    numbers = [_leading_numbers(each) for each in (other, values)]
    if numbers[0] is None or numbers[1] is None:
        return False
    steps = np.diff(np.array(numbers[1])[np.argsort(numbers[0], kind="stable")])
    return bool(np.all(steps >= 0) or np.all(steps <= 0))


def _drop_names(axes: list[str], table: Mapping[str, Column], found: Varied) -> None:
    """Move text, and seeds, that differ in every run out of the list if the others tell all runs apart."""
    for name in reversed(axes[:]):
        values = table[name]
        is_name = len({*values}) == len(values) and (
            not _are_numbers(values) or "seed" in words(name)
        )
        if is_name and _tell_apart([table[other] for other in axes if other != name]):
            axes.remove(name)
            found.names.append(name)


def _full_grid(axes: Sequence[str], table: Mapping[str, Column]) -> list[str] | None:
    """Return two or more axes that have each combination of their values in one run; None without such axes.

    Of several such grids it is one of the most axes, because a product of two stands for both, and of these
    that of the best.
    """
    even = {name: len({*table[name]}) for name in axes if _is_even(table[name])}
    n_runs = max((len(table[name]) for name in axes), default=0)
    for n_axes in range(len(even), 1, -1):
        for names in itertools.islice(itertools.combinations(even, n_axes), MOST_TRIED):
            is_as_large = math.prod(even[name] for name in names) == n_runs
            if is_as_large and _tell_apart([table[name] for name in names]):
                return [*names]
    return None


def _is_even(values: Column) -> bool:
    """Whether each value is there as often as the others, as in a full grid."""
    return len({*Counter(values).values()}) == 1


def _cause(name: str, follow: Mapping[str, str]) -> str:
    cause = follow[name]
    return _cause(cause, follow) if cause in follow else cause


def _tell_apart(columns: Sequence[Column]) -> bool:
    points = [*zip(*columns, strict=True)]
    return bool(points) and len({*points}) == len(points)


def _names_runs(name: str, values: Column) -> bool:
    there = {*words(name.rpartition(".")[2])}
    if there & IDS:
        return True
    if _are_numbers(values):
        is_time = bool(there & {"time", "start", "end", "stamp"})
        return is_time and all(float(value) >= FIRST_STAMP for value in values)
    is_mixed = len({isinstance(value, str) for value in values}) > 1
    texts = [str(value) for value in values]
    if is_mixed or all(map(NAMES_OF_RUNS.fullmatch, texts)):
        return True
    return bool(there & {*WORDS_OF_RUNS}) and len({*texts}) == len(texts)


def _rank(name: str, values: Column) -> tuple[Any, ...]:
    """Return a sort key by which a parameter that a person chose comes before one that was computed."""
    last = name.rpartition(".")[2]
    digits = max(map(_n_digits, values)) if _are_numbers(values) else 0
    return (
        not _are_numbers(values),
        is_computed(values),
        _is_numerics(last),
        digits,
        len(last),
        len(name),
    )


def is_computed(values: Column) -> bool:
    """Whether numbers have so many digits that no person chose them."""
    return _are_numbers(values) and max(map(_n_digits, values)) > LONG


def _is_numerics(last: str) -> bool:
    return last.lower() in NUMERICS or bool({*words(last)} & NUMERICS)


def _n_digits(value: int | float | str) -> int:
    mantissa = repr(value).lower().partition("e")[0].lstrip("-").replace(".", "")
    return len(mantissa.strip("0"))


def _are_numbers(values: Column) -> bool:
    return all(not isinstance(value, str) for value in values)


def _leading_numbers(values: Column) -> list[float] | None:
    """Return each value's number; of text, the number that it begins with (0.2 micron); None without."""
    found = []
    for value in values:
        text = {"false": "0", "true": "1"}.get(str(value), str(value))
        number = re.match(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", text)
        if number is None:
            return None
        found.append(float(number[0]))
    return found
