"""Log finished figures to a run of MLflow, in a thread of its own.

Neither the program nor the processes that draw wait for the tracking server.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from sweepfig.core.errors import UserError, cause_of

MOST_FAILURES = 3  # in a row; MLflow itself tries each for minutes


class Destination(NamedTuple):
    """Where an epoch's figures are logged: the id of a run, and the folder among its artifacts."""

    run: str
    folder: str


class Tracking:
    """A thread that logs figures as artifacts.

    Parameters
    ----------
    note : callable
        Called with what went wrong: a figure that is not logged is drawn all the same.

    Attributes
    ----------
    logged : int
        Number of figures that were logged.

    Raises
    ------
    UserError
        If MLflow can't be imported.
    """

    def __init__(self, note: Callable[[str], None]) -> None:
        try:
            import mlflow
        except ImportError as error:
            raise UserError(
                f"log_to: 'mlflow' needs the package mlflow, or mlflow-skinny: {error}"
            ) from None
        self._mlflow: Any = mlflow
        self._note = note
        self._failures = 0
        self._is_given_up = False
        self._waiting: SimpleQueue[tuple[Destination, Sequence[str], str] | None] = SimpleQueue()
        self.logged = 0
        self._thread = threading.Thread(target=self._log_all, daemon=True)
        self._thread.start()

    def destination(self, folder: str) -> Destination | None:
        """Return where figures of a folder are logged: the run that is active in this thread, if one is."""
        run = self._mlflow.active_run()
        if run is None:
            self._note(f"{folder}: its figures are not logged, for no run of MLflow is active")
            return None
        return Destination(run.info.run_id, artifact_folder(folder))

    def log(self, destination: Destination, files: Sequence[str], folder: str) -> None:
        """Begin to log files of a folder, and return."""
        self._waiting.put((destination, files, folder))

    def close(self, *, give_up: bool = False) -> None:
        """Wait until all that was handed over is logged; with `give_up`, log no more and don't wait."""
        self._waiting.put(None)
        if give_up:
            self._is_given_up = True
        else:
            self._thread.join()

    def _log_all(self) -> None:
        while (some := self._waiting.get()) is not None:
            self._log(*some)

    def _log(self, destination: Destination, files: Sequence[str], folder: str) -> None:
        for file in files:
            if self._is_given_up or self._failures >= MOST_FAILURES:
                return
            below = Path(destination.folder, os.path.relpath(os.path.dirname(file), folder))
            try:
                client = self._mlflow.MlflowClient()
                client.log_artifact(destination.run, file, below.as_posix())
            except (Exception, SystemExit) as error:  # or this thread would end, without a word
                self._fail(file, error)
            else:
                self._failures = 0
                self.logged += 1

    def _fail(self, file: str, error: BaseException) -> None:
        self._failures += 1
        last = "; no more are" if self._failures == MOST_FAILURES else ""
        self._note(f"{file}: is drawn, but not logged to MLflow{last}: {cause_of(error)}")


def artifact_folder(folder: str) -> str:
    """Return the folder among a run's artifacts: the same, or of one elsewhere its name."""
    path = Path(os.path.normpath(folder))
    return path.name if path.is_absolute() or ".." in path.parts else path.as_posix()
