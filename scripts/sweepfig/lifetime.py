"""A Snakemake run's lifetime: whether it is over, what it leaves behind, jobs that outlive it.

A run that is killed can neither tidy up nor end its jobs: the next run does the one, and the jobs see to
the other.
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

from sweepfig import names, storage

DAY = 24 * 60 * 60
LOOK_SECONDS = 0.5


def own_name(began: float) -> str:
    """Return the name of this process's run, which began at a time in seconds of the epoch."""
    return names.run_name(began, os.getpid(), storage.PLACE)


def is_over(run: str) -> bool:
    """Whether a run is known to be over: its process was of this machine, and has ended."""
    pid, place = names.process_of(run)
    return place == storage.PLACE and not storage.is_alive(int(pid))


def remove_traces(output: str | Path, own: str = "") -> None:
    """Remove what belongs to runs that are over, to those of days ago on other machines, and to `own`."""
    for folder in names.folders_of_runs(output):
        is_old = names.began(folder.name) < time.time() - DAY
        if folder.name == own or is_old or is_over(folder.name):
            shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # another run's are there
        names.receipts_folder(output).rmdir()


def end_with(run: str) -> None:
    """Have this process, a run's job, ended by SIGTERM when the run is over."""

    def watch() -> None:
        while not is_over(run):
            time.sleep(LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
