"""A plan is written when it is another, and what held under the former goes with it."""

from __future__ import annotations

import numpy as np
import xarray as xr
from sweepfig.config.settings import check
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.plan import make
from sweepfig.run import refresh
from sweepfig.survey import file_survey
from sweeps import config_for


def made(**overrides):
    """Return the plan of the small sweep's config, some keys different."""
    return make.make_plan(check(config_for("sweep.nc", **overrides), source="config"))


def test_manifests_of_batches_that_are_no_more_go_with_the_old_plan(sweep):
    refresh.write_plan(made(figures_per_job=2), sweep.output)
    for batch in (0, 1, 2, "figure-x"):
        path = paths.manifest_file(sweep.output, batch)
        path.parent.mkdir(exist_ok=True)
        path.touch()
    refresh.write_plan(made(figures_per_job=3), sweep.output)
    assert sorted(path.name for path in path.parent.iterdir()) == ["0000.jsonl", "0001.jsonl"]


def plan_of(sweep, **overrides):
    """Return the plan of the small sweep's config, some keys different."""
    config = config_for(sweep.path.name, **overrides)
    return make.make_plan(check(config, source="config"))


def test_same_bytes_when_made_again_and_then_not_written_again(sweep):
    assert refresh.write_plan(plan_of(sweep), sweep.output)
    before = paths.plan_file(sweep.output).stat()
    assert not refresh.write_plan(plan_of(sweep), sweep.output)
    after = paths.plan_file(sweep.output).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_sweep_handed_over_in_memory_stays_as_long_as_a_plan_reads_it(sweep):
    mine, other = (paths.sweep_file(sweep.output, digest) for digest in ("a1", "b2"))
    mine.parent.mkdir(parents=True)
    sweep.path.rename(mine)
    other.touch()
    config = config_for(mine)
    refresh.write_plan(make.make_plan(check(config, source="config")), sweep.output)
    assert paths.sweep_files(sweep.output) == [mine]


def test_a_file_that_could_not_be_read_is_tried_again_though_its_stamp_is_the_same(
    in_folder, monkeypatch
):
    for run in range(3):
        xr.Dataset({"E": ("x", np.ones(8))}, {"x": np.arange(8.0), "run": run}).to_netcdf(
            f"r{run}.nc"
        )
    curves = [{"file": "r*.nc", "variable": "E"}]
    sweep = {"curves": curves, "axes": [{"dimension": "run"}], "abscissa": "x"}
    settings = check({"sweep": sweep, "output": "plots"}, source="config")
    open_file = file_survey.open_for_survey
    opened = []

    def refusing(path):
        opened.append(path)
        if path == "r1.nc" and opened.count(path) == 1:
            raise UserError("r1.nc: Permission denied")
        return open_file(path)

    monkeypatch.setattr(file_survey, "open_for_survey", refusing)
    plan = refresh.bring_up_to_date(settings, "plots")
    assert (plan.n_targets, plan.unread) == (2, (("r1.nc", "Permission denied"),))
    plan = refresh.bring_up_to_date(settings, "plots")
    assert (plan.n_targets, plan.unread) == (3, ())
    assert opened.count("r2.nc") == 1
