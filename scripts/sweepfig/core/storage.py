"""Read and write whole files: writing renames a finished file into place; only ordinary files are read."""

from __future__ import annotations

import ctypes
import errno
import functools
import hashlib
import os
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

# Errors where there is no ordinary file; `opened` raises EINVAL.
NOT_THERE = (
    *(errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EINVAL, errno.ENXIO),
    *(errno.ELOOP, errno.ENAMETOOLONG),
)
IN_THE_WAY = "a directory is in the file's place; remove it"
LONG_DEAD = 3600.0  # seconds; no file takes that long to be written


def _machine() -> str:
    """Return where this process's id is unique: the host, and its namespace of process ids (a container)."""
    namespace = ""
    with suppress(OSError):
        namespace = str(os.stat("/proc/self/ns/pid").st_ino)
    return f"{socket.gethostname()}-{namespace}"


MACHINE = _machine()
# Hidden, and unlike the names of other machines that share the folder.
_PREFIX = f".{MACHINE}-"


def name_for_writing() -> str:
    """Return a file's temporary name while this thread writes it."""
    return f"{_PREFIX}{os.getpid()}.{threading.get_ident()}"


def write(
    path: Path, content: bytes | Iterable[bytes], *, temporary: Path, root: Path | None = None
) -> None:
    """Write a file by atomic rename, so that nobody ever sees it half written.

    Parameters
    ----------
    path : Path
        The file; its folder is made if necessary.
    content : bytes, or iterable of bytes
        All of it, or its pieces in order.
    temporary : Path
        Folder on the same file system for the file while it is being written.
    root : Path, optional
        A folder that the file must lie in, with links followed.

    Raises
    ------
    PermissionError
        If a link leads out of `root`.
    IsADirectoryError
        If a directory is in the file's place.
    OSError
        If the file, or the temporary one, can't be written. Where the system names one, it is the file or the
        temporary folder.
    """
    if root is not None:
        _check_inside(path.parent, root)
    beside = temporary / name_for_writing()
    try:
        pieces = [content] if isinstance(content, bytes) else content
        _with_folder(temporary, lambda: _write_new(beside, pieces))
        _with_folder(path.parent, lambda: beside.replace(path))
    except IsADirectoryError:
        beside.unlink(missing_ok=True)
        raise IsADirectoryError(f"{path}: {IN_THE_WAY}") from None
    except OSError as error:
        beside.unlink(missing_ok=True)
        if error.filename != str(beside):
            raise
        # The temporary name is another one each time; a cause that lasts has the same message.
        where = temporary if error.filename2 is None else path
        raise OSError(error.errno, error.strerror, str(where)) from None
    except BaseException:
        beside.unlink(missing_ok=True)  # the disk may be full
        raise


def read(path: str | Path) -> bytes:
    """Return the content of an ordinary file.

    Raises
    ------
    OSError
        If there is none, or a pipe or a device is there, which might never end.
    """
    with opened(path) as file:
        return file.read()


def what_else(path: str | Path) -> str:
    """Return a message's words for what is at a path instead of a file; empty if nothing is there."""
    return ", but a folder, a pipe or a device" if os.path.exists(path) else ""


def content_digest(path: str | Path) -> str:
    """Return the digest of an ordinary file's content; empty if there is no such file.

    Raises
    ------
    OSError
        If it exists but can't be read: an empty digest would record it as missing.
    """
    try:
        with opened(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except ValueError:  # a name with a NUL
        return ""
    except OSError as error:
        if error.errno in NOT_THERE:
            return ""
        raise


def files_below(folder: Path) -> list[Path]:
    """Return every file below a folder, sorted, with those in folders that links lead to.

    Raises
    ------
    OSError
        If a folder can't be listed; `Path.rglob` would leave it out.
    """
    return sorted(_files_below(folder, ()))


def _files_below(folder: Path, above: tuple[tuple[int, int], ...]) -> Iterator[Path]:
    found = os.stat(folder)
    here = (found.st_dev, found.st_ino)
    if here in above:  # a link to a folder that it is in
        return
    with os.scandir(folder) as there:
        for entry in there:
            if entry.is_dir():
                yield from _files_below(folder / entry.name, (*above, here))
            else:
                yield folder / entry.name


@contextmanager
def opened(path: str | Path) -> Iterator[BufferedReader]:
    """Open an ordinary file to read it; see `read`."""
    with open(path, "rb", opener=_open_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
        yield file


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # opening a pipe waits for a writer


def stamp_of(found: os.stat_result) -> int:
    """Return a 64-bit hash of a file's `os.stat`, never 0. A file that was touched has another hash.

    It covers the time of the last change (ctime), which no program can set back.
    """
    said = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    return hash(said) % 2**64 or 1


@dataclass(frozen=True)
class FileStamp:
    """What `os.stat` says of a file: while it stays the same, the file is taken as unchanged.

    `inside` is a digest of the same for each file in a folder, such as a Zarr store.
    """

    path: str
    size: int = 0
    mtime_ns: int = 0
    ctime_ns: int = 0
    inode: int = 0
    inside: str = ""

    @classmethod
    def of(cls, path: str) -> FileStamp:
        """Return a file's stamp; all zero while it does not exist."""
        try:
            found = os.stat(path)
            size, inside = _look_inside(path) if stat.S_ISDIR(found.st_mode) else (0, "")
        except (OSError, ValueError):  # a name with a NUL
            return cls(path)
        times = found.st_mtime_ns, found.st_ctime_ns
        return cls(path, found.st_size + size, *times, found.st_ino, inside)


def _look_inside(folder: str) -> tuple[int, str]:
    """Return the size of all files in a folder, in bytes, and a digest of their stamps."""
    files = [str(file) for file in files_below(Path(folder))]
    found = [os.stat(file) for file in files]
    stamps = repr([*zip(files, map(stamp_of, found), strict=True)])
    digest = hashlib.blake2b(stamps.encode(errors="surrogateescape"), digest_size=8)
    return sum(each.st_size for each in found), digest.hexdigest()


def sync(folder: Path) -> None:
    """Flush everything that was written to a folder's file system to the disk.

    Otherwise a renamed file may be empty after a power cut.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _sync_file_system(descriptor)
    finally:
        os.close(descriptor)


def _sync_file_system(descriptor: int) -> None:
    syncfs = _syncfs()
    if syncfs is None:
        os.sync()
    elif syncfs(descriptor):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


@functools.lru_cache(maxsize=1)
def _syncfs() -> Callable[[int], int] | None:
    # Linux has it, Python does not. `os.sync` would wait for the disks of other programs too.
    return getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)


def _check_inside(folder: Path, root: Path) -> None:
    found, allowed = (Path(os.path.realpath(each)) for each in (folder, root))
    if not found.is_relative_to(allowed):
        raise PermissionError(
            f"{folder} leads out of {root} by a link, to {found}; remove the link"
        )


def _write_new(path: Path, pieces: Iterable[bytes]) -> None:
    try:  # "x": a link or a pipe may be there
        file = path.open("xb")
    except FileExistsError:
        path.unlink()
        file = path.open("xb")
    with file:
        file.writelines(pieces)


def _with_folder(folder: Path, act: Callable[[], object]) -> None:
    # Tried first without the folder: only a folder's first file needs it made.
    try:
        act()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        act()


def remove_leftovers(temporary: Path) -> None:
    """Remove the half-written files of processes that were killed.

    Other machines' processes can't be checked: their files are removed after `LONG_DEAD` seconds.
    """
    for path in temporary.glob(".*"):
        pid = path.name.removeprefix(_PREFIX).partition(".")[0]
        is_dead = not is_alive(int(pid)) if pid.isdecimal() else _age(path) > LONG_DEAD
        if is_dead and not path.is_dir():  # this program leaves no folder here
            path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def is_alive(pid: int) -> bool:
    """Whether a process of this machine, or of this container, is still running."""
    with suppress(OSError):  # without /proc
        # A zombie has ended, but exists until its parent notices.
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
