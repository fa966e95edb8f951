"""Estimate what a job asks of a cluster: memory and minutes.

Enough for most, little beside what a node has. A job that is killed for either is tried again, each
time with as much again; what it drew stays, so the next try has less to do.
"""

from __future__ import annotations

import math

from sweepfig.plan.plan import Plan
from sweepfig.sweep.source import READ_BYTES

# Measured: two Snakemakes of 140 MB in a Slurm job, 140 MB for a process that draws.
START_MB = 600
PROCESS_MB = 200
PIXEL_BYTES = 4 * 6  # RGBA, and the copies on its way into a file
READ_COPIES = 3

START_MINUTES = 5  # a node that is busy, a file system that is slow
SECONDS_A_FIGURE = 1.0  # ten times what plain matplotlib takes for the post's figure


def memory_mb(plan: Plan, processes: int, attempt: int = 1) -> int:
    """Return the megabytes that a job needs: its processes, and in each a read block and a canvas.

    Parameters
    ----------
    plan : Plan
    processes : int
        How many draw at a time.
    attempt : int
        1 for the first try.
    """
    read = READ_COPIES * min(plan.slice_bytes * plan.batch_size, max(READ_BYTES, plan.slice_bytes))
    width, height = (inches * plan.look.dpi for inches in plan.look.size)
    canvas = width * height * PIXEL_BYTES
    return attempt * (START_MB + processes * (PROCESS_MB + math.ceil((read + canvas) / 2**20)))


def runtime_minutes(figures: int, processes: int, attempt: int = 1) -> int:
    """Return the minutes that a job needs for so many figures."""
    drawing = math.ceil(figures * SECONDS_A_FIGURE / processes / 60)
    return attempt * (START_MINUTES + drawing)
