"""Print what several command lines print: a large run's forecast, and the orphans."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from sweepfig.core.errors import UserError
from sweepfig.plan.plan import Plan


def say_forecast(
    plan: Plan, output: str | Path, count_jobs: Callable[[list[int]], int] | None = None
) -> None:
    """Print a large run's forecast on standard error; print nothing for a small run.

    `count_jobs` returns the number of jobs for some batches; it is None without Snakemake.
    """
    from sweepfig.run.forecast import forecast

    found = forecast(plan, output, count_jobs)
    if found is not None:
        print(*found.lines(), sep="\n", file=sys.stderr, flush=True)


def offer_to_prune(plan: Plan, output: str | Path, *, yes: bool) -> None:
    """Print the orphans, ask whether to remove them, and do so; with `yes`, don't ask.

    Raises
    ------
    UserError
        If there is no terminal to ask on, and `yes` is False.
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
