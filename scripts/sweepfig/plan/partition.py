"""Decide how many targets a batch has, how many batches a job, and how many targets a chunk.

A *batch* is the targets of one manifest. It is small, so that jobs can have equal length and an interrupted
run has little to check again. A *job* is Snakemake's: often a process that it starts, which takes a
second. It has enough batches to be worth that, but leaves enough to keep all cores busy to the end. A
*chunk* is what one worker of a pool draws at a time.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sweepfig.drawing.look import Look
    from sweepfig.plan.plan import Plan

LARGEST_CHUNK = 32  # figures in a chunk: few enough for equal shares, enough to read in blocks
JOBS_A_CORE = 4  # where a job starts at once: a core waits for a quarter of its share at most
FEWEST_ON_CLUSTER = 4  # jobs, for a sweep of a few hundred figures, which may be slow to draw
MOST_BATCHES = 1000  # it limits the jobs too: Snakemake takes a second for about a dozen of them


@dataclass(frozen=True)
class Sizes:
    """Numbers of figures: in a batch; in one machine's job, at least and at most; in a cluster's job."""

    batch: int
    fewest: int
    most: int
    on_cluster: int


# A job's start takes a second, in which the template draws two hundred figures, other kinds ten or twenty.
# And with jobs of many minutes a run's progress would be hard to follow.
QUICK = Sizes(batch=32, fewest=128, most=4000, on_cluster=1000)
SLOW = Sizes(batch=8, fewest=32, most=1000, on_cluster=250)


def sizes_for(*looks: Look) -> Sizes:
    """Return the sizes for targets that are drawn in one look or in several."""
    is_quick = all(look.format == "png" and not look.is_users_function for look in looks)
    return QUICK if is_quick else SLOW


def batch_size(looks: Iterable[Look], n_targets: int, together: int = 1) -> int:
    """Return how many targets a batch has.

    Parameters
    ----------
    looks : iterable of Look
        Those that each target is drawn in.
    n_targets : int
        Targets of the sweep.
    together : int
        How many targets should be read at a time.
    """
    most = max(sizes_for(*looks).batch, together, math.ceil(n_targets / MOST_BATCHES))
    return math.ceil(n_targets / math.ceil(n_targets / most))  # so that batches have equal size


def chunk_size(figures: int, processes: int) -> int:
    """Return how many figures a chunk should have to keep all processes busy to the end."""
    return max(1, min(LARGEST_CHUNK, math.ceil(figures / (4 * processes))))


def share_out(
    plan: Plan,
    batches: Sequence[int],
    *,
    cores: int | None,
    figures_per_job: int | None = None,
    in_warm_processes: bool = False,
) -> list[Sequence[int]]:
    """Return the batches of each job: as few jobs as possible that keep the cores busy to the end.

    Parameters
    ----------
    plan : Plan
    batches : sequence of int
        The batches to share out.
    cores : int or None
        This machine's cores; None for a cluster, where jobs may wait in a queue.
    figures_per_job : int, optional
        The user's own number, which the plan's batches have too; it is used as it is.
    in_warm_processes : bool
        Whether jobs run in processes that are there, so that one starts at once; on one machine only.
    """
    if not batches:
        return []
    sizes, figures = sizes_for(*plan.looks), len(batches) * plan.batch_size
    most_worth_it = max(1, figures // sizes.fewest)
    if figures_per_job is not None:
        jobs = len(batches)
    elif cores is None:
        jobs = max(round(figures / sizes.on_cluster), min(FEWEST_ON_CLUSTER, most_worth_it))
    else:
        rounds = math.ceil(figures / (cores * sizes.most))
        # With a function of the user's, each job starts a process for it.
        if in_warm_processes and plan.can_be_drawn_here:
            jobs = max(rounds, JOBS_A_CORE) * cores
        else:
            jobs = min(cores * rounds, most_worth_it)
    jobs = min(jobs, len(batches))
    bounds = [len(batches) * job // jobs for job in range(jobs + 1)]
    return [batches[first:last] for first, last in itertools.pairwise(bounds)]
