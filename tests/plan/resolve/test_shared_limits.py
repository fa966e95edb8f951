"""One range for a whole sweep: it holds every finite number, and is finite."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.plan import make
from sweepfig.plan.resolve.shared_limits import shared_limits
from sweepfig.survey.survey import survey
from sweeps import config_for, write_sweep


def made(**overrides):
    """Return the plan of the small sweep's config, some keys different."""
    return make.make_plan(check(config_for("sweep.nc", **overrides), source="config"))


PLANE = {
    "curves": [{"file": "sweep.nc", "variable": "actual"}],
    "axes": [{"dimension": "wavenumber"}],
    "ordinate": "cee",
}


@pytest.mark.parametrize("dtype", ["f4", "i4", "f8"])
def test_shared_limits_hold_every_finite_number_with_matplotlibs_margin(sweep, dtype):
    curves = {"actual": np.zeros((2, 3, 33), dtype), "predicted": np.ones((2, 3, 33), dtype)}
    curves["predicted"][1, 2, 5] = 10
    if dtype != "i4":
        curves["actual"][0, 0, 0], curves["actual"][1, 0, 0] = np.nan, np.inf
    write_sweep(sweep.path, values=curves)
    assert made(figure={"ylimits": "shared"}).look.limits == pytest.approx((-0.5, 10.5))
    plane = made(sweep=PLANE, figure={"kind": "contourf", "ylimits": "shared"})
    assert plane.look.limits == pytest.approx((-0.05, 0.05))  # all zero: a range all the same


def test_a_maps_colours_are_shared_unless_the_config_has_them(sweep):
    values = np.linspace(0, 3, 2 * 3 * 33).reshape(2, 3, 33)
    write_sweep(sweep.path, values={"actual": values, "predicted": values})
    for kind in ("pcolormesh", "contourf"):
        assert made(sweep=PLANE, figure={"kind": kind}).look.limits == (0, 3)
        assert made(sweep=PLANE, figure={"kind": kind, "ylimits": "each"}).look.limits is None
    for kind, options in (("pcolormesh", {"vmax": 2}), ("contourf", {"levels": [0, 1, 2]})):
        own = {"kind": kind, "options": options}
        assert made(sweep=PLANE, figure=own).look.limits is None
    count = {"kind": "contourf", "options": {"levels": 12}}
    assert made(sweep=PLANE, figure=count).look.limits == (0, 3)
    assert made().look.limits is None


def test_on_a_logarithmic_scale_only_numbers_above_zero_are_shared(sweep):
    values = np.geomspace(1e-3, 10, 2 * 3 * 33).reshape(2, 3, 33)
    values[:, :, 0] = -5
    smallest = values[values > 0].min()
    write_sweep(sweep.path, values={"actual": values, "predicted": values})
    plane = made(sweep=PLANE, figure={"kind": "pcolormesh", "norm": "log"})
    assert plane.look.limits == (smallest, 10)
    margin = (10 / smallest) ** 0.05
    lines = made(figure={"ylimits": "shared", "yscale": "log"})
    assert lines.look.limits == pytest.approx((smallest / margin, 10 * margin))
    assert made(figure={"ylimits": "shared", "yscale": "symlog"}).look.limits[0] < -5
    write_sweep(sweep.path, values={"actual": -np.ones((2, 3, 33)), "predicted": values * 0})
    with pytest.raises(UserError, match="the sweep has no number above 0"):
        made(figure={"ylimits": "shared", "yscale": "log"})


@pytest.mark.parametrize("highest", [sys.float_info.max, 1e308])
def test_shared_limits_near_the_largest_number_are_finite(sweep, highest):
    curves = np.linspace(highest / 2, highest, 2 * 3 * 33).reshape(2, 3, 33)
    write_sweep(sweep.path, values={"actual": curves, "predicted": curves})
    low, high = made(figure={"ylimits": "shared"}).look.limits
    assert 0 < low < highest / 2
    assert highest <= high <= sys.float_info.max


def test_shared_limits_of_nothing_are_refused(sweep):
    nothing = np.full((2, 3, 33), np.nan)
    write_sweep(sweep.path, values={"actual": nothing, "predicted": nothing})
    with pytest.raises(UserError, match="got 'shared', but the sweep has no finite number; each"):
        made(figure={"ylimits": "shared"})


def test_what_was_worked_out_is_not_read_again_and_known_limits_need_no_numbers(sweep):
    found = survey(check(config_for("sweep.nc"), source="config").sweep)
    lines, colours = (shared_limits(found, kind) for kind in ("resonance_curve", "pcolormesh"))
    assert lines[0] < colours[0]
    sweep.path.unlink()
    assert shared_limits(found, "resonance_curve") == lines
    assert shared_limits(found, "contourf") == colours
    alone = replace(found, has_numbers=False)
    assert shared_limits(alone, "pcolormesh") == colours
    with pytest.raises(UserError, match=r"figure\.ylimits: shared .* one figure's file does"):
        shared_limits(alone, "pcolormesh", "log")
