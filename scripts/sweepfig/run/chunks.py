"""Draw chunks of targets in the pool's workers; a target that ends its worker fails alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sweepfig.batch.receipt import Outcome
from sweepfig.batch.render import render_targets
from sweepfig.plan.partition import chunk_size
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load, load_this
from sweepfig.pool import starmap
from sweepfig.pool.process import Death
from sweepfig.run import preload
from sweepfig.run.after_death import outcomes_left
from sweepfig.sweep.curve_source import GridSource


def cut(runs: Sequence[range], processes: int, fewest: int = 1) -> list[range]:
    """Cut runs of targets into chunks that keep `processes` processes busy to the end.

    A chunk has at least `fewest` targets, unless there are too few for every process. If runs are
    neighbours, a chunk may extend over both.
    """
    together = sum(map(len, runs))
    size = max(chunk_size(together, processes), min(fewest, -(-together // processes)))
    return [chunk for run in _joined(runs) for chunk in _sliced(run, size)]


def _joined(runs: Sequence[range]) -> list[range]:
    joined: list[range] = []
    for run in runs:
        if joined and joined[-1].stop == run.start:
            run = range(joined.pop().start, run.stop)
        joined.append(run)
    return joined


def _sliced(run: range, size: int) -> list[range]:
    return [range(first, min(first + size, run.stop)) for first in range(run.start, run.stop, size)]


def render_chunks(
    plan_path: str | Path,
    output: str | Path,
    chunks: Sequence[range],
    processes: int,
    *,
    growing: bool = False,
    force: bool = False,
    workers: starmap.Workers | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Generator[tuple[range, list[Outcome]]]:
    """Bring chunks of a plan up to date, in parallel; yield each with its outcomes as soon as it is done.

    Where a figure ends its worker (``os._exit``, a segmentation fault), the targets of its chunk are
    looked at again one at a time: that one fails, and the others are drawn. Where a worker is killed
    from outside, the figure that it was at fails. `growing` and `force` are as in
    `sweepfig.batch.render.render_targets`; `workers` do it, or some that are ended afterwards. `meanwhile` is
    called once they have their tasks.

    Raises
    ------
    Outdated
        If the plan, or anything it was made from, has changed.
    sweepfig.pool.starmap.WorkerDied
        If the pool is killed, or a worker between two chunks. If a worker was killed while it drew a
        figure, this is raised after all other chunks are done.
    """
    plan = load(plan_path)
    own = starmap.Workers(processes, (*preload.MODULES, *_reader(plan)))
    with own if workers is None else nullcontext(workers) as there:
        job = _Job(plan, str(plan_path), str(output), there)
        yield from job.draw(chunks, ChunkOptions(growing=growing, force=force), meanwhile)


class ChunkOptions(NamedTuple):
    """How a chunk is brought up to date, as in `sweepfig.batch.render.render_targets`."""

    growing: bool = False
    force: bool = False


def render_chunk(
    plan_path: str, digest: str, output: str, which: range, options: ChunkOptions
) -> list[Outcome]:
    """Bring a chunk of a plan up to date: one task of a worker.

    Raises
    ------
    Outdated
        If the plan's file no longer has this digest.
    """
    return render_targets(load_this(plan_path, digest), output, which, **options._asdict())


@dataclass(frozen=True)
class _Job:
    """Chunks of one plan, and the workers that draw them."""

    plan: Plan
    plan_path: str
    output: str
    workers: starmap.Workers

    def draw(
        self, chunks: Sequence[range], options: ChunkOptions, meanwhile: Callable[[], None] | None
    ) -> Generator[tuple[range, list[Outcome]]]:
        """Yield each chunk, as it is done; then what was in those whose worker ended."""
        began = time.time()
        again: list[_Again] = []
        deaths: list[Death] = []
        with closing(self._try([(chunk, options) for chunk in chunks])) as done:
            if meanwhile is not None:
                meanwhile()
            for place, what in done:
                if isinstance(what, Death):
                    deaths.append(what)
                    again += _one_by_one(chunks[place], what)
                else:
                    yield chunks[place], what
        for each in again:
            if each.cause:
                yield each.target, self._left(each.target, each.cause, began, options)
        uncertain = [each.target for each in again if not each.cause]
        with closing(self._try([(target, options) for target in uncertain])) as done:
            for place, what in done:
                target = uncertain[place]
                if isinstance(what, Death):
                    deaths.append(what)
                    yield target, self._left(target, what.cause, began, options)
                else:
                    yield target, [outcome.since(began, self.output) for outcome in what]
        for death in deaths:
            if death.from_outside:
                raise starmap.WorkerDied(f"a worker {death.cause}")

    def _left(
        self, target: range, cause: str, began: float, options: ChunkOptions
    ) -> list[Outcome]:
        return outcomes_left(
            self.plan,
            self.output,
            target,
            undrawn=f"the process that drew it {cause}",
            unmeasured=f"{self.plan.numbers}: its process {cause}",
            began=began,
            growing=options.growing,
        )

    def _try(self, tasks: Sequence[tuple[range, ChunkOptions]]) -> Generator[tuple[int, Any]]:
        packed = [(self.plan_path, self.plan.digest, self.output, *task) for task in tasks]
        return self.workers.try_each(render_chunk, packed)


class _Again(NamedTuple):
    """A target to try again, alone; with a cause, only to look at what its process has left."""

    target: range
    cause: str = ""


def _one_by_one(chunk: range, death: Death) -> list[_Again]:
    singles = _sliced(chunk, 1)
    if len(singles) == 1:
        culprit = 0
    elif death.from_outside:
        culprit = death.reached
    else:  # after a crash it is uncertain which figure caused it, so each is tried again
        culprit = -1
    return [_Again(each, death.cause * (n == culprit)) for n, each in enumerate(singles)]


def _reader(plan: Plan) -> list[str]:
    is_plain = all(isinstance(s, GridSource) and s.plain for s in plan.sources)
    return [] if is_plain else ["xarray"]
