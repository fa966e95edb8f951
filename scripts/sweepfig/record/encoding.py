"""Pack a figure's slice and settings into bytes, and unpack them.

A record is a byte with the format's number, the length of the settings (4 bytes, big-endian), the settings,
and the slice. The settings are JSON, the same for all figures of a plan (`sweepfig.record.settings`). The
slice is a line of JSON, then the arrays' bytes, ordered as HDF5's shuffle filter does: of an array first the
first byte of each number. Both parts are deflated, and no part is unpacked further than the limits below.
"""

from __future__ import annotations

import functools
import json
import math
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from zlib_ng import zlib_ng

from sweepfig.drawing.slice import Slice

FORMAT = 1
LEVEL = 2  # of deflate; higher ones take longer, and give a hundredth less
LARGEST_SETTINGS = 2**22  # bytes, unpacked
LARGEST_SLICE = 2**28
PLAIN_TYPES = "biufcmMUS"  # of arrays whose bytes are all that they are
TEXTS = ("title", "xlabel", "ylabel", "text")
LONGEST_TEXT = 10_000  # letters; to draw one of a million takes gigabytes
Entry = tuple[str, str, NDArray[Any]]  # what an array is, its name, its values


class NewerFormat(ValueError):
    """The record is of a format that came after this program."""


@dataclass(frozen=True)
class Record:
    """What a figure carries.

    Attributes
    ----------
    settings : mapping
        See `sweepfig.record.settings`.
    data : Slice
        What the figure shows.
    """

    settings: Mapping[str, Any]
    data: Slice


def pack(settings: str, data: Slice) -> bytes:
    """Return the record of a slice's figure.

    Parameters
    ----------
    settings : str
        JSON.
    data : Slice

    Raises
    ------
    ValueError
        If an array holds Python objects, all arrays are too large, or a text is too long.
    """
    entries = list(_entries(data))
    known = [[what, name, array.dtype.str, array.shape] for what, name, array in entries]
    texts = {name: getattr(data, name) for name in TEXTS}
    head = json.dumps({**texts, "labels": data.labels, "arrays": known}).encode()
    _check_texts(data)
    size = sum(array.nbytes for *_, array in entries)
    if size > LARGEST_SLICE - len(head):
        raise ValueError(f"a slice of {size} bytes is too large for figure.carry_data")
    parts = [head, b"\n", *(_shuffled(array) for *_, array in entries)]
    first = _deflated(settings)
    start = bytes([FORMAT]) + len(first).to_bytes(4, "big")
    return b"".join([start, first, zlib_ng.compress(b"".join(parts), LEVEL)])


def unpack(record: bytes) -> Record:
    """Return what `pack` was given.

    Raises
    ------
    NewerFormat
        If a later version wrote it.
    ValueError
        If it is no record.
    """
    if record[:1] > bytes([FORMAT]):
        raise NewerFormat(f"its record is of format {record[0]}")
    end = 5 + int.from_bytes(record[1:5], "big")
    try:
        settings = json.loads(_inflated(record[5:end], LARGEST_SETTINGS))
        line, _, content = _inflated(record[end:], LARGEST_SLICE).partition(b"\n")
        data = _slice(json.loads(line), content)
        _check_texts(data)
    except (KeyError, TypeError, RecursionError, zlib.error) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None
    if record[:1] != bytes([FORMAT]) or not isinstance(settings, dict):
        raise ValueError("it does not begin as records do")
    return Record(settings, data)


def _check_texts(data: Slice) -> None:
    for text in (*data.labels, *(getattr(data, name) for name in TEXTS)):
        if len(text) > LONGEST_TEXT:
            raise ValueError(f"figure.carry_data: a text of {len(text)} letters is too long")


def _entries(data: Slice) -> Iterator[Entry]:
    yield "abscissa", "", data.abscissa
    if data.ordinate is not None:
        yield "ordinate", "", data.ordinate
    for curve in data.curves:
        yield "curve", "", curve
    for name, value in data.point.items():
        yield "point", str(name), np.asarray(value)
    for value in data.marks:
        yield "mark", "", np.asarray(value)


def _slice(head: Mapping[str, Any], content: bytes) -> Slice:
    found: list[Entry] = []
    for what, name, kind, shape in head["arrays"]:
        array, content = _first_array(content, np.dtype(kind), shape)
        found.append((what, name, array))
    if content:
        raise ValueError("there are more numbers than arrays")

    def all_of(wanted: str) -> tuple[NDArray[Any], ...]:
        return tuple(array for what, _, array in found if what == wanted)

    (abscissa,), (ordinate,) = all_of("abscissa"), all_of("ordinate") or (None,)
    return Slice(
        abscissa=abscissa,
        ordinate=ordinate,
        curves=all_of("curve"),
        labels=tuple(map(str, head["labels"])),
        point={name: array[()] for what, name, array in found if what == "point"},
        marks=tuple(array[()] for array in all_of("mark")),
        **{name: str(head[name]) for name in TEXTS},
    )


def _shuffled(array: NDArray[Any]) -> bytes:
    if array.dtype.kind not in PLAIN_TYPES:
        raise ValueError(f"figure.carry_data: values of type {array.dtype} can't be carried")
    if not array.nbytes:
        return b""
    flat = np.ascontiguousarray(array).reshape(-1)
    return flat.view(np.uint8).reshape(-1, array.dtype.itemsize).T.tobytes()


def _first_array(
    content: bytes, kind: np.dtype[Any], shape: list[int]
) -> tuple[NDArray[Any], bytes]:
    """Return the array that the content begins with, and the rest of it."""
    size = math.prod(shape) * kind.itemsize
    if kind.kind not in PLAIN_TYPES or any(n < 0 for n in shape) or size > len(content):
        raise ValueError(f"there is no array of type {kind} and shape {shape}")
    if not size:
        return np.empty(shape, kind), content
    stored = np.frombuffer(content[:size], np.uint8).reshape(kind.itemsize, -1)
    return np.ascontiguousarray(stored.T).view(kind).reshape(shape), content[size:]


@functools.lru_cache(maxsize=8)
def _deflated(settings: str) -> bytes:
    return bytes(zlib_ng.compress(settings.encode(), LEVEL))


def _inflated(content: bytes, most: int) -> bytes:
    """Return unpacked bytes; raise `ValueError` if there are more than `most`, or they end too early."""
    stream = zlib.decompressobj()
    found = stream.decompress(content, most)
    if not stream.eof or stream.unused_data:
        raise ValueError(f"it is cut short, or unpacks to more than {most} bytes")
    return found
