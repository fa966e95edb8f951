"""Kill both paths at random moments and write into docs/faults.md what it cost.

Usage: ``python tests/faults/soak.py [MOMENTS] [PATH ...] [FAULT ...]`` (default 100, of all; `make soak`)
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import yaml
from paths import (
    COMMANDS,
    LONGEST,
    PATHS,
    ROOT,
    SMALL,
    SNAKEFILE,
    descendants,
    figures,
    inodes,
    is_running,
    kill,
    leftovers,
    started,
)
from sweepfig.drawing.file.provenance import recorded_digest
from sweeps import config_for, write_sweep

PAGE = ROOT / "docs" / "faults.md"
OUTPUT = Path("plots")
TARGETS = 60
OF_CHILDREN = ("SIGKILL of a child",)
END_SECONDS = 10.0  # an interrupted run that takes longer hangs
CHILDREN_SECONDS = 2.0
SIGNALS = {"Ctrl-C": signal.SIGINT, "SIGTERM": signal.SIGTERM, "SIGKILL": signal.SIGKILL}
FIRST_WORDS = "Using workflow specific profile"  # of Snakemake, once it has imported itself
COLUMNS = (
    "fault | path | struck in time | figures lost | half figures | strays | tracebacks | in the start "
    "| hangs | seconds to end (worst) | exit statuses"
)


def strike(process: object, fault: str) -> None:
    """Do what the fault's name says to a run: to its whole terminal, to it, or to one of its children."""
    pid = process.pid  # type: ignore[attr-defined]
    if fault == "Ctrl-C":
        os.killpg(pid, signal.SIGINT)
    elif fault == "SIGKILL of a child":
        children = descendants(pid)
        if children:
            kill(random.choice(children))
    else:
        os.kill(pid, SIGNALS[fault])


def one(path: str, fault: str, longest: float) -> Counter[str]:
    """Draw, strike at a random moment, draw again; count what went wrong."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    found: Counter[str] = Counter()
    with started(COMMANDS[path]()) as process:
        time.sleep(random.uniform(0, longest))
        while fault in OF_CHILDREN and not descendants(process.pid) and process.poll() is None:
            time.sleep(0.01)  # too early
        family = descendants(process.pid)
        found["struck"] = process.poll() is None and is_running(process.pid)
        with suppress(ProcessLookupError):  # it ended this very moment
            strike(process, fault)
        struck = time.monotonic()
        ended = _ends(lambda: process.poll() is None, LONGEST)
        seconds = time.monotonic() - struck
        found["hangs"] += not ended or (fault not in OF_CHILDREN and seconds > END_SECONDS)
        found["children"] += not _ends(lambda: any(map(is_running, family)), CHILDREN_SECONDS)
        status = process.poll()
        said = "".join(process.communicate())
        is_starting = path == "snakemake" and "Traceback" in said and _is_before_ours(said)
        found["in the start" if is_starting else "tracebacks"] = int("Traceback" in said)
    before = inodes(OUTPUT)
    found["half"] = sum(recorded_digest(OUTPUT / name) is None for name in before)
    again = PATHS[path]()
    after = inodes(OUTPUT)
    found["lost"] = sum(after.get(name) != there for name, there in before.items())
    found["lost"] += TARGETS - len(after) + (again.status != 0)
    found["strays"] = len(leftovers(OUTPUT))
    if found["tracebacks"]:
        print(path, fault, "said", said, file=sys.stderr)
    if found["strays"]:
        print(path, fault, "left", leftovers(OUTPUT), file=sys.stderr)
    return found + Counter({"runs": 1, f"status {status}": 1, "ms": int(1e3 * seconds)})


def _is_before_ours(said: str) -> bool:
    """Whether a traceback is of a Snakemake that had not begun to run our Snakefile."""
    return FIRST_WORDS not in said or ("workflow.include(" in said and str(SNAKEFILE) not in said)


def _ends(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def line(path: str, fault: str, moments: int, longest: float) -> str:
    """Return a line of the table."""
    counted = [one(path, fault, longest) for _ in range(moments)]
    total = sum(counted, Counter())
    worst = max(found["ms"] for found in counted) / 1e3
    statuses = sorted(name.removeprefix("status ") for name in total if name.startswith("status "))
    told = ", ".join(f"{name} ({total[f'status {name}']})" for name in statuses)
    hangs = total["hangs"] + total["children"]
    wrong = (total[name] for name in ("lost", "half", "strays", "tracebacks", "in the start"))
    cells = (fault, path, f"{total['struck']} of {total['runs']}", *wrong, hangs)
    return f"| {' | '.join(map(str, cells))} | {worst:.1f} | {told} |"


def write_section(title: str, lines: Sequence[str]) -> None:
    """Write a section of docs/faults.md anew; the others stay."""
    there = PAGE.read_text() if PAGE.exists() else ""
    sections = [part for part in re.split(r"^(?=# )", there, flags=re.MULTILINE) if part]
    new = "\n".join([f"# {title}", "", *lines, ""])
    places = [n for n, part in enumerate(sections) if part.startswith(f"# {title}\n")]
    for place in places or [len(sections)]:
        sections[place : place + 1] = [new]
    PAGE.write_text("\n".join(part.rstrip("\n") + "\n" for part in sections))


def main(moments: int, paths: Sequence[str], faults: Sequence[str]) -> None:
    """Strike so many times each, and write the table."""
    lines = [
        f"Made by `make soak`: {moments} random moments each, a sweep of {TARGETS} figures. Hangs: no end",
        f"after {END_SECONDS:g} s, or children there after {CHILDREN_SECONDS:g} s more. Lost: drawn before, "
        "not there as it was after the",
        "next run, or not drawn by that. Strays: temporary files after the next run. In the start:",
        "tracebacks of a Snakemake that was struck while it imported itself, before it reads the Snakefile.",
        "",
        f"| {COLUMNS} |",
        "|" + "---|" * len(COLUMNS.split("|")),
    ]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        write_sweep(Path("sweep.nc"), dampings=[10 ** (-5 + n / 10) for n in range(TARGETS // 2)])
        config = config_for("sweep.nc", figure=SMALL, figures_per_job=15)
        Path("config.yaml").write_text(yaml.safe_dump(config))
        for path in paths:
            for _ in range(2):  # the first is slower: nothing is in the file cache yet
                shutil.rmtree(OUTPUT, ignore_errors=True)
                began = time.monotonic()
                assert PATHS[path]().status == 0
                longest = time.monotonic() - began
            assert len(figures(OUTPUT)) == TARGETS
            for fault in faults:
                lines.append(line(path, fault, moments, longest))
                print(lines[-1], flush=True)
                write_section("Faults at random moments", lines)


if __name__ == "__main__":
    # A shell has what it starts in the background ignore Ctrl-C, and all that starts from there.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    moments, *wanted = sys.argv[1:] or ["100"]
    every = (sorted(PATHS), [*SIGNALS, *OF_CHILDREN])
    main(int(moments), *([each for each in some if each in wanted] or some for some in every))
