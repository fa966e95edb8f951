"""Digest documents, the program's own code and the versions of packages; put arrays into JSON."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core import storage

PACKAGE = Path(__file__).resolve().parents[1]
DRAWERS = ("matplotlib", "numpy", "contourpy", "zlib-ng")  # which decide pixels and bytes
READERS = ("xarray", "netCDF4")
OPTIONAL_READERS = ("zarr", "f90nml")


def digest_of(document: Any) -> str:
    """Return the digest of a document that JSON can hold.

    The order within its mappings counts, too: a function's keyword arguments may decide by theirs what is
    drawn above what.
    """
    text = json.dumps(document, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def array_to_json(values: NDArray[Any]) -> dict[str, Any]:
    """Return an array as a mapping that JSON can hold."""
    if values.ndim > 1:  # a line for each of a million numbers would take long to read
        content = base64.b64encode(values.tobytes()).decode("ascii")
        return {"dtype": values.dtype.str, "shape": values.shape, "content": content}
    stored = np.datetime_as_string(values) if values.dtype.kind == "M" else values
    return {"dtype": values.dtype.str, "values": stored.tolist()}


def array_from_json(document: Mapping[str, Any]) -> NDArray[Any]:
    """Return the array that `array_to_json` wrote."""
    if "content" in document:
        content = np.frombuffer(base64.b64decode(document["content"]), document["dtype"])
        return content.reshape(document["shape"]).copy()
    return np.array(document["values"], dtype=document["dtype"])


def digest_of_code(*packages: str) -> str:
    """Return one digest of all source files of some of sweepfig's packages, by name (``drawing``).

    An empty name is the whole program.

    Whole packages are digested: a module missing from a list would leave figures stale.

    Raises
    ------
    OSError
        If a folder can't be listed, or a file can't be read.
    """
    files = [file for name in packages for file in storage.files_below(PACKAGE / name)]
    # Names with these first characters are editors' locks and copies, not code.
    own = [f for f in files if "__pycache__" not in f.parts and not f.name.startswith((".", "#"))]
    names = [file.relative_to(PACKAGE).as_posix() for file in own]
    return digest_of(dict(zip(names, map(storage.content_digest, own), strict=True)))


def versions_of_readers() -> list[str]:
    """Return the version of each package that opens sweep files; empty for one that is not installed."""
    found = [*map(version, READERS)]
    for package in OPTIONAL_READERS:
        try:
            found.append(version(package))
        except metadata.PackageNotFoundError:
            found.append("")
    return found


def version(package: str) -> str:
    """Return an installed package's version.

    Raises
    ------
    importlib.metadata.PackageNotFoundError
        If it is not installed.
    OSError
        If its metadata can't be read; `importlib.metadata` only returns None or warns then.
    """
    try:
        found = metadata.version(package)
    except (KeyError, FileNotFoundError):  # the latter from importlib_metadata, which others import
        found = None
    if not found:
        raise OSError(f"{package}: the version that is installed can't be read")
    return found
