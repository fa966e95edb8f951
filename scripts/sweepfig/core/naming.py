"""Write an axis value as file names and titles show it, and check that it can be a file name."""

from __future__ import annotations

import math
import os
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError

# Bytes. Most file systems allow 255, and the ending and the temporary name need some.
LONGEST_PIECE = 200
MOST_DIGITS = 17
MOST_CHOSEN_DIGITS = 5  # significant digits of a number that a person chose
COMPUTED_DIGITS = 4  # significant digits of a computed number, in a name
RELATIVE_ERROR = 1e-6  # relative; an accurate written value is this close to the value
PLACEHOLDER = r"\{\}|\{value\}"
LONGEST_PATH = 800  # bytes; below the output folder; macOS allows 1024 in all
_DEVICES = r"con|prn|aux|nul|com\d|lpt\d"
DEVICES = re.compile(rf"({_DEVICES})(\.|$)", re.IGNORECASE)
RESERVED = re.compile(rf"({_DEVICES}|data\.csv|holes\.csv)(\.|$)", re.IGNORECASE)
FORBIDDEN = re.compile(r'[/\\\x00-\x1f\x7f-\x9f\u2028\u2029{}<>:"|?*]')


def write_value(value: Any, notation: str, digits: int) -> str:
    """Return an axis value as names show it.

    `fixed` is Python's ``str(round(value, digits))``, `scientific` numpy's
    ``format_float_scientific(value, unique=False, precision=digits)`` without a point that no digit
    follows, `text` is ``str(value)``. A date is written in the shortest ISO 8601 form, without colons, which
    some file systems refuse.

    Examples
    --------
    >>> write_value(0.3345, "fixed", 2), write_value(1.7782794e-05, "scientific", 3)
    ('0.33', '1.778e-05')
    >>> write_value(np.datetime64("2026-11-22T06:30"), "text", 0)
    '2026-11-22T0630'
    """
    match notation:
        case "fixed":
            return str(round(value, digits))
        case "scientific":
            written = np.format_float_scientific(value, unique=False, precision=digits)
            return written.replace(".e", "e")  # 1.e-04
        case _ if isinstance(value, np.datetime64):
            return str(np.datetime_as_string(value, unit="auto")).replace(":", "")
        case _:
            return str(value)


def words(name: str) -> list[str]:
    """Return the words in a name, in lower case: E_simRun2 -> e, sim, run, 2."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)]


def plain_name(name: str) -> str:
    """Return what a figure's path can have of a name such as `$k_{0}$`: letters, digits, and `_.+-`."""
    return re.sub(r"[^\w.+-]+", "", name).strip(".-") or "axis"


def fewest_digits(values: NDArray[Any], notation: str) -> int:
    """Return the fewest digits with which numbers are written apart from one another, and as they are.

    Of numbers that `MOST_CHOSEN_DIGITS` significant digits don't give, and that were thus computed, about
    `COMPUTED_DIGITS` are written.

    Parameters
    ----------
    values : array, shape (length,)
    notation : str
        As for `write_value`; text and dates have no digits.

    Examples
    --------
    >>> fewest_digits(np.array([0.1, 0.55]), "fixed"), fewest_digits(np.array([1 / 3, 0.5]), "fixed")
    (2, 4)
    """
    if notation == "text" or values.dtype.kind not in "fiu":
        return 0
    sizes = np.abs(values[(values != 0) & np.isfinite(values)].astype(float))
    is_fixed = notation == "fixed"
    # The place after the point at which the smallest number begins, as `notation` writes it.
    first = -math.floor(np.log10(sizes.min())) if is_fixed and sizes.size else 0
    chosen = range(1 - is_fixed, min(first + MOST_CHOSEN_DIGITS, MOST_DIGITS))
    computed = min(max(first + COMPUTED_DIGITS - 1, 0), MOST_DIGITS)
    true = next((d for d in chosen if _are_accurate(values, notation, d)), computed)
    apart = (d for d in range(MOST_DIGITS) if _differ(values, notation, d))
    return max(true, next(apart, MOST_DIGITS))


def _are_accurate(values: NDArray[Any], notation: str, digits: int) -> bool:
    written = (float(write_value(value, notation, digits)) for value in values)
    return all(
        abs(number - value) <= RELATIVE_ERROR * abs(value)
        for number, value in zip(written, values.astype(float), strict=True)
    )


def _differ(values: NDArray[Any], notation: str, digits: int) -> bool:
    return len({write_value(value, notation, digits) for value in values}) == len(values)


def fill(pattern: str, value: Any, written: str) -> str:
    """Return a path or title piece: `{}` and `{value}` are replaced, other braces stay as they are.

    Examples
    --------
    >>> fill("$k_{0} = $ {value}, rounded {}", 0.3345, "0.33")
    '$k_{0} = $ 0.3345, rounded 0.33'
    """
    pieces = re.split(f"({PLACEHOLDER})", pattern)
    places = {"{}": written, "{value}": str(value)}
    return "".join(places.get(piece, piece) for piece in pieces)


def without_forbidden(text: str) -> str:
    """Return a text with ``-`` in place of each character that a file name can't have.

    Examples
    --------
    >>> without_forbidden("../1/2: a")
    '..-1-2- a'
    """
    return FORBIDDEN.sub("-", text)


def check_pattern(pattern: str, *, key: str) -> None:
    """Refuse a path pattern that can't give each value its own name inside the output folder.

    Raises
    ------
    UserError
        If the pattern has no placeholder, or braces, separators or other characters that file
        systems refuse, or begins with a dot.
    """
    literal = pattern.replace("{value}", "").replace("{}", "")
    if literal == pattern:
        raise UserError(
            f"{key}: {pattern!r} has no place for the value; allowed is one {{}} or {{value}}"
        )
    if FORBIDDEN.search(literal):
        raise UserError(
            f"{key}: {pattern!r} has characters that a file name can't have; "
            r'allowed are all but / \ { } < > : " | ? * and control characters'
        )
    if pattern.startswith("."):
        raise UserError(
            f"{key}: {pattern!r} begins with a dot; such names are hidden, or leave the folder"
        )


def check_piece(piece: str, *, key: str, value: Any) -> None:
    """Refuse a path piece that some file system does not accept as one name.

    Raises
    ------
    UserError
        If the value adds a separator or another refused character, or a leading dot, or makes the
        name longer than `LONGEST_PIECE` bytes.
    """
    if not piece or FORBIDDEN.search(piece) or piece.startswith(".") or piece != piece.strip():
        raise UserError(
            f"{key}: the value {value!s} gives the name {piece!r}, which can't be a file name; "
            r'allowed are names without / \ { } < > : " | ? *, a leading dot or spaces around'
        )
    if piece.endswith(".") or RESERVED.match(piece):
        raise UserError(
            f"{key}: the value {value!s} gives the name {piece!r}, which is taken: some systems have "
            "devices of such names, or drop the dot; allowed are others, as {}_ or x={}"
        )
    if len(piece.encode()) > LONGEST_PIECE:
        raise UserError(
            f"{key}: the value {str(value)[:40]}... gives a name of {len(piece.encode())} bytes; "
            f"at most {LONGEST_PIECE} are allowed"
        )
    check_encoding(piece, key=key)


def check_encoding(name: str, *, key: str) -> None:
    """Refuse a name that this machine's encoding of file names can't represent.

    Raises
    ------
    UserError
        If it can't; the message names the encoding.
    """
    try:
        os.fsencode(name)
    except UnicodeEncodeError as error:
        raise UserError(
            f"{key}: the name {name!a} can't be written in this machine's encoding of file names, "
            f"{error.encoding}; allowed are others, or any with PYTHONUTF8=1 in the environment"
        ) from None


def check_length(pieces: Sequence[Sequence[str]]) -> None:
    """Refuse axes whose longest pieces make a path that is too long for some file systems.

    Raises
    ------
    UserError
        If the path is too long; the message gives its length and the limit.
    """
    longest = sum(1 + max(len(piece.encode()) for piece in axis) for axis in pieces)
    if longest > LONGEST_PATH:
        raise UserError(
            f"sweep.axes[].path: {len(pieces)} axes give a path of {longest} bytes; "
            f"at most {LONGEST_PATH} are allowed"
        )


def folded(piece: str) -> str:
    """Return one form for all pieces that some file system treats as the same name, such as `É` and `é`."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", piece).casefold())


def unique(wanted: Sequence[str], *, taken: Sequence[str] = ()) -> list[str]:
    """Return unique names: repeated ones get a number, because two curves may have the same label.

    No name with a number is one that another asks for.
    """
    seen, asked_for, result = set(taken), set(wanted), []
    for name in wanted:
        free = name
        count = 1
        while free in seen or (count > 1 and free in asked_for):
            count += 1
            free = f"{name}_{count}"
        seen.add(free)
        result.append(free)
    return result
