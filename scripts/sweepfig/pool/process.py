"""Start a Python process beside this one, send it what it needs, and say how it ended.

It is a new interpreter in a new session: a program with threads or a GPU is not forked, its main module
is not imported, and Ctrl-C on its terminal does not reach the process.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sweepfig.core import search_path, startup


@dataclass(frozen=True)
class Death:
    """The end of a worker in the middle of a task.

    Attributes
    ----------
    cause : str
        How the worker ended: "ended with exit status 3".
    reached : int
        How far the task had said it was.
    from_outside : bool
        Whether it was killed by somebody else: a user, the kernel for want of memory.
    """

    cause: str
    reached: int = 0
    from_outside: bool = False


def start(code: str, *, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a process with this one's module search path that runs `code`, with pipes to and from it."""
    env = dict(os.environ if env is None else env)
    env["PYTHONWARNINGS"] = startup.without_errors(env.get("PYTHONWARNINGS", ""))
    found = f"import sys; sys.path[:] = {search_path.of_child()!r}"
    return subprocess.Popen(
        # -P: neither it nor its children look for modules in the working folder first.
        [sys.executable, "-P", "-c", f"{found}\n{code}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if sys.stderr is None else None,  # this process's may be closed
        start_new_session=True,
        env=env,
    )


def receive() -> Any:
    """Return the next object that this process's starter sent; None if the starter has ended."""
    try:
        return pickle.load(sys.stdin.buffer)
    except (EOFError, pickle.UnpicklingError):  # it was killed, perhaps while it sent
        return None


def how_it_ended(status: int) -> str:
    """Return an exit status in words; a negative status is the signal that killed the process."""
    if status < 0:
        return f"was killed by signal {-status} ({signal.Signals(-status).name})"
    return f"ended with exit status {status}"
