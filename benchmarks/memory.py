"""How much memory a worker holds: after its first figures, and at the end.

    python memory.py PLAN.json FOLDER

Draws a whole plan in this one process; prints MiB after 500 figures and after all.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from sweepfig.batch.render import render_targets
from sweepfig.plan.plan_file import load

FIRST = 500


def resident() -> float:
    """Return this process's resident memory now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def main() -> None:
    """Draw, and print the memory held."""
    plan = load(sys.argv[1])
    for first in range(0, plan.n_targets, FIRST):
        render_targets(plan, sys.argv[2], range(first, min(first + FIRST, plan.n_targets)))
        if first == 0:
            print(resident())
    print(resident())


if __name__ == "__main__":
    main()
