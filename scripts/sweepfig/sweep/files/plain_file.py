"""Look at a file whose numbers are as they are stored, without xarray: half a second of imports.

What the survey asks of a dataset, and no more. A file of which xarray would decode anything (gaps, scales,
dates, text, coordinates by attribute) is none of these: it is for `opening.open_dataset`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.sweep.files import classic, other_files

# What xarray acts upon, or keeps among the encodings.
DECODED = {
    *("missing_value", "scale_factor", "add_offset", "_Unsigned", "dtype"),
    *("coordinates", "least_significant_digit"),
}


class PlainVariable:
    """A variable of a `PlainFile`, with what xarray's has: names are the same."""

    def __init__(self, variable: Any, file: str) -> None:
        variable.set_auto_maskandscale(False)
        self._variable = variable
        self.dims: tuple[str, ...] = variable.dimensions
        self.dtype: np.dtype[Any] = variable.dtype
        self.sizes = dict(zip(self.dims, variable.shape, strict=True))
        self.ndim, self.size = len(self.dims), int(variable.size)
        self.attrs = {name: variable.getncattr(name) for name in variable.ncattrs()}
        self.encoding: dict[str, Any] = {"dtype": self.dtype, "source": file}
        if "_FillValue" in self.attrs:
            self.encoding["_FillValue"] = self.attrs.pop("_FillValue")
        chunks = variable.chunking()
        if isinstance(chunks, list):
            self.encoding["preferred_chunks"] = dict(zip(self.dims, chunks, strict=True))

    @property
    def values(self) -> NDArray[Any]:
        """All its numbers."""
        return self[...]

    def __getitem__(self, index: Any) -> NDArray[Any]:
        return np.asarray(self._variable[index])


class PlainFile:
    """A file of numbers as they are stored; a context manager that keeps it open.

    Parameters
    ----------
    root : netCDF4.Dataset
    file : str
        Its name, as in the config.
    """

    def __init__(self, root: Any, file: str) -> None:
        self._root = root
        self.variables = {
            name: PlainVariable(variable, file) for name, variable in root.variables.items()
        }
        self.data_vars = [name for name in self.variables if name not in root.dimensions]
        self.attrs = {name: root.getncattr(name) for name in root.ncattrs()}

    def __getitem__(self, name: str) -> PlainVariable:
        return self.variables[name]

    def __enter__(self) -> PlainFile:
        return self

    def __exit__(self, *error: object) -> None:
        self._root.close()


def open_plain(file: str) -> PlainFile | None:
    """Open a file if its numbers are as they are stored; None if it is another, or can't be read."""
    if os.path.isdir(file):
        return None
    import netCDF4

    with ExitStack() as stack:
        try:
            if classic.missing_bytes(file):
                return None
            # Whole: the library drops blanks that a path begins with.
            root = stack.enter_context(netCDF4.Dataset(os.path.abspath(file)))
            found = PlainFile(root, file) if _is_plain(root) and _has_all(root, file) else None
        except Exception:  # a malformed file can break any promise; xarray says what is wrong
            return None
        if found is not None:
            stack.pop_all()
        return found


def _is_plain(root: Any) -> bool:
    is_coordinate = all(
        variable.dimensions == (name,)
        for name, variable in root.variables.items()
        if name in root.dimensions
    )
    return (
        is_coordinate
        and "coordinates" not in root.ncattrs()
        and all(map(_is_as_stored, root.variables.values()))
    )


def _has_all(root: Any, file: str) -> bool:
    """Whether no number of an open file lies in another file."""
    return root.disk_format != "HDF5" or other_files.what_lies_elsewhere(file) is None


def _is_as_stored(variable: Any) -> bool:
    """Whether xarray would have a variable's very numbers, with its attributes."""
    kind = variable.datatype  # no dtype of numpy's where places hold text, lists or words
    if not isinstance(kind, np.dtype) or kind.kind not in "fiu" or not kind.isnative:
        return False
    if not _differ(variable.dimensions):
        return False
    there = set(variable.ncattrs())
    if there & DECODED or ("units" in there and "since" in str(variable.getncattr("units"))):
        return False
    if "_FillValue" not in there:
        return True
    return kind.kind == "f" and bool(np.isnan(variable.getncattr("_FillValue")))


def _differ(names: Iterable[str]) -> bool:
    names = list(names)
    return len(set(names)) == len(names)
