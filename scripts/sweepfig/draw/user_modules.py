"""Find the modules that a user's function consists of: its own, and those that this imports.

Read from the source, not from what is loaded: an import within the function counts, nothing of the
user's is run, and an edited file counts as it is now. What a program imports under a name that it works
out can't be seen so; `figure.depends` names such files, and the data files that a function reads.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
from collections.abc import Iterator
from importlib import metadata
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

from sweepfig.core import search_path
from sweepfig.core.digests import version
from sweepfig.core.storage import content_digest, read

OURS = "sweepfig"


class Modules:
    """The modules that a function's module consists of.

    Parameters
    ----------
    kind : str
        ``file.py:function`` or ``module:function``; of a built-in kind there are none.

    Attributes
    ----------
    files : list of Path
        The function's module and all that it imports which is neither Python's own nor installed.
    installed : set of str
        The installed packages that these import.
    """

    def __init__(self, kind: str) -> None:
        self.files: list[Path] = []
        self.installed: set[str] = set()
        place = kind.rpartition(":")[0]
        if not place or "\0" in place:  # which is no file
            return
        self._own = place.partition(".")[0]  # counts file by file, installed or not
        file = Path(place).expanduser()
        beside = [str(file.resolve().parent)] if place.endswith(".py") else []
        with search_path.extended(*beside, os.getcwd()):
            self._path = sys.path[:]
        importlib.invalidate_caches()
        if place.endswith(".py"):
            self._add(file, package="")
        else:
            self._import(place)

    def digest(self) -> list[str]:
        """Return the digests of the files' content, then the installed packages' versions."""
        return [*map(content_digest, self.files), *map(self._version, sorted(self.installed))]

    def _import(self, name: str) -> None:
        """Add a module, by its full name, and the packages that it lies in."""
        top, *below = name.split(".")
        if top in sys.stdlib_module_names or top == OURS:
            return
        spec = self._find(top)
        if spec is None or (spec.origin is None and not spec.submodule_search_locations):
            return
        if top != self._own and not _is_users(spec):
            self.installed.add(top)
            return
        self._add_spec(spec)
        full = top
        for part in below:
            full = f"{full}.{part}"
            spec = PathFinder.find_spec(full, spec.submodule_search_locations or [])
            if spec is None:  # a name within a module
                return
            self._add_spec(spec)

    def _find(self, top: str) -> ModuleSpec | None:
        found = PathFinder.find_spec(top, self._path)
        if found is None:  # what was installed to be edited in place has finders of its own
            try:
                found = importlib.util.find_spec(top)
            except (ImportError, ValueError):
                return None
        return found

    def _add_spec(self, spec: ModuleSpec) -> None:
        is_package = spec.submodule_search_locations is not None
        if spec.origin is not None and spec.has_location:
            self._add(Path(spec.origin), spec.name if is_package else spec.name.rpartition(".")[0])

    def _add(self, path: Path, package: str) -> None:
        if path in self.files:
            return
        self.files.append(path)
        if path.suffix == ".py":
            for name in _imported(path, package):
                self._import(name)

    def _version(self, top: str) -> str:
        try:
            return f"{top} {version(top)}"
        except metadata.PackageNotFoundError:  # a package of another name than its distribution
            spec = self._find(top)
            return f"{top} {content_digest(Path(spec.origin or '')) if spec else ''}"


def _imported(path: Path, package: str) -> Iterator[str]:
    """Yield the full name of whatever a source file may import, wherever in it."""
    try:
        tree = ast.parse(read(path))
    except (OSError, SyntaxError, ValueError, RecursionError):  # whoever imports it will say so
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join(filter(None, [*(above if node.level else ()), node.module]))
            if base:
                yield from (f"{base}.{alias.name}" for alias in node.names)


def _is_users(spec: ModuleSpec) -> bool:
    where = spec.origin or next(iter(spec.submodule_search_locations or [""]))
    return search_path.is_users(where)
