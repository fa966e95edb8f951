"""Tests of how a box of numbers is read: in the order that is asked for, and what nobody wrote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import netCDF4
import numpy as np
import pytest
from sweepfig.sweep.box import Box, read_box
from sweepfig.sweep.curve_source import GridSource
from sweepfig.sweep.files.opening import open_dataset
from sweepfig.sweep.files.stored import Stored, StoredFile

SOURCE = GridSource(
    "response", "Actual", ("frequency", "species", "damping"), ("damping", "frequency")
)
INDEX = {"species": 1, "damping": slice(1, 3), "frequency": slice(None)}


def read_both(file: Path) -> tuple[Box, Box]:
    """Return the same box read as it is stored, and as xarray decodes it."""
    with StoredFile(str(file)) as stored, open_dataset(str(file)) as decoded:

        def variable() -> Stored:
            found = stored.variable("response")
            assert found is not None
            return found

        def read(decoded: Callable[[], Any] | None) -> Box:
            return read_box(SOURCE, INDEX, SOURCE.drawn, variable, decoded)

        return read(None), read(lambda: decoded)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Return a file of shape (frequency 4, species 2, damping 3), whose last damping is not all there."""
    file = tmp_path / "sweep.nc"
    with netCDF4.Dataset(file, "w") as dataset:
        for name, size in zip(SOURCE.dimensions, (4, 2, 3), strict=True):
            dataset.createDimension(name, size)
        variable = dataset.createVariable("response", ">f8", SOURCE.dimensions)
        variable[:, :, :2] = np.arange(16.0).reshape(4, 2, 2)
        variable[:3, :, 2] = 1.0
    return file


def test_a_box_is_in_the_order_asked_for_whichever_way_it_is_read(made: Path) -> None:
    for box in read_both(made):
        assert box.values.shape == (2, 4)
        assert box.values[0].tolist() == [3.0, 7.0, 11.0, 15.0]
        assert box.values.dtype.isnative


def test_a_slice_that_nobody_wrote_whole_has_a_cause(made: Path) -> None:
    for box in read_both(made):
        unwritten = box.unwritten()
        assert list(unwritten) == [1]
        assert "never written" in str(unwritten[1])
        assert list(box.take([1, 0]).unwritten()) == [0]


def test_leading_dimensions_become_one() -> None:
    values = np.arange(24).reshape(2, 3, 4)
    slices = Box(values, values, None).slices(2)
    assert slices.values.tolist() == values.reshape(6, 4).tolist()
    assert Box(values[0, 0], values[0, 0], None).slices(0).values.shape == (1, 4)
