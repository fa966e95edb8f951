"""A sweep that grows while it is drawn: its slices lie where the plan says, or the plan is too old."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import netCDF4
import pytest
import xarray as xr
from curvilinear import config_of, ocean
from growing_runs import configure, write_run
from paths import SMALL, assert_ok, counts, inodes, redrawn, run_fallback, tree
from sweepfig.batch import render
from sweepfig.batch.growing import check_grown
from sweepfig.batch.pending import is_current
from sweepfig.config import settings
from sweepfig.core.errors import Outdated, UserError
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan.make import make_plan
from sweepfig.plan.plan_file import load
from sweepfig.sweep.list_reader import read_numbers
from sweeps import DAMPINGS, FREQUENCIES

OUTPUT = Path("plots")
pytestmark = pytest.mark.usefixtures("in_folder")


@pytest.mark.slow
def test_a_growing_abscissa_is_drawn_as_far_as_it_goes():
    """A time series of each run, in a file of its own, the second still running."""
    Path("runs").mkdir()
    configure("runs/*.nc")
    write_run("runs/0.nc", DAMPINGS[0])
    short = xr.load_dataset("runs/0.nc").isel(frequency=slice(0, 10)).assign_coords(cee=[1e-3])
    short.to_netcdf("runs/1.nc", unlimited_dims=["frequency"])
    assert_ok(run_fallback())
    before = inodes(OUTPUT)
    with netCDF4.Dataset("runs/1.nc", "a") as file:
        file["frequency"][10:12] = FREQUENCIES[10:12]
        file["actual"][0, 0, 10:12] = 1.0
    assert counts(assert_ok(run_fallback())) == (1, 1, 0)
    assert redrawn(before, OUTPUT) == ["k0=0.3/rc-1.000e-03.png"]
    assert not re.search("nan", Path("plots/data.csv").read_text())


def test_positions_of_two_dimensions_stay_where_the_plan_has_them():
    ocean(2).to_netcdf("a.nc", unlimited_dims=["time"])
    plan = make_plan(settings.check(config_of("a.nc"), source="config"))
    ocean(3).to_netcdf("a.nc", unlimited_dims=["time"])
    check_grown(plan)
    ocean(3, shift=1.0).to_netcdf("a.nc", unlimited_dims=["time"])
    with pytest.raises(UserError, match="'nav_lon' has other values"):
        check_grown(plan)


def test_a_field_that_grows_along_its_positions_is_drawn_as_far_as_the_plan_goes():
    def write(length):
        part = ocean().rename(x="step").isel(step=slice(length))
        part.to_netcdf("a.nc", unlimited_dims=["step"])

    write(8)
    plan = make_plan(settings.check(config_of("a.nc"), source="config"))
    write(9)
    check_grown(plan)
    ((_, numbers),) = read_numbers(
        plan.sources, plan.shape, plan.abscissa, plan.ordinate, (), range(1)
    )
    assert numbers.curves[0].shape == numbers.abscissa.shape == (12, 8)


def test_what_was_drawn_from_other_data_is_not_current_once_the_plans_file_is_back(sweep):
    """As while a link is set to another version of the data and back; `watch` draws what has changed."""
    sweep.write_config(figure=SMALL)
    other = xr.load_dataset("sweep.nc") * 2
    other.to_netcdf("other.nc")
    config = settings.read(Path("config.yaml"))
    plan_path = ensure_plan(config, OUTPUT)
    os.rename("sweep.nc", "away.nc")
    os.rename("other.nc", "sweep.nc")
    drawn = draw_plan(plan_path, processes=1, growing=True, may_draw_here=True)
    assert (drawn.receipt.drawn, drawn.receipt.failed) == (6, 0)
    assert not drawn.is_complete  # so `watch` looks again
    os.rename("sweep.nc", "other.nc")
    os.rename("away.nc", "sweep.nc")
    assert ensure_plan(config, OUTPUT) == plan_path
    figures = [target.figure for target in load(plan_path).targets()]
    assert not any(is_current(load(plan_path), OUTPUT, figure) for figure in figures)
    again = draw_plan(plan_path, processes=1, growing=True, may_draw_here=True)
    assert (again.receipt.drawn, again.receipt.failed, again.is_complete) == (6, 0, True)
    assert_ok(run_fallback())
    found = tree(OUTPUT)
    shutil.rmtree(OUTPUT)
    assert_ok(run_fallback())
    expected = tree(OUTPUT)
    assert {name: found.get(name) for name in expected} == expected


def test_other_data_while_the_first_slice_is_read_are_noticed(sweep, monkeypatch):
    sweep.write_config(figure=SMALL)
    (xr.load_dataset("sweep.nc") * 2).to_netcdf("other.nc")
    plan = load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    read = render.read_numbers

    def read_others(*args):
        os.rename("sweep.nc", "away.nc")
        os.rename("other.nc", "sweep.nc")
        yield from read(*args)

    monkeypatch.setattr(render, "read_numbers", read_others)
    drawn = []
    with pytest.raises(Outdated, match=r"sweep\.nc"):
        drawn.extend(render.render_each(plan, OUTPUT, range(plan.n_targets)))
    assert drawn == []


def test_other_data_in_the_middle_of_a_batch_are_noticed_though_the_plans_file_is_back(
    sweep, monkeypatch
):
    """Of a store, each slice is opened by itself."""
    sweep.write_config(figure=SMALL)
    (xr.load_dataset("sweep.nc") * 2).to_netcdf("other.nc")
    plan = load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    read = render.read_numbers

    def read_others_meanwhile(*args):
        for place, each in enumerate(read(*args)):
            if place in (2, 4):
                os.rename("sweep.nc", "away.nc")
                os.rename("other.nc", "sweep.nc")
                os.rename("away.nc", "other.nc")
            yield each

    monkeypatch.setattr(render, "read_numbers", read_others_meanwhile)
    drawn = []
    with pytest.raises(Outdated, match=r"sweep\.nc"):
        drawn.extend(render.render_each(plan, OUTPUT, range(plan.n_targets)))
    assert len(drawn) < plan.n_targets
