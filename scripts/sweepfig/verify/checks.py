"""Check a drawn sweep against the other path, and against plain matplotlib.

It draws the plan again with the fallback into a scratch folder and compares the two trees byte for byte.
Then it draws some targets with plain matplotlib calls, from the sweep's files as xarray reads them, and
compares every pixel. This second check finds errors that both paths share.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from sweepfig.batch.manifest import read_rows
from sweepfig.core import console, paths, storage
from sweepfig.core.errors import UserError, cause_of
from sweepfig.fallback import draw_plan
from sweepfig.plan.plan import Plan, Target
from sweepfig.plan.plan_file import load
from sweepfig.plan.variant import Variant
from sweepfig.report.summary import failure_lines
from sweepfig.verify.plain_figure import content, plain_content

FEWEST_PLAIN = 20


def check(plan_path: str | Path, *, processes: int | None = None, plain: int = FEWEST_PLAIN) -> int:
    """Run both checks; print what they found, and what could not be checked; return the exit status.

    Parameters
    ----------
    plan_path : str or Path
        plan.json of the tree to check.
    processes : int, optional
        Workers; by default all usable cores less one.
    plain : int
        Targets to draw plainly; at least `FEWEST_PLAIN`, if there are so many.

    Raises
    ------
    UserError
        If the sweep can't be drawn again: its files are not those of the plan any more, say.
    """
    plan, output = load(plan_path), paths.output_of(plan_path)
    scratch = paths.scratch_folder(output)
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        with suppress(FileNotFoundError):
            # Where the template is known to be wrong, it is there, too.
            content = storage.read(paths.plain_file(output))
            temporary = paths.temporary_folder(scratch)
            storage.write(paths.plain_file(scratch), content, temporary=temporary)
        run = draw_plan(plan_path, output=scratch, processes=processes)
        if run.stopped:
            raise UserError(f"the sweep can't be drawn again: {run.stopped}")
        _refuse_what_failed_only_now(plan, output, scratch)
        other = list(compare_trees(plan, output, scratch))
        can_be_drawn = [row.has_figure for row in read_rows(plan, scratch)]
        n_figures = sum(can_be_drawn)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    targets = [target for target in spread(plan, plain) if can_be_drawn[target.index]]
    differing = list(compare_with_plain(plan, output, targets))
    files = len(plan.variants)
    report("figures of both paths compared byte for byte", n_figures * files, other)
    report("figures compared with plain matplotlib", len(targets) * files, differing)
    missing = plan.n_targets - n_figures
    if missing:
        have = "has" if missing == 1 else "have"
        print(f"{missing} of {plan.n_targets} targets {have} no figure on either path")
    for line in failure_lines(plan, [], plan.n_targets, output):  # files that were left out
        print(line)
    is_whole = not (other or differing or missing or plan.unread)
    return 0 if is_whole else console.EXIT_FAILED


def _refuse_what_failed_only_now(plan: Plan, output: Path, scratch: Path) -> None:
    """Raise if targets that were drawn can't be drawn again: their file is another one by now, say."""
    rows = zip(read_rows(plan, output), read_rows(plan, scratch), strict=True)
    failed = [now for drawn, now in rows if drawn.has_figure and not now.has_figure]
    if failed:
        raise UserError(
            f"{len(failed)} of {plan.n_targets} targets can't be drawn again, such as "
            f"{failed[0].figure}: {failed[0].cause}"
        )


def report(what: str, count: int, differences: list[str]) -> None:
    """Print what was compared and what differs."""
    print(
        f"{count} {what}: {len(differences) or 'none'} differ{'s' if len(differences) == 1 else ''}"
    )
    for line in differences:
        print(f"  {line}", file=sys.stderr)


def compare_trees(plan: Plan, one: Path, other: Path) -> Iterator[str]:
    """Yield a line for each file of the plan that differs between two output folders."""
    shown = paths.files_for_people("", plan.overviews)
    manifests = (paths.manifest_file("", batch).as_posix() for batch in range(plan.n_batches))
    for file in (
        *(file for target in plan.targets() for file in target.files),
        *manifests,
        *(path.name for path in shown),
        paths.holes_file("").name,
        *sorted(
            {
                f.relative_to(tree).as_posix()
                for tree in (one, other)
                for f in paths.slices_files(tree)
            }
        ),
    ):
        here, there = one / file, other / file
        if not here.exists() and not there.exists():
            continue  # it failed on both paths; the manifests have the cause, and are compared too
        if not here.exists() or not there.exists():
            yield f"{file}: missing in {one if there.exists() else other}"
            continue
        try:
            are_same = storage.read(here) == storage.read(there)
        except OSError as error:  # a folder in its place, say
            yield f"{file}: can't be read: {cause_of(error)}"
            continue
        if not are_same:
            yield f"{file}: differs"


def spread(plan: Plan, count: int) -> list[Target]:
    """Return targets spread evenly over the sweep, its first and last among them."""
    places = np.linspace(0, plan.n_targets - 1, min(max(count, FEWEST_PLAIN), plan.n_targets))
    return list(plan.targets(sorted({int(place) for place in places.round()})))


def compare_with_plain(plan: Plan, output: Path, targets: Iterable[Target]) -> Iterator[str]:
    """Yield a line for each figure or twin of targets that is missing, damaged or not plain matplotlib's."""
    for target in targets:
        for variant, file in zip(plan.variants, target.files, strict=True):
            path = output / file
            if not path.exists():
                yield f"{file}: missing"
                continue
            try:
                found = content(path, plan.look.format)
            except Exception:  # a decoder's, which may be any for a damaged figure
                yield f"{file}: can't be read as {plan.look.format.upper()}"
                continue
            if plain_content(_drawn_as(variant, plan), target) != found:
                yield f"{file}: differs from plain matplotlib"


def _drawn_as(variant: Variant, plan: Plan) -> Plan:
    """Return a plan whose figures are those that another one has as a variant."""
    return replace(plan, look=variant.look, xlabel=variant.xlabel, ylabel=variant.ylabel)
