"""Mark a figure's file with the digest of what it was drawn from, and a check of its bytes.

A file's *mark* is that digest and the check: the CRC-32 and the length of all else in the file. A file
that is cut short, damaged or written again by another program has a check that is not its own. A PNG
carries its mark in a text chunk, other formats in their metadata.

Separate from `painter`, so that a job that finds all figures current never imports matplotlib.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path

from sweepfig.core import storage
from sweepfig.draw import png

KEY = "sweepfig"
MARK = re.compile(rb"sweepfig:([0-9a-f]{32})-([0-9a-f]{16})")
NO_CHECK = "0" * 16
ENDINGS = (".png", ".svg", ".pdf")
VECTOR_METADATA = {
    "svg": lambda digest: {"Date": None, "Identifier": unchecked_mark(digest)},
    "pdf": lambda digest: {"CreationDate": None, "Keywords": unchecked_mark(digest)},
}


def unchecked_mark(digest: str) -> str:
    """Return the mark to put into a file's metadata before `with_mark` is given the file."""
    return f"{KEY}:{digest}-{NO_CHECK}"


def with_mark(content: bytes, digest: str) -> bytes:
    """Return a file's content with its mark: of a PNG without one, or of a file with an unchecked one.

    Parameters
    ----------
    content : bytes
        The whole file.
    digest : str
        What it was made from: 32 hexadecimal digits.
    """
    check = _check(content)
    if content.startswith(png.SIGNATURE):
        return png.with_text(content, KEY, f"{digest}-{check}")
    unchecked = unchecked_mark(digest)
    return content.replace(
        unchecked.encode(), f"{unchecked.removesuffix(NO_CHECK)}{check}".encode()
    )


def recorded_digest(path: Path) -> str | None:
    """Return the digest that a file's mark holds; None if there is no file, or not as it was written."""
    try:
        content = storage.read(path)
    except OSError:
        return None
    return _digest_in_png(content) if path.suffix == ".png" else _digest_in_text(content)


def _digest_in_png(content: bytes) -> str | None:
    found = png.split_text(content, KEY)
    if found is None:
        return None
    digest, rest = found[0].partition("-")[0], found[1]
    return digest if with_mark(rest, digest) == content else None


def _digest_in_text(content: bytes) -> str | None:
    found = MARK.search(content)
    if found is None:
        return None
    digest = found[1].decode()
    unchecked = content.replace(found[0], unchecked_mark(digest).encode())
    return digest if with_mark(unchecked, digest) == content else None


def _check(content: bytes) -> str:
    return f"{zlib.crc32(content):08x}{len(content) % 2**32:08x}"
