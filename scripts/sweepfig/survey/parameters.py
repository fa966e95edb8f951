"""Read the parameters that a simulation code leaves in a file or folder beside its data.

A parameter has a dotted name: ``drivers.ex.0.k0`` is entry ``k0`` of the first item of list ``ex`` in
``drivers``. Formats are told by name, a namelist also by its content: YAML (also Hydra's
``.hydra/config.yaml``), JSON, TOML, Fortran namelists, and folders with one file for each parameter
(MLflow's ``params``).
"""

from __future__ import annotations

import functools
import io
import math
import os
import re
import tomllib
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stdout
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.config import reader
from sweepfig.core import storage
from sweepfig.core.errors import UserError

if TYPE_CHECKING:
    from sweepfig.config.sweep import Sweep

Scalar = int | float | str

LARGEST_BYTES = reader.LARGEST_BYTES
FORMATS = "YAML, JSON, TOML, a Fortran namelist (.nml) or a folder with one file for each parameter"
YAML_LIKE = (".yaml", ".yml", ".json")
NAMELISTS = (".nml", ".namelist")
LONGEST = 200  # characters of another library's reason
SHOWN = 8  # names in a message
# YAML takes 1e-6 for text, because there is no point in it; Fortran writes 1d-6.
EXPONENTIAL = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)[eEdD][-+]?\d+")


def path_beside(data: str, parameters: str) -> str:
    """Return the path of a data file's parameters.

    Parameters
    ----------
    data : str
        The data file.
    parameters : str
        As in the config: relative to the data file's folder; ``{stem}`` is the data file's name without
        its ending.
    """
    stem = os.path.splitext(os.path.basename(data.rstrip("/")))[0]
    beside = os.path.join(os.path.dirname(data.rstrip("/")), parameters.replace("{stem}", stem))
    return os.path.normpath(beside)


def files_beside(data: str, sweep: Sweep) -> tuple[str, ...]:
    """Return the files beside a data file that may hold axes' values, whether they exist or not."""
    if sweep.parameters is None:
        return ()
    path = path_beside(data, sweep.parameters)
    names = [axis.dimension for axis in sweep.axes]
    return tuple(os.path.join(path, name) for name in names) if os.path.isdir(path) else (path,)


def is_format(path: str) -> bool:
    """Whether a file's or folder's name is one of parameters; see the module's docstring."""
    if os.path.isdir(path):
        return os.path.basename(path) == "params"
    name = os.path.basename(path).lower()
    return name.endswith((*YAML_LIKE, *NAMELISTS, ".toml")) or name.startswith("namelist")


def value(path: str, name: str) -> NDArray[Any]:
    """Return one parameter as an array of shape (): a number or text.

    Raises
    ------
    UserError
        If there is no such parameter, or the file can't be read; the message says what there is.
    """
    there = read(path)
    if name not in there:
        close = get_close_matches(name, there, n=SHOWN, cutoff=0.5) or list(there)[:SHOWN]
        raise UserError(
            f"{path}: no parameter {name!r} (key sweep.axes); there are {', '.join(close) or 'none'}"
            + (f", and {len(there) - len(close)} more" if len(there) > len(close) else "")
        )
    return np.array(there[name])


def read(path: str) -> Mapping[str, Scalar]:
    """Return all parameters of a file or folder, numbers and text, by dotted name.

    Truth values are the text true or false, dates are text; what has no value (null) is left out.

    Raises
    ------
    UserError
        If it can't be read or is in no known format.
    """
    if not os.path.exists(path):
        raise UserError(f"{path}: there is no such file of parameters (key sweep.parameters)")
    return _read(path, storage.FileStamp.of(path))


@functools.lru_cache(maxsize=16)
def _read(path: str, stamp: storage.FileStamp) -> Mapping[str, Scalar]:
    # `stamp` has a changed file read again.
    if os.path.isdir(path):
        return {name: _from_text(text) for name, text in _one_file_each(path)}
    try:
        return dict(_flat(_content(path)))
    except RecursionError:
        raise UserError(
            f"{path}: the parameters file holds lists in lists, or mappings, too deep to be read"
        ) from None


def _content(path: str) -> Any:
    name = os.path.basename(path).lower()
    if name.endswith(YAML_LIKE):
        return reader.read_mapping(path, what="parameters")
    try:
        text = _text(path)
        if name.endswith(".toml"):
            return tomllib.loads(text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(f"{path}: the parameters file can't be read: {reason}") from None
    if name.endswith(NAMELISTS) or name.startswith("namelist") or _is_namelist(text):
        return _namelist(path, text)
    raise UserError(
        f"{path}: no known format of parameters (key sweep.parameters); allowed are {FORMATS}"
    )


def _text(path: str) -> str:
    if os.path.getsize(path) > LARGEST_BYTES:
        raise ValueError(f"it has more than {LARGEST_BYTES} bytes; fewer are allowed")
    return storage.read(path).decode("utf-8")


def _is_namelist(text: str) -> bool:
    return bool(re.search(r"^\s*&\w+", text, re.MULTILINE))


def _namelist(path: str, text: str) -> Any:
    try:
        import f90nml
    except ImportError:
        raise UserError(
            f"{path}: a Fortran namelist, which needs the package f90nml: say pip install f90nml "
            "(or pip install .[namelist])"
        ) from None
    read_text: Callable[[str], Any] = f90nml.reads
    try:
        # It prints its tables over some wrong text, and only warns of a value that it drops.
        with redirect_stdout(io.StringIO()), warnings.catch_warnings(action="error"):
            return read_text(text)
    except Exception as error:  # for text that is none, the parser raises anything
        reason = " ".join(str(error).split())[:LONGEST] or type(error).__name__
        raise UserError(f"{path}: not a Fortran namelist that f90nml reads: {reason}") from None


def _one_file_each(folder: str) -> Iterator[tuple[str, str]]:
    below = [Path(at, name) for at, _, names in os.walk(folder) for name in names]
    for file in sorted(below):
        try:
            text = _text(str(file))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UserError(f"{file}: the parameter can't be read: {reason}") from None
        yield file.relative_to(folder).as_posix(), text.strip()


def _flat(content: Any, before: str = "") -> Iterator[tuple[str, Scalar]]:
    """Yield the leaves of mappings and lists in one another, each with its dotted name."""
    if isinstance(content, Mapping):
        pairs: Any = content.items()
    elif isinstance(content, list | tuple):
        pairs = enumerate(content)
    else:
        leaf = _leaf(content)
        if leaf is not None:
            yield before, leaf
        return
    for key, inner in pairs:
        yield from _flat(inner, f"{before}.{key}" if before else str(key))


def _leaf(content: Any) -> Scalar | None:
    if content is None or isinstance(content, float):
        return content
    if isinstance(content, bool):
        return str(content).lower()
    if isinstance(content, int):
        return content if abs(content) < 2**63 else str(content)
    if isinstance(content, str):
        return _number(content) if EXPONENTIAL.fullmatch(content) else content
    return content.isoformat() if hasattr(content, "isoformat") else str(content)


def _from_text(text: str) -> Scalar:
    """Return what a text is, a number or text: a file for each parameter holds text only."""
    if re.fullmatch(r"[-+]?\d{1,18}", text):
        return int(text)
    return {"True": "true", "False": "false"}.get(text) or _number(text)


def _number(text: str) -> float | str:
    try:
        found = float(text.lower().replace("d", "e") if EXPONENTIAL.fullmatch(text) else text)
    except ValueError:
        return text
    return found if math.isfinite(found) else text
