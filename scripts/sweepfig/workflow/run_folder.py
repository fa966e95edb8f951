"""Keep what belongs to one Snakemake run: what its jobs are to do, whether it is over.

A run that is killed can neither tidy up nor end its jobs: the next run does the one, and the jobs see to
the other.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

from sweepfig.core import paths, storage

DAY = 24 * 60 * 60
LOOK_SECONDS = 0.5


class Orders:
    """What a run's jobs are to do, in files of the run's own folder: a job finds them beside its receipt.

    Snakemake could hand over the same as parameters, but takes a rule with other ones for changed.

    Parameters
    ----------
    folder : Path
        The run's folder (`sweepfig.core.paths.run_folder`).
    """

    def __init__(self, folder: Path) -> None:
        self._plan, self._redraw, self._asked = (folder / n for n in ("plan", "redraw", "asked"))

    def give(self, plan: str, *, redraw: bool) -> None:
        """Have jobs draw the plan of this digest; also what is current, if that is wanted."""
        self._plan.parent.mkdir(parents=True, exist_ok=True)
        self._plan.write_text(plan)
        if redraw:
            self._redraw.touch()

    def ask_for(self, figure: str) -> None:
        """Have the figure of this path, relative to the output folder, brought up to date."""
        with self._asked.open("a", encoding="utf-8") as file:
            file.write(f"{figure}\n")

    @property
    def plan(self) -> str:
        """The digest of the plan."""
        return self._plan.read_text()

    @property
    def redraw(self) -> bool:
        """Whether what is current is drawn as well."""
        return self._redraw.exists()

    @property
    def asked(self) -> list[str]:
        """The figures that were asked for by their paths, each once."""
        lines = self._asked.read_text(encoding="utf-8").splitlines() if self._asked.exists() else []
        return list(dict.fromkeys(lines))


def variable_name(output: str | Path) -> str:
    """Return the name of the environment's variable that has the name of the run in an output folder."""
    digest = hashlib.blake2b(os.path.normpath(output).encode(), digest_size=8)
    return f"SWEEPFIG_RUN_{digest.hexdigest()}"


def leave_marker(output: str | Path, run: str, began: float) -> None:
    """Leave a file of the time when a run began.

    Raises
    ------
    OSError
        If that can't be written, or nothing in the output folder: Snakemake would say so in a traceback.
    """
    marker = paths.marker_file(output, run)
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()
    os.utime(marker, (began, began))
    if not os.access(output, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(output))


def leave_younger(output: str | Path, run: str) -> None:
    """Leave the file that is younger than the figures that a run has to look at.

    Of a file that is younger but has the content of before, Snakemake takes no notice.
    """
    file = paths.younger_file(output)
    storage.write(file, f"{run}\n".encode(), temporary=paths.temporary_folder(output))


def date_back(path: str | Path, began: float) -> None:
    """Give a file the time before a run began, if it has a later one: no job's output could be younger."""
    with suppress(OSError):
        if os.stat(path).st_mtime > began:
            os.utime(path, (began - 1, began - 1))


def own_name(began: float) -> str:
    """Return the name of this process's run, which began at a time in seconds of the epoch."""
    return paths.run_name(began, os.getpid(), storage.PLACE)


def is_over(run: str) -> bool:
    """Whether a run is known to be over: its process was of this machine, and has ended."""
    pid, place = paths.process_of(run)
    return place == storage.PLACE and not storage.is_alive(int(pid))


def remove_traces(output: str | Path, own: str = "") -> None:
    """Remove what belongs to runs that are over, to those of days ago on other machines, and to `own`."""
    for folder in paths.folders_of_runs(output):
        is_old = paths.began(folder.name) < time.time() - DAY
        if folder.name == own or is_old or is_over(folder.name):
            shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # another run's are there
        paths.receipts_folder(output).rmdir()


def end_with(run: str) -> None:
    """Have this process, a run's job, ended by SIGTERM when the run is over."""

    def watch() -> None:
        while not is_over(run):
            time.sleep(LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
