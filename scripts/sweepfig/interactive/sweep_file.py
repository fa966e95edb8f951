"""Write a dataset in memory as a sweep file, named after its content; choose the folder for its figures.

Figures are drawn in other processes, which read a file. Its name has the digest of its content, so that a
second call with the same data finds all figures current.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sweepfig.core import paths, storage
from sweepfig.core.errors import UserError, cause_of, shown
from sweepfig.propose import output_folder
from sweepfig.propose.data_files import data_files
from sweepfig.propose.given import Given
from sweepfig.survey import patterns
from sweepfig.sweep.files.stored import complex_among, said_of_complex

if TYPE_CHECKING:
    import xarray as xr

ALLOWED = "allowed are an xarray Dataset or DataArray, a path, or a list of paths"
UNNAMED = "response"  # a DataArray without a name


def files_of(data: Any, given: Given, output: str | Path) -> list[str]:
    """Return the files of a sweep; a dataset in memory is written below the output folder first.

    Raises
    ------
    UserError
        If the data are of another type, lack a given curve, or can't be written as NetCDF.
    """
    import xarray as xr  # here, because it takes half a second

    if isinstance(data, xr.DataArray):
        data = data.to_dataset(name=data.name or UNNAMED)
    if isinstance(data, xr.Dataset):
        given.check_names([data])
        part = given.part_of(data)
        _refuse_only_complex(part)
        return [str(_write(part, output))]
    if isinstance(data, str | os.PathLike):
        return [os.fspath(data)]
    is_list = isinstance(data, Sequence) and len(data)
    if not is_list or not all(isinstance(each, str | os.PathLike) for each in data):
        raise UserError(f"data: got {shown(data)}; {ALLOWED}")
    return [os.fspath(each) for each in data]


def files_and_folder(data: Any, given: Given) -> tuple[list[str], str, list[str]]:
    """Return the files of a sweep, and an output folder that figures of no other data are in.

    It is named after the data's files; of a dataset in memory it is `figures`, and the file is written into
    it. A name that other data have gets a number. The same data get the same folder again.

    Returns
    -------
    files : list of str
    folder : str
    doubts : list of str
        That the folder has a number, and why.

    Raises
    ------
    UserError
        As `files_of`; if a file is not there, or too many folders are taken.
    """
    if not _is_in_memory(data):
        files = files_of(data, given, "")
        there = [each for file in files for each in patterns.files_named(file)]
        missing = next((each for each in there or files if not os.path.exists(each)), None)
        if missing is not None:
            raise UserError(f"data: got {missing}; no file is there")
        chosen = _chosen(output_folder.name_of(there), data_files(there)[0])
        return files, *chosen
    # Which folder has this dataset's figures is known by its digest, so only once it is written.
    with tempfile.TemporaryDirectory(prefix=".sweepfig-", dir=".") as passing:
        (written,) = map(Path, files_of(data, given, passing))
        folder, doubts = _chosen("", [os.path.join(*written.parts[-2:])])
        return [str(_put(written, folder))], folder, doubts


def guessed(doubt: str) -> str:
    """Return what is printed of a guess to look at."""
    return f"guessed: {doubt}"


def doubts_about(data: Any, given: Given) -> list[str]:
    """Return what of a dataset in memory is not written, and so not drawn."""
    import xarray as xr

    if not isinstance(data, xr.Dataset):
        return []
    complex_ones = complex_among(given.part_of(data).variables)
    return [f"left out: {said_of_complex(complex_ones)}"] if complex_ones else []


def _refuse_only_complex(dataset: xr.Dataset) -> None:
    names = complex_among(dataset.data_vars)
    if names and not any(
        each.dtype.kind in "fiub" and each.ndim for each in dataset.data_vars.values()
    ):
        raise UserError(f"data: {said_of_complex(names)}")


@contextmanager
def said_as_data(files: Sequence[str]) -> Iterator[None]:
    """Call the file of a dataset in memory `data` in messages: the user knows of no file."""
    hidden = [file for file in files if Path(file).parent.name == paths.HIDDEN]
    try:
        yield
    except UserError as error:
        if not hidden:
            raise
        if not os.path.exists(hidden[0]):
            raise UserError(
                "data: another program draws other data into the same folder at the same time; output= "
                "names one for each"
            ) from None
        raise UserError(str(error).replace(hidden[0], "data")) from None


def _is_in_memory(data: Any) -> bool:
    import xarray as xr

    return isinstance(data, xr.DataArray | xr.Dataset)


def _chosen(name: str, files: Sequence[str]) -> tuple[str, list[str]]:
    """Return the output folder for files, and a doubt if other data have the name.

    Files without a name of data lie in the output folder, and are given by their path in it.
    """
    names = output_folder.names(name)

    def is_held(folder: str) -> bool | None:
        here = files if name else [os.path.join(folder, file) for file in files]
        try:
            return output_folder.is_held_by(folder, here)
        except UserError:  # the YAML file beside it is no config, or a spoilt one
            return False

    chosen = output_folder.choose(names, is_held)
    if chosen is None:
        raise UserError(f"{names[0]} to {names[-1]} are of other data; output=FOLDER names another")
    is_first = chosen == names[0]
    doubt = (
        f"the figures are in {chosen}, because {names[0]} is of other data; output= names a folder"
    )
    return chosen, [] if is_first else [doubt]


def _write(dataset: xr.Dataset, output: str | Path) -> Path:
    """Write a dataset to the file that its content names, unless it is there."""
    temporary = paths.temporary_folder(output)
    temporary.mkdir(parents=True, exist_ok=True)
    beside = temporary / storage.name_for_writing()
    try:
        _to_netcdf(_plain(dataset), beside)
        return _put(beside, output)
    finally:
        beside.unlink(missing_ok=True)


def _put(file: Path, output: str | Path) -> Path:
    """Move a sweep file into an output folder, unless an equal one is there, which keeps its time."""
    digest = storage.content_digest(file)
    path = paths.sweep_file(output, digest)
    if storage.content_digest(path) != digest:
        path.parent.mkdir(parents=True, exist_ok=True)
        file.replace(path)
    return path


def _to_netcdf(dataset: xr.Dataset, path: Path) -> None:
    try:
        dataset.to_netcdf(path, engine=_engine_for(dataset))
    except OSError:
        raise
    except Exception as error:  # xarray and its engines have no error of their own for this
        raise UserError(
            f"data: the dataset can't be written as NetCDF ({cause_of(error)}); allowed are numbers, text "
            "and dates, and names that begin with a letter or a digit (others, as $k_0$, where SciPy is "
            "installed)"
        ) from error


def _engine_for(dataset: xr.Dataset) -> Literal["netcdf4", "scipy"]:
    """Return what writes a dataset: SciPy, if installed, for names that the netCDF library only reads."""
    names = {*map(str, dataset.variables), *map(str, dataset.dims)}
    is_odd = any(not (name[:1].isalnum() or name.startswith("_")) or "/" in name for name in names)
    return "scipy" if is_odd and importlib.util.find_spec("scipy") else "netcdf4"


def _plain(dataset: xr.Dataset) -> xr.Dataset:
    """Return a dataset with its exact numbers, without what no figure shows and NetCDF can't hold."""
    # The encoding of a packed file would round.
    plain = dataset.drop_vars(complex_among(dataset.variables)).drop_encoding()
    plain.attrs = _plain_attributes(dataset.attrs)
    for name in plain.variables:
        plain[name].attrs = _plain_attributes(dataset[name].attrs)
    return plain


def _plain_attributes(attributes: Mapping[Any, Any]) -> dict[Any, Any]:
    kinds = (str, int, float, np.number, np.ndarray, list, tuple)
    return {
        name: value
        for name, value in attributes.items()
        if isinstance(value, kinds) and not isinstance(value, bool)
    }
