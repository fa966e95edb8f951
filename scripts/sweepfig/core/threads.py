"""Let only one thread at a time use what matplotlib and HDF5 can't share between threads.

All threads of a process share rcParams, mathtext's parser and the template's caches, and HDF5 crashes
when two threads use it at once. Threads wait here for each other; for speed use processes
(`sweepfig.pool.starmap`).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

_locks: dict[str, Any] = {}

# A forked process may lack the thread that holds a lock.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_locks.clear)


@contextmanager
def alone(what: Literal["call", "style", "figure", "plotter"]) -> Iterator[None]:
    """Let one thread at a time run a block, or a decorated function, for the same `what`.

    Parameters
    ----------
    what : str
        ``call``: reads, draws and writes a whole sweep, for the NetCDF library serves one thread only;
        ``style``: sets rcParams, or reads files; ``figure``: draws a figure, perhaps in a thread that was
        started within a ``style`` block; ``plotter``: gets the process's own plotter.
    """
    with _locks.setdefault(what, threading.RLock()):
        yield
