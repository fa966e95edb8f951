"""Looking before the million: some of the targets, and a preview."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.core.naming import write_value
from sweepfig.plan.axis import Axis
from sweepfig.plan.make import make_plan
from sweepfig.plan.selection import Selection, Shard, _wanted, parse, runs, within
from sweeps import config_for, write_sweep


def select(plan, *arguments, limit=None):
    found = Selection(parse(arguments), limit).targets(plan)
    return None if found is None else [plan.target(n).figure for n in found.tolist()]


@pytest.fixture
def plan(sweep):
    return make_plan(settings.read(sweep.configfile))


@pytest.mark.parametrize(
    ("arguments", "figures"),
    [
        (["wavenumber=0.33", "cee=0.001"], ["k0=0.33/rc-1.000e-03.png"]),
        (["wavenumber=0.330", "cee=1e-3"], ["k0=0.33/rc-1.000e-03.png"]),
        # As names show it, and as it is.
        (["wavenumber=0.3", "cee=1.778e-05"], ["k0=0.3/rc-1.778e-05.png"]),
        (["wavenumber=0.3", f"cee={10**-4.75}"], ["k0=0.3/rc-1.778e-05.png"]),
        (
            ["wavenumber=0.3", "cee=1e-6:1.778e-05"],
            ["k0=0.3/rc-1.000e-05.png", "k0=0.3/rc-1.778e-05.png"],
        ),
        (
            ["wavenumber=0.3", "cee=1.778e-5:"],
            ["k0=0.3/rc-1.778e-05.png", "k0=0.3/rc-1.000e-03.png"],
        ),
        (
            ["wavenumber=0.3", "cee=1e-5,1e-3"],
            ["k0=0.3/rc-1.000e-05.png", "k0=0.3/rc-1.000e-03.png"],
        ),
        (
            ["wavenumber=0.3,0.33", "cee=:1e-5"],
            ["k0=0.3/rc-1.000e-05.png", "k0=0.33/rc-1.000e-05.png"],
        ),
    ],
)
def test_values_and_ranges_select_targets(plan, arguments, figures):
    assert select(plan, *arguments) == figures


@pytest.mark.parametrize(
    ("argument", "delays"),
    [
        ("1.50 us", ["1.500e-06"]),
        ("15 us", ["1.500e-05"]),
        ("0.015 ms", ["1.500e-05"]),
        (".15e2 us", ["1.500e-05"]),
        ("1 us:5000 ns", ["1.500e-06", "5.000e-06"]),
        ("+1.5 hours", ["5.400e+03"]),
        ("-1.5 us", ["-1.500e-06"]),
    ],
)
@pytest.mark.usefixtures("in_folder")
def test_a_duration_selects_the_delay_of_that_length(argument, delays):
    seconds = [-1.5e-6, 1.5e-6, 5e-6, 1.5e-5, 5400.0]
    with write_sweep("sweep.nc", wavenumbers=[0.3], dampings=seconds) as dataset:
        dataset["cee"].attrs["units"] = "s"
        dataset.to_netcdf("sweep.nc")
    plan = make_plan(settings.check(config_for("sweep.nc"), source="config"))
    assert select(plan, f"cee={argument}") == [f"k0=0.3/rc-{delay}.png" for delay in delays]


def test_limit_is_of_the_first_and_of_what_only_leaves(plan):
    assert select(plan) is None
    assert select(plan, limit=2) == ["k0=0.3/rc-1.000e-05.png", "k0=0.3/rc-1.778e-05.png"]
    assert select(plan, "wavenumber=0.33", limit=1) == ["k0=0.33/rc-1.000e-05.png"]
    assert len(select(plan, limit=1000)) == 6


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["damping=1e-5"], "only: got 'damping', which is no axis; allowed are wavenumber, cee"),
        (["wavenumber=0.31"], "only: wavenumber has no value 0.31; it has 2 from 0.3 to 0.33"),
        (["cee=1:2"], "only: cee has no value 1:2"),
        (["cee=small"], "only: cee has no value small"),
        (["cee"], "--only: got 'cee'; allowed are an axis and its value or range"),
    ],
)
def test_what_the_sweep_has_not_is_refused(plan, arguments, message):
    with pytest.raises(UserError, match=re.escape(message)):
        select(plan, *arguments)


@pytest.mark.parametrize("wanted", ["0.335", "0.3349", "0.344", "0.34001", "0.335:0.339", ":0.325"])
def test_a_number_that_a_name_is_rounded_from_does_not_stand_for_it(sweep, wanted):
    write_sweep(sweep.path, wavenumbers=[0.33, 0.34])
    plan = make_plan(settings.read(sweep.configfile))
    assert select(plan, "wavenumber=0.34", "cee=1e-3") == ["k0=0.34/rc-1.000e-03.png"]
    with pytest.raises(
        UserError, match=r"only: wavenumber has no value .* 0\.33 to 0\.34, near are"
    ):
        select(plan, f"wavenumber={wanted}")
    assert select(plan, "wavenumber=:0.335", "cee=1e-3") == ["k0=0.33/rc-1.000e-03.png"]
    assert select(plan, "wavenumber=0.335:", "cee=1e-3") == ["k0=0.34/rc-1.000e-03.png"]


def test_whole_numbers_are_not_close_but_equal():
    runs_ = np.array([999_999, 1_000_000, 1_000_001, 2**60, 2**60 + 1])
    axis = Axis("run", runs_, "fixed", 0, "{}", "{}")
    for place, run in enumerate(runs_.tolist()):
        assert np.flatnonzero(_wanted(axis, [str(run)])).tolist() == [place]
    assert np.flatnonzero(_wanted(axis, ["1e6"])).tolist() == [1]
    with pytest.raises(UserError, match="near are 1000001, 1000000"):
        _wanted(axis, ["1000000.7"])


@example(values=[1, -9], scale=1e-3, kind="f4", written=("fixed", 2), off=1e-5)
@given(
    values=st.lists(st.integers(-(10**5), 10**5), min_size=1, max_size=6, unique=True),
    scale=st.sampled_from([1e-7, 1e-3, 0.1, 1 / 3, 1e5]),
    kind=st.sampled_from(["f4", "f8"]),
    written=st.sampled_from([("fixed", 2), ("fixed", 4), ("scientific", 3), ("text", 0)]),
    off=st.floats(2e-6, 0.3),
)
def test_a_value_is_selected_by_its_name_and_as_it_is_and_by_no_other_number(
    values, scale, kind, written, off
):
    axis = Axis("x", np.array(values, kind) * np.dtype(kind).type(scale), *written, "{}", "{}")
    names = [write_value(value, *written) for value in axis.values]
    assume(len({*map(float, names)}) == len(names))
    for place, (value, name) in enumerate(zip(axis.values, names, strict=True)):
        for text in (name, str(value), repr(float(value)), f"{float(name):.17g}"):
            assert np.flatnonzero(_wanted(axis, [text])).tolist() == [place], text
        other = float(value) * (1 + off)
        # A number beside small ones may be off by a share of their distance, too (`matching.match`).
        near = {"rtol": 2e-6, "atol": 2e-6 * np.ptp(axis.values.astype(float))}
        assume(not np.isclose(axis.values.astype(float), other, **near).any())
        assume(other not in map(float, names))
        with pytest.raises(UserError, match="has no value"):
            _wanted(axis, [repr(other)])


def test_dates_and_text_are_selected(sweep):
    days = np.array(["2024-02-28", "2024-02-29", "2024-03-01"], dtype="M8[ns]")
    ones = {name: np.ones((2, 3, 33)) for name in ("actual", "predicted")}
    write_sweep(sweep.path, wavenumbers=["cold", "hot"], dampings=days, values=ones)
    axes = [axis | {"notation": "text"} for axis in config_for("")["sweep"]["axes"]]
    sweep.write_config(sweep={"axes": axes})
    plan = make_plan(settings.read(sweep.configfile))
    hot = ["k0=hot/rc-2024-02-29.png", "k0=hot/rc-2024-03-01.png"]
    assert select(plan, "wavenumber=hot", "cee=2024-02-29:") == hot
    assert select(plan, "cee=2024-02-28", limit=1) == ["k0=cold/rc-2024-02-28.png"]
    for ends in ("2024-02-28T0600:", "2024-02-28T06:00:2024-03-01", "2024-02-29 00:00:00:"):
        assert select(plan, "wavenumber=hot", f"cee={ends}") == hot
    assert select(plan, "wavenumber=hot", "cee=2024-02-29 00:00") == hot[:1]
    for wrong in ("2024-02-28T06:00", "00", "29", "2024-02-30", "::"):
        with pytest.raises(UserError, match=f"cee has no value {wrong}"):
            select(plan, f"cee={wrong}")


def test_runs_of_chosen_targets():
    chosen = np.array([1, 2, 5, 7, 8])
    assert list(runs(within(chosen, range(2, 8)))) == [range(2, 3), range(5, 6), range(7, 8)]
    assert list(runs(within(None, range(2, 8)))) == [range(2, 8)]
    assert list(runs(within(chosen, range(3, 5)))) == []


@given(st.integers(1, 5000), st.integers(1, 64), st.integers(1, 12), st.integers(1, 6000))
def test_shards_have_every_target_once_and_share_no_batch(n_targets, batch_size, of, limit):
    plan = SimpleNamespace(
        n_targets=n_targets, batch_size=batch_size, n_batches=-(-n_targets // batch_size)
    )
    plan.axes, plan.quantities, plan.points, plan.shape = (), (), None, (n_targets,)
    shards = [Shard(number, of) for number in range(1, of + 1)]
    chosen = [Selection(limit=limit, shard=shard).targets(plan).tolist() for shard in shards]
    assert [n for some in chosen for n in some] == [*range(min(limit, n_targets))]
    parts = [shard.run(plan) for shard in shards]
    assert all({*some} <= {*part} for some, part in zip(chosen, parts, strict=True))
    assert [target for part in parts for target in part] == [*range(n_targets)]
    batches = [{target // batch_size for target in part} for part in parts]
    assert sum(map(len, batches)) == plan.n_batches
    assert max(map(len, batches)) - min(map(len, batches)) <= 1


def test_a_shard_has_its_part_of_what_is_selected(plan):
    plan = replace(plan, batch_size=2)
    shares = [Selection(limit=5, shard=Shard(number, 2)).targets(plan) for number in (1, 2)]
    assert [share.tolist() for share in shares] == [[0, 1], [2, 3, 4]]
    assert Selection(limit=5, shard=Shard(1, 2)).words() == "shard 1 of 2, the first 5"
    assert Selection(shard=Shard(1, 2)).words() == "shard 1 of 2"
    hot = Selection({"wavenumber": ["0.33"]}, shard=Shard(2, 2)).targets(plan)
    assert hot.tolist() == [3, 4, 5]
    assert not len(Selection({"wavenumber": ["0.33"]}, shard=Shard(1, 2)).targets(plan))
    empty = Selection(shard=Shard(1, 9)).targets(plan)
    assert empty is not None
    assert not len(empty)


@pytest.mark.parametrize(
    "text", ["0/3", "4/3", "1/0", "3", "1/2/3", "a/b", "-1/3", f"1/{chr(1633)}", ""]
)
def test_a_shard_that_there_is_not_is_refused(text):
    with pytest.raises(UserError, match="--shard: got"):
        Shard.parse(text)
