"""A sweep is whole and current, or what is missing is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from paths import SMALL, draw_here
from sweepfig.archive.readiness import state_of
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan.plan_file import load
from sweeps import write_sweep

OUTPUT = Path("plots")
OWN = """
def measure(slice):
    if slice.point["wavenumber"] == 0.3:
        raise ValueError("no peak")
    return {"area": float(slice.curves[0].sum())}
"""


def state(config: str | None = "config.yaml"):
    plan = load(paths.plan_file(OUTPUT))
    return state_of(plan, OUTPUT, settings.read(config) if config else None)


def test_a_drawn_sweep_is_whole(drawn):
    assert state().doubts == ()
    assert state().n_figures == 6
    assert state(None).doubts == ()


def test_a_missing_figure_is_named(drawn):
    (OUTPUT / "k0=0.33" / "rc-1.778e-05.png").unlink()
    (doubt,) = state().doubts
    assert doubt.startswith("1 of 6 targets without a figure, such as k0=0.33/rc-1.778e-05.png")
    assert state().n_figures == 5


def test_a_swapped_figure_counts_as_missing(drawn):
    figure = OUTPUT / "k0=0.33" / "rc-1.778e-05.png"
    figure.write_bytes((OUTPUT / "k0=0.3" / figure.name).read_bytes())
    assert "1 of 6 targets without a figure" in state().doubts[0]


@pytest.mark.parametrize("config", ["config.yaml", None])
def test_changed_data_are_named(drawn, config):
    write_sweep(drawn.path, seed=1)
    assert state(config).doubts == ("sweep.nc was changed or removed after the figures were drawn",)
    drawn.path.unlink()
    assert "sweep.nc was changed or removed" in state(config).doubts[0]


def test_a_changed_config_is_seen_where_it_is_known(drawn):
    drawn.write_config(figure=SMALL | {"dpi": 51})
    assert "the config or the program was changed" in state().doubts[0]
    assert state(None).doubts == ()


def test_a_table_that_was_edited_is_no_runs(drawn):
    paths.data_file(OUTPUT).write_text("k,nu\n")
    assert state().doubts == ("table and gallery are not those of the figures as they are now",)


def test_targets_that_no_run_has_looked_at(sweep):
    sweep.write_config(figure=SMALL)
    path = ensure_plan(settings.read("config.yaml"), OUTPUT)
    draw_plan(path, processes=1, chosen=np.array([0, 1]), may_draw_here=True)
    assert "4 of 6 targets without a figure" in state().doubts[0]
    assert state().n_figures == 2


def test_targets_without_their_numbers(sweep):
    Path("own.py").write_text(OWN)
    sweep.write_config(figure=SMALL, numbers="own.py:measure")
    draw_here()
    assert state().n_figures == 6
    assert state().doubts[0].startswith("3 of 6 targets without the numbers of the user's function")
    assert [measure.kind for measure in state().own] == ["area"]
