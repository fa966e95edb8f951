"""A file of the classic formats is whole, or how much it lacks is known."""

from __future__ import annotations

import os
from pathlib import Path

import netCDF4
import numpy as np
import pytest
from classic_files import CLASSIC, plan_of, written
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.batch.render import read_slices
from sweepfig.core.errors import UserError
from sweepfig.sweep.files import classic

CURVES = ("actual", "predicted")


pytestmark = pytest.mark.usefixtures("in_folder")


@pytest.mark.parametrize("form", CLASSIC)
@pytest.mark.parametrize("lacking", [1, 4, 8, 100])
def test_the_end_of_a_classic_file_is_not_read_as_zeros(form, lacking):
    content, _ = written(form)
    Path("a.nc").write_bytes(content[:-lacking])
    with pytest.raises(UserError, match="the sweep file is cut short: its end is missing"):
        plan_of()


@pytest.mark.parametrize("form", CLASSIC)
def test_a_whole_classic_file_is_read_as_it_is(form):
    _, dataset = written(form)
    plan = plan_of()
    for target, data in read_slices(plan, range(plan.n_targets)):
        for curve, name in zip(data.curves, CURVES, strict=True):
            assert np.array_equal(curve, dataset[name].values.reshape(6, -1)[target.index])


@pytest.mark.parametrize("form", CLASSIC)
@pytest.mark.parametrize("names", [["a"], ["a", "b"]])
@pytest.mark.parametrize("kind", ["i1", "i2", "f8"])
def test_records_of_a_classic_file_count(form, names, kind):
    with netCDF4.Dataset("r.nc", "w", format=form) as file:
        file.createDimension("time", None)
        file.createDimension("x", 3)
        for name in names:
            file.createVariable(name, kind, ("time", "x"))[:] = np.ones((5, 3))
        file.history = "of three letters"
    assert classic.missing_bytes("r.nc") == 0
    last = 3 * np.dtype(kind).itemsize
    padding = -(5 * last if len(names) == 1 else last) % 4
    os.truncate("r.nc", os.stat("r.nc").st_size - padding - 1)
    assert classic.missing_bytes("r.nc") == 1


@pytest.mark.parametrize("form", CLASSIC)
@given(data=st.data())
def test_no_header_makes_the_check_fail_or_hang(form, data):
    content, _ = written(form)
    changed = bytearray(content)
    for place in data.draw(st.lists(st.integers(4, 400), min_size=1, max_size=6)):
        changed[place] = data.draw(st.integers(0, 255))
    Path("b.nc").write_bytes(changed)
    missing, said = 0, ""
    try:
        missing = classic.missing_bytes("b.nc")
    except OSError as error:
        said = str(error)
    assert missing >= 0
    assert said in ("", "its header breaks off, or is damaged")


@pytest.mark.parametrize("form", CLASSIC)
def test_a_header_that_breaks_off_or_is_none_is_named(form):
    content, _ = written(form)
    for broken in (content[:60], content[:8] + b"\xff" * 40 + content[48:]):
        Path("a.nc").write_bytes(broken)
        with pytest.raises(UserError, match="can't be read: its header breaks off, or is damaged"):
            plan_of()
