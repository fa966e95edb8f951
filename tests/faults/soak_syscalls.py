"""Fail the n-th system call of a run, for every n, and write into docs/faults.md what it cost.

Usage: ``python tests/faults/soak_syscalls.py [EVERY] [PATH ...] [CALL ...]`` (default 1, of all).
With EVERY 4, each call fails with one error in place of all four. Exits with 1 if something was not as
promised.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from soak import write_section
from syscalls import CALLS, ERRORS, ROLES, STATES, Bench, Call, Struck, why_not

FEW = 2  # calls on no file of the run are thousands: so many of a role and name are struck
OTHERS_STRUCK = {"mmap": 24}  # of which none is on a file of the run
TITLE = "Every system call fails once"
WORDS = """Made by `make soak`, on a sweep of four figures, in an empty folder, over the tree of another
config and over its own: in one process (the run itself, its pool, a worker, a job) the n-th call of a
name fails, for {which} n at which it is on a file of the run. Whole: the run exits with 0, and what it leaves
is a fresh run's, byte for byte. Message: it exits otherwise, and says why. Not whole: it exits with 0,
but something is missing or different. Lost: what the next run, without a fault, does not make whole.
Strays: temporary files after that. Hangs: no end after two minutes. Snakemake's: tracebacks that don't
come from this project, most of them of Snakemake's own files below .snakemake. Imports: calls on other
files (fonts, what says which versions are installed, and a few of the interpreter's); mmap: a few. Their
tracebacks are of an interpreter that could not begin.
"""
COLUMNS = ("n", "whole", "message", "not whole", "half", "lost", "strays", "tracebacks")
COLUMNS += ("Snakemake's", "hangs")


def chosen(calls: Sequence[Call], every: int, *, others: bool) -> list[tuple[Call, str]]:
    """Return the calls to strike, each with an error: those on a known file, and a few others."""
    found: list[Call] = []
    for name in dict.fromkeys(call.name for call in calls):
        named = [call for call in calls if call.name == name]
        own = {call.n: call for call in named if call.is_own or (call.file and others)}
        found += own.values()
        if others:
            rest = list({call.n: call for call in named if call.n not in own}.values())
            found += rest[:: -(-len(rest) // OTHERS_STRUCK.get(name, FEW)) or 1]
    pairs = itertools.product(enumerate(found), enumerate(ERRORS))
    return [(call, error) for (n, call), (m, error) in pairs if (n + m) % every == 0]


def strikes(bench: Bench, names: Sequence[str], every: int) -> Iterator[Struck]:
    """Strike every role's calls of some names, in every state, with every error."""
    for role, state in itertools.product(ROLES[bench.path], STATES):
        turns = bench.turns(role, state, names)
        pairs = [chosen(calls, every, others=state == "empty") for calls in turns]
        for struck in itertools.chain.from_iterable(itertools.zip_longest(*pairs)):
            if struck is None:  # of two turns one has less
                bench.prepare(state)
                bench.run()
            else:
                yield bench.strike(*struck, state)


def rows(path: str, names: Sequence[str], every: int) -> Counter[tuple[str, ...]]:
    """Return what came of all strikes on a path, counted."""
    found: Counter[tuple[str, ...]] = Counter()
    kinds = {name: kind for kind, of_kind in CALLS.items() for name in of_kind}
    with tempfile.TemporaryDirectory(prefix="struck") as folder:
        for struck in strikes(Bench.make(Path(folder), path).draw(), names, every):
            kind = kinds[struck.call.name]
            what = kind if struck.call.is_own or kind == "mmap" else "imports"
            counted = struck.counts() + Counter(faults=len(struck.faults))
            found.update({(what, struck.error, path, name): n for name, n in counted.items()})
            if struck.faults:
                print(path, struck.call, struck.error, struck.state, *struck.faults, sep="\n  ")
                print(struck.done.text, flush=True)
    return found


def table(found: Counter[tuple[str, ...]]) -> list[str]:
    """Return the table's lines."""
    head = ("call", "error", "path", *COLUMNS)
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for row in itertools.product((*CALLS, "imports"), ERRORS, ROLES):
        if found[(*row, "n")]:
            cells = (*row, *(str(found[(*row, column)]) for column in COLUMNS))
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def main(every: int, paths: Sequence[str], kinds: Sequence[str]) -> int:
    """Strike, write the table, and return 1 if something was not as promised."""
    names = [name for kind in kinds for name in CALLS[kind]]
    with ProcessPoolExecutor(len(paths)) as turns:  # no threads: libnetcdf writes in one alone
        counted = list(turns.map(partial(rows, names=names, every=every), paths))
    found = sum(counted, Counter())
    which = "every" if every == 1 else f"one in {every} of the errors and"
    write_section(TITLE, [WORDS.format(which=which), *table(found)])
    return int(any(found[key] for key in found if key[-1] == "faults"))


if __name__ == "__main__":
    if why_not():
        sys.exit(why_not())
    every, *wanted = sys.argv[1:] or ["1"]
    of_all = (list(ROLES), list(CALLS))
    paths, kinds = ([each for each in some if each in wanted] or some for some in of_all)
    sys.exit(main(int(every), paths, kinds))
