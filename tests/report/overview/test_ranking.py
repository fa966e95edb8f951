"""The worst targets come first; the contact sheet's are the worst of each part of the sweep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from seeing import config_for, draw_sweep, write_sweep
from sweepfig.batch.row import Row
from sweepfig.config import settings
from sweepfig.plan.make import make_plan
from sweepfig.report.overview.ranking import ON_THE_SHEET, on_the_sheet, parts, what_is_shown, worst


def planned(folder, **axes):
    write_sweep(folder / "sweep.nc", **axes)
    config = config_for(folder / "sweep.nc", folder / "plots", *axes)
    return make_plan(settings.check(config, source="config"))


def rows_of(plan, errors):
    """Return rows of which each target's errors are given, or None."""
    kinds = [measure.kind for measure in plan.measures]
    return [
        Row("x.png", "", 1, "ok", numbers=tuple(error if k == "RMSE" else 1.0 for k in kinds))
        for error in errors
    ]


@pytest.fixture(scope="module")
def demo_like(tmp_path_factory):
    """15 by 21 targets: the worst twenty would all be of the first value."""
    return planned(tmp_path_factory.mktemp("plan"), k=np.arange(15), nu=np.arange(21))


def test_the_worst_targets_come_first(tmp_path):
    plan, rows, _ = draw_sweep(tmp_path, k=[0.3, 0.33, 0.4], nu=[1e-3, 1e-2, 1e-1])
    found = worst(plan, rows, 3)
    assert [target for target, _ in found] == [8, 7, 6]
    assert found[0][1] > found[1][1] > found[2][1]


def test_a_target_without_an_error_is_not_ranked(demo_like):
    rows = rows_of(demo_like, [None, 1.0, 2.0, *[None] * 312])
    assert worst(demo_like, rows, 3) == [(2, 2.0), (1, 1.0)]
    assert on_the_sheet(demo_like, rows) == [(2, 2.0)]


def test_the_worst_of_each_value_of_the_first_axis_is_on_the_sheet(demo_like):
    errors = np.linspace(100, 1, 15)[:, None] + np.sin(np.arange(21))
    shown = on_the_sheet(demo_like, rows_of(demo_like, errors.ravel().tolist()))
    assert [target // 21 for target, _ in shown] == list(range(15))
    assert {target % 21 for target, _ in shown} == {int(np.sin(np.arange(21)).argmax())}
    assert [error for _, error in shown] == errors.max(axis=1).tolist()


def test_equal_errors_are_in_the_sweeps_order(demo_like):
    shown = on_the_sheet(demo_like, rows_of(demo_like, [1.0] * 315))
    assert [target for target, _ in shown] == list(range(0, 315, 21))


@pytest.mark.parametrize(
    ("axes", "sizes"),
    [
        ({"k": 3, "nu": 3}, [1] * 9),
        ({"k": 12}, [1] * 12),
        ({"k": 40}, [2] * 20),
        ({"k": 50}, [3, 2] * 10),
        ({"k": 15, "nu": 21}, [21] * 15),
        ({"k": 2, "nu": 3, "Z": 10}, [3] * 20),
        ({"k": 25, "nu": 2}, [4, 2, 2, 2] * 5),
    ],
    ids=str,
)
def test_parts_are_values_of_the_first_axis_or_runs_of_neighbours(tmp_path, axes, sizes):
    plan = planned(tmp_path, **{name: np.arange(n) for name, n in axes.items()})
    found = parts(plan)
    assert found == sorted(found)
    _, counts = np.unique(found, return_counts=True)
    assert counts.tolist() == sizes


@hypothesis_settings(deadline=None, max_examples=50)
@given(st.data())
def test_of_any_targets_each_value_of_the_first_axis_is_shown(demo_like, data):
    """Also where points of the grid are missing."""
    chosen = data.draw(st.sets(st.integers(0, 314), min_size=1))
    points = np.array([divmod(each, 21) for each in sorted(chosen)], dtype=np.int32)
    plan = replace(demo_like, points=points)
    shown = on_the_sheet(plan, rows_of(plan, [1.0] * len(points)))
    assert {int(points[target, 0]) for target, _ in shown} == set(points[:, 0].tolist())
    assert len(shown) == len(set(points[:, 0].tolist())) <= ON_THE_SHEET


def test_without_models_figures_spread_over_the_sweep_are_shown(demo_like):
    rows = rows_of(demo_like, [None] * 315)
    shown = [target for target, error in on_the_sheet(demo_like, rows) if error is None]
    assert len(shown) == ON_THE_SHEET
    assert (shown[0], shown[-1]) == (0, 314)
    assert {target // 21 for target in shown} == set(range(15))
    assert len({target % 21 for target in shown}) > 10
    undrawn = [Row("x.png", "", 0, "failed", "gone"), *rows[1:]]
    assert on_the_sheet(demo_like, undrawn)[0] == (1, None)


def test_the_heading_says_what_is_shown(tmp_path, demo_like):
    few = planned(tmp_path, k=np.arange(3), nu=np.arange(30))
    assert what_is_shown(demo_like, 15, by_error=True) == (
        "15 targets: the largest RMSE for each k, the largest of all first"
    )
    assert what_is_shown(few, 18, by_error=True) == (
        "18 targets: the largest RMSE in each part of the sweep, the largest of all first"
    )
    assert what_is_shown(few, 20, by_error=False) == "20 targets spread over the sweep"
