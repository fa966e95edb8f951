"""Read and write whole files: written beside, then renamed into place; read only if they are files."""

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

# Of what is no ordinary file; EINVAL is of `opened`.
NOT_THERE = (
    *(errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EINVAL, errno.ENXIO),
    *(errno.ELOOP, errno.ENAMETOOLONG),
)
LONG_DEAD = 3600.0  # seconds; no file takes that long to be written


def _place() -> str:
    """Return where this process's number is its own: the host, and the container if it is in one."""
    namespace = ""
    with suppress(OSError):
        namespace = str(os.stat("/proc/self/ns/pid").st_ino)
    return f"{socket.gethostname()}-{namespace}"


PLACE = _place()
# A name of this process's own on every machine that shares the folder, and hidden.
_PREFIX = f".{PLACE}-"


def name_for_writing() -> str:
    """Return what a file is called while this thread writes it."""
    return f"{_PREFIX}{os.getpid()}.{threading.get_ident()}"


def write(
    path: Path, content: bytes | Iterable[bytes], *, temporary: Path, root: Path | None = None
) -> None:
    """Write a file by atomic rename, so that nobody ever sees it half written.

    Parameters
    ----------
    path : Path
        The file; its folder is made if need be.
    content : bytes, or iterable of bytes
        All of it, or its pieces in order.
    temporary : Path
        Folder on the same file system for the file while it is being written.
    root : Path, optional
        A folder that the file must lie in, wherever links lead.

    Raises
    ------
    PermissionError
        If a link leads out of `root`.
    """
    if root is not None:
        _check_inside(path.parent, root)
    beside = temporary / name_for_writing()
    try:
        pieces = [content] if isinstance(content, bytes) else content
        _with_folder(temporary, lambda: _write_new(beside, pieces))
        _with_folder(path.parent, lambda: beside.replace(path))
    except BaseException:
        beside.unlink(missing_ok=True)  # a full disk is not made fuller
        raise


def read(path: str | Path) -> bytes:
    """Return what an ordinary file holds.

    Raises
    ------
    OSError
        If there is none; also where a pipe or a device lies, which might never end.
    """
    with opened(path) as file:
        return file.read()


def what_else(path: str | Path) -> str:
    """Return what a message says of a file that is none: nothing, if nothing is there."""
    return ", but a folder, a pipe or a device" if os.path.exists(path) else ""


def content_digest(path: str | Path) -> str:
    """Return the digest of what an ordinary file holds; empty if there is none.

    Raises
    ------
    OSError
        If there is one, but it can't be read: what follows would be said to be made from nothing.
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
    """Return every file below a folder, sorted.

    Raises
    ------
    OSError
        If a folder can't be listed; `Path.rglob` would leave it out.
    """

    def fail(error: OSError) -> None:
        raise error

    walked = os.walk(folder, onerror=fail)
    return sorted(Path(place, name) for place, _, there in walked for name in there)


@contextmanager
def opened(path: str | Path) -> Iterator[BufferedReader]:
    """Open an ordinary file to read it; see `read`."""
    with open(path, "rb", opener=_open_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
        yield file


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a pipe waits for who writes to it


def stamp_of(found: os.stat_result) -> int:
    """Return 64 bits of what `os.stat` says of a file, never 0: another number, and it was touched.

    The time of the last change (ctime) is among it, which no program can set back.
    """
    said = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    return hash(said) % 2**64 or 1


@dataclass(frozen=True)
class FileStamp:
    """What `os.stat` says of a file: as long as it is the same, so is the file.

    `inside` is a digest of what it says of each file in a folder, such as a Zarr store.
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
    """Return the bytes of all files in a folder, and a digest of how they are."""
    files = [str(file) for file in files_below(Path(folder))]
    found = [os.stat(file) for file in files]
    stamps = repr([*zip(files, map(stamp_of, found), strict=True)])
    digest = hashlib.blake2b(stamps.encode(errors="surrogateescape"), digest_size=8)
    return sum(each.st_size for each in found), digest.hexdigest()


def sync(folder: Path) -> None:
    """Have all that was written to a folder's file system reach the disk.

    What is renamed into place may else, after a power cut, be a file without its content.
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
    # Linux has it, Python does not. To sync every file system would wait for other programs' disks.
    return getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)


def _check_inside(folder: Path, root: Path) -> None:
    found, allowed = (Path(os.path.realpath(each)) for each in (folder, root))
    if not found.is_relative_to(allowed):
        raise PermissionError(
            f"{folder} leads out of {root} by a link, to {found}; remove the link"
        )


def _write_new(path: Path, pieces: Iterable[bytes]) -> None:
    try:  # what lies there may be a link, or a pipe
        file = path.open("xb")
    except FileExistsError:
        path.unlink()
        file = path.open("xb")
    with file:
        file.writelines(pieces)


def _with_folder(folder: Path, act: Callable[[], object]) -> None:
    # Asking for forgiveness: the folder is there for all files but the first.
    try:
        act()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        act()


def remove_leftovers(temporary: Path) -> None:
    """Remove what processes that were killed left half written.

    Of other machines, which may be lost, what has lain there for long: their processes can't be seen.
    """
    for path in temporary.glob(".*"):
        pid = path.name.removeprefix(_PREFIX).partition(".")[0]
        is_dead = not is_alive(int(pid)) if pid.isdecimal() else _age(path) > LONG_DEAD
        if is_dead and not path.is_dir():  # which none of ours is
            path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def is_alive(pid: int) -> bool:
    """Whether a process of this machine, and container, has not ended."""
    with suppress(OSError):  # no /proc: no matter
        # A zombie has ended; who has to take note of that may be long in doing so.
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
