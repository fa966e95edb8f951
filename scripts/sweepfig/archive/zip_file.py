"""Write a zip of any number of files, the same bytes whenever the files are the same.

No time, owner or order of a file system is in it. Files are read in blocks, never as a whole.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sweepfig.core import storage

BLOCK = 2**20  # bytes read at a time
LARGE = 2**31 - 1  # bytes; a larger file needs the zip's extension, which must be said beforehand
EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can hold
UNIX = 3  # the system that the permissions are of
FILE, FOLDER = 0o100644 << 16, (0o040755 << 16) | 0x10
# What shrinks; pictures and NetCDF files are compressed already.
TEXT = (".csv", ".html", ".js", ".json", ".mplstyle", ".py", ".svg", ".txt", ".yaml", ".yml")
PARTIAL = ".partial"


class Packed(NamedTuple):
    """A file in a zip: its name there, its size in bytes, and the SHA-256 of its content."""

    name: str
    size: int
    sha256: str


class Zip:
    """A zip that is being written.

    Parameters
    ----------
    file : binary file
        Open for writing.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w")
        self._digests: list[bytes] = []

    def close(self) -> None:
        """Write the zip's list of files: without it, the zip is none."""
        self._zip.close()

    def add_folder(self, name: str) -> None:
        """Add a folder; its name ends with a slash."""
        self._zip.writestr(_entry(name, FOLDER), b"")
        self._digests.append(b"")

    def add_file(self, name: str, path: str | Path) -> Packed:
        """Add the content of an ordinary file.

        Raises
        ------
        OSError
            If there is none, or it can't be read.
        """
        with storage.opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            return self._add(name, iter(lambda: file.read(BLOCK), b""), is_large=size > LARGE)

    def add_content(self, name: str, pieces: Iterable[bytes]) -> Packed:
        """Add a small file, given its content in pieces."""
        return self._add(name, pieces, is_large=False)

    def sums(self) -> Iterator[bytes]:
        """Yield a line for each file so far, as ``sha256sum -c`` reads them."""
        for name, digest in zip(self._zip.namelist(), self._digests, strict=True):
            if digest:
                yield f"{digest.hex()}  {name}\n".encode()

    @property
    def n_files(self) -> int:
        """How many files there are."""
        return sum(map(bool, self._digests))

    def _add(self, name: str, pieces: Iterable[bytes], *, is_large: bool) -> Packed:
        entry, digest, size = _entry(name, FILE), hashlib.sha256(), 0
        if name.endswith(TEXT):
            entry.compress_type = zipfile.ZIP_DEFLATED
        with self._zip.open(entry, "w", force_zip64=is_large) as file:
            for piece in pieces:
                file.write(piece)
                digest.update(piece)
                size += len(piece)
        self._digests.append(digest.digest())
        return Packed(name, size, digest.hexdigest())


def _entry(name: str, mode: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.create_system, entry.external_attr = UNIX, mode
    return entry


@contextmanager
def written(path: Path) -> Iterator[Zip]:
    """Open a new zip; it gets its name when the block has ended well, and else is removed.

    Raises
    ------
    OSError
        If it can't be written.
    """
    _remove_leftovers(path)
    beside = path.with_name(f".{path.name}.{storage.MACHINE}-{os.getpid()}{PARTIAL}")
    try:
        with beside.open("xb") as file:
            archive = Zip(file)
            try:
                yield archive
            finally:
                archive.close()
            file.flush()
            os.fsync(file.fileno())  # else the renamed file may be empty after a power cut
        beside.replace(path)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        # A full disk names no file.
        if isinstance(error, OSError) and error.filename is None:
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


def _remove_leftovers(path: Path) -> None:
    """Remove what processes of this machine left of the same zip when they were killed."""
    begin = f".{path.name}.{storage.MACHINE}-"
    with suppress(OSError):
        for other in path.parent.iterdir():
            pid = other.name.removeprefix(begin).removesuffix(PARTIAL)
            is_ours = other.name == f"{begin}{pid}{PARTIAL}" and pid.isdecimal()
            if is_ours and not storage.is_alive(int(pid)):
                other.unlink(missing_ok=True)
