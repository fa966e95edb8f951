"""Encode pixels as PNG; put in a chunk and take it out again.

Pillow spends 13 to 16 ms on a figure of 9 by 4 inches, nearly all of it choosing row filters. A figure is
mostly flat colour, which deflate packs as well without a filter: zlib-ng does it in a millisecond.
The file is an ordinary PNG (https://www.w3.org/TR/png-3/), 8-bit RGBA.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from zlib_ng import zlib_ng

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = struct.pack(">I4sI", 0, b"IEND", zlib.crc32(b"IEND"))
# The zlib-ng level that gives small files fast for such figures. ISA-L takes half the time, but now and
# then packs the same pixels into other bytes, and the same figure must have the same bytes.
LEVEL = 2
HEADER = 33  # bytes: the signature, and the chunk IHDR
INCHES_PER_METRE = 1 / 0.0254


def encode(pixels: NDArray[np.uint8], *, dpi: float) -> bytes:
    """Return a PNG file's bytes.

    Parameters
    ----------
    pixels : array of uint8, shape (height, width, 4)
        Red, green, blue and (straight) alpha; the first row is the top one.
    dpi : float
        Pixels per inch, written as the image's physical size.
    """
    height, width, channels = pixels.shape
    rows = np.empty((height, 1 + width * channels), np.uint8)
    rows[:, 0] = 0  # filter "none"
    rows[:, 1:] = pixels.reshape(height, -1)
    density = round(dpi * INCHES_PER_METRE)
    parts = [
        SIGNATURE,
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)),
        _chunk(b"pHYs", struct.pack(">IIB", density, density, 1)),
        _chunk(b"IDAT", zlib_ng.compress(rows.data, LEVEL)),
        END,
    ]
    return b"".join(parts)


def with_text(content: bytes, key: str, value: str) -> bytes:
    """Return a PNG with a text chunk right after its header; key and value are Latin-1."""
    return with_chunk(content, b"tEXt", f"{key}\0{value}".encode("latin-1"))


def split_text(content: bytes, key: str) -> tuple[str, bytes] | None:
    """Return the value that `with_text` put into a PNG, and the PNG without it; None if there is none."""
    found = split_chunk(content, b"tEXt")
    if found is None:
        return None
    name, _, value = found[0].partition(b"\0")
    return (value.decode("latin-1"), found[1]) if name == key.encode("latin-1") else None


def with_chunk(content: bytes, kind: bytes, data: bytes) -> bytes:
    """Return a PNG with a chunk right after its header; the kind is four letters."""
    return content[:HEADER] + _chunk(kind, data) + content[HEADER:]


def split_chunk(content: bytes, kind: bytes) -> tuple[bytes, bytes] | None:
    """Return the data that `with_chunk` put into a PNG, and the PNG without them; None if there are none."""
    start = HEADER + 8
    if not content.startswith(SIGNATURE) or content[HEADER + 4 : start] != kind:
        return None
    (length,) = struct.unpack_from(">I", content, HEADER)
    return content[start : start + length], content[:HEADER] + content[start + length + 4 :]


def _chunk(kind: bytes, data: Any) -> bytes:
    return b"".join(
        (
            struct.pack(">I", len(data)),
            kind,
            data,
            struct.pack(">I", zlib.crc32(data, zlib.crc32(kind))),
        )
    )
