"""Decide where modules are found: a working folder comes last, and only for the user's function.

A file beside a config may have the name of a module of Python or of a library: `signal.py`, `token.py`.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
)
from pathlib import Path
from types import ModuleType
from typing import Never

PARENT = str(Path(__file__).resolve().parents[2])
OWN = str(Path(__file__).resolve().parents[1])
# In a checkout the package lies beside scripts such as `summary.py`, a name that a user's module may have.
IS_CHECKOUT = os.path.isfile(os.path.join(PARENT, "fallback.py"))


def add(*folders: str) -> None:
    """Let a user's modules be found in some folders too, after installed ones, and loaded from source."""
    if _find_users not in sys.path_hooks:
        sys.path_hooks.insert(0, _find_users)
        for folder in list(sys.path_importer_cache):
            if is_users(folder):
                del sys.path_importer_cache[folder]
    found = [os.path.abspath(folder) for folder in sys.path]
    sys.path += [folder for folder in folders if folder not in found]
    if IS_CHECKOUT and PARENT in sys.path:
        sys.path[:] = [folder for folder in sys.path if folder != PARENT] + [PARENT]


@contextmanager
def without_working_folder() -> Iterator[None]:
    """Have nothing found in the working folder, for a while, but what `add` adds."""
    before = sys.path[:]
    here = os.getcwd()
    sys.path[:] = [folder for folder in before if os.path.abspath(folder) != here]
    try:
        yield
    finally:
        sys.path[:] = before


def is_users(path: str) -> bool:
    """Whether a file or folder is the user's: not Python's, not installed, not this package's."""
    names = ("purelib", "platlib", "stdlib", "platstdlib")
    folders = [PARENT if IS_CHECKOUT else OWN, *map(sysconfig.get_path, names)]
    parts = Path(path).parts
    is_packaged = "site-packages" in parts or "dist-packages" in parts
    return not is_packaged and not any(Path(path).is_relative_to(folder) for folder in folders)


# A context in which each module of the user's is imported, given its file.
around_import: Callable[[str], AbstractContextManager[object]] = nullcontext


class _FromSource(SourceFileLoader):
    """Loads a module from its source: Python may use old bytecode if the new file has its size and time."""

    def path_stats(self, path: object) -> Never:
        raise OSError

    def exec_module(self, module: ModuleType) -> None:
        with around_import(self.path):
            super().exec_module(module)


def _find_users(folder: str) -> FileFinder:
    """Return the finder of modules in a user's folder: a hook of `sys.path_hooks`."""
    if not os.path.isdir(folder) or not is_users(os.path.abspath(folder)):
        raise ImportError(folder)
    extension = (ExtensionFileLoader, EXTENSION_SUFFIXES)
    return FileFinder(folder, extension, (_FromSource, SOURCE_SUFFIXES))


@contextmanager
def extended(*folders: str) -> Iterator[None]:
    """Let a user's modules be found in some folders too, within a block."""
    before = sys.path[:]
    add(*folders)
    try:
        yield
    finally:
        sys.path[:] = before


def of_child() -> list[str]:
    """Return the search path for a child process, which finds what this process finds.

    The working folder is left out, and the program's folder comes last: Python puts them first.
    """
    found = [os.path.abspath(folder) for folder in sys.path]
    program = os.path.realpath(getattr(sys.modules["__main__"], "__file__", None) or "")
    beside = os.path.dirname(program)
    ordered = [folder for folder in found if folder not in (beside, os.getcwd())]
    ordered += [folder for folder in found if folder == beside != os.getcwd()]
    # A checkout comes first, or an installed copy of the package would be imported instead.
    ordered = [PARENT, *ordered] if IS_CHECKOUT else [*ordered, PARENT]
    return list(dict.fromkeys(ordered))
