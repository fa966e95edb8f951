"""Open a sweep's files with xarray, whatever they are: NetCDF, Zarr stores, groups in either."""

from __future__ import annotations

import functools
import importlib.util
import inspect
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sweepfig.core import storage
from sweepfig.core.errors import UserError
from sweepfig.sweep.files import classic, other_files
from sweepfig.sweep.files.plain_file import open_plain

SHOWN_BYTES = 8  # of a file of another format; formats are told by so many
UNDECODED = {"mask_and_scale": False, "decode_times": False}


def open_dataset(file: str, **options: Any) -> Any:
    """Open a sweep file with xarray, lazily; `options` are `xarray.open_dataset`'s.

    Raises
    ------
    UserError
        If the file can't be read, or xarray does not know its format.
    """
    import xarray as xr  # here, because it takes half a second and reading plain numbers does not need it

    # No value is looked up in xarray's indexes, and making them takes a third of a small file's time.
    has_choice = "create_default_indexes" in inspect.signature(xr.open_dataset).parameters
    if has_choice:
        options["create_default_indexes"] = False
    return _opened(file, xr.open_dataset, **options)


def open_for_survey(file: str) -> Any:
    """Open a sweep file for what the survey asks: without xarray, where that would decode nothing.

    Raises
    ------
    UserError
        As `open_dataset`.
    """
    return open_plain(file) or open_dataset(file)


def open_groups(file: str, **options: Any) -> dict[str, Any]:
    """Open all groups of a sweep file with xarray, lazily; return them by name, the root group as "".

    A group inherits the coordinates and attributes of its parent groups, unless it has its own. `options`
    are `xarray.open_groups`'s.

    Raises
    ------
    UserError
        As `open_dataset`.
    """
    import xarray as xr

    found = _opened(file, xr.open_groups, **options)
    groups: dict[str, Any] = {}
    for path in sorted(found, key=lambda path: path.count("/")):
        name, own = path.strip("/"), found[path]
        if name:
            outer = groups[name.rpartition("/")[0]]
            fits = [
                n
                for n, variable in outer.variables.items()
                if n not in own.variables
                and all(
                    own.sizes.get(d, variable.sizes[d]) == variable.sizes[d] for d in variable.dims
                )
            ]
            own = own.assign_coords({n: outer[n].variable for n in fits})
            own.attrs = {**outer.attrs, **own.attrs}
        groups[name] = own
    return groups


def open_undecoded(file: str, stack: ExitStack) -> Callable[[str], Any]:
    """Open a sweep file without decoding, until `stack` is closed; return a function: group name -> group.

    netCDF4 opens it, or xarray if netCDF4 can't.

    Raises
    ------
    OSError
        If the operating system refuses to open it.
    UserError
        As `open_dataset`.
    """
    if not os.path.isdir(file):
        import netCDF4

        try:
            # The absolute path, because the library strips leading blanks from a path.
            root = stack.enter_context(netCDF4.Dataset(os.path.abspath(file)))
            return lambda group: root[group] if group else root
        except OSError as error:
            if error.errno is not None and error.errno > 0:
                raise  # from the operating system (such as no such file), not from netCDF

    @functools.cache
    def opened(group: str) -> Any:
        there = open_groups(file, **UNDECODED) if group else {"": open_dataset(file, **UNDECODED)}
        for each in there.values():
            stack.callback(each.close)
        return there[group]

    return opened


def _opened(file: str, opens: Callable[..., Any], **options: Any) -> Any:
    try:
        options.update(decode_timedelta=False, cache=False)
        if Path(file).is_dir():
            _require_zarr(file)
            options.update(engine="zarr", chunks=None, consolidated=False)
        else:
            _require_whole(file)
            _require_own_numbers(file)
        try:
            return opens(file, **options)
        except (ValueError, OverflowError, KeyError) as error:
            if "time" not in str(error) and "calendar" not in str(error):
                raise
            # Units that only look like those of dates: take the numbers without decoding times.
            return opens(file, **{**options, "decode_times": False})
    except UserError:
        raise
    except OSError as error:
        reason = _why_unread(file, error)
        raise UserError(f"{file}: the sweep file can't be read: {reason}") from None
    except Exception as error:
        reason = _why_not(file, error)
        raise UserError(f"{file}: not a NetCDF file that xarray reads: {reason}") from None


def _why_unread(file: str, error: OSError) -> str:
    reason = error.strerror or str(error) or type(error).__name__
    path = os.path.abspath(file)  # which xarray hands on
    if "\\" in path and (error.errno is None or error.errno < 0):  # not the operating system's
        reason += (
            f"; {path} has a backslash, with which the netCDF library opens no NetCDF-4 file; "
            "rename the folder or file"
        )
    return reason


def _why_not(file: str, error: Exception) -> str:
    lines = str(error).strip().splitlines()
    if not lines:
        return type(error).__name__
    if "installed IO backends" not in lines[0] or os.path.isdir(file):
        return lines[0]
    with storage.opened(file) as there:  # xarray knows no such file, and names its own options
        head = there.read(SHOWN_BYTES)
    begins = f"it begins with {head!r}" if head else "it is empty"
    return f"{begins}; NetCDF and HDF5 files and Zarr stores are allowed"


def _require_whole(file: str) -> None:
    missing = classic.missing_bytes(file)
    if missing:
        raise UserError(
            f"{file}: the sweep file is cut short: its end is missing, {missing} bytes or more; a "
            "whole file is allowed"
        )


def _require_own_numbers(file: str) -> None:
    elsewhere = None if classic.is_classic(file) else other_files.what_lies_elsewhere(file)
    if elsewhere:
        raise UserError(
            f"{file}: {elsewhere}; only numbers in the file itself are allowed, because nothing tells "
            "when others change (nccopy writes a copy that has them all)"
        )


def _require_zarr(file: str) -> None:
    if importlib.util.find_spec("zarr") is None:
        raise UserError(
            f"{file}: a Zarr store, which needs the package zarr: say pip install zarr "
            "(or pip install .[zarr]), or convert the store to NetCDF"
        )
