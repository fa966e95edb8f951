"""Forecast what a large run needs: figures, jobs, time, and disk space, and whether there is enough.

Separate from `summary`, which reports a finished run: this draws a few figures, keeps none, and never stops
a run.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sweepfig.core import paths, storage
from sweepfig.plan import gallery_data
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load
from sweepfig.pool.process import Death
from sweepfig.pool.starmap import WorkerDied, Workers
from sweepfig.pool.time_limit import CALL_FAILED
from sweepfig.run import preload

FEWEST_FIGURES = 10_000  # a smaller run is soon done and needs no forecast
TIMED = 5
# For each target, in its manifest, the table, metrics.nc and the gallery; and for each of its numbers.
ROW_BYTES, NUMBER_BYTES = 250, 50


@dataclass(frozen=True)
class Forecast:
    """The most that a run will need; it needs less if some figures are current.

    Attributes
    ----------
    figures : int
        Figures of the run.
    jobs : int, optional
        Snakemake jobs; None without Snakemake.
    seconds : float
        Time on one core.
    disk, free_disk : int
        Bytes that the figures need, and bytes that are free.
    inodes, free_inodes : int
        Files and folders that the run makes, and how many can be made; `free_inodes` is 0 if the file
        system does not count them.
    """

    figures: int
    jobs: int | None
    seconds: float
    disk: int
    free_disk: int
    inodes: int
    free_inodes: int

    def lines(self) -> Iterator[str]:
        """Yield the forecast's lines, for the user to read before the run."""
        each = 1e3 * self.seconds / self.figures
        in_jobs = "" if self.jobs is None else f" in {self.jobs} jobs"
        yield (
            f"up to {self.figures} figures{in_jobs}: about {duration(self.seconds)} of one "
            f"core ({each:.1f} ms a figure, as {TIMED} took now), {_size(self.disk)}, "
            f"{self.inodes} files and folders"
        )
        if self.disk > self.free_disk:
            yield f"warning: that is more than the disk has: {_size(self.free_disk)} are free"
        if 0 < self.free_inodes < self.inodes:
            yield f"warning: the file system takes only {self.free_inodes} more files and folders"


def forecast(
    plan_path: str | Path,
    count_jobs: Callable[[list[int]], int] | None = None,
    workers: Workers | None = None,
) -> Forecast | None:
    """Return a run's forecast; None if the run is small, or the figures to estimate it by can't be drawn.

    Parameters
    ----------
    plan_path : str or Path
        The plan.json in its output folder.
    count_jobs : callable, optional
        Returns the number of jobs for some batches.
    workers : Workers, optional
        One of which draws the figures; by default one for this call does. A figure may end its process.
    """
    plan, output = load(plan_path), paths.output_of(plan_path)
    if plan.n_targets <= FEWEST_FIGURES:
        return None
    pending = [batch for batch in range(plan.n_batches) if not _was_done(plan, output, batch)]
    figures = sum(len(plan.targets_of(batch)) for batch in pending)
    if figures <= FEWEST_FIGURES:
        return None
    try:
        with Workers(1, preload.MODULES) as own:
            ((_, drawn),) = (workers or own).try_each(draw_a_few, [(str(plan_path),)], processes=1)
    except WorkerDied:
        return None
    if drawn is None or isinstance(drawn, Death):
        return None
    seconds, size = drawn
    there = os.statvfs(output)
    block = there.f_frsize
    row = ROW_BYTES + NUMBER_BYTES * len(plan.measures)
    folders = math.prod(plan.shape[:-1]) if len(plan.shape) > 1 else 0
    slices = gallery_data.most_bytes(plan)
    return Forecast(
        figures=figures,
        jobs=count_jobs(pending) if count_jobs else None,
        seconds=figures * seconds,
        disk=figures * (math.ceil(size / block) * block + row) + folders * block + slices,
        free_disk=there.f_bavail * block,
        inodes=figures * len(plan.variants)
        + folders
        + len(pending)
        + len(gallery_data.files(plan, output)),
        free_inodes=there.f_favail,
    )


def say_forecast(
    plan_path: str | Path,
    count_jobs: Callable[[list[int]], int] | None = None,
    workers: Workers | None = None,
) -> None:
    """Print a forecast before a large run; nothing before a small one. See `forecast`."""
    found = forecast(plan_path, count_jobs, workers)
    for line in [] if found is None else found.lines():
        print(line, file=sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """Return a time in seconds as text: 90 s, 15 min, 3.0 h."""
    if seconds < 120:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _was_done(plan: Plan, output: str | Path, batch: int) -> bool:
    """Whether a batch has a manifest of this plan; only its head is read, as the run reads the rest."""
    try:
        with storage.opened(paths.manifest_file(output, batch)) as file:
            return bool(json.loads(file.readline())["plan"] == plan.digest)
    except (OSError, ValueError, LookupError, TypeError):
        return False


def draw_a_few(plan_path: str) -> tuple[float, float] | None:
    """Draw some targets: the task of one call in a worker.

    Returns
    -------
    tuple of float, or None
        One's median seconds, without the first, and mean bytes, with its twins. None if too few can be drawn.
    """
    from sweepfig.batch.painters import Painters
    from sweepfig.batch.render import read_slices

    plan = load(plan_path)
    places = np.linspace(0, plan.n_targets - 1, TIMED + 1).astype(int).tolist()
    took, sizes = [], []
    with Painters(plan) as painters:
        for place in places:
            began = time.perf_counter()
            try:
                ((_, data),) = read_slices(plan, range(place, place + 1))
                if isinstance(data, Exception):
                    continue
                files = [painters.paint(v, data, "0" * 32) for v in plan.variants]
                sizes.append(sum(len(file.content) for file in files))
            except CALL_FAILED:  # the run will report an error in a user's function
                continue
            took.append(time.perf_counter() - began)
    if len(took) < 2:
        return None
    return float(np.median(took[1:])), float(np.mean(sizes))


def _size(size: float) -> str:
    return f"{size / 1e9:.1f} GB"
