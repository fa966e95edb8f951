"""Work as one of a pool's processes: run the tasks that come, and say how far they are."""

from __future__ import annotations

import gc
import importlib
import logging
import pickle
import signal
import sys
from typing import Any

from sweepfig.core.errors import cause_of
from sweepfig.pool import progress
from sweepfig.pool.context import set_python_path

# A task's place, its pickled result, what it raised.
Answer = tuple[int, bytes, Exception | None]

_worker: dict[str, Any] = {}


def begin(function: str, python_path: str | None, *shared: Any) -> None:
    """Find what the tasks are arguments of.

    Parameters
    ----------
    function : str
        Whose arguments the tasks are: its module and name, with a colon between.
    python_path : str or None
        ``PYTHONPATH`` as the user has it.
    *shared : array
        The shared memory of `sweepfig.pool.progress.join`.
    """
    set_python_path(python_path)
    # Ctrl-C does not reach it, so a KeyboardInterrupt can only be raised by a user's function.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s", stream=sys.stderr)
    module, _, name = function.partition(":")
    _worker["function"] = getattr(importlib.import_module(module), name)
    progress.join(*shared)
    gc.freeze()  # what is imported by now is no garbage: every look through it would take 40 ms
    gc.enable()


def call(place: int, task: bytes) -> Answer:
    """Run a task; the result is pickled here: the supervisor need not import what it is made of."""
    progress.take(place)
    try:
        return place, pickle.dumps(_worker["function"](*pickle.loads(task))), None
    except Exception as error:
        return place, b"", _readable(error)
    finally:
        progress.hand_back()


def _readable(error: Exception) -> Exception:
    """Return an error that the supervisor can read: the pool's thread that can't read one ends."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(cause_of(error))
    return error
