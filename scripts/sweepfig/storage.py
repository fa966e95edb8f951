"""Files that are whole or not there: written beside, then renamed into place."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

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
        if path.name.startswith(_PREFIX):
            pid = path.name.removeprefix(_PREFIX).partition(".")[0]
            is_dead = not is_alive(int(pid))
        else:
            is_dead = _age(path) > LONG_DEAD
        if is_dead:
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
