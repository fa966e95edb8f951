"""Estimate the memory and minutes that a job requests from a cluster.

They are enough for most jobs, and small compared with a node's. A job that is killed for exceeding one of
them is tried again; each attempt requests more, and has less to do, because drawn figures stay.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sweepfig.drawing.look import is_users_function
from sweepfig.plan.plan import Plan
from sweepfig.pool.time_limit import GRACE_SECONDS, LONGEST_BUILT_IN
from sweepfig.sweep.curve_source import READ_BYTES

# Measured: two Snakemakes of 140 MB in a Slurm job, 140 MB for a process that draws.
START_MB = 600
PROCESS_MB = 200
PIXEL_BYTES = 4 * 6  # RGBA, and the copies made before it is in a file
READ_COPIES = 3

READ_SECONDS = 60  # of one figure's numbers, from a slow file system
START_MINUTES = 5  # for a busy node or a slow file system
SECONDS_A_FIGURE = 1.0  # ten times plain matplotlib's time for the post's figure


def memory_mb(plan: Plan, processes: int, attempt: int = 1) -> int:
    """Return the megabytes that a job needs: its processes, and in each a read block and a canvas.

    Parameters
    ----------
    plan : Plan
    processes : int
        How many processes draw at a time.
    attempt : int
        Number of this attempt, from 1.
    """
    read = READ_COPIES * min(plan.slice_bytes * plan.batch_size, max(READ_BYTES, plan.slice_bytes))
    # Each look has a template, which keeps its canvas.
    areas = (look.dpi**2 * look.size[0] * look.size[1] for look in plan.looks)
    canvas = sum(areas) * PIXEL_BYTES
    return attempt * (START_MB + processes * (PROCESS_MB + math.ceil((read + canvas) / 2**20)))


def runtime_minutes(figures: int, processes: int, attempt: int = 1) -> int:
    """Return the minutes that a job needs for a number of figures."""
    drawing = math.ceil(figures * SECONDS_A_FIGURE / processes / 60)
    return attempt * (START_MINUTES + drawing)


def seconds_a_figure(kinds: Sequence[str], numbers: str | None, limit: float | None) -> int:
    """Return the seconds after which what draws and measures a figure will not end; 0: it may take any time.

    Parameters
    ----------
    kinds : sequence of str
        The figure's and its twins', see `sweepfig.drawing.look.Look`.
    numbers : str, optional
        The user's function that measures it.
    limit : float, optional
        The time limit of each in seconds; a function may not let itself be interrupted.
    """
    if limit is not None:
        return math.ceil((limit + GRACE_SECONDS) * (len(kinds) + (numbers is not None)))
    has_functions = numbers is not None or any(map(is_users_function, kinds))
    return 0 if has_functions else math.ceil(len(kinds) * LONGEST_BUILT_IN + READ_SECONDS)
