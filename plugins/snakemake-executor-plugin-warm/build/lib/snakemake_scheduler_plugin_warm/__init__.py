"""Begin every job that is ready, as far as resources go; cores are left to the warm executor.

Snakemake's own schedulers weigh all ready jobs against each other, in a time that grows with the square of
their number, and hand over as many as there are cores. The warm executor calls functions for many jobs at
once, so that it needs more; it sees to it itself that no more threads run than there are cores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from snakemake_interface_scheduler_plugins.base import SchedulerBase
from snakemake_interface_scheduler_plugins.settings import SchedulerSettingsBase


@dataclass
class SchedulerSettings(SchedulerSettingsBase):
    """None."""


class Scheduler(SchedulerBase):
    """Selects in the order of priority."""

    def select_jobs(
        self,
        selectable_jobs: Sequence[Any],
        remaining_jobs: Sequence[Any],
        available_resources: Mapping[str, int | str],
        input_sizes: Mapping[Any, int],
    ) -> Sequence[Any] | None:
        """Return the jobs to begin; None leaves it to Snakemake's greedy scheduler."""
        if self.dag.workflow.executor_plugin.name != "warm":  # it would begin them all at once
            return None
        left = {
            name: number
            for name, number in available_resources.items()
            if isinstance(number, int) and name != "_cores"
        }
        chosen = []
        for job in sorted(selectable_jobs, key=lambda job: -job.priority):
            needs = job.scheduler_resources
            if all(needs.get(name, 0) <= number for name, number in left.items()):
                for name in left:
                    left[name] -= needs.get(name, 0)
                chosen.append(job)
        return chosen
