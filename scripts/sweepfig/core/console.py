"""Run a command line: a user's mistake gives one message, never a traceback; a signal ends the run."""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from sweepfig.core.errors import UserError

# Exit statuses: of a mistake of the user's; of targets or checks that failed.
EXIT_MISTAKE = 2
EXIT_FAILED = 1
AGAIN_SECONDS = 1.0  # see `_stop`
STREAMS = {"stdin": "r", "stdout": "w", "stderr": "w"}  # in the order of their descriptors

_stopped_by: list[int] = []  # the signal that is to end this process


def run(main: Callable[[], int]) -> None:
    """Run a command line's main function and exit with its status.

    A `UserError` is printed and exits with 2; Ctrl-C exits with 130 and SIGTERM with 143, both
    without a traceback.
    """
    _open_streams()
    # Sweep files are read, never written; locks fail on many network file systems.
    os.environ.setdefault("HDF5_USE_FILE_LOCKING", "FALSE")
    logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s", stream=sys.stderr)
    signal.signal(signal.SIGTERM, _stop)
    if signal.getsignal(signal.SIGINT) in (signal.SIG_DFL, signal.default_int_handler):
        signal.signal(signal.SIGINT, _stop)
    sys.unraisablehook = _say_unraisable
    try:
        status = main()
    except KeyboardInterrupt:
        status = _say_stopped()
    except Exception as error:
        # A signal may also surface as another error: an ImportError, if it interrupts an import.
        status = _say_stopped() if _stopped_by else _say_failed(error)
    _set_alarm(0)
    sys.exit(status)


def _open_streams() -> None:
    """Open the null device for each standard stream that is closed, as some schedulers' jobs have them.

    Otherwise the next opened file gets the stream's descriptor, and with it what is printed.
    """
    for name, mode in STREAMS.items():
        if getattr(sys, name) is None:
            stream = open(os.devnull, mode)  # noqa: SIM115 (for as long as this process lives)
            os.set_inheritable(stream.fileno(), True)
            setattr(sys, name, stream)
    # The locale's encoding may lack characters of a name or label.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _say_stopped() -> int:
    is_terminated = signal.SIGTERM in _stopped_by
    word = "terminated" if is_terminated else "interrupted"
    print(f"{word}; run again to draw the rest", file=sys.stderr)
    return 128 + (signal.SIGTERM if is_terminated else signal.SIGINT)


def _say_failed(error: Exception) -> int:
    if not isinstance(error, UserError | OSError):
        raise error
    print(f"error: {error}", file=sys.stderr)
    return EXIT_MISTAKE if isinstance(error, UserError) else EXIT_FAILED


def end_quietly(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    """Print that Ctrl-C ended the program, instead of a traceback: a `sys.excepthook`."""
    if issubclass(kind, KeyboardInterrupt):
        print("interrupted; run again to draw the rest", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


def _stop(number: int, _frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt, and again each `AGAIN_SECONDS` until the process ends.

    A destructor or a library's bare `except` may swallow the first.
    """
    if number in (signal.SIGINT, signal.SIGTERM):
        _stopped_by[:] = [number]
    _set_alarm(AGAIN_SECONDS)
    raise KeyboardInterrupt  # SystemExit would be recorded as a failure of the figure being drawn


def _set_alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer") and _stopped_by:  # POSIX
        signal.signal(signal.SIGALRM, _stop)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _say_unraisable(unraisable: sys.UnraisableHookArgs) -> None:
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):  # `_stop` raises it again
        sys.__unraisablehook__(unraisable)
