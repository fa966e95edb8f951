"""Read numbers as a file stores them, and find those that were never written.

netCDF's C library stores a default fill value where nothing was written. xarray decodes it like any other
number, unless an attribute of the variable says that it stands for a missing value.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.sweep.files.opening import open_undecoded

SCALING = ("scale_factor", "add_offset")


class StoredFile:
    """A sweep file without decoding; a context manager, which opens it at the first request.

    Parameters
    ----------
    file : str
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._stack = ExitStack()
        self._groups: Callable[[str], Any] | None = None
        self._known: dict[tuple[str, str], Stored | None] = {}

    def __enter__(self) -> StoredFile:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def variable(self, name: str, group: str = "") -> Stored | None:
        """Return a variable of a group, or of its nearest parent that has it; None if there is none."""
        key = group, name
        if key not in self._known:
            if self._groups is None:
                self._groups = open_undecoded(self._file, self._stack)
            there = self._groups(group).variables
            if name in there:
                self._known[key] = Stored(there[name])
            else:
                outer = group.rpartition("/")[0]
                self._known[key] = self.variable(name, outer) if group else None
        return self._known[key]

    def is_ragged(self, name: str, group: str = "") -> bool:
        """Whether each element of a variable is a list of its own length; xarray takes it for a number."""
        if os.path.isdir(self._file):
            return False  # a Zarr store has no such variables, and opening it takes long
        found = self.variable(name, group)
        return found is not None and found.is_ragged


class Stored:
    """A variable as its file stores it.

    Parameters
    ----------
    variable : netCDF4.Variable or xarray.Variable
        An xarray.Variable must not be decoded.

    Attributes
    ----------
    fill : number, optional
        The stored value that marks unwritten numbers; None if no value does.
    is_ragged : bool
        Whether each element is a list of its own length.
    """

    def __init__(self, variable: Any) -> None:
        self._variable = variable
        self._is_netcdf = hasattr(variable, "ncattrs")
        self.is_ragged = False
        if self._is_netcdf:
            from netCDF4 import VLType

            variable.set_auto_maskandscale(False)
            self.is_ragged = isinstance(variable.datatype, VLType)
        self.fill = self._find_fill()

    def read(self, index: Mapping[str, Any]) -> NDArray[Any]:
        """Return the numbers at an index, in the order of the variable's dimensions."""
        if not self._is_netcdf:
            return np.asarray(self._variable.isel(index).values)
        names = self._variable.dimensions
        return np.asarray(self._variable[tuple(index.get(name, slice(None)) for name in names)])

    def _find_fill(self) -> Any:
        kind = self._variable.datatype if self._is_netcdf else self._variable.dtype
        fill = default_fill(kind) if isinstance(kind, np.dtype) else None
        if fill is None or any(_is_in(fill, said) for said in self._missing_values().values()):
            return None
        if fill.dtype.kind == "f":
            return fill  # no real number is so large, even if an attribute names another value
        # If the file fills in another value, or none, an integer equal to the default is a number.
        is_filled = not self._is_netcdf or self._variable.get_fill_value() is not None
        return fill if is_filled and "_FillValue" not in self._missing_values() else None

    def _missing_values(self) -> dict[str, Any]:
        variable = self._variable
        there = variable.ncattrs() if self._is_netcdf else variable.attrs
        get = variable.getncattr if self._is_netcdf else variable.attrs.get
        return {name: get(name) for name in ("_FillValue", "missing_value") if name in there}


def _is_in(fill: Any, said: Any) -> bool:
    values = np.ravel(said)
    with np.errstate(all="ignore"):  # NaN can't become an integer
        return values.dtype.kind in "iuf" and bool(np.any(values.astype(fill.dtype) == fill))


def complex_among(variables: Mapping[Any, Any]) -> list[str]:
    """Return the names of variables of complex numbers, also as files hold them, in pairs ``r`` and ``i``."""
    return [
        str(name)
        for name, each in variables.items()
        if each.dtype.kind == "c" or each.dtype.names == ("r", "i")
    ]


def said_of_complex(names: Sequence[str]) -> str:
    """Return a sentence about variables of complex numbers: what of them can be drawn."""
    verb = "hold" if len(names) > 1 else "holds"
    return f"{', '.join(names)} {verb} complex numbers, of which .real or abs can be drawn"


def default_fill(kind: np.dtype[Any]) -> Any:
    """Return netCDF's default fill value of a type; None for a type that netCDF lacks."""
    from netCDF4 import default_fillvals

    found = default_fillvals.get(kind.str[1:]) if kind.kind in "iuf" else None
    return None if found is None else kind.newbyteorder("=").type(found)


def as_stored(
    shown: Any,
    values: NDArray[Any],
    stored: Callable[[], Stored | None],
    index: Mapping[str, Any],
) -> tuple[NDArray[Any], Any]:
    """Return numbers that xarray has decoded as the file stores them, and the value of unwritten ones.

    They are read again only if decoding has changed them and some may be unwritten.

    Parameters
    ----------
    shown : DataArray or Variable
        As xarray decodes it.
    values : array
        Its numbers at `index`.
    stored : callable
        Returns the variable as the file stores it.
    index : mapping
        By dimension, as for `Stored.read`.
    """
    fill = fill_of(shown, stored)
    found = None if fill is None or shows(shown) else stored()
    return values if found is None else found.read(index), fill


def fill_of(shown: Any, stored: Callable[[], Stored | None]) -> Any:
    """Return the stored value that marks a variable's unwritten numbers; see `as_stored`."""
    if shows(shown) and shown.dtype.kind == "f":
        return default_fill(shown.dtype)  # without opening the file again
    found = stored()
    return None if found is None else found.fill


def shows(variable: Any) -> bool:
    """Whether decoding leaves a variable's numbers as they are stored, except NaN for missing ones."""
    stored, decoded = np.dtype(variable.encoding.get("dtype", variable.dtype)), variable.dtype
    # Text of any length has no byte order.
    if stored.kind not in "iuf" or decoded.kind not in "iuf":
        return False
    is_scaled = any(name in variable.encoding for name in SCALING)
    return not is_scaled and bool(stored.newbyteorder("=") == decoded.newbyteorder("="))


def is_plain(variable: Any) -> bool:
    """Whether a variable's stored numbers need no decoding, so that netCDF4 alone can read them."""
    source = variable.encoding
    if any(key in source for key in ("scale_factor", "add_offset", "missing_value", "_Unsigned")):
        return False
    if variable.dtype.kind == "b":  # netCDF has no booleans: an attribute `dtype` marks them
        return False
    fill = source.get("_FillValue")
    stored = source.get("dtype", variable.dtype)
    is_file = str(source.get("source", "")).endswith((".nc", ".nc4", ".cdf", ".h5", ".hdf5"))
    return is_file and stored == variable.dtype and (fill is None or bool(np.all(np.isnan(fill))))


def causes(values: NDArray[Any], fill: Any) -> dict[int, Exception]:
    """Return an error for each slice of a block, along its first dimension, that has unwritten numbers.

    Parameters
    ----------
    values : array
        As stored.
    fill : number, optional
        The stored value that marks unwritten numbers.
    """
    if fill is None:
        return {}
    there = np.asarray(values == fill).reshape(len(values), -1)
    # In bytes the fill value is also a valid number: only a slice of nothing else counts as unwritten.
    is_byte = fill.dtype.itemsize == 1
    found = there.all(axis=1) & (there.shape[1] > 1) if is_byte else there.any(axis=1)
    error = ValueError(
        f"the slice has numbers that were never written ({words_for(fill)}); give the variable a "
        "_FillValue if they are missing, or another one if they are not"
    )
    return dict.fromkeys(np.flatnonzero(found).tolist(), error)


def words_for(fill: Any) -> str:
    """Return in words the value that marks unwritten numbers."""
    number = f"{fill:.3g}" if fill.dtype.kind == "f" else str(fill)
    return f"{number}, netCDF's default fill value"
