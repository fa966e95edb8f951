"""Describe a job that waits for a core: what is sent of it, and who is told of its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from snakemake_executor_plugin_warm.process import Outcome


@dataclass(order=True)
class Task:
    """A job that waits for a core.

    Attributes
    ----------
    order : tuple of int
        Smaller ones begin first.
    threads : int
    begin : callable
        Called before the job begins; raises if it can't. A job without a function is run by it, and
        says by `Workers.release` when it is over.
    source : object
        What the task was made from.
    name : str
        The function, ``module:function``; empty if there is none.
    sent : bytes
        The job, pickled.
    seconds : float, optional
        How long it may take.
    on_end : callable
        Called with an `Outcome` when the job is over, in a thread of its own.
    has_begun : bool
    library_threads : int
        Those of its threads that libraries may use which ask the environment; all if 0.
    """

    order: tuple[int, ...]
    threads: int = field(compare=False)
    begin: Callable[[], None] = field(compare=False)
    source: Any = field(compare=False)
    name: str = field(default="", compare=False)
    sent: bytes = field(default=b"", compare=False)
    seconds: float | None = field(default=None, compare=False)
    on_end: Callable[[Outcome], None] = field(default=lambda outcome: None, compare=False)
    has_begun: bool = field(default=False, compare=False)
    library_threads: int = field(default=0, compare=False)

    def is_like(self, other: Task) -> bool:
        """Whether a call can do both."""
        mine, others = ((task.name, task.threads, task.library_threads) for task in (self, other))
        return mine == others
