"""Mark a figure's file with the digest of what it was drawn from, and a check of its bytes.

The digest also tells what drew the figure (`digest_in_mark`).
A file's *mark* is this digest and a check: the CRC-32 and the length of everything else in the file. The
check of a file that was cut short, damaged or rewritten by another program does not fit its content. A PNG
has its mark in a text chunk, other formats in their metadata.

Separate from `painter`, so that a job whose figures are all current never imports matplotlib.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable
from pathlib import Path

from sweepfig.core import storage
from sweepfig.drawing.file import png

KEY = "sweepfig"
MARK = re.compile(rb"sweepfig:([0-9a-f]{32})-([0-9a-f]{16})")
NO_CHECK = "0" * 16
BY_TEMPLATE, WITH_KEPT_TEXT = "template", "matplotlib with kept text"
PLAIN = "matplotlib"  # with which the other two are compared
DRAWN_BY = ("", BY_TEMPLATE, WITH_KEPT_TEXT, PLAIN)  # "": of another's figure, or of none
ENDINGS = (".png", ".svg", ".pdf")
VECTOR_METADATA = {
    "svg": lambda digest: {"Date": None, "Identifier": unchecked_mark(digest)},
    "pdf": lambda digest: {"CreationDate": None, "Keywords": unchecked_mark(digest)},
}


def digest_in_mark(digest: str, drawn_by: str) -> str:
    """Return the digest that a figure has in its mark, by which of the three drew it."""
    if drawn_by == PLAIN:
        return digest
    return hashlib.blake2b(f"{digest} {drawn_by}".encode(), digest_size=16).hexdigest()


def drawn_by(digest: str, recorded: str | None) -> str:
    """Return what drew a figure, by the digest in its mark; nothing if the mark is another figure's."""
    known = (BY_TEMPLATE, WITH_KEPT_TEXT, PLAIN)
    return next((each for each in known if digest_in_mark(digest, each) == recorded), "")


def plainest(drawn_by: Iterable[str]) -> str:
    """Return that of some which has the least of the template: with one plain file it drew not all."""
    return max(drawn_by, key=DRAWN_BY.index)


def unchecked_mark(digest: str) -> str:
    """Return the mark without a check, which a file's metadata must hold before `with_mark` is called."""
    return f"{KEY}:{digest}-{NO_CHECK}"


def with_mark(content: bytes, digest: str) -> bytes:
    """Return a file's content with its mark.

    Parameters
    ----------
    content : bytes
        The whole file: a PNG without a mark, or another format with `unchecked_mark` in its metadata.
    digest : str
        The digest of what it was made from: 32 hexadecimal digits.
    """
    check = _check(content)
    if content.startswith(png.SIGNATURE):
        return png.with_text(content, KEY, f"{digest}-{check}")
    unchecked = unchecked_mark(digest)
    return content.replace(
        unchecked.encode(), f"{unchecked.removesuffix(NO_CHECK)}{check}".encode()
    )


def recorded_digest(path: Path) -> str | None:
    """Return the digest in a file's mark; None if there is no file, or its content does not fit its check."""
    try:
        content = storage.read(path)
    except OSError:
        return None
    return _digest_in_png(content) if path.suffix == ".png" else _digest_in_text(content)


def digest_in(content: bytes) -> str | None:
    """Return the digest in the mark of a file's content; None if it has none, or one whose check differs."""
    is_png = content.startswith(png.SIGNATURE)
    return _digest_in_png(content) if is_png else _digest_in_text(content)


def has_mark(content: bytes) -> bool:
    """Whether a file's content has a mark, whatever its check says."""
    return png.split_text(content, KEY) is not None or MARK.search(content) is not None


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
