"""Find out whether a NetCDF file has numbers in other files, as HDF5 allows.

The libraries read those without a word, or draw HDF5's fill value where they are gone; a sweep file's stamp
tells nothing of them. netCDF's interface does not tell either. So HDF5's is asked: the very library
that netCDF4 has loaded, which takes about a tenth of a millisecond at most for a file that is open.
"""

from __future__ import annotations

import ctypes
import functools
import importlib
import os
from typing import Any

HARD, FIRST_ELSEWHERE = 0, 64  # types of links; from the second on they lead out of the file
DATASET = 5  # type of an object
VIRTUAL = 3  # a layout
UNDEFINED = 2**64 - 1  # a place in the file

_Id = ctypes.c_int64
_Visitor = ctypes.PYFUNCTYPE(
    ctypes.c_int, _Id, ctypes.c_char_p, ctypes.POINTER(ctypes.c_int), ctypes.c_void_p
)
FUNCTIONS = {
    "H5Eset_auto2": (ctypes.c_int, _Id, ctypes.c_void_p, ctypes.c_void_p),
    "H5Fopen": (_Id, ctypes.c_char_p, ctypes.c_uint, _Id),
    "H5Fclose": (ctypes.c_int, _Id),
    "H5Lvisit2": (ctypes.c_int, _Id, ctypes.c_int, ctypes.c_int, _Visitor, ctypes.c_void_p),
    "H5Oopen": (_Id, _Id, ctypes.c_char_p, _Id),
    "H5Oclose": (ctypes.c_int, _Id),
    "H5Iget_type": (ctypes.c_int, _Id),
    "H5Dget_offset": (ctypes.c_uint64, _Id),
    "H5Dget_create_plist": (_Id, _Id),
    "H5Pclose": (ctypes.c_int, _Id),
    "H5Pget_layout": (ctypes.c_int, _Id),
    "H5Pget_external_count": (ctypes.c_int, _Id),
}


def what_lies_elsewhere(file: str) -> str | None:
    """Return in words which numbers of a file lie in other files.

    None if there are none, if it is no HDF5 file, or if the library can't be asked.
    """
    library = _library()
    if library is None:
        return None
    found: list[str] = []

    def visit(group: int, name: bytes, link: Any, _: None) -> int:
        said = _said_of(library, group, name, link[0])
        found.extend([said] if said else [])
        return len(found)  # the library goes on at 0

    there = library.H5Fopen(os.fsencode(os.path.abspath(file)), 0, 0)
    if there < 0:
        return None
    try:
        library.H5Lvisit2(there, 0, 0, _Visitor(visit), None)
    finally:
        library.H5Fclose(there)
    return found[0] if found else None


def _said_of(library: Any, group: int, name: bytes, link: int) -> str | None:
    shown = repr(name.decode(errors="replace"))
    if link >= FIRST_ELSEWHERE:
        return f"{shown} is an external link of HDF5, which leads to another file"
    if link != HARD:
        return None
    there = library.H5Oopen(group, name, 0)
    how = _storage(library, there) if library.H5Iget_type(there) == DATASET else None
    library.H5Oclose(there)
    return f"the numbers of variable {shown} lie in other files ({how} of HDF5)" if how else None


def _storage(library: Any, dataset: int) -> str | None:
    """Return in words how a dataset is stored in other files; None if it is not."""
    if library.H5Dget_offset(dataset) != UNDEFINED:
        return None  # the common case, told fastest: one piece in this very file
    how = library.H5Dget_create_plist(dataset)
    is_virtual = library.H5Pget_layout(how) == VIRTUAL
    is_external = library.H5Pget_external_count(how) > 0
    library.H5Pclose(how)
    return "a virtual dataset" if is_virtual else "external storage" if is_external else None


@functools.cache
def _library() -> Any:
    """Return the HDF5 library that netCDF4 has loaded; None if it can't be reached, or is too old."""
    try:
        # Found by the module that is linked to it; with the interpreter's lock, for the visitor is Python's.
        library = ctypes.PyDLL(importlib.import_module("netCDF4._netCDF4").__file__)
        for name, (result, *arguments) in FUNCTIONS.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError):
        return None
    library.H5Eset_auto2(0, None, None)  # as netCDF's does: errors are returned, and not printed
    return library
