"""Read the record in a figure's file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sweepfig.core import storage
from sweepfig.core.errors import UserError
from sweepfig.drawing.file import png
from sweepfig.drawing.file.attachment import detach
from sweepfig.drawing.file.provenance import KEY, digest_in, has_mark
from sweepfig.record import encoding, versions
from sweepfig.record.encoding import NewerFormat, Record

LARGEST_FILE = 2**30  # bytes


class Carried(NamedTuple):
    """A figure's file, and what it carries: the digest in its mark, its record, and this one's bytes."""

    content: bytes
    digest: str
    record: Record
    packed: bytes


def read(path: Path) -> Carried:
    """Return a figure's file with its record.

    Raises
    ------
    UserError
        If there is no such file, it is no figure of this program's, is damaged, carries no record, or one
        of a later version.
    """
    content = _content(path)
    is_png = content.startswith(png.SIGNATURE)
    if not (is_png or content.startswith(b"%PDF-") or b"<svg" in content[:2000]):
        raise UserError(f"{path}: no figure; a PNG, SVG or PDF that sweepfig has drawn is allowed")
    if not has_mark(content):
        raise UserError(f"{path}: not drawn by sweepfig, or saved again by another program")
    digest = digest_in(content)
    if digest is None:
        raise UserError(
            f"{path}: damaged, or changed by another program: its content does not fit the check in it"
        )
    whole = png.split_text(content, KEY) if is_png else None
    packed, _ = detach(content if whole is None else whole[1])
    if not packed:
        raise UserError(
            f"{path}: it carries no data; with figure.carry_data: true in the config, a run draws figures "
            "that do"
        )
    return Carried(content, digest, _unpacked(path, packed), packed)


def _unpacked(path: Path, packed: bytes) -> Record:
    try:
        return encoding.unpack(packed)
    except NewerFormat as error:
        raise UserError(
            f"{path}: {error}, from a newer sweepfig; this one, {versions.of_sweepfig()}, reads format "
            f"{encoding.FORMAT}"
        ) from None
    except (ValueError, MemoryError) as error:
        raise UserError(f"{path}: its record can't be read: {error}") from None


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UserError(f"{path}: larger than {LARGEST_FILE} bytes, which is allowed")
        return storage.read(path)
    except OSError as error:
        raise UserError(f"{path}: can't be read: {error.strerror}") from None
    except ValueError as error:  # a name with a NUL
        if isinstance(error, UserError):
            raise
        raise UserError(f"{path}: can't be read: {error}") from None
