"""The plan: exact, the same bytes when nothing matters changed, and no two targets of one name."""

import json
import os
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.config.settings import check
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.plan import make, plan, plan_file
from sweepfig.plan.plan import Axis
from sweepfig.plan.plan_file import from_json, to_json
from sweepfig.run import refresh
from sweeps import config_for, write_sweep


def made(sweep, **overrides):
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


# --- plan.json

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
    for name in ("sources", "look", "files", "xlabel", "ylabel", "batch_size", "ink", "digest"):
        assert getattr(read, name) == getattr(small, name), name
    assert to_json(read) == to_json(small)
    assert (read.axes[1].title, read.axes[1].path, read.axes[1].digits) == (
        "$\\nu$ = {}",
        "rc-{}",
        3,
    )


def test_same_bytes_when_made_again_and_then_not_written_again(sweep):
    assert refresh.write_plan(made(sweep), sweep.output)
    before = paths.plan_file(sweep.output).stat()
    assert not refresh.write_plan(made(sweep), sweep.output)
    after = paths.plan_file(sweep.output).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_touched_sweep_changes_the_stamps_and_digests_only(sweep):
    before = json.loads(to_json(made(sweep)))
    os.utime(sweep.path, (1, 1))
    after = json.loads(to_json(made(sweep)))
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"check", "files", "digest", "inputs"}
    assert after["files"][0]["mtime_ns"] == 1_000_000_000


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "the plan can't be read: No such file"),
        ("{", "not a plan of this version"),
        ("[]", "not a plan of this version"),
        ('{"digest": "x"}', "not a plan of this version .*remove it and run again"),
    ],
)
def test_file_that_is_no_plan_is_one_message(tmp_path, content, message):
    if content is not None:
        (tmp_path / "plan.json").write_text(content)
    with pytest.raises(UserError, match=f"plan.json: {message}"):
        plan_file.load(tmp_path / "plan.json")


# --- targets


def test_targets_come_with_the_last_axis_fastest(small):
    assert [target.figure for target in small.targets()] == [
        "k0=0.3/rc-1.000e-05.png",
        "k0=0.3/rc-1.778e-05.png",
        "k0=0.3/rc-1.000e-03.png",
        "k0=0.33/rc-1.000e-05.png",
        "k0=0.33/rc-1.778e-05.png",
        "k0=0.33/rc-1.000e-03.png",
    ]
    assert [target.index for target in small.targets()] == list(range(6))
    assert small.target(4).title == "$k_0 = $ 0.33, $\\nu$ = 1.778e-05"
    assert small.target(4).point == {"wavenumber": 0.33, "cee": 10**-4.75}


def test_every_figure_finds_its_target(small):
    for target in small.targets():
        assert small.find(target.figure) == target


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        ("k0=0.34/rc-1.778e-05.png", "'k0=0.34' is not there, nearest are k0=0.3"),
        ("k0=0.33/rc-1.779e-05.png", "'rc-1.779e-05' is not there, nearest are rc-1.778e-05"),
        ("k0=0.33/rc-1.778e-05.svg", "'rc-1.778e-05.svg' is not there"),
        ("k0=0.33.png", "no such target; k0=0.3/rc-1.000e-05.png is one"),
        ("k0=0.33/rc-1.778e-05/x.png", "no such target; k0=0.3/rc-1.000e-05.png is one"),
    ],
)
def test_figure_that_is_no_target_is_refused_with_the_nearest(small, figure, message):
    with pytest.raises(UserError, match=re.escape(message)):
        small.find(figure)


# --- names that collide


@pytest.mark.parametrize(
    ("axis", "message"),
    [
        (
            axis_of([1e-5, 1.0001e-5, 2e-5]),
            "damping 1e-05 and 1.0001e-05 would both be named '1.000e-05'; digits: 4 tells all",
        ),
        (
            axis_of([0.331, 0.334, 0.33401], notation="fixed", digits=2, path="k0={}"),
            "damping 0.331 and 0.334 would both be named 'k0=0.33'; digits: 5 tells all",
        ),
        (
            axis_of([1e-30, 2e-30], notation="fixed"),
            "damping 1e-30 and 2e-30 would both be named '0.0'; write {value} in the path to have each value",
        ),
        (
            axis_of(["a", "b", "A"], notation="text"),
            "damping a and A would both be named 'A'; allowed are names that differ by more than",
        ),
    ],
)
def test_colliding_names_are_refused_with_both_values_and_the_remedy(axis, message):
    with pytest.raises(UserError, match=rf"^sweep.axes\[1\]: {re.escape(message)}"):
        plan.check_names([axis_of([1.0]), axis])


@given(
    st.lists(st.floats(1e-12, 1e12), min_size=2, max_size=8, unique=True),
    st.sampled_from(["fixed", "scientific"]),
    st.integers(0, 6),
)
def test_names_are_distinct_or_refused_and_the_remedy_holds(values, notation, digits):
    axis = axis_of(values, notation=notation, digits=digits)
    pieces = plan.axis_pieces(axis)
    try:
        plan.check_names([axis])
    except UserError as error:
        remedy = re.search(r"digits: (\d+) tells all values apart$", str(error))
        better = {"digits": int(remedy[1])} if remedy else {"path": "{value}"}
        plan.check_names([replace(axis, **better)])
        assert len(set(pieces)) < len(pieces)
    else:
        assert len(set(pieces)) == len(pieces)


@given(st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=4, unique=True), st.data())
def test_distinct_pieces_make_distinct_paths_inside_the_output(small, values, data):
    other = data.draw(st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=4))
    axes = (axis_of(values, notation="text"), axis_of(other, notation="text"))
    try:
        plan.check_names(axes)
    except UserError:
        return
    figures = [target.figure for target in replace(small, axes=axes).targets()]
    assert len(set(figures)) == len(values) * len(other)
    assert all(len(figure.split("/")) == 2 and ".." not in figure.split("/") for figure in figures)


# --- what every figure depends on


def test_ink_changes_with_what_shapes_figures(sweep):
    (sweep.folder / "my.mplstyle").write_text("lines.linewidth: 3\n")
    (sweep.folder / "mine.py").write_text("def draw(axes, data): pass\n")
    ink = {
        name: made(sweep, figure=figure).ink
        for name, figure in {
            "plain": {},
            "again": {},
            "dpi": {"dpi": 50},
            "size": {"size": [9, 5]},
            "options": {"options": {"linewidth": 2}},
            "limits": {"ylimits": [0, 1]},
            "style": {"style": "ggplot"},
            "style file": {"style": "my.mplstyle"},
            "own kind": {"kind": "mine.py:draw"},
        }.items()
    }
    assert ink["plain"] == ink["again"]
    assert len(set(ink.values())) == len(ink) - 1
    (sweep.folder / "my.mplstyle").write_text("lines.linewidth: 4\n")
    assert made(sweep, figure={"style": "my.mplstyle"}).ink != ink["style file"]
    (sweep.folder / "mine.py").write_text("def draw(axes, data): axes.grid()\n")
    assert made(sweep, figure={"kind": "mine.py:draw"}).ink != ink["own kind"]


def test_plan_does_not_depend_on_the_output_nor_ink_on_the_batches(sweep):
    plain = made(sweep)
    assert to_json(made(sweep, output="elsewhere")) == to_json(plain)
    assert made(sweep, figures_per_job=2).ink == plain.ink
    assert made(sweep, figures_per_job=2).n_batches == 3
