"""Draw figures beside a running program, which hands over arrays and continues at once.

In a training loop:

    with sweepfig.BackgroundPlotter(processes=2) as plots:
        for epoch in range(epochs):
            ...
            plots.submit(training_data, infer_data, folders={"plots": f"plots/epoch={epoch}"})

The files are those of `plot_resonance_curves_for_inferences`, byte for byte.
"""

from __future__ import annotations

import atexit
import functools
import os
import threading
from collections.abc import Mapping
from dataclasses import replace
from multiprocessing import util
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from sweepfig.core import storage
from sweepfig.core.errors import UserError, cause_of, counted, shown
from sweepfig.core.threads import alone
from sweepfig.pool import starmap
from sweepfig.training.epoch import Share, take_over
from sweepfig.training.post import LABELS
from sweepfig.training.queue import Backlog
from sweepfig.training.tally import Tally
from sweepfig.training.tracking import Tracking
from sweepfig.training.worker import Answer, Helper

MOST_FALSE_STARTS = 3


class BackgroundPlotter:
    """Processes that draw resonance curves while the program continues.

    A figure's failure is not raised: it is logged at the next call or at the end, and kept in `errors`.
    Leaving the ``with`` block waits until all figures are drawn, also when an exception ends the block;
    Ctrl-C during this wait gives up the rest. Without a block, call `close`.

    Parameters
    ----------
    processes : int, optional
        How many processes draw, each on its own core; by default all usable cores but one. They run at a
        low priority, so that the program is not slowed down.
    waiting : int
        How many epochs (calls of `submit`) may wait. Memory holds their arrays, and those of the epochs
        that are being drawn.
    when_full : "wait" or "drop oldest"
        What `submit` does when that many epochs wait: it waits for room, or drops the epoch that has
        waited longest and logs it.
    coordinates : mapping, optional
        ``wavenumber``, ``cee`` and ``frequency``, each with its values, in the order of the arrays'
        dimensions. Needed for arrays without coordinates; a DataArray has them.
    labels : (str, str)
        The legend's labels of the two curves; by default the post's.
    log_to : "mlflow", optional
        Log the figures, as soon as they are drawn, as artifacts of the run of MLflow that is active when
        `submit` is called, in a thread of its own. The artifacts have the folder's path; of a folder
        elsewhere (an absolute path, or one with ``..``) its name.

    Raises
    ------
    UserError
        If an argument is not allowed.

    Examples
    --------
    >>> import numpy as np, tempfile
    >>> from pathlib import Path
    >>> axes = {"wavenumber": [0.3], "cee": [1e-5, 1e-4], "frequency": np.linspace(0.5, 2.1, 33)}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with BackgroundPlotter(processes=1, coordinates=axes) as plots:
    ...         for epoch in range(2):
    ...             actual = np.random.default_rng(epoch).random((1, 2, 33))
    ...             plots.submit(actual, 0.9 * actual, folders={"plots": f"{folder}/{epoch}"})
    ...     sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*.png"))[:2]
    ['0/k0=0.3/rc-1.000e-04.png', '0/k0=0.3/rc-1.000e-05.png']
    >>> plots.drawn, plots.failed
    (4, 0)
    """

    def __init__(
        self,
        processes: int | None = None,
        *,
        waiting: int = 4,
        when_full: Literal["wait", "drop oldest"] = "wait",
        coordinates: Mapping[str, Any] | None = None,
        labels: tuple[str, str] = LABELS,
        log_to: Literal["mlflow"] | None = None,
    ) -> None:
        processes = starmap.default_processes() if processes is None else processes
        for name, count in (("processes", processes), ("waiting", waiting)):
            if not isinstance(count, int) or isinstance(count, bool) or count < 1:
                raise UserError(f"{name}: got {count!r}; a whole number from 1 is allowed")
        if when_full not in ("wait", "drop oldest"):
            raise UserError(f"when_full: got {when_full!r}; 'wait' and 'drop oldest' are allowed")
        if isinstance(labels, str) or len(labels) != 2:
            raise UserError(f"labels: got {shown(labels)}; two, one a curve, are allowed")
        if log_to not in (None, "mlflow"):
            raise UserError(f"log_to: got {log_to!r}; 'mlflow' and None are allowed")
        self._drops = when_full == "drop oldest"
        self._coordinates, self._labels = coordinates, (str(labels[0]), str(labels[1]))
        self._tally = Tally()
        self._tracking = Tracking(self._tally.note) if log_to == "mlflow" else None
        self._backlog = Backlog(waiting, processes)
        self._program = os.getpid()
        self._is_open = True
        self._false_starts = 0
        self._wrong = ""  # how the template was found to be wrong
        self._folders: dict[str, None] = {}  # with figures that it may have drawn
        self._helpers = [Helper() for _ in range(processes)]
        self._threads = [
            threading.Thread(target=self._keep_busy, args=(place,), daemon=True)
            for place in range(processes)
        ]
        for thread in self._threads:
            thread.start()
        atexit.register(self.close)
        # Up to Python 3.12 a process that multiprocessing has forked calls no `atexit` functions but these.
        self._at_exit = util.Finalize(None, self.close, exitpriority=0)

    @property
    def drawn(self) -> int:
        """Number of figures that were drawn."""
        return self._tally.drawn

    @property
    def failed(self) -> int:
        """Number of figures that could not be drawn."""
        return self._tally.failed

    @property
    def logged(self) -> int:
        """Number of figures that were logged to `log_to`."""
        return self._tracking.logged if self._tracking else 0

    @property
    def dropped(self) -> list[str]:
        """Folders of the epochs that were dropped."""
        return self._tally.dropped

    @property
    def refused(self) -> int:
        """Number of epochs whose arrays or folder could not be used: none of their figures was drawn."""
        return self._tally.refused

    @property
    def errors(self) -> list[str]:
        """Messages about failed figures: the first thousand."""
        return self._tally.errors

    @property
    def pids(self) -> list[int]:
        """The ids of the processes that draw."""
        return [helper.pid for helper in self._helpers]

    def submit(self, training_data: Any, infer_data: Any, *, folders: Mapping[str, str]) -> None:
        """Hand over an epoch: a figure for each (wavenumber, damping).

        The arrays are copied, so the program may change them at once.

        Parameters
        ----------
        training_data, infer_data : DataArray or array, dimensions (wavenumber, cee, frequency)
            Simulated and predicted response; a DataArray's dimensions may have any order. An array may
            come from NumPy, from torch or JAX on any device, or be anything that NumPy converts.
        folders : mapping
            ``plots``: the folder for the figures.

        Raises
        ------
        RuntimeError
            If the plotter is closed, or was made by another process.
        """
        if os.getpid() != self._program or not self._is_open:
            raise RuntimeError("this plotter is closed, or another process's; make one here")
        self._tally.say()
        try:
            epoch = take_over(training_data, infer_data, folders, self._coordinates)
            logged_to = self._tracking.destination(folders["plots"]) if self._tracking else None
        except Exception as error:
            self._tally.refuse(f"{shown(folders)}: {cause_of(error)}")
            return self._tally.say()
        epoch = replace(epoch, labels=self._labels, logged_to=logged_to)
        dropped = self._backlog.put(epoch, drop_oldest=self._drops)
        if dropped is not None:
            self._tally.drop(dropped.folder)

    def wait(self) -> None:
        """Wait until all that was handed over is drawn."""
        self._backlog.wait()
        self._tally.say()

    def close(self) -> None:
        """Wait until all epochs are drawn, end the processes, and log which figures were not drawn."""
        if os.getpid() != self._program or not self._is_open:
            return
        atexit.unregister(self.close)
        self._at_exit.cancel()
        has_given_up = False
        try:
            self._backlog.wait()
        except BaseException:  # Ctrl-C
            has_given_up = True
            self._give_up()
            raise
        finally:
            self._is_open = False
            self._backlog.close()
            for thread in self._threads:
                thread.join()
            if self._tracking:
                self._tracking.close(give_up=has_given_up)
            self._tally.say_at_the_end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _give_up(self) -> None:
        self._is_open = False
        left = self._backlog.close()
        self._tally.fail(
            f"given up before they were begun: {counted(left, 'figure')}", figures=left
        )
        for helper in self._helpers:
            helper.kill()

    # In a thread for each helper -------------------------------------------------------------

    def _keep_busy(self, place: int) -> None:
        while (chunk := self._backlog.take()) is not None:
            try:
                self._draw(place, chunk)
            except Exception as error:  # or this thread would end, and the program wait for ever
                lost = f"{chunk.folder}: {cause_of(error)}; {counted(len(chunk), 'figure')}"
                self._tally.fail(lost, len(chunk))
            self._backlog.done(chunk)
        self._helpers[place].end()

    def _draw(self, place: int, chunk: Share) -> None:
        """Let a helper draw a chunk; if this kills the helper, let a new one draw figure by figure."""
        chunk = replace(chunk, plainly=self._wrong)
        try:
            self._count(chunk, self._helpers[place].draw(chunk))
        except starmap.WorkerDied as death:
            _remove_leftovers(chunk)
            if not self._is_open:
                return self._tally.fail(f"given up: {counted(len(chunk), 'figure')}", len(chunk))
            self._tally.note(f"{death}, drawing into {chunk.folder}; its figures are drawn again")
            for single in chunk.cut(1):
                self._draw_single(place, single)

    def _draw_single(self, place: int, single: Share) -> None:
        try:
            self._count(single, self._live_helper(place).draw(single))
        except starmap.WorkerDied as death:
            _remove_leftovers(single)
            (path,) = single.paths()
            self._tally.fail(f"{path}: {death}")

    def _live_helper(self, place: int) -> Helper:
        """Return the helper, or a new one if it is dead."""
        helper = self._helpers[place]
        if helper.is_alive:
            return helper
        if not self._is_open:
            raise starmap.WorkerDied("given up")
        if not helper.is_ready:
            self._false_starts += 1
        if self._false_starts >= MOST_FALSE_STARTS:
            raise starmap.WorkerDied("no helper can be started; its messages are on standard error")
        try:
            self._helpers[place] = Helper()
        except OSError as error:  # for example "too many open files"
            raise starmap.WorkerDied(f"no helper can be started: {error}") from None
        return self._helpers[place]

    def _count(self, chunk: Share, answer: Answer) -> None:
        self._check_template(chunk, answer)
        failures = answer.failures
        for path, cause in failures:
            self._tally.fail(f"{path}: {cause}")
        self._tally.draw(len(chunk) - len(failures))
        if self._tracking and chunk.logged_to:
            lost = {path for path, _ in failures}
            drawn = [path for path in chunk.paths() if path not in lost]
            self._tracking.log(chunk.logged_to, drawn, chunk.folder)

    def _check_template(self, chunk: Share, answer: Answer) -> None:
        """Draw without the template from now on if it is wrong; say what it may have drawn wrongly."""
        if answer.wrong and not self._wrong:
            self._wrong = answer.wrong
            earlier = ", ".join(self._folders) or "none"
            self._tally.note(
                f"{answer.wrong}; all is drawn by plain matplotlib now, but the arrays of figures drawn "
                f"before are gone: hand over again what is in these folders: {earlier}"
            )
        if not chunk.plainly and not answer.wrong:
            self._folders[chunk.folder] = None
            if self._wrong:  # another helper was at it
                self._tally.note(f"hand over again what is in this folder, too: {chunk.folder}")


@alone("plotter")
def shared_plotter() -> BackgroundPlotter:
    """Return this process's plotter of ``plot_resonance_curves_for_inferences(..., wait=False)``.

    It is made at the first call; at its end the program waits for it.
    """
    return _shared_plotter(os.getpid())


@functools.cache
def _shared_plotter(_program: int) -> BackgroundPlotter:
    return BackgroundPlotter()


def _remove_leftovers(chunk: Share) -> None:
    for folder in {Path(path).parent for path in chunk.paths()}:
        storage.remove_leftovers(folder)
