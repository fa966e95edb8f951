"""Files that are whole or not there: written beside, then renamed into place."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

# A name of this process's own on every machine that shares the folder, and hidden.
_PREFIX = f".{socket.gethostname()}-"


def write(path: Path, content: bytes, *, temporary: Path) -> None:
    """Write a file by atomic rename, so that nobody ever sees it half written.

    Parameters
    ----------
    path : Path
        The file; its folder is made if need be.
    content : bytes
        All of it.
    temporary : Path
        Folder on the same file system for the file while it is being written.
    """
    beside = temporary / f"{_PREFIX}{os.getpid()}"
    try:
        _with_folder(temporary, lambda: beside.write_bytes(content))
        _with_folder(path.parent, lambda: beside.replace(path))
    except BaseException:
        beside.unlink(missing_ok=True)  # a full disk is not made fuller
        raise


def _with_folder(folder: Path, act: Callable[[], object]) -> None:
    # Asking for forgiveness: the folder is there for all files but the first.
    try:
        act()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        act()


def remove_leftovers(temporary: Path) -> None:
    """Remove what processes of this machine that were killed left half written."""
    for path in temporary.glob(f"{_PREFIX}*"):
        if not _is_alive(int(path.name.removeprefix(_PREFIX))):
            path.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
