"""Find the modules that a user's function depends on: its own, and those that its own imports.

They are found from the source, not from the loaded modules: imports within functions count, no user code
is run, and an edited file counts as it is now. An import by a computed name, or from a folder that the code
adds to `sys.path`, can't be found so: `user_function.imported_unseen` tells those at the top of a module.
For those while it draws, and for data files that the function reads, there is `figure.depends`.
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
CALLS = ("import_module", "__import__")


class Modules:
    """The modules that a user's function depends on.

    Parameters
    ----------
    name : str
        ``file.py:function`` or ``module:function``; a built-in kind has no such modules.

    Attributes
    ----------
    files : list of Path
        The function's module and those that it imports, except Python's own and installed ones.
    installed : set of str
        The installed packages that these files import.
    """

    def __init__(self, name: str) -> None:
        self.files: list[Path] = []
        self.installed: set[str] = set()
        place = name.rpartition(":")[0]
        if not place or "\0" in place:  # no file's name can hold a NUL
            return
        self._own = place.partition(".")[0]  # its files are digested, even if it is installed
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
        """Return the digests of the files, then the versions of the installed packages."""
        return [*map(content_digest, self.files), *map(self._version, sorted(self.installed))]

    def _import(self, name: str) -> None:
        """Add a module, given by its full name, and its parent packages."""
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
            if spec is None:  # the rest names something in a module
                return
            self._add_spec(spec)

    def _find(self, top: str) -> ModuleSpec | None:
        found = PathFinder.find_spec(top, self._path)
        if found is None:  # editable installs have their own finders
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
        except metadata.PackageNotFoundError:  # the package's distribution has another name
            spec = self._find(top)
            known = sorted(set(_distributions(spec))) if spec else []
            own = content_digest(Path(spec.origin or "")) if spec else ""
            return " ".join([top, own, *known])


def _distributions(spec: ModuleSpec) -> Iterator[str]:
    """Yield name and version of each distribution that installed files of a package.

    `importlib.metadata.packages_distributions` takes half a second for 150 distributions.
    """
    folders = spec.submodule_search_locations
    for folder in [spec.origin or ""] if folders is None else folders:
        for distribution in metadata.distributions(path=[os.path.dirname(folder)]):
            files = "\n" + (distribution.read_text("RECORD") or "")
            if f"\n{os.path.basename(folder)}{'' if folders is None else '/'}" in files:
                yield f"{distribution.metadata['Name']} {distribution.version}"


def _imported(path: Path, package: str) -> Iterator[str]:
    """Yield the full names that a source file may import, anywhere in the file."""
    try:
        tree = ast.parse(read(path))
    except (OSError, SyntaxError, ValueError, RecursionError):  # importing it will report the error
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            base = ".".join(filter(None, [*(above if node.level else ()), node.module]))
            if base:
                yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _name_of(node.func) in CALLS and node.args:
            said = node.args[0]
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield said.value


def _name_of(function: ast.expr) -> str:
    """Return a called function's own name: ``import_module`` of ``importlib.import_module``."""
    return str(getattr(function, "attr", getattr(function, "id", "")))


def _is_users(spec: ModuleSpec) -> bool:
    where = spec.origin or next(iter(spec.submodule_search_locations or [""]))
    return search_path.is_users(where)
