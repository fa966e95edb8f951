"""Say what several command lines say: what a large run will take, which figures no plan names."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from sweepfig.core.errors import UserError
from sweepfig.plan.plan import Plan


def say_forecast(
    plan: Plan, output: str | Path, count_jobs: Callable[[list[int]], int] | None = None
) -> None:
    """Say on standard error what a large run will take; nothing of a small one.

    `count_jobs` says how many jobs some batches make, where there are jobs.
    """
    from sweepfig.run.forecast import forecast

    found = forecast(plan, output, count_jobs)
    if found is not None:
        print(*found.lines(), sep="\n", file=sys.stderr, flush=True)


def offer_to_prune(plan: Plan, output: str | Path, *, yes: bool) -> None:
    """List the figures that no plan names any more, and remove them if that is wanted.

    Raises
    ------
    UserError
        If there is nobody to ask, and `yes` is not said.
    """
    from sweepfig.report.orphans import orphans, prune

    found = orphans(plan, output)
    print(*(Path(output) / figure for figure in found), sep="\n", end="\n" if found else "")
    if not found:
        print("no orphans: nothing to remove")
    elif yes or _is_wanted(f"remove these {len(found)} figures?", otherwise="--yes removes them"):
        print(f"{sum(1 for _ in prune(output, found))} figures removed")
    else:
        print("nothing removed")


def _is_wanted(question: str, *, otherwise: str) -> bool:
    if not sys.stdin.isatty():
        raise UserError(f"{question} There is nobody to ask; {otherwise}")
    try:
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False
