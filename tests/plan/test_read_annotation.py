"""Each target's text and marks have its own values, from one file or from many."""

from __future__ import annotations

from pathlib import Path

import pytest
from annotated_sweep import ROOTS, slices_of
from paths import (
    SMALL,
)
from sweepfig.batch.render import read_slices
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweeps import DAMPINGS, write_sweep


def test_text_and_marks_have_each_targets_values(annotated):
    first, second, *_, last = slices_of(annotated)
    assert first.text == "T = 0.51 eV, $\\nu_{e}$ = 1.0e-05, run a7, solver 2.1"
    assert second.text == "T = 12 eV, $\\nu_{e}$ = 1.8e-05, run a7, solver 2.1"
    assert last.text == "T = 3e+02 eV, $\\nu_{e}$ = 1.0e-03, run b8, solver 2.1"
    assert [data.marks for data in slices_of(annotated)] == [(root,) for root in ROOTS.ravel()]


def test_many_files_have_their_own_values(sweep):
    """A file a run, each with its damping, its root and its temperature."""
    for number, (damping, root) in enumerate(zip(DAMPINGS, ROOTS[0], strict=True)):
        dataset = write_sweep(Path(f"run{number}.nc"), dampings=[damping])
        dataset = dataset.isel(cee=0).assign(root=root, temperature=10.0 * number, who=f"r{number}")
        dataset.attrs["author"] = f"A{number}"
        dataset.to_netcdf(f"run{number}.nc")
    figure = {**SMALL, "text": "{temperature:.0f} {who} {cee:.0e}", "marks": [{"variable": "root"}]}
    sweep.write_config(figure=figure)
    config = sweep.config
    for curve in config["sweep"]["curves"]:
        curve["file"] = "run*.nc"
    plan = make_plan(settings.check(config, source="test"))
    found = {data.point["cee"]: data for _, data in read_slices(plan, range(plan.n_targets))}
    assert plan.n_targets == 6
    for number, (damping, root) in enumerate(zip(DAMPINGS, ROOTS[0], strict=True)):
        assert found[damping].text == f"{10 * number} r{number} {damping:.0e}"
        assert found[damping].marks == (root,)
    config["figure"]["text"] = "{author}"
    with pytest.raises(UserError, match="nothing is known by the name 'author'"):
        make_plan(settings.check(config, source="test"))
