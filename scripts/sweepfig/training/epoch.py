"""Copy the arrays, of any library, that a running program hands over.

Separate from `background`, which handles processes and queues, but no arrays.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sweepfig.core.errors import UserError, shown
from sweepfig.training.post import DIMENSIONS, LABELS, aligned, check_names, config_of, names_of
from sweepfig.training.tracking import Destination


@dataclass(frozen=True)
class Share:
    """Some neighbouring targets of an epoch, or all: what the queue holds, and what a helper draws at a time.

    Attributes
    ----------
    folder : str
        The folder for the epoch's figures.
    wavenumbers, dampings, frequency : arrays, shapes (k,), (m,), (n,)
        The epoch's axes and its abscissa.
    first : int
        Index of the first target in the epoch; the damping varies fastest.
    actual, predicted : arrays, shape (targets, n)
    labels : (str, str)
        The legend's labels.
    logged_to : Destination, optional
        Where the figures are logged once they are drawn.
    plainly : str
        Why the template is not to draw them; by default it may.
    """

    folder: str
    wavenumbers: NDArray[Any]
    dampings: NDArray[Any]
    frequency: NDArray[Any]
    first: int
    actual: NDArray[Any]
    predicted: NDArray[Any]
    labels: tuple[str, str] = LABELS
    logged_to: Destination | None = None
    plainly: str = ""

    def __len__(self) -> int:
        return len(self.actual)

    def points(self) -> Iterator[tuple[Any, Any]]:
        """Yield the wavenumber and the damping of each target."""
        for target in range(self.first, self.first + len(self)):
            place, damping = divmod(target, len(self.dampings))
            yield self.wavenumbers[place], self.dampings[damping]

    def configs(self) -> Iterator[dict[str, Any]]:
        """Yield the config of each target's figure: its texts and its file."""
        for point in self.points():
            yield {**config_of(*point, self.folder), "labels": self.labels}

    def paths(self) -> list[str]:
        """Return the file of each target's figure."""
        return [config["filepath"] for config in self.configs()]

    def cut(self, size: int) -> list[Share]:
        """Cut it into chunks of at most `size` targets."""
        return [
            replace(
                self,
                first=self.first + start,
                actual=self.actual[start : start + size],
                predicted=self.predicted[start : start + size],
            )
            for start in range(0, len(self), size)
        ]


def take_over(
    training_data: Any,
    infer_data: Any,
    folders: Mapping[str, str],
    coordinates: Mapping[str, Any] | None = None,
) -> Share:
    """Return all targets of an epoch, with copies of the arrays.

    Parameters
    ----------
    training_data, infer_data : DataArray or array
        Simulated and predicted response. A DataArray has the dimensions wavenumber, cee and frequency
        in any order. Any other array (NumPy, torch, JAX, lists) has its dimensions in the order of
        `coordinates`, or if `training_data` is a DataArray, in that one's order.
    folders : mapping
        ``plots``: the folder for the figures.
    coordinates : mapping, optional
        ``wavenumber``, ``cee`` and ``frequency``, each with its values; needed if `training_data` is no
        DataArray.

    Raises
    ------
    UserError
        If the arrays do not match, do not hold real numbers, or two figures would have the same name.
    """
    if not isinstance(folders, Mapping) or "plots" not in folders:
        raise UserError(f"folders: got {shown(folders)}; a mapping with the key plots is allowed")
    folder = os.path.abspath(folders["plots"])  # the program may change its working folder
    # Raises for a name that no folder can have; later it would end the thread that takes epochs.
    os.path.realpath(folder)
    training_data, infer_data = (_variable_of(data) for data in (training_data, infer_data))
    if _is_labelled(training_data):
        coordinates = {name: training_data.coords[name].data for name in names_of(training_data)}
    names, values = _checked(coordinates)
    shape = tuple(map(len, values))
    actual = _array_of(training_data, shape, "training_data")
    if _is_labelled(infer_data):
        infer_data = aligned(infer_data, names, values)
    predicted = _array_of(infer_data, shape, "infer_data")
    order = [names.index(name) for name in DIMENSIONS]
    wavenumbers, dampings, frequency = (values[place] for place in order)
    check_names(wavenumbers, dampings, folder)
    actual, predicted = (
        array.transpose(order).reshape(-1, len(frequency)) for array in (actual, predicted)
    )
    return Share(folder, wavenumbers, dampings, frequency, 0, actual, predicted)


def as_numpy(array: Any) -> NDArray[Any]:
    """Return a copy of any library's array as a NumPy array of real numbers.

    Raises
    ------
    UserError
        If it holds anything but real numbers.
    """
    if hasattr(array, "detach"):  # torch: gradients, other devices, a type that NumPy lacks
        array = array.detach().cpu()
        array = (array.float() if "bfloat16" in str(array.dtype) else array).numpy()
    if isinstance(array, np.ma.MaskedArray):
        array = np.ma.filled(array.astype(float), np.nan)
    found = np.array(array, order="C")
    if found.dtype.kind == "V" and "float" in found.dtype.name:  # JAX's bfloat16
        found = found.astype(np.float32)
    if found.dtype.kind not in "fiu":
        raise UserError(f"an array of {found.dtype} was handed over; real numbers are allowed")
    return found


def _variable_of(data: Any) -> Any:
    if not hasattr(data, "data_vars"):
        return data
    if len(data.data_vars) != 1:
        listed = ", ".join(map(str, data.data_vars))
        raise UserError(f"a Dataset of {listed} was handed over; one with one variable is allowed")
    return data[next(iter(data.data_vars))]


def _is_labelled(data: Any) -> bool:
    return hasattr(data, "dims") and hasattr(data, "coords")


def _checked(coordinates: Mapping[str, Any] | None) -> tuple[list[str], list[NDArray[Any]]]:
    names = list(coordinates or {})
    if coordinates is None or sorted(names) != sorted(DIMENSIONS):
        raise UserError(
            f"coordinates: got {names}; {', '.join(DIMENSIONS)} are needed, in the arrays' order, "
            "where training_data is no DataArray"
        )
    values = [as_numpy(coordinates[name]) for name in names]
    for name, found in zip(names, values, strict=True):
        if found.ndim != 1 or not len(found):
            raise UserError(
                f"coordinates: {name} has the shape {found.shape}; one dimension is allowed"
            )
    return names, values


def _array_of(data: Any, shape: tuple[int, ...], name: str) -> NDArray[Any]:
    found = as_numpy(data.data if _is_labelled(data) else data)
    if found.shape != shape:
        raise UserError(f"{name}: got the shape {found.shape}; {shape} is allowed, as coordinates")
    return found
