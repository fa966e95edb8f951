"""Keep the files of one Snakemake run: the orders to its jobs, and its marker.

A run that is killed can neither remove its files nor end its jobs: the next run removes the files, and the
jobs end themselves.
"""

from __future__ import annotations

import atexit
import errno
import hashlib
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import chdir, suppress
from pathlib import Path

from sweepfig.core import paths, storage

DAY = 24 * 60 * 60
POLL_SECONDS = 0.5
CLOSING = "closing.txt"


class Orders:
    """A run's orders to its jobs, in files in the run's folder; a job finds them beside its receipt.

    They are no Snakemake parameters, because a rule with other parameters counts as changed.

    Parameters
    ----------
    folder : Path
        The run's folder (`sweepfig.core.paths.run_folder`).
    """

    def __init__(self, folder: Path) -> None:
        self._plan, self._force, self._asked = (folder / n for n in ("plan", "redraw", "asked"))

    def give(self, plan: str, *, force: bool) -> None:
        """Order jobs to draw the plan with this digest; with `force`, current figures too."""
        # By a rename: a job may be reading it, where a client's workflow gives the order again.
        storage.write(self._plan, plan.encode(), temporary=self._plan.parent)
        if force:
            self._force.touch()

    def ask_for(self, figure: str) -> None:
        """Order a figure, given by its path relative to the output folder, to be brought up to date."""
        with self._asked.open("a", encoding="utf-8") as file:
            file.write(f"{figure}\n")

    @property
    def plan(self) -> str:
        """The digest of the plan."""
        return self._plan.read_text()

    @property
    def force(self) -> bool:
        """Whether current figures are drawn too."""
        return self._force.exists()

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
    """Write a file with the time when a run began as its own time.

    Raises
    ------
    OSError
        If the file, or the output folder, can't be written; Snakemake would show a traceback for that.
    """
    marker = paths.marker_file(output, run)
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.touch()
    os.utime(marker, (began, began))
    if not os.access(output, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(output))


def leave_younger(output: str | Path, run: str) -> None:
    """Write the file that is younger than the figures that a run has to check (`paths.younger_file`).

    It holds the run's name, because Snakemake ignores a newer file whose content is unchanged.
    """
    file = paths.younger_file(output)
    storage.write(file, f"{run}\n".encode(), temporary=paths.temporary_folder(output))


def leave_closing_lines(folder: Path, lines: Sequence[str]) -> None:
    """Leave the lines that the run prints at its end, in the run's folder."""
    (folder / CLOSING).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def take_closing_lines(folder: Path) -> str:
    """Return the lines that were left, once; empty if there are none."""
    file = folder / CLOSING
    lines = file.read_text(encoding="utf-8") if file.exists() else ""
    file.unlink(missing_ok=True)
    return lines


def date_back(path: str | Path, began: float) -> None:
    """Set a file's time to before a run's start if it is later, so that the run's files are newer."""
    with suppress(OSError):
        if os.stat(path).st_mtime > began:
            os.utime(path, (began - 1, began - 1))


def own_name(began: float) -> str:
    """Return the name of this process's run, given its start in seconds since the epoch."""
    return paths.run_name(began, os.getpid(), storage.MACHINE)


def is_over(run: str) -> bool:
    """Whether a run is known to be over: its process ran on this machine, and has ended."""
    pid, place = paths.process_of(run)
    return place == storage.MACHINE and not storage.is_alive(int(pid))


def remove_traces(output: str | Path, own: str = "") -> None:
    """Remove the folders of runs that are over, of runs older than a day, and of the run `own`."""
    for folder in paths.folders_of_runs(output):
        is_old = paths.began(folder.name) < time.time() - DAY
        if folder.name == own or is_old or is_over(folder.name):
            shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # it still holds another run's folder
        paths.receipts_folder(output).rmdir()


def at_exit(action: Callable[[], None]) -> None:
    """Do something when this process ends, in what is the working folder now.

    By then, Snakemake has gone back from ``--directory`` to the folder that it was started in.
    """
    atexit.register(_act_in, os.getcwd(), action)


def _act_in(folder: str, action: Callable[[], None]) -> None:
    if os.path.isdir(folder):
        with chdir(folder):
            action()


def end_with(run: str) -> None:
    """Let this process, a run's job, be ended by SIGTERM when the run is over."""

    def watch() -> None:
        while not is_over(run):
            time.sleep(POLL_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
