"""A twin's files have names of their own, beside the figures."""

from __future__ import annotations

import re

import pytest
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweepfig.plan.plan_file import from_json, to_json
from sweeps import config_for, write_sweep


def made(*also, **overrides):
    config = config_for("sweep.nc", **overrides)
    config["figure"]["also"] = [*also]
    return make_plan(check(config, source="config"))


def test_a_twins_file_is_beside_the_figure_and_found_by_its_name(sweep):
    plan = made({"yscale": "log"}, {"dpi": 50, "name": "small"})
    figure = "k0=0.33/rc-1.778e-05"
    target = plan.find(f"{figure}.png")
    assert target.twins == (f"{figure}.yscale=log.png", f"{figure}.small.png")
    assert target.files == (f"{figure}.png", *target.twins)
    assert {plan.find(file).index for file in target.files} == {target.index}
    for other in (f"{figure}.yscale=lin.png", f"{figure}.png.png", "k0=0.33/.small.png"):
        with pytest.raises(UserError, match="has no such target"):
            plan.find(other)


def test_a_job_reads_the_twins_that_were_planned(sweep):
    plan = made({"yscale": "log"}, {"xlimits": [0.6, 2], "name": "near"}, figure={"text": "x"})
    read = from_json(to_json(plan))
    assert read.twins == plan.twins
    assert read.digest == plan.digest != made().digest


@pytest.mark.parametrize("value", ["a.log", "a.LOG", "log.log"])
def test_a_figure_that_would_be_taken_for_a_twin_is_refused(sweep, value):
    dataset = write_sweep(sweep.path).assign_coords(cee=["a", value, "b.c"])
    dataset.to_netcdf(sweep.path)
    axes = [
        {"dimension": "wavenumber", "path": "k0={}"},
        {"dimension": "cee", "notation": "text", "path": "{}"},
    ]
    assert made({"yscale": "log"}, sweep={"axes": axes}).n_targets == 6
    message = f"figure.also[0].name: got 'log', but cee {value} has figures named {value}, which"
    with pytest.raises(UserError, match=re.escape(message)):
        made({"yscale": "log", "name": "log"}, sweep={"axes": axes})
