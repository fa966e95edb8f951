"""Find and remove orphans: figures of earlier plans of an output folder that the current plan lacks.

They appear if a sweep loses a value, or if a name's digits or the format change. They stay until they are
pruned. A file is an orphan only if an earlier plan in this folder had it and it contains this program's
digest; no other file is ever touched.
"""

from __future__ import annotations

import itertools
import json
import os
import shlex
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

from sweepfig.core import paths, storage
from sweepfig.drawing.file.provenance import ENDINGS, recorded_digest
from sweepfig.plan.axis import axis_pieces
from sweepfig.plan.plan import Plan


class _FigureNames:
    """The names of a plan's figures and twins, stored as path pieces: one for each value of each axis."""

    def __init__(
        self, endings: list[str], pieces: list[list[str]], points: list[list[int]] | None
    ) -> None:
        self._endings, self._pieces, self._listed = endings, pieces, points
        self._places = [{piece: n for n, piece in enumerate(axis)} for axis in pieces]
        self._points = None if points is None else set(map(tuple, points))

    @classmethod
    def of(cls, plan: Plan) -> _FigureNames:
        points = None if plan.points is None else plan.points.tolist()
        endings = [variant.ending for variant in plan.variants]
        return cls(endings, [axis_pieces(axis) for axis in plan.axes], points)

    @classmethod
    def from_json(cls, text: str) -> _FigureNames:
        return cls(**json.loads(text))

    def to_json(self) -> str:
        document = {"endings": self._endings, "pieces": self._pieces, "points": self._listed}
        return json.dumps(document, ensure_ascii=False)

    def __contains__(self, figure: str) -> bool:
        return any(self._has(figure, ending) for ending in self._endings)

    def _has(self, figure: str, ending: str) -> bool:
        pieces = figure.removesuffix(ending).split("/")
        if not figure.endswith(ending) or len(pieces) != len(self._places):
            return False
        places = tuple(known.get(p, -1) for known, p in zip(self._places, pieces, strict=True))
        return -1 not in places and (self._points is None or places in self._points)

    def __iter__(self) -> Iterator[str]:
        every: Iterable[Iterable[str]] = itertools.product(*self._pieces)
        if self._listed is not None:
            every = _chosen(self._pieces, self._listed)
        return (f"{'/'.join(each)}{ending}" for each in every for ending in self._endings)


def _chosen(pieces: list[list[str]], points: list[list[int]]) -> Iterator[list[str]]:
    for places in points:
        yield [axis[n] for axis, n in zip(pieces, places, strict=True)]


def remember(plan: Plan, output: str | Path) -> None:
    """Record the figures that the previous plan had and this one lacks, if they still exist.

    Their names come from a file of their own, because Snakemake removes the old plan before the new one is
    made.
    """
    path, new = paths.named_file(output), _FigureNames.of(plan)
    before: Iterable[str] = ()
    try:
        text = storage.read(path).decode()
        if text == new.to_json():
            return
        before = _FigureNames.from_json(text)
    except (OSError, ValueError, TypeError):
        pass
    former = {figure for figure in itertools.chain(_read(output), before) if figure not in new}
    _write(output, sorted(f for f in former if os.path.lexists(Path(output) / f)))
    content = new.to_json().encode()
    storage.write(path, content, temporary=paths.temporary_folder(output))


def orphans(plan: Plan, output: str | Path) -> list[str]:
    """Return the orphans, relative to the output folder, sorted.

    There are none while a file can't be read: a former figure may be of that file.
    """
    former = [] if plan.unread else _read(output)
    if not former:
        return []
    named = _FigureNames.of(plan)
    return [figure for figure in former if figure not in named and _is_own(Path(output), figure)]


def prune(output: str | Path, figures: list[str]) -> Iterator[str]:
    """Remove orphans, and folders that become empty; yield each removed orphan."""
    root = Path(output)
    for figure in figures:
        if not _is_own(root, figure):  # it has changed since it was listed
            continue
        path = root / figure
        path.unlink(missing_ok=True)
        yield figure
        for folder in list(path.parents)[: len(PurePosixPath(figure).parts) - 1]:
            with suppress(OSError):  # not empty
                folder.rmdir()
    _write(output, [figure for figure in _read(output) if os.path.lexists(root / figure)])


def orphan_lines(plan: Plan, output: str | Path) -> list[str]:
    """Return the lines that a run prints about orphans."""
    count = len(orphans(plan, output))
    if not count:
        return []
    command = shlex.join(["sweepfig", "prune", str(output)])
    figures = (
        "1 figure of an earlier plan is" if count == 1 else f"{count} figures of earlier plans are"
    )
    return [
        f"{figures} of no target any more; {command} lists what there is, and removes it if you like"
    ]


def _read(output: str | Path) -> list[str]:
    try:
        return sorted(set(storage.read(paths.former_file(output)).decode().splitlines()))
    except (OSError, UnicodeDecodeError):
        return []


def _write(output: str | Path, former: list[str]) -> None:
    path = paths.former_file(output)
    if former:
        text = "".join(f"{figure}\n" for figure in former)
        storage.write(path, text.encode(), temporary=paths.temporary_folder(output))
    else:
        path.unlink(missing_ok=True)


def _is_own(root: Path, figure: str) -> bool:
    """Whether a path is a figure of this program: an ordinary file with a digest, reached without links."""
    pure = PurePosixPath(figure)
    if pure.is_absolute() or not pure.parts or ".." in pure.parts or pure.suffix not in ENDINGS:
        return False
    path = root / pure
    try:
        is_plain = stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False
    # There is no link on the path from the output folder.
    is_inside = os.path.realpath(path) == os.path.join(os.path.realpath(root), *pure.parts)
    return is_plain and is_inside and recorded_digest(path) is not None
