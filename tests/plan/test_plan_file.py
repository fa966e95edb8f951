"""The plan as a file: every number exactly, and one message for what is no plan."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.plan import make, plan_file
from sweepfig.plan.axis import Axis
from sweepfig.plan.plan_file import from_json, to_json
from sweeps import config_for, write_sweep


def plan_of(sweep, **overrides):
    """Return the plan of the small sweep's config, some keys different."""
    config = config_for(sweep.path.name, **overrides)
    return make.make_plan(check(config, source="config"))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A plan of 2 by 3 targets."""
    path = tmp_path_factory.mktemp("sweep") / "sweep.nc"
    write_sweep(path)
    return make.make_plan(check(config_for(path), source="config"))


def axis_of(values, *, notation="scientific", digits=3, path="{}"):
    return Axis("damping", np.asarray(values), notation, digits, path, "{}")


JSON_AXES = [
    np.array([0.1, 1 / 3, -0.0, 5e-324, 1e308]),
    np.array([0.1, 1 / 3], dtype="f4"),
    np.array([2**63, 1], dtype="u8"),
    np.array([-5, 7], dtype="i2"),
    np.array(["k\u2080", "{}", '"']),
    np.array(["2024-02-29T01:02:03.000000004"], dtype="M8[ns]"),
    np.array(["0300-01-01", "2024-02-29"], dtype="M8[us]"),
]


@pytest.mark.parametrize("values", JSON_AXES, ids=lambda values: values.dtype.str)
def test_json_holds_every_value_exactly(small, values):
    written = replace(small, axes=(axis_of(values),), abscissa=values, ordinate=values)
    read = from_json(to_json(written))
    for array in (read.axes[0].values, read.abscissa, read.ordinate):
        assert array.dtype == values.dtype
        assert array.tobytes() == values.tobytes()


@given(st.lists(st.floats(allow_nan=False, width=32)), st.sampled_from(["f4", "f8"]))
def test_json_holds_any_number_exactly(small, values, dtype):
    values = np.array(values, dtype=dtype)
    assert (
        from_json(to_json(replace(small, abscissa=values))).abscissa.tobytes() == values.tobytes()
    )


def test_json_holds_everything_else(small):
    read = from_json(to_json(small))
    for name in (
        "sources",
        "look",
        "files",
        "xlabel",
        "ylabel",
        "batch_size",
        "drawing_digest",
        "digest",
    ):
        assert getattr(read, name) == getattr(small, name), name
    assert to_json(read) == to_json(small)
    assert (read.axes[1].title, read.axes[1].path, read.axes[1].digits) == (
        "$\\nu$ = {}",
        "rc-{}",
        3,
    )


def test_touched_sweep_changes_the_stamps_and_digests_only(sweep):
    before = json.loads(to_json(plan_of(sweep)))
    os.utime(sweep.path, (1, 1))
    after = json.loads(to_json(plan_of(sweep)))
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"check", "files", "digest", "inputs"}
    assert after["files"][0]["mtime_ns"] == 1_000_000_000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the plan can't be read: No such file"),
        ("{", "not a plan of this version"),
        ("[]", "not a plan of this version"),
        ('{"digest": "x"}', "not a plan of this version .*; a run of its config or data makes"),
    ],
)
def test_file_that_is_no_plan_is_one_message(tmp_path, content, message):
    if content is not None:
        (tmp_path / "plan.json").write_text(content)
    with pytest.raises(UserError, match=f"plan.json: {message}"):
        plan_file.load(tmp_path / "plan.json")
