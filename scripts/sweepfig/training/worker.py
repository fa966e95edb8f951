"""Draw figures for a running program in a helper process, which it talks to through pipes.

Separate from `pool`: a pool gets all its work at once and ends after it; a helper waits for work as long as
the program runs. Each helper has its own pipes, so a killed one can hold no lock that another needs: the
program sees the pipe's end, and starts a new helper.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from sweepfig.core.errors import cause_of
from sweepfig.pool import process
from sweepfig.pool.starmap import WorkerDied
from sweepfig.training.epoch import Share
from sweepfig.training.post import draw_resonance_curve

NICENESS = 10  # the program has priority
POLL_SECONDS = 0.5
END_SECONDS = 5.0


class Answer(NamedTuple):
    """What came of a chunk.

    Attributes
    ----------
    failures : list of (str, str)
        The path of each figure that could not be drawn, and why.
    wrong : str
        What was found to be drawn wrongly in this process; empty if nothing was. This chunk is drawn anew
        by plain matplotlib.
    """

    failures: list[tuple[str, str]]
    wrong: str = ""


class Helper:
    """One process, which is started at once and imports its modules while the program continues."""

    def __init__(self) -> None:
        self._process = process.start(
            f"from sweepfig.training.worker import serve; serve({os.getpid()})",
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        self.is_ready = False

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def draw(self, chunk: Share) -> Answer:
        """Let the process draw a chunk; return what came of it.

        Raises
        ------
        WorkerDied
            If the process ends before it has answered.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            pickle.dump(chunk, self._process.stdin, protocol=5)
            self._process.stdin.flush()
            if not self.is_ready:
                self.is_ready = pickle.load(self._process.stdout)
            return pickle.load(self._process.stdout)  # type: ignore[no-any-return]
        except (OSError, EOFError, ValueError, pickle.UnpicklingError):
            self.kill()
            raise WorkerDied(f"a helper {process.how_it_ended(self._process.returncode)}") from None

    def end(self) -> None:
        """Let the process end when it has drawn its current chunk."""
        assert self._process.stdin is not None
        with suppress(OSError, ValueError, subprocess.TimeoutExpired):
            pickle.dump(None, self._process.stdin)
            self._process.stdin.flush()
            self._process.wait(END_SECONDS)
        self.kill()

    def kill(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(OSError):  # unwritten data can no longer be written
                pipe.close()


# In the helper ---------------------------------------------------------------------------------


def serve(program: int) -> None:
    """Read chunks from standard input, draw them, and answer on standard output.

    Parameters
    ----------
    program : int
        The id of the process to draw for; when it ends, this process ends too.
    """
    drawing = threading.Lock()
    threading.Thread(target=_end_with, args=(program, drawing), daemon=True).start()
    # A library's prints must not mix with the answers: they go to standard error.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.nice(NICENESS)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    import sweepfig.drawing.painter  # noqa: F401  (half a second, while the program prepares its first epoch)

    _answer(answers, True)
    while (chunk := process.receive()) is not None:
        _answer(answers, draw(chunk, drawing))


def draw(chunk: Share, drawing: threading.Lock) -> Answer:
    """Draw a chunk; again by plain matplotlib, if a figure is found to be drawn wrongly."""
    failures = []
    wrong = ""
    for config, actual, predicted in zip(
        chunk.configs(), chunk.actual, chunk.predicted, strict=True
    ):
        try:
            with drawing:
                painted = draw_resonance_curve(
                    chunk.frequency, actual, predicted, config, chunk.plainly
                )
            wrong = painted.wrong or wrong
        except Exception as error:
            failures.append((config["filepath"], cause_of(error)))
    if wrong and not chunk.plainly:
        return draw(replace(chunk, plainly=wrong), drawing)._replace(wrong=wrong)
    return Answer(failures)


def _answer(answers: Any, content: Any) -> None:
    pickle.dump(content, answers)
    answers.flush()


def _end_with(program: int, drawing: threading.Lock) -> None:
    # The pipe may stay open after the program's end: a process that it forked may hold the other end.
    while os.getppid() == program:
        time.sleep(POLL_SECONDS)
    drawing.acquire(timeout=END_SECONDS)  # not while a file is being written
    os._exit(1)
