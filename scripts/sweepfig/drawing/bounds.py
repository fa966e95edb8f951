"""Limit the values of styles and options, so that drawing ends within seconds and megabytes.

A style or an option may ask for dashes of a billionth of a point, or for a marker of a million points:
matplotlib would draw for ever, or until memory runs out. The limits are only here, by matplotlib's names;
`styles` and `sweepfig.config.figure` call `check`. The ranges are wide: a value outside of them would be
invisible in any figure, or fill it with one colour.

Separate from both, because planning checks options without matplotlib, and jobs check styles without
pydantic.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sweepfig.core.errors import shown

MOST_PIXELS = 10**8
MOST_BINS = 10_000
MOST_ITEMS = 1000  # in a style cycle or a marker's outline
THINNEST = 0.05  # points; dashes scale with the line width, and a thinner line would have too many
LONGEST_DASH = 1000  # line widths
LONGEST_WORD = 100  # letters: each letter of a hatch makes it denser

ALIASES = {"lw": "linewidth", "ms": "markersize", "mew": "markeredgewidth", "ls": "linestyle"}
# By the first pattern that matches a name: lowest, highest, unit.
RANGES: Mapping[re.Pattern[str], tuple[float, float, str]] = {
    re.compile(name): allowed
    for name, allowed in {
        r"savefig\.pad_inches": (0, 10, "inches"),
        r"legend\.\w*(pad|spacing|length|height)": (-100, 100, "font sizes"),
        r"legend\.\w*points": (1, 100, ""),
        r"legend\.\w*scale": (0, 100, ""),
        r"(.*\.)?(\w*width|linewidths|capthick)": (THINNEST, 100, "points"),
        r"agg\.path\.chunksize": (0, 10**9, "points of a line"),
        r"figure\.figsize": (0.5, 100, "inches"),
        r"(.*\.)?markersize": (0, 100, "points"),
        r"(.*\.)?\w*size": (0, 1000, "points"),
        r"(.*\.)?\w*pad": (-1000, 1000, "points"),
        r"axes\.[xyz]margin": (-0.5, 100, "times the data's range"),
        r"axes\.titley": (-10, 10, "times the Axes' height"),
        r"axes\.formatter\.\w+": (-100, 100, "powers of ten"),
        r"figure\.subplot\.(left|right|bottom|top)": (0, 1, "of the figure"),
        r".*[hw]space": (0, 100, "times the Axes"),
        r".*\.ndivs": (1, 100, "parts"),
        r"(.*\.)?\w*alpha": (0, 1, ""),
        r"image\.lut": (2, 2**16, "colours"),
        r"(hist\.)?bins|levels": (1, MOST_BINS, ""),
    }.items()
}
MAY_BE_ZERO = re.compile(r"(.*\.)?(\w*width|linewidths|capthick)")  # zero means no line
DASHES = re.compile(r"dashes|lines\.\w+_pattern")
NEEDS_CODE = ("path.effects", "path_effects", "agg_filter")
SKETCH = ("path.sketch", "sketch_params")


def check(name: str, value: Any) -> None:
    """Refuse a value that would make drawing take too long or too much memory.

    Parameters
    ----------
    name : str
        A parameter of matplotlib's styles (``lines.linewidth``), or an argument of its functions (``lw``).
    value : any
        Its value: as it is written, or as matplotlib reads it.

    Raises
    ------
    ValueError
        If the value is refused; the message says what is allowed.
    """
    name = ALIASES.get(name, name)
    if name in NEEDS_CODE and value:
        raise ValueError(f"got {shown(value)}; only Python code can give it, and none is allowed")
    if isinstance(value, str):
        _check_word(name, value)
    elif DASHES.fullmatch(name) and _is_list(value):
        _check_dashes(value)
    elif name.endswith("linestyle") and _is_list(value):
        _check_dashes(value[-1] if value and _is_list(value[-1]) else value)
    elif _is_list(value):
        _check_list(name, value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        _check_number(name, value)


def check_cycle(word: str) -> None:
    """Refuse a style cycle that is too long to be made; see `check`.

    Parameters
    ----------
    word : str
        The cycle as a style writes it: ``cycler(color="kr") * cycler(linewidth=[1, 2])``.
    """
    length = _cycle_length(word)
    if length > MOST_ITEMS:
        raise ValueError(f"got a cycle of {length} styles; at most {MOST_ITEMS} are allowed")


def _cycle_length(word: str) -> int:
    """Return an upper bound of a cycle's length, without making the cycle."""

    def length(node: ast.AST) -> int:
        match node:
            case ast.BinOp(left, ast.Mult(), right):
                return length(left) * length(right)
            case ast.Constant(int(number)):
                return abs(number)
            case ast.Constant(str(letters)):
                return len(letters)
            case ast.List(items) | ast.Tuple(items):
                return len(items)
        return sum(map(length, ast.iter_child_nodes(node)))

    try:
        return length(ast.parse(word, mode="eval"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # matplotlib will report it
        return 0


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _check_word(name: str, word: str) -> None:
    try:
        number = float(word)  # YAML reads 1e6 as text, which matplotlib accepts as a number
    except ValueError:
        if name in ("marker", "hatch", "hatches") and len(word) > LONGEST_WORD:
            raise ValueError(
                f"got {shown(word)}; at most {LONGEST_WORD} letters are allowed"
            ) from None
        return
    if _range_of(name) is not None:
        _check_number(name, number)


def _check_list(name: str, items: Sequence[Any]) -> None:
    most = MOST_BINS if name in ("bins", "levels") else MOST_ITEMS
    if len(items) > most:
        raise ValueError(f"got {len(items)} values; at most {most} are allowed")
    if name in ("bins", "levels"):  # a list holds edges or levels; a single number is their count
        return
    for place, item in enumerate(items):
        check(name, item)
        is_short = name in SKETCH and place == 1 and isinstance(item, int | float) and item < 1
        if is_short or (name == "marker" and place == 0 and _is_more(item, MOST_ITEMS)):
            raise ValueError(f"got {shown(items)}; {_sizes_of(name)} are allowed")


def _is_more(item: Any, most: int) -> bool:
    return isinstance(item, int | float) and item > most


def _sizes_of(name: str) -> str:
    return f"at most {MOST_ITEMS} sides" if name == "marker" else "lengths from 1 pixel"


def _check_dashes(pattern: Any) -> None:
    numbers = [n for n in pattern if isinstance(n, int | float)]
    if not all(0 <= n <= LONGEST_DASH for n in numbers) or (numbers and sum(numbers) < 1):
        raise ValueError(
            f"got {shown(pattern)}; lengths from 0 to {LONGEST_DASH} line widths, 1 or more together, are "
            "allowed"
        )


def _check_number(name: str, number: float) -> None:
    found = _range_of(name)
    if found is None:
        if not math.isfinite(number):
            raise ValueError(f"got {number!r}; a finite number is allowed")
        return
    low, high, unit = found
    is_none = number == 0 and MAY_BE_ZERO.fullmatch(name)
    if not (low <= number <= high or is_none):
        zero = "0 or " if MAY_BE_ZERO.fullmatch(name) else ""
        raise ValueError(
            f"got {shown(number)}; {zero}{low:g} to {high:g}{f' {unit}' if unit else ''} are allowed"
        )


def _range_of(name: str) -> tuple[float, float, str] | None:
    return next((allowed for like, allowed in RANGES.items() if like.fullmatch(name)), None)
