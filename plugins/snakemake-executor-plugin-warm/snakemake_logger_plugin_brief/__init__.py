"""Print little: what is to be done, a progress bar, the first failures; the log file has the rest.

A dry run, ``--verbose`` and ``--printshellcmds`` print as Snakemake does without this.
"""

from __future__ import annotations

import inspect
import logging
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent
from snakemake_interface_logger_plugins.settings import LogHandlerSettingsBase

MOST_FAILURES = 5  # printed; the log file has all
BAR = 30
END = 1 << 16  # bytes of a log
TOLD_OTHERWISE = (
    "Assuming unrestricted shared",
    "Cannot restore ",
    "--keep-incomplete mode",
    "WorkflowError:\nAt least one job",
    "Exiting because a job",
)
AGAIN = "Trying to restart job "
KEPT = ("Nothing to be done",)


@dataclass(frozen=True)
class Failure:
    """Why a job's last attempt failed.

    Attributes
    ----------
    name : str
        Its first output, or its rule.
    cause : str
    is_told : bool
        Whether that was printed.
    """

    name: str
    cause: str
    is_told: bool

    def __str__(self) -> str:
        return f"error: {self.name}: {self.cause}"


@dataclass
class LogHandlerSettings(LogHandlerSettingsBase):
    """None."""


class LogHandler(LogHandlerBase):
    """Writes to stderr."""

    def __post_init__(self) -> None:
        self._has_started = False
        self._failed: dict[str, Failure] = {}  # by the ids of jobs
        self._n_told = 0
        self._log = ""
        self._began = time.monotonic()
        self._bar = ""
        settings = self.common_settings
        is_full = settings.dryrun or settings.verbose or settings.printshellcmds
        self._full = _full_handler(settings) if is_full or settings.debug_dag else None
        self._is_silent = any(str(word).lower().endswith("all") for word in settings.quiet or ())

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record, if it is for people."""
        if self._full is not None:
            self._full.handle(record)
            return
        try:
            self._emit(record)
        except Exception:
            self.handleError(record)

    def _emit(self, record: logging.LogRecord) -> None:
        event, text = getattr(record, "event", None), str(record.msg or "")
        if event == LogEvent.WORKFLOW_STARTED:
            self._has_started = True
        elif event == LogEvent.RUN_INFO:
            if not sys.stderr.isatty():  # there a bar says as much
                self._print(_jobs_line(getattr(record, "stats", {})))
        elif event == LogEvent.PROGRESS:
            self._show_progress(record.done, record.total)  # type: ignore[attr-defined]
        elif event == LogEvent.JOB_ERROR:  # of a group, each member's
            self._note_failure(record)
        elif event == LogEvent.JOB_FINISHED:  # at last, perhaps
            self._failed.pop(str(getattr(record, "job_id", None)), None)
        elif text.startswith(AGAIN):
            self._note_retry(text.removeprefix(AGAIN).removesuffix("."))
        elif text.startswith("Complete log"):
            self._log = text.partition(": ")[2]
        elif record.levelno >= logging.WARNING:
            if not text.startswith(TOLD_OTHERWISE):
                self._print(text.strip(), is_failure=True)
        elif event is None and self._is_kept(text):
            self._print(text)

    def _note_failure(self, record: logging.LogRecord) -> None:
        failure = Failure(_name_of(record), _cause_of(record), self._n_told < MOST_FAILURES)
        self._failed[str(getattr(record, "jobid", None))] = failure
        if failure.is_told:
            self._n_told += 1
            self._print(str(failure), is_failure=True)

    def _note_retry(self, job: str) -> None:
        failure = self._failed.pop(job, None)
        if failure is not None and failure.is_told:
            self._print(f"{failure.name} is tried again", is_failure=True)

    def _tell_others(self) -> None:
        """Print failures in whose place attempts were told that another one followed."""
        untold = [failure for failure in self._failed.values() if not failure.is_told]
        n_told = len(self._failed) - len(untold)
        for failure in untold[: MOST_FAILURES - n_told]:
            self._print(str(failure), is_failure=True)

    def _is_kept(self, text: str) -> bool:
        """Whether a line is for people: also what is said where no job runs, as with ``--lint``."""
        is_kept = not self._has_started or text.startswith(KEPT)
        return is_kept and not text.startswith(TOLD_OTHERWISE)

    def _print(self, line: str, *, is_failure: bool = False) -> None:
        if line and (is_failure or not self._is_silent):
            self._clear()
            print(line, file=sys.stderr, flush=True)

    def _show_progress(self, done: int, total: int) -> None:
        if self._is_silent or not sys.stderr.isatty():
            return
        self._clear()
        if done == total:
            return
        left = (time.monotonic() - self._began) * (total - done) / max(done, 1)
        share = BAR * done // max(total, 1)
        self._bar = (
            f"[{'#' * share}{'.' * (BAR - share)}] {done} of {total} jobs, {left:.0f} s left"
        )
        # The cursor goes back: what a job prints takes the bar's place.
        print(self._bar, end="\r", file=sys.stderr, flush=True)

    def _clear(self) -> None:
        if self._bar:
            print(" " * len(self._bar), end="\r", file=sys.stderr, flush=True)
            self._bar = ""

    def close(self) -> None:
        """Say where more is to be read, if something failed."""
        if self._full is None:
            self._clear()
            if self._failed:
                self._tell_others()
                jobs = "1 job" if len(self._failed) == 1 else f"{len(self._failed)} jobs"
                more = f"; see {self._log}" if self._log else ""
                self._print(f"{jobs} failed{more}", is_failure=True)
                self._failed.clear()
        super().close()

    @property
    def writes_to_stream(self) -> bool:
        """Whether it takes the place of Snakemake's own printing."""
        return True

    @property
    def writes_to_file(self) -> bool:
        """Whether it writes to a file."""
        return False

    @property
    def has_filter(self) -> bool:
        """Whether it chooses itself what is printed."""
        return True

    @property
    def has_formatter(self) -> bool:
        """Whether it has words of its own."""
        return True

    @property
    def needs_rulegraph(self) -> bool:
        """Whether it shows the graph of rules."""
        return False


def _jobs_line(stats: dict[str, int]) -> str:
    counts = {rule: count for rule, count in stats.items() if rule != "total"}
    of_rules = ", ".join(f"{n} {rule}" if n > 1 else rule for rule, n in counts.items())
    total = sum(counts.values())
    return f"{total} job{'s' * (total > 1)}: {of_rules}" if counts else ""


def _name_of(record: Any) -> str:
    files = [str(file).removesuffix(" (update)") for file in getattr(record, "output", None) or ()]
    return files[0] if files else getattr(record, "rule_name", None) or "a group of jobs"


def _cause_of(record: Any) -> str:
    cause = getattr(record, "rule_msg", None) or _said(getattr(record, "log", None) or ())
    return cause or "its command failed"


def _said(logs: Iterable[str]) -> str:
    """Return the last line of a job's log."""
    for log in logs:
        whole, first = Path(str(log)), Path(str(log).partition(" ")[0])  # words may follow
        for line in reversed(_end_of(whole if whole.is_file() else first)):
            if line.strip():
                return line.strip().removeprefix("error: ")
    return ""


def _end_of(path: Path) -> list[str]:
    """Return the last lines of a file, which may be very large; none if there is no such file."""
    if not path.is_file():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - END))
        return file.read().decode(errors="replace").splitlines()


def _full_handler(settings: Any) -> logging.Handler:
    """Return the handler that Snakemake has without a plugin."""
    from snakemake.logging import (
        ColorizingTextHandler,
        DefaultFilter,
        DefaultFormatter,
    )

    found: logging.Handler = ColorizingTextHandler(
        nocolor=settings.nocolor, stream=sys.stdout if settings.stdout else sys.stderr
    )
    taken = inspect.signature(DefaultFilter).parameters  # releases differ
    found.addFilter(DefaultFilter(**{name: getattr(settings, name) for name in taken}))
    found.setFormatter(DefaultFormatter(settings.quiet, settings.show_failed_logs))
    return found
