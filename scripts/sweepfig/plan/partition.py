"""Decide how many targets a batch has, how many batches a job, and how many targets a chunk.

A *batch* is what one manifest vouches for: small, so that jobs can be of equal length and a run looks
again at little. A *job* is a process that Snakemake starts, a second before its first figure: it takes
as many batches as are worth that, and as keep all cores busy to the end. A *piece* is what a pool's
worker or a helper draws at a time.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sweepfig.draw.style_spec import Look
    from sweepfig.plan.plan import Plan

PIECE = 32  # figures: small enough to share out evenly, large enough to read by block
FEWEST_ON_CLUSTER = 4  # jobs, of a sweep of a few hundred figures that may be slow ones
MOST_BATCHES = 1000  # and so jobs: Snakemake takes a second for every dozen or so


@dataclass(frozen=True)
class Sizes:
    """Figures in a batch; in a job of one machine, at least and at most; in one of a cluster."""

    batch: int
    fewest: int
    most: int
    on_cluster: int


# In the second in which a job starts, the template draws two hundred figures, other kinds ten or twenty.
# And a job of many minutes would make a run hard to follow.
QUICK = Sizes(batch=32, fewest=128, most=4000, on_cluster=1000)
SLOW = Sizes(batch=8, fewest=32, most=1000, on_cluster=250)


def sizes_for(look: Look) -> Sizes:
    """Return the sizes for figures of a look."""
    is_linear = (look.xscale, look.yscale) == ("linear", "linear")
    is_quick = look.kind == "resonance_curve" and look.format == "png" and is_linear
    return QUICK if is_quick else SLOW


def batch_size(look: Look, n_targets: int, together: int = 1) -> int:
    """Return how many targets a batch has.

    Parameters
    ----------
    look : Look
    n_targets : int
        Targets of the sweep.
    together : int
        How many are best read at a time.
    """
    most = max(sizes_for(look).batch, together, math.ceil(n_targets / MOST_BATCHES))
    return math.ceil(n_targets / math.ceil(n_targets / most))  # of equal size


def chunk_size(figures: int, processes: int) -> int:
    """Return how many figures a piece has that keeps so many processes busy to the end."""
    return max(1, min(PIECE, math.ceil(figures / (4 * processes))))


def share_out(
    plan: Plan, batches: Sequence[int], *, cores: int | None, figures_per_job: int | None = None
) -> list[Sequence[int]]:
    """Return the batches of each job: as few jobs as keep the cores busy to the end.

    Parameters
    ----------
    plan : Plan
    batches : sequence of int
        Those to look at.
    cores : int or None
        Of this machine; None for a cluster, whose jobs wait for one another, whatever their number.
    figures_per_job : int, optional
        The user's own number, of which the plan's batches are: obeyed.
    """
    if not batches:
        return []
    sizes, figures = sizes_for(plan.look), len(batches) * plan.batch_size
    most_worth_it = max(1, figures // sizes.fewest)
    if figures_per_job is not None:
        jobs = len(batches)
    elif cores is None:
        jobs = max(round(figures / sizes.on_cluster), min(FEWEST_ON_CLUSTER, most_worth_it))
    else:
        rounds = math.ceil(figures / (cores * sizes.most))
        jobs = min(cores * rounds, most_worth_it)
    jobs = min(jobs, len(batches))
    bounds = [len(batches) * job // jobs for job in range(jobs + 1)]
    return [batches[first:last] for first, last in itertools.pairwise(bounds)]
