"""Start workers: by a fork server that imports for all of them, or, where there can be none, anew.

The supervisor imports this first of all, so that the fork server is soon at work; so it imports little.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import context, util
from typing import Any, ClassVar

LONGEST_FOLDER = 70  # characters; a socket's path has 104 at most, 32 of them for its name
PYTHON_PATH = os.environ.get("PYTHONPATH")  # as the user has it


def begin(preload: Sequence[str]) -> type[Starting]:
    """Begin with what is needed before the first worker; return the context that a pool is made with."""
    if len(tempfile.gettempdir()) > LONGEST_FOLDER:
        tempfile.tempdir = "/tmp"  # for the sockets only: workers find their own folder
    # macOS frameworks do not survive a fork, not even the fork server's.
    has_none = (
        sys.platform == "darwin" or "forkserver" not in multiprocessing.get_all_start_methods()
    )
    if has_none or any(os.pathsep in folder for folder in sys.path):
        return Spawning
    from multiprocessing import forkserver

    forkserver.set_forkserver_preload(
        ["sweepfig.pool.before_imports", *preload, "sweepfig.pool.worker"]
    )
    # The fork server would preload what Python itself finds, such as another version of this package that is
    # installed: it is told this process's search path, and does not take it (Python 3.11.7).
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    try:
        forkserver.ensure_running()
    finally:
        set_python_path(PYTHON_PATH)
    return Forking


def remove_temporary() -> None:
    """Remove the folder of the fork server's socket, before this process is killed."""
    with suppress(OSError):  # multiprocessing removes it only in a process that exits normally
        shutil.rmtree(util.get_temp_dir())


def set_python_path(value: str | None) -> None:
    """Set ``PYTHONPATH`` for child processes; None removes it."""
    if value is None:
        os.environ.pop("PYTHONPATH", None)
    else:
        os.environ["PYTHONPATH"] = value


class _Watched:
    """Mixed into a context's Process class: its exit status can be asked for by several threads."""

    _lock: ClassVar[Any] = threading.Lock()

    @property
    def exitcode(self) -> int | None:
        with self._lock:  # a pipe gives it only once, and the pool's own thread reads it too
            return super().exitcode  # type: ignore[misc, no-any-return]


class _ForkedWorker(_Watched, context.ForkServerProcess):
    pass


class _SpawnedWorker(_Watched, context.SpawnProcess):
    pass


class Starting(context.BaseContext):
    """A context for one pool, which has its workers on record.

    Attributes
    ----------
    workers : list
        The processes that the pool has started, or tried to.
    """

    def __init__(self) -> None:
        super().__init__()
        self.workers: list[Any] = []

    def _note(self, worker: Any) -> Any:
        self.workers.append(worker)
        return worker


class Forking(Starting, context.ForkServerContext):
    """Workers are forks of the fork server."""

    def Process(self, *args: Any, **options: Any) -> Any:  # type: ignore[override]
        """Return a worker, as a pool asks for it."""
        return self._note(_ForkedWorker(*args, **options))


class Spawning(Starting, context.SpawnContext):
    """Workers are new processes."""

    def Process(self, *args: Any, **options: Any) -> Any:  # type: ignore[override]
        """Return a worker, as a pool asks for it."""
        return self._note(_SpawnedWorker(*args, **options))
