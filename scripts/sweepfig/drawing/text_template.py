r"""Parse and fill the line of text on a figure, a pattern with fields for values of the sweep.

A *field* is ``{name}`` or ``{name:spec}``: the name of a variable or a global attribute, and a number's
format as in Python's `format` (``.2g``, ``8.3f``, ``+.1e``, ``d``). Nothing else of Python's formatting is
allowed: no attributes, no indices, no code. Within ``$...$`` braces around an unknown name belong to TeX.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

FIELD = re.compile(r"\{([^{}:]+)(?::([^{}]*))?\}")
SPEC = re.compile(r"[+ -]?0?\d{0,2},?(\.\d{1,2})?[deEfFgG%]?")
SPECS_ALLOWED = "as in {name:.2g}, {name:.3f}, {name:+.1e} or {name:d}"
LONGEST = 1000  # letters, of a text with its values filled in


class Field(NamedTuple):
    """A placeholder: the value's name, its format, and whether its braces may belong to TeX."""

    name: str
    spec: str
    in_formula: bool = False

    @property
    def written(self) -> str:
        """The field as it is written in the pattern."""
        return f"{{{self.name}:{self.spec}}}" if self.spec else f"{{{self.name}}}"


Token = str | Field


def parse(pattern: str) -> list[Token]:
    """Return a pattern's literals and fields.

    Raises
    ------
    ValueError
        If a field outside of ``$...$`` has a format that is not allowed.
    """
    pieces: list[Token] = []
    done = 0
    for found in FIELD.finditer(pattern):
        before = re.sub(r"\\.", "", pattern[: found.start()])
        in_formula = before.count("$") % 2 == 1
        name, spec = found[1].strip(), found[2] or ""
        if not SPEC.fullmatch(spec):
            if in_formula:
                continue
            raise ValueError(
                f"{found[0]} is no way to write a value; allowed are some, {SPECS_ALLOWED}"
            )
        pieces += [pattern[done : found.start()], Field(name, spec, in_formula)]
        done = found.end()
    return [piece for piece in [*pieces, pattern[done:]] if piece]


def settle(pieces: Sequence[Token], is_known: Callable[[str], bool]) -> list[Token]:
    """Return the pieces, with unknown fields within ``$...$`` turned back into text, as TeX's braces.

    Raises
    ------
    KeyError
        With the field's name, if it is unknown and not within ``$...$``.
    """
    settled: list[Token] = []
    for piece in pieces:
        if isinstance(piece, Field) and not is_known(piece.name):
            if not piece.in_formula:
                raise KeyError(piece.name)
            settled.append(piece.written)
        else:
            settled.append(piece)
    return settled


def fill(pieces: Sequence[Token], values: Mapping[str, Any]) -> str:
    """Return the text with each field's value written into it.

    Raises
    ------
    ValueError
        If a value can't be written in its field's format, or the text becomes too long.
    """
    written = [
        piece if isinstance(piece, str) else write(piece, values[piece.name]) for piece in pieces
    ]
    text = "".join(written)
    if len(text) > LONGEST:
        raise ValueError(f"the text is of {len(text)} letters; at most {LONGEST} are allowed")
    return text


def write(field: Field, value: Any) -> str:
    """Return one value in its field's format; a number without a spec is not rounded.

    Raises
    ------
    ValueError
        If the spec is for numbers and the value is no number.
    """
    if not field.spec:
        is_date = isinstance(value, np.datetime64)
        return str(np.datetime_as_string(value, unit="auto")) if is_date else str(value)
    number = value.item() if hasattr(value, "item") else value
    if not isinstance(number, int | float) or isinstance(number, bool):
        raise ValueError(f"{field.written} writes numbers, but the value is {str(value)[:40]!r}")
    if field.spec.endswith("d") and float(number).is_integer():
        number = int(number)
    return format(number, field.spec)
