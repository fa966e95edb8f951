"""Make movies or books of a drawn sweep: one by its name, or all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # PYTHONSAFEPATH leaves it out

from sweepfig.core import console, paths
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load
from sweepfig.report import sequences

KINDS: dict[str, tuple[Callable[[Plan], dict[str, range]], Callable[[Plan, str, str], bool]]] = {
    "movies": (sequences.movies, sequences.make_movie),
    "books": (sequences.books, sequences.make_book),
}


def main() -> int:
    """Make what is asked for; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", help="plan.json")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--name", help="the one to make; default: all")
    options = parser.parse_args()
    plan, output = load(options.plan), str(paths.output_of(options.plan))
    list_all, make = KINDS[options.kind]
    wanted = list(list_all(plan)) if options.name is None else [options.name]
    made = sum(make(plan, output, name) for name in wanted)
    print(f"{options.kind}: {made} made, {len(wanted) - made} already current, in {output}/")
    return 0


if __name__ == "__main__":
    console.run(main)
