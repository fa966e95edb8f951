"""Let one thread at a time do what matplotlib and HDF5 allow only one of.

rcParams, mathtext's parser and what the template keeps are the process's, and HDF5 crashes when two
threads are in it. Threads wait for each other; processes (see `sweepfig.pool.starmap`) are what makes drawing
faster.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

_locks: dict[str, Any] = {}

# The thread that held one may not be there in a process that was forked meanwhile.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_locks.clear)


@contextmanager
def alone(what: Literal["style", "figure", "plotter"]) -> Iterator[None]:
    """Within the block, or the function that this decorates, no other thread is in one for the same.

    Parameters
    ----------
    what : str
        ``style``: rcParams are set, or files read; ``figure``: one is drawn, perhaps by a thread that
        was started within a style; ``plotter``: the process's own is asked for.
    """
    with _locks.setdefault(what, threading.RLock()):
        yield
