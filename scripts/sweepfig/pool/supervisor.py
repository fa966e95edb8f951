"""Supervise the pool's workers in a process of its own: its start.

What starts workers is begun first; only then the rest is imported.
"""

from __future__ import annotations

import os
import pickle
import threading
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from sweepfig.pool import context
from sweepfig.pool.process import receive


def supervise() -> None:
    """Run the jobs that come on standard input, each in a pool; answer on standard output."""
    # What a task prints must not end up among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    preload = receive()
    if preload is None:
        return
    starting = context.begin(preload)
    from sweepfig.pool import jobs

    threading.excepthook = jobs.note_failure
    asked: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=jobs.take, args=(asked,), daemon=True).start()
    for answer in jobs.answers(starting, asked):
        if answer[0] == "died":  # then the caller ends this group
            context.remove_temporary()
        with suppress(BrokenPipeError):
            pickle.dump(answer, answers)
            answers.flush()
    threading.Event().wait()
