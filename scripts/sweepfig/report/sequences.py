"""Bring movies and books up to date: many targets in one file, in the sweep's order.

A *movie* is an animated WebP along the last axis, one for each point on the other axes; all its frames
have the same size and the same ranges. A *book* is a PDF with a page for each target of one outermost
value; each page is the target's figure as vectors. Both files contain the digest of what they were made
from, and are made again only if it changes. `sequence_files` draws them; this module imports nothing
heavy, because every Snakemake job imports it.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from sweepfig.batch.manifest import read_manifest
from sweepfig.core import paths, storage
from sweepfig.core.digests import digest_of, digest_of_code, version
from sweepfig.core.errors import UserError, cause_of
from sweepfig.drawing.file import provenance
from sweepfig.drawing.slice import Slice
from sweepfig.plan.axis import axis_pieces
from sweepfig.plan.plan import Plan
from sweepfig.report.missing_points import MOST_LISTED

PACKAGES = ("pillow", "matplotlib")


def movies(plan: Plan) -> dict[str, range]:
    """Return the movies' names, which are the figures' folders, and their targets."""
    return _runs(plan, len(plan.axes) - 1)


def books(plan: Plan) -> dict[str, range]:
    """Return the books' names, which are the outermost folders, and their targets."""
    return _runs(plan, min(1, len(plan.axes) - 1))


def _runs(plan: Plan, n_axes: int) -> dict[str, range]:
    if plan.points is not None:
        return _runs_of_points(plan, n_axes)
    length = math.prod(plan.shape[n_axes:])
    pieces = itertools.product(*map(axis_pieces, plan.axes[:n_axes]))
    found = ["/".join(each) for each in pieces] if n_axes else [paths.WHOLE]
    return {name: range(n * length, (n + 1) * length) for n, name in enumerate(found)}


def _runs_of_points(plan: Plan, n_axes: int) -> dict[str, range]:
    assert plan.points is not None
    pieces = [axis_pieces(axis) for axis in plan.axes[:n_axes]]
    found: dict[str, range] = {}
    rows = enumerate(plan.points[:, :n_axes].tolist())
    for where, same in itertools.groupby(rows, key=lambda row: row[1]):
        targets = [target for target, _ in same]
        name = "/".join(piece[n] for piece, n in zip(pieces, where, strict=True)) or paths.WHOLE
        found[name] = range(targets[0], targets[-1] + 1)
    return found


SEQUENCES = {"movies": (movies, paths.movie_file), "books": (books, paths.book_file)}


class Made(NamedTuple):
    """What became of movies or books.

    Attributes
    ----------
    kind, folder : str
        ``movies`` or ``books``; the output folder.
    made, current : int
        How many were made, and how many were current.
    not_made : list of str
        Each with its cause.
    left_out : list of str
        Of each that lacks frames or pages, how many: its targets without a figure.
    """

    kind: str
    folder: str
    made: int
    current: int
    not_made: list[str]
    left_out: list[str]

    def lines(self) -> Iterator[str]:
        """Yield a line for each that was not made or lacks something: of many the first, and their number."""
        found = [*(f"error: {cause}" for cause in self.not_made), *self.left_out]
        yield from found[:MOST_LISTED]
        if len(found) > MOST_LISTED:
            yield f"and {len(found) - MOST_LISTED} more"

    def __str__(self) -> str:
        failed = f", {len(self.not_made)} not made" if self.not_made else ""
        return f"{self.kind}: {self.made} made, {self.current} already current{failed}, in {self.folder}/"


def make(plan: Plan, output: str | Path, kind: str, name: str | None = None) -> Made:
    """Bring the movies or books of a sweep up to date, or the one named.

    One that can't be made stops no other.

    Raises
    ------
    UserError
        If the sweep has none of this name; or the one named can't be made.
    """
    list_all, file_of = SEQUENCES[kind]
    there = list_all(plan)
    made = Made(kind, str(output), 0, 0, [], [])
    for each in there if name is None else [name]:
        file = file_of(output, each)
        if each not in there:
            raise UserError(f"{file}: the sweep has none of this name; {next(iter(there))} is one")
        drawn = _digests(plan, output, there[each])
        try:
            is_made = _make(plan, output, file, drawn)
        except UserError as error:
            if name is not None:
                raise
            made.not_made.append(str(error))
            continue
        made = made._replace(made=made.made + is_made, current=made.current + (not is_made))
        lacking = sum(not digest for digest in drawn.values())
        if lacking:
            made.left_out.append(
                f"{file}: lacks {lacking} of {len(drawn)} targets, which have no figure"
            )
    return made


def is_current(plan: Plan, output: str | Path, path: Path, targets: range) -> bool:
    """Whether a movie or book exists, is undamaged, and was made from what its figures were drawn from."""
    return provenance.recorded_digest(path) == _digest(_digests(plan, output, targets))


def _digest(drawn: Mapping[int, str]) -> str:
    return digest_of([code_digest(), {str(target): digest for target, digest in drawn.items()}])


def _make(plan: Plan, output: str | Path, path: Path, drawn: Mapping[int, str]) -> bool:
    """Bring one up to date, given its targets with their figures' digests; return whether it was made."""
    if not any(drawn.values()):
        raise UserError(f"{path}: none of its {len(drawn)} targets has a figure")
    digest = _digest(drawn)
    if provenance.recorded_digest(path) == digest:
        path.touch()
        return False
    from sweepfig.report.sequence_files import book_bytes, movie_bytes

    slices = list(_slices(plan, drawn, path))
    content = (book_bytes if path.suffix == ".pdf" else movie_bytes)(plan.look, slices, digest)
    storage.write(path, content, temporary=paths.temporary_folder(output), root=Path(output))
    return True


def _slices(plan: Plan, drawn: Mapping[int, str], path: Path) -> Iterator[Slice]:
    """Yield the slices of the targets with a figure; a frame that is missing would never be missed.

    Raises
    ------
    UserError
        If a slice can't be read any more, or is not what its figure shows.
    """
    from sweepfig.batch.render import read_slices

    for target, data in read_slices(plan, range(min(drawn), max(drawn) + 1)):
        recorded = drawn[target.index]
        if not recorded:
            continue
        if isinstance(data, Exception):
            raise UserError(
                f"{path}: {target.figure} is drawn, but its slice can't be read now: {cause_of(data)}"
            )
        if not provenance.drawn_by(data.digest(drawing=plan.drawing_digest), recorded):
            raise UserError(f"{path}: {target.figure} was drawn from other numbers; draw it first")
        yield data


def _digests(plan: Plan, output: str | Path, targets: range) -> dict[int, str]:
    """Return the digest of each target's figure, by target; empty if it failed or was not drawn."""
    batches = range(targets.start // plan.batch_size, (targets.stop - 1) // plan.batch_size + 1)
    found: dict[int, str] = {}
    for batch in batches:
        rows = read_manifest(plan, output, batch) or []
        found |= {n: row.digest for n, row in zip(plan.targets_of(batch), rows, strict=False)}
    return {target: found.get(target, "") for target in targets}


def code_digest() -> str:
    """Return the digest of the code and versions that make movies and books."""
    own = digest_of_code("drawing", "report")
    return digest_of([own, [version(package) for package in PACKAGES]])
