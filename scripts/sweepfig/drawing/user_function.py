"""Load a function that a config names: it draws figures, or measures slices.

Separate from `kinds` because only this module runs code that a config names.
"""

from __future__ import annotations

import hashlib
import importlib
import inspect
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib

from sweepfig.core import search_path, undocumented
from sweepfig.core.errors import UserError, cause_of
from sweepfig.core.storage import content_digest, what_else
from sweepfig.core.threads import alone
from sweepfig.drawing import styles
from sweepfig.drawing.user_modules import Modules

# What importing the user's functions has come to, in this process: which are being imported; by file its
# content's digest, and rcParams in the order in which imports ended; and by function what `imported_unseen`
# returns.
_loading: list[str] = []
_digests: dict[str, str] = {}
_settings: dict[str, dict[Any, Any]] = {}
_unseen: defaultdict[str, dict[str, None]] = defaultdict(dict)


def load_function(
    name: str, *, key: str = "figure.kind", allowed: str = "draw(axes, slice)"
) -> Callable[..., Any]:
    """Return a function of the user's.

    Parameters
    ----------
    name : str
        ``file.py:function`` or ``module:function``.
    key : str
        The config's key that names it, for messages.
    allowed : str
        How it is called, for messages; by default as one that draws.

    Raises
    ------
    UserError
        If there is no such file, module or function, or importing it fails.
    """
    function = getattr(_module(name, key), name.rpartition(":")[2], None)
    if not callable(function):
        raise UserError(f"{key}: {name!r} names no function; allowed is {allowed}")
    if inspect.isgeneratorfunction(function) or inspect.iscoroutinefunction(function):
        raise UserError(
            f"{key}: {name!r} does nothing when it is called, for it has a yield or is async; allowed is "
            f"{allowed} without"
        )
    return function  # type: ignore[no-any-return]


def settings_of(name: str) -> dict[Any, Any]:
    """Return the rcParams that a function's modules set when they are imported.

    As in a script, they hold for its figures. Whether another function's import has loaded a module before
    makes no difference, if the source tells of it.

    Raises
    ------
    UserError
        As `load_function`.
    """
    load_function(name)
    files = {*_files(name), *_unseen[_key(name)]}
    found: dict[Any, Any] = {}
    for file, own in _settings.items():
        found |= own if file in files else {}
    return found


def imported_unseen(name: str) -> list[Path]:
    """Return the user's files that importing a function has loaded, but that its source does not tell.

    They were imported under names that are worked out, or after a change of `sys.path`. A file that another
    function's import has loaded before is that one's alone.

    Raises
    ------
    UserError
        As `load_function`.
    """
    load_function(name)
    return [Path(file) for file in _unseen[_key(name)]]


def forget_changed() -> None:
    """Have the user's modules imported anew if the file of one has changed: for a long session.

    Those that the session itself has imported before stay as they are.
    """
    if all(content_digest(file) == digest for file, digest in _digests.items()):
        return
    for name, module in [*sys.modules.items()]:
        if os.path.realpath(getattr(module, "__file__", None) or os.curdir) in _digests:
            del sys.modules[name]
    for known in (_digests, _settings, _unseen):
        known.clear()


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Undo what a user's function does to rcParams and the working folder, and close its figures.

    Figures that are drawn later must not differ, and a figure that is left open takes megabytes.

    Raises
    ------
    RuntimeError
        If it raises KeyboardInterrupt in a process where Ctrl-C does not: that process is to go on.
    """
    # As `matplotlib.rc_context` does, which takes ten times as long as most functions of numbers.
    kept, figures, folder = _rc_params(), _pyplot_figures(), os.getcwd()
    kept.pop("backend")
    try:
        yield
    except KeyboardInterrupt as error:
        if signal.getsignal(signal.SIGINT) in (signal.SIG_IGN, signal.SIG_DFL):
            raise RuntimeError(f"your function raised {cause_of(error)}") from error
        raise
    finally:
        dict.update(matplotlib.rcParams, kept)
        if os.getcwd() != folder:
            os.chdir(folder)
        for number in _pyplot_figures() - figures:
            sys.modules["matplotlib.pyplot"].close(number)


def _rc_params() -> dict[Any, Any]:
    """Return rcParams as they are: a list may be changed in place."""
    items = dict.items(matplotlib.rcParams)
    return {name: value[:] if isinstance(value, list) else value for name, value in items}


def _pyplot_figures() -> set[int]:
    pyplot = sys.modules.get("matplotlib.pyplot")  # if it is not imported, no figure can be open
    return set(pyplot.get_fignums()) if pyplot else set()


def _module(name: str, key: str) -> ModuleType:
    place = name.rpartition(":")[0]
    path = Path(place).expanduser()
    is_file = place.endswith(".py")
    if is_file and not path.is_file():
        raise UserError(f"{key}: {name!r}: there is no file {place}{what_else(path)}")
    if not is_file and place.partition(".")[0] in sys.stdlib_module_names:
        raise UserError(
            f"{key}: {name!r} is of Python's own library; allowed is a function of yours"
        )
    undocumented.write()  # it may ask for what matplotlib writes
    with suppress(ImportError):
        # It has no __init__.py, so a user's file of this name would hide it, even at the path's end.
        importlib.import_module("mpl_toolkits")
    # As in a script, the function's file may import files beside it, now and while it draws; after
    # those come files in the working folder.
    search_path.add(*([str(path.resolve().parent)] if is_file else []), os.getcwd())
    try:
        source = path.read_bytes() if is_file else None
        module = place if source is None else _name_of(path, source)
        if module not in sys.modules:
            with alone("style"), nothing_kept():
                _import(name, module, path, source)
        return sys.modules[module]
    except (Exception, SystemExit) as error:
        is_in_package = is_file and "attempted relative import" in str(error)
        hint = "; say package.module:function for a module of a package" if is_in_package else ""
        raise UserError(f"{key}: {name!r} can't be imported: {cause_of(error)}{hint}") from None


def _name_of(path: Path, source: bytes) -> str:
    """Return the name of a file's module.

    It has the content's digest: a long session must not use a file's old version.
    """
    state = hashlib.blake2b(str(path.resolve()).encode() + b"\0" + source, digest_size=8)
    return f"_sweepfig_kind_{state.hexdigest()}"


def _import(function: str, module: str, path: Path, source: bytes | None) -> None:
    """Import a function's module: by its name, or if it is a file's, from its source."""
    styles.set_defaults()
    known = {*_settings, *_files(function)}  # before the import may change sys.path
    _loading.append(function)
    try:
        if source is None:
            importlib.import_module(module)
        else:
            _execute(module, path, source)
    finally:
        _loading.pop()
    _unseen[_key(function)] |= dict.fromkeys(file for file in _settings if file not in known)


def _execute(name: str, path: Path, source: bytes) -> None:
    module = ModuleType(name)
    module.__file__ = str(path.resolve())
    sys.modules[name] = module
    try:
        with _noting_settings(module.__file__):
            exec(compile(source, str(path), "exec", dont_inherit=True), vars(module))
    except BaseException:
        del sys.modules[name]
        raise


def _key(name: str) -> str:
    """Return the file or module of a function, wherever the working folder is."""
    place = name.rpartition(":")[0]
    return os.path.realpath(os.path.expanduser(place)) if place.endswith(".py") else place


def _files(name: str) -> set[str]:
    return {os.path.realpath(file) for file in Modules(name).files}


@contextmanager
def _noting_settings(file: str) -> Iterator[None]:
    """Note which rcParams a module of the user's sets while a function is loaded.

    What one sets that is imported later, as the function draws, is undone: it would hold for that figure
    alone.
    """
    before = _rc_params()
    yield
    if not _loading:
        del before["backend"]
        dict.update(matplotlib.rcParams, before)
        return
    place = os.path.realpath(file)
    _digests[place] = content_digest(file)
    _settings.pop(place, None)
    _settings[place] = {
        name: value
        for name, value in _rc_params().items()
        if name not in styles.NOT_OF_STYLES and value != before[name]
    }


search_path.around_import = _noting_settings
