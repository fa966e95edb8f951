"""Turn numbers into codes of 16 bits and pack them: what `page/decoding.js` reads.

A row of numbers is stored as codes between its own smallest and largest number, evenly spaced: of `FINE`
codes an error is at most 1/130,000 of the row's range. A row that spans decades (`_is_wide`) has a code for
the sign and codes evenly spaced in the logarithm of the size, so that it is right on a logarithmic axis,
too: over 8 decades an error is at most 3e-4 of the number. What is not finite has the last code.

Each row's codes are stored as differences from one to the next, small for smooth curves; first all high
bytes, then all low bytes, for deflate.
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from zlib_ng import zlib_ng

FINE, COARSE = 65_534, 254  # codes: of a curve; of a field, which is shown in 256 colours
LEVEL = 6
LARGEST = 8e307  # half of which, twice, is still a finite number
WIDE = 100  # the largest by the smallest number of one sign, from which on a row spans decades
# Of both signs: a quarter of the numbers are below a thousandth of the largest.
SMALL, SHARE = 1e-3, 0.25
SMALLEST = 1e-30  # of the largest: what is smaller is stored as zero
TINY = np.finfo(float).tiny  # what is smaller has fewer digits


class Codes(NamedTuple):
    """Rows of numbers as codes.

    Attributes
    ----------
    codes : array of uint16, shape (row, n)
    is_wide : array of bool, shape (row,)
        Whether codes are evenly spaced in the logarithm.
    low, step : arrays of float, shape (row,)
        A number is ``low + code * step``. Of a wide row, with half = levels // 2: code 0 is zero, codes 1 to
        half are ``exp(low + (code - 1) * step)``, and codes above half the same with a minus.
    """

    codes: NDArray[np.uint16]
    is_wide: NDArray[np.bool_]
    low: NDArray[np.float64]
    step: NDArray[np.float64]


def quantise(values: NDArray[np.float64], levels: int) -> Codes:
    """Return rows of numbers, shape (row, n), as codes 0 to `levels`; `levels` + 1 is no number.

    Rows of `COARSE` codes are never taken as wide: too few codes would be left for the large numbers.
    """
    values = np.where(np.isfinite(values), np.clip(values, -LARGEST, LARGEST), np.nan)
    codes = np.full(values.shape, levels + 1, np.uint16)
    low, step = np.zeros((2, len(values)))
    is_wide = _is_wide(values) if levels == FINE else np.zeros(len(values), bool)
    for rows, encode in ((~is_wide, _evenly), (is_wide, _by_logarithm)):
        if rows.any():
            codes[rows], low[rows], step[rows] = encode(values[rows], levels)
    return Codes(codes, is_wide, low, step)


def _is_wide(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which rows span decades, on one side of zero or on both.

    None does whose largest number is below those that a logarithm is taken of (`_by_logarithm`).
    """
    size, there = np.abs(values), np.isfinite(values) & (values != 0)
    largest = np.max(size, axis=1, where=there, initial=0)
    smallest = np.min(size, axis=1, where=there, initial=np.inf)
    is_both = (values < 0).any(axis=1) & (values > 0).any(axis=1)
    small = np.count_nonzero(there & (size < SMALL * largest[:, None]), axis=1)
    often = (small > 0) & (small >= SHARE * np.count_nonzero(there, axis=1))
    is_wide: NDArray[np.bool_] = np.where(is_both, often, smallest < largest / WIDE)
    is_wide &= largest >= TINY
    return is_wide


def _evenly(values: NDArray[np.float64], levels: int) -> tuple[Any, Any, Any]:
    there = np.isfinite(values)
    low = np.min(values, axis=1, where=there, initial=np.inf)
    high = np.max(values, axis=1, where=there, initial=-np.inf)
    low, high = (np.where(np.isfinite(end), end, 0.0) for end in (low, high))
    step = (high - low) / levels
    return _codes((values - low[:, None]), step, there, levels), low, step


def _by_logarithm(values: NDArray[np.float64], levels: int) -> tuple[Any, Any, Any]:
    half, size = levels // 2, np.abs(values)
    largest = np.nanmax(size, axis=1)
    there = size >= np.maximum(SMALLEST * largest, TINY)[:, None]
    logarithm = np.log(size, where=there, out=np.zeros_like(size))
    low = np.min(logarithm, axis=1, where=there, initial=np.inf)
    step = (np.log(largest) - low) / (half - 1)
    codes = 1 + _codes(logarithm - low[:, None], step, there, half)
    codes[values < 0] += half
    codes[~there] = 0
    codes[np.isnan(values)] = levels + 1
    return codes, low, step


def _codes(above: Any, step: Any, there: Any, levels: int) -> NDArray[np.uint16]:
    """Return how many steps each number is above its row's lowest; `levels` + 1 where there is none."""
    steps = np.divide(above, step[:, None], where=step[:, None] > 0, out=np.zeros_like(above))
    return np.where(there, np.rint(np.clip(steps, 0, levels)), levels + 1).astype(np.uint16)


class Rows:
    """Rows of numbers for one file, numbered as they are added."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.float64]] = []
        self._levels: list[int] = []
        self._known: dict[bytes, int] = {}

    def add(self, values: NDArray[np.float64], levels: int = FINE) -> int:
        """Add a row of numbers, which may have two dimensions; return its number in the file."""
        self._rows.append(values.ravel())
        self._levels.append(levels)
        return len(self._rows) - 1

    def add_once(self, values: NDArray[np.float64]) -> int:
        """Add a row unless there is the same already; return its number in the file."""
        content = values.tobytes()
        if content not in self._known:
            self._known[content] = self.add(values)
        return self._known[content]

    def packed(self, head: dict[str, Any]) -> str:
        """Return the rows, with a head that JSON can hold, as base64 of what deflate makes of them."""
        described: list[Any] = [None] * len(self._rows)
        coded: list[Any] = [None] * len(self._rows)
        for places in self._of_one_size():
            levels = self._levels[places[0]]
            found = quantise(np.stack([self._rows[n] for n in places]), levels)
            steps = _steps(found.codes)
            for n, codes, *scale in zip(places, steps, *found[1:], strict=True):
                described[n] = [len(codes), levels, *(each.item() for each in scale)]
                coded[n] = codes
        codes = np.concatenate([np.zeros(0, np.uint16), *coded])
        whole = {**head, "rows": described}
        document = json.dumps(whole, separators=(",", ":"), allow_nan=False).encode()
        planes = [(codes >> 8).astype(np.uint8).tobytes(), codes.astype(np.uint8).tobytes()]
        content = b"".join([struct.pack("<I", len(document)), document, *planes])
        return base64.b64encode(zlib_ng.compress(content, LEVEL)).decode("ascii")

    def _of_one_size(self) -> Sequence[list[int]]:
        """Return the numbers of the rows that can be encoded together."""
        sizes: dict[tuple[int, int], list[int]] = {}
        for n, (row, levels) in enumerate(zip(self._rows, self._levels, strict=True)):
            sizes.setdefault((len(row), levels), []).append(n)
        return list(sizes.values())


def _steps(codes: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return the differences along each row, modulo 2^16, with those around zero on small numbers."""
    steps = np.diff(codes, axis=1, prepend=np.uint16(0)).view(np.int16)
    return ((steps << 1) ^ (steps >> 15)).view(np.uint16)
