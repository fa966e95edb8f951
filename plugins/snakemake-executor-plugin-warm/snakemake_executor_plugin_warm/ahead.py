"""Start warm processes while Snakemake works out its jobs, before it asks for the executor."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from snakemake_executor_plugin_warm.warm_process import WarmProcess

_started: list[WarmProcess] = []


def start(names: Sequence[str], processes: int) -> None:
    """Start processes, whose libraries may use one thread, and have them import functions.

    It is for a Snakefile that knows that jobs of these functions will run. The executor takes the processes
    that its first jobs need, and ends the others.

    Parameters
    ----------
    names : sequence of str
        Functions, each ``module:function``.
    processes : int
        How many; more than there are cores are of no use.
    """
    end_others()  # of a run in this process that did not come to have an executor
    with suppress(OSError):  # the executor says why none can be started
        for _ in range(processes):
            process = WarmProcess(1)
            _started.append(process)
            process.prepare(names)


def take(threads: int) -> WarmProcess | None:
    """Return a process for a job with that many threads; None if none is left that lives."""
    while threads == 1 and _started:
        process = _started.pop(0)
        if process.is_running:
            return process
        process.end()
    return None


def end_others() -> None:
    """End the processes that were not taken."""
    while _started:
        _started.pop().end()
