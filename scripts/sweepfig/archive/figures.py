"""Pack a sweep's figures, and the files beside them: tables, gallery, maps, lists, movies, the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sweepfig.archive.columns import csvw_json, described
from sweepfig.archive.crate import entities
from sweepfig.archive.crate.entities import Entity
from sweepfig.archive.readiness import files_of
from sweepfig.archive.zip_file import Zip
from sweepfig.batch.manifest import read_rows
from sweepfig.core import paths
from sweepfig.core.errors import counted
from sweepfig.measuring.description import Measure
from sweepfig.plan import gallery_data
from sweepfig.plan.plan import Plan, Target
from sweepfig.report import sequences

FOLDER = "figures"
MOST_DESCRIBED = 3000  # files; of more figures the folders are described, and data.csv lists them
DATA, METRICS = paths.data_file("").name, paths.metrics_file("").name
WORDS = {
    DATA: "Numbers, status and figure of each point of the sweep",
    METRICS: "The same numbers on the sweep's axes",
    paths.holes_file("").name: "Points of the sweep without data, and why",
    paths.gallery_file("").name: "Gallery of the figures, for a browser",
    paths.gallery_data_file("").name: "Data of the gallery",
    paths.failures_file("").name: "Points that have no figure, and why",
    paths.plan_file("").name: "What was decided before anything was drawn: axes, settings, digests",
    "error-map.png": "Errors of the models over the sweep",
    "peak-map.png": "Peaks of the curves over the sweep",
    "number-maps.png": "Numbers over the sweep",
    "contact-sheet.png": "The points with the largest errors, or some of all",
}
OTHER = "Part of what shows the sweep"


@dataclass(frozen=True)
class PackedFigures:
    """The entities of what was packed.

    Attributes
    ----------
    parts : list of Entity
        Files, and folders of figures.
    tables : list of Entity
        Those of the parts that hold the numbers.
    columns : list of Entity
        The columns of data.csv, to which its entity refers.
    """

    parts: list[Entity] = field(default_factory=list)
    tables: list[Entity] = field(default_factory=list)
    columns: list[Entity] = field(default_factory=list)

    @property
    def folder(self) -> Entity:
        """The folder of all parts."""
        return entities.folder(FOLDER, "Figures, numbers and gallery", self.parts)


def pack(
    archive: Zip,
    plan: Plan,
    output: Path,
    own: Sequence[Measure],
    on_file: Callable[[], None],
    *,
    are_described: bool,
) -> PackedFigures:
    """Pack figures and what is beside them; return what is to be said of it.

    Parameters
    ----------
    archive : Zip
    plan : Plan
    output : Path
        The output folder.
    own : sequence of Measure
        The numbers of the user's function.
    on_file : callable
        Called after each figure's file.
    are_described : bool
        Whether each figure has an entity, instead of their folders.

    Raises
    ------
    OSError
        If a file can't be read, or is removed meanwhile.
    """
    archive.add_folder(f"{FOLDER}/")
    packed = PackedFigures()
    for path, words in shown(plan, output):
        name = path.relative_to(output).as_posix()
        entity = entities.file(archive.add_file(f"{FOLDER}/{name}", path), words)
        packed.parts.append(entity)
        if name == DATA:
            _describe_columns(archive, plan, own, entity, packed)
        if name in (DATA, METRICS):
            packed.tables.append(entity)
    packed.parts.extend(_pack_slices(archive, plan, output))
    pack_them = _pack_each if are_described else _pack_by_folder
    packed.parts.extend(pack_them(archive, plan, output, on_file))
    return packed


def _describe_columns(
    archive: Zip, plan: Plan, own: Sequence[Measure], table: Entity, packed: PackedFigures
) -> None:
    """Describe the columns of data.csv, in a file and by entities."""
    found = described(plan, own)
    content = csvw_json(DATA, found).encode()
    file = archive.add_content(f"{FOLDER}/{DATA}-metadata.json", [content])
    packed.parts.append(entities.file(file, "What the columns of data.csv are, and their units"))
    packed.columns.extend(entities.column(each, n) for n, each in enumerate(found, 1))
    table["variableMeasured"] = entities.references(packed.columns)


def _pack_slices(archive: Zip, plan: Plan, output: Path) -> Iterator[Entity]:
    """Pack what the gallery shows as data, if there is any; yield an entity for the folder."""
    there = [path for path in gallery_data.files(plan, output) if path.is_file()]
    if not there:
        return
    name = f"{FOLDER}/{paths.slices_folder('').name}"
    archive.add_folder(f"{name}/")
    for path in there:
        archive.add_file(f"{name}/{path.name}", path)
    yield entities.folder(name, "Data of the gallery: the numbers of all slices, reduced")


def _pack_each(
    archive: Zip, plan: Plan, output: Path, on_file: Callable[[], None]
) -> Iterator[Entity]:
    """Pack the figures; yield an entity for each."""
    for target, files in _drawn(plan, output):
        place = ", ".join(f"{axis} = {value}" for axis, value in target.point.items())
        for variant, file in zip(plan.variants, files, strict=True):
            name = f"{FOLDER}/{file}"
            words = f"{place} ({variant.name})" if variant.name else place
            yield entities.file(archive.add_file(name, output / file), words)
            on_file()


def _pack_by_folder(
    archive: Zip, plan: Plan, output: Path, on_file: Callable[[], None]
) -> list[Entity]:
    """Pack the figures; return an entity for each of the outermost folders, if there are not too many."""
    folders: Counter[str] = Counter()
    for _, files in _drawn(plan, output):
        for file in files:
            archive.add_file(f"{FOLDER}/{file}", output / file)
            folders[file.partition("/")[0]] += 1
            on_file()
    if len(plan.axes) == 1 or len(folders) > MOST_DESCRIBED:
        return []
    for folder in folders:
        archive.add_folder(f"{FOLDER}/{folder}/")
    return [
        entities.folder(f"{FOLDER}/{folder}", f"{counted(count, 'figure')}: {folder}")
        for folder, count in folders.items()
    ]


def _drawn(plan: Plan, output: Path) -> Iterator[tuple[Target, tuple[str, ...]]]:
    for target, row in zip(plan.targets(), read_rows(plan, output), strict=True):
        if files := files_of(target, row, output):
            yield target, files


def shown(plan: Plan, output: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file beside the figures, and the words for what it is.

    Movies and books that are not of the figures as they are now are left out.
    """
    lists = [paths.failures_file(output), paths.plan_file(output)]
    if plan.n_holes:  # else the file, if there is one, is of another sweep
        lists.append(paths.holes_file(output))
    for path in (*paths.files_for_people(output, plan.overviews), *lists):
        if path.is_file() and path.stat().st_size:  # without failures, their list is empty
            yield path, WORDS.get(path.name, OTHER)
    yield from _sequences(plan, output)


def _sequences(plan: Plan, output: Path) -> Iterator[tuple[Path, str]]:
    kinds = (
        (sequences.movies, paths.movie_file, "Movie along the last axis"),
        (sequences.books, paths.book_file, "Book of the figures, a page for each"),
    )
    for names, file_of, words in kinds:
        is_asked_for = file_of(output, paths.WHOLE).parent.is_dir()
        for name, targets in names(plan).items() if is_asked_for else ():
            path = file_of(output, name)
            if path.is_file() and sequences.is_current(plan, output, path, targets):
                yield path, f"{words}: {name}"
