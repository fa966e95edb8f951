"""Start a warm process, call it, end it: this end of the conversation whose other is `process`.

A process ends with the one that started it, however that ends.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Literal

from snakemake_executor_plugin_warm.process import Outcome

COMMAND = """\
import sys
sys.path[:] = {path!r}
from snakemake_executor_plugin_warm.process import main
main({conversation}, {life})
"""

GRACE = 2.0  # s, for a process that has closed its connection to end by itself

# What Snakemake's `shell` sets, too: libraries of linear algebra take all cores otherwise.
THREADS = (
    "OMP_NUM_THREADS",
    "GOTO_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)


class Died(Exception):
    """A process ended, or was ended, before it had done its jobs.

    Parameters
    ----------
    cause : str
    fails : "first", "all" or "none"
        Which jobs of those left can't be done: the one that it was at, all, or none.
    """

    def __init__(self, cause: str, *, fails: Literal["first", "all", "none"] = "first") -> None:
        super().__init__(cause)
        self.fails = fails


class WarmProcess:
    """A process that waits for calls.

    Parameters
    ----------
    threads : int
        How many threads libraries may use that ask the environment.

    Attributes
    ----------
    threads : int
    is_alive : bool
        Whether it can be called, as far as is known.
    """

    def __init__(self, threads: int) -> None:
        self.threads = threads
        ours, its = socket.socketpair()
        its_life, life = os.pipe()
        self._life: int | None = life
        path = [folder for folder in sys.path if isinstance(folder, str)]  # as Python itself does
        command = COMMAND.format(path=path, conversation=its.fileno(), life=its_life)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", command],
                pass_fds=(its.fileno(), its_life),
                stdin=subprocess.DEVNULL,
                stdout=2,  # Snakemake's own way, for what jobs print
                env={**os.environ, **dict.fromkeys(THREADS, str(threads))},
                start_new_session=True,
            )
        finally:
            its.close()
            os.close(its_life)
        self._connection = Connection(ours.detach())
        self._preparing = 0
        self._is_fresh = True
        self.is_alive = True

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def prepare(self, names: Sequence[str]) -> None:
        """Have functions imported, ahead of the first call, which tells of a process that can't do so."""
        self._is_fresh = False
        with suppress(OSError):  # it has ended
            for name in names:
                self._connection.send((name, []))
                self._preparing += 1

    def call(self, name: str, jobs: Sequence[tuple[bytes, float | None]]) -> Iterator[Outcome]:
        """Yield what became of each job, in order.

        Parameters
        ----------
        name : str
            The function, ``module:function``.
        jobs : sequence of (bytes, float or None)
            Each job, pickled, and the seconds that it may take.

        Raises
        ------
        Died
            If the process has ended, was ended for taking too long, or can't import the function.
        """
        was_fresh, self._is_fresh = self._is_fresh, False
        try:
            self._send((name, [job for job, _ in jobs]))
            for _ in range(self._preparing):
                self._receive(None)  # of the call itself more is told
            self._preparing = 0
            cause = self._receive(None)
        except Died as death:
            # If it had something else to do before, that may be why: no job is to blame.
            cause = f"before the function was there, {death}"
            raise Died(cause, fails="all" if was_fresh else "none") from None
        if cause is not None:
            raise Died(cause, fails="all")
        for _, seconds in jobs:
            yield self._receive(seconds)

    def _send(self, call: tuple[str, list[bytes]]) -> None:
        try:
            self._connection.send(call)
        except OSError:
            raise self._death() from None

    def _receive(self, seconds: float | None) -> Any:
        try:
            if not self._connection.poll(seconds):
                self.kill()
                self._reap()
                raise Died("its process was ended past its time limit")
            return self._connection.recv()
        except (OSError, EOFError):
            raise self._death() from None

    def _death(self) -> Died:
        if not self._ends_by_itself():
            self._reap()
            return Died("its process closed its connection to Snakemake, and was ended")
        status = self._reap()
        if status >= 0:
            return Died(f"its process ended with exit status {status}")
        with suppress(ValueError):
            return Died(
                f"its process was killed by signal {-status} ({signal.Signals(-status).name})"
            )
        return Died(f"its process was killed by signal {-status}")

    def _ends_by_itself(self) -> bool:
        """Whether the process ends soon. Killed before, it would be told as killed by that signal."""
        end = time.monotonic() + GRACE
        how = os.WEXITED | os.WNOHANG | os.WNOWAIT  # its number stays its own, for `kill`
        with suppress(ChildProcessError):  # another thread has ended it
            while os.waitid(os.P_PID, self._process.pid, how) is None:
                if time.monotonic() > end:
                    return False
                time.sleep(0.01)
        return True

    def _reap(self) -> int:
        self.is_alive = False
        self.kill()  # what it has started, too
        status = self._process.wait()
        self._connection.close()
        if self._life is not None:
            os.close(self._life)
            self._life = None
        return status

    def kill(self) -> None:
        """End the process and what it has started, at once."""
        if self._process.returncode is None:  # or its number may be another's
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """End a process that is idle."""
        if self.is_alive:
            self.kill()
            self._reap()
