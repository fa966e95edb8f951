"""Find and pack what a sweep was drawn from: config, style, own functions, data.

What lies in the working folder keeps its path there, so that the config's relative paths hold where the
archive is unpacked. All else, and what has a name that some file system refuses, gets a place of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from sweepfig.archive.crate import entities, programs
from sweepfig.archive.crate.entities import Entity
from sweepfig.archive.crate.programs import Program
from sweepfig.archive.zip_file import Packed, Zip
from sweepfig.core import naming, storage
from sweepfig.plan.plan import Plan

FOLDER = "input"
ELSEWHERE = f"{FOLDER}/elsewhere"
REQUIREMENTS = f"{FOLDER}/requirements.txt"
DATA_SUMS = f"{FOLDER}/data-sha256.txt"  # of the sweep's files, if they are not packed
MOST_DESCRIBED = 3000  # of the sweep's files; of more, only the list of digests is described
FONTS = (".ttf", ".otf", ".ttc", ".afm", ".pfb")


@dataclass(frozen=True)
class Input:
    """A file, or a folder such as a Zarr store, that figures were drawn from.

    Attributes
    ----------
    path : str
        As the config names it.
    name : str
        Its name in the archive, if it is packed.
    """

    path: str
    name: str

    @property
    def is_elsewhere(self) -> bool:
        """Whether it could not keep its path."""
        return self.name.startswith(f"{ELSEWHERE}/")

    def files(self) -> Iterator[tuple[str, Path]]:
        """Yield the name in the archive and the path of each file.

        Raises
        ------
        OSError
            If a folder can't be listed.
        """
        path = Path(self.path)
        if not path.is_dir():
            yield self.name, path
            return
        for file in storage.files_below(path):
            yield f"{self.name}/{file.relative_to(path).as_posix()}", file


@dataclass(frozen=True)
class Inputs:
    """All that a sweep was drawn from.

    Attributes
    ----------
    config : Input or None
        None if it is not known: the sweep was drawn from Python, or its folder was named.
    own : tuple of Input
        The style's file, the modules of the user's functions, the files of ``figure.depends``.
    data : tuple of Input
        The sweep's files, and those beside them that hold parameters.
    fonts : tuple of str
        Files that are not packed: their licenses may forbid it.
    gone : tuple of str
        Files that are not there any more.
    """

    config: Input | None
    own: tuple[Input, ...]
    data: tuple[Input, ...]
    fonts: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def find(plan: Plan, config: Path | None) -> Inputs:
    """Return what a plan's sweep was drawn from."""
    known, place = [stamp.path for stamp in plan.depends], _Places()
    fonts = [path for path in known if path.lower().endswith(FONTS)]
    own = [path for path in known if path not in fonts and os.path.exists(path)]
    files = [stamp.path for stamp in plan.files if stamp.path not in known]
    data = [path for path in files if os.path.exists(path)]
    there = {*fonts, *own, *data}
    return Inputs(
        config=None if config is None else place(str(config)),
        own=tuple(map(place, own)),
        data=tuple(map(place, data)),
        fonts=tuple(fonts),
        gone=tuple(path for path in (*known, *files) if path not in there),
    )


class _Places:
    """Gives each path a name in the archive, no two the same on any file system."""

    def __init__(self) -> None:
        self._taken = {REQUIREMENTS, DATA_SUMS}

    def __call__(self, path: str) -> Input:
        kept = _below_here(path)
        wanted = f"{FOLDER}/{kept}" if kept else f"{ELSEWHERE}/{_plain(Path(path).name)}"
        name, count = wanted, 1
        while naming.folded(name) in self._taken:
            count += 1
            name = f"{ELSEWHERE}/{count}-{_plain(Path(path).name)}"
        self._taken.add(naming.folded(name))
        return Input(path, name)


def _below_here(path: str) -> str:
    """Return a path relative to the working folder; empty if it leads out, or is none everywhere."""
    relative = os.path.relpath(os.path.abspath(path))
    pieces = PurePosixPath(relative).parts
    return relative if all(map(_is_safe, pieces)) and not relative.startswith("elsewhere/") else ""


def _is_safe(piece: str) -> bool:
    is_taken = naming.FORBIDDEN.search(piece) or naming.DEVICES.match(piece) or piece == ".."
    return not is_taken and piece.isprintable() and not piece.endswith((" ", "."))


def _plain(name: str) -> str:
    printable = "".join(each if each.isprintable() else "-" for each in name)
    return naming.without_forbidden(printable).strip(" .") or "file"


@dataclass(frozen=True)
class PackedInputs:
    """The entities of what was packed, and of what the figures were drawn from.

    Attributes
    ----------
    parts : list of Entity
        In the archive.
    used : list of Entity
        Of the parts, or elsewhere.
    """

    parts: list[Entity] = field(default_factory=list)
    used: list[Entity] = field(default_factory=list)

    @property
    def folder(self) -> Entity:
        """The folder of all parts."""
        return entities.folder(FOLDER, "What the figures were drawn from", self.parts)

    def add(self, entity: Entity, *, is_used: bool = True) -> None:
        """Add an entity in the archive."""
        self.parts.append(entity)
        if is_used:
            self.used.append(entity)


def pack(
    archive: Zip,
    found: Inputs,
    used_programs: Sequence[Program],
    on_file: Callable[[], None],
    *,
    with_data: bool,
) -> PackedInputs:
    """Pack what a sweep was drawn from; return what is to be said of it.

    Parameters
    ----------
    archive : Zip
    found : Inputs
    used_programs : sequence of Program
        What drew, with its version.
    on_file : callable
        Called after each file of the sweep.
    with_data : bool
        Pack the sweep's files, too; else only their digests.

    Raises
    ------
    OSError
        If a file can't be read.
    """
    archive.add_folder(f"{FOLDER}/")
    packed = PackedInputs()
    if found.config is not None:
        packed.add(_pack_one(archive, found.config, "The config"))
    for each in found.own:
        packed.add(_pack_one(archive, each, f"What the figures depend on: {each.path}"))
    versions = programs.requirements_txt(used_programs).encode()
    file = archive.add_content(REQUIREMENTS, [versions])
    packed.add(entities.file(file, "The versions that drew"), is_used=False)
    (_pack_data if with_data else _pack_sums)(archive, found.data, packed, on_file)
    return packed


def _pack_one(archive: Zip, each: Input, words: str) -> Entity:
    files = [archive.add_file(name, path) for name, path in each.files()]
    if not Path(each.path).is_dir():
        return entities.file(files[0], words)
    archive.add_folder(f"{each.name}/")
    return entities.folder(each.name, words)


def _pack_data(
    archive: Zip, data: Sequence[Input], packed: PackedInputs, on_file: Callable[[], None]
) -> None:
    """Pack the sweep's files."""
    for each in data:
        entity = _pack_one(archive, each, f"The data: {each.path}")
        if len(data) <= MOST_DESCRIBED:
            packed.add(entity)
        on_file()


def _pack_sums(
    archive: Zip, data: Sequence[Input], packed: PackedInputs, on_file: Callable[[], None]
) -> None:
    """Pack the digests of the sweep's files, with the names that they would have in the archive."""

    def lines() -> Iterator[bytes]:
        for each in data:
            for name, path in each.files():
                file = Packed(name, path.stat().st_size, storage.content_digest(path))
                yield f"{file.sha256}  {name.removeprefix(f'{FOLDER}/')}\n".encode()
                if len(data) <= MOST_DESCRIBED and not Path(each.path).is_dir():
                    packed.used.append(entities.file_elsewhere(file, f"The data: {each.path}"))
            on_file()

    sums = archive.add_content(DATA_SUMS, lines())
    packed.add(entities.file(sums, "SHA-256 of the sweep's files, which are not in this archive"))
