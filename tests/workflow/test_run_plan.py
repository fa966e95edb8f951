"""A run's plan is known before its first job, and what the run has to look at."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from paths import SMALL
from sweepfig.config import settings
from sweepfig.core import console, paths
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.run import forecast
from sweepfig.workflow.run_folder import Orders
from sweepfig.workflow.run_plan import RunPlan

OUTPUT = Path("plots")
RUN = "9999999999.0-1-here"  # began after all files were written


@pytest.fixture
def of_run(sweep):
    """Return the plan of a run of a Snakemake that is so."""
    sweep.write_config(figure=SMALL, figures_per_job=3)

    def of(*, targets=(), **is_so):
        snakemake = SimpleNamespace(
            **(
                dict.fromkeys(("is_dry", "is_module", "is_deleting", "is_clusters_job"), False)
                | is_so
            ),
            targets=list(targets),
            start_processes=lambda *functions: of.started.append(functions),
        )
        return RunPlan(settings.read(Path("config.yaml")), snakemake, RUN)

    of.started = []  # functions that processes were started for
    return of


def not_yet():
    raise LookupError("split has not run")


def test_a_new_plan_is_made_and_written_before_the_first_job(of_run):
    found = of_run().plan(not_yet)
    assert found.n_targets == 6
    assert load(paths.plan_file(OUTPUT)).digest == found.digest


def test_processes_are_started_while_a_plan_is_made_that_a_run_draws(of_run):
    of_run(is_dry=True).plan(not_yet)
    of_run(is_deleting=True).plan(not_yet)
    assert of_run.started == []
    of_run().plan(not_yet)
    assert len(of_run.started) == 1
    of_run().plan(not_yet)  # which is there
    assert len(of_run.started) == 1


def test_a_dry_run_writes_nothing(of_run):
    run = of_run(is_dry=True)
    found = run.plan(not_yet)
    run.give_orders(found, force=False)
    assert found.n_targets == 6
    assert not OUTPUT.exists()


def test_where_all_output_is_to_be_deleted_no_plan_is_written(of_run):
    assert of_run(is_deleting=True).plan(not_yet).n_targets == 6
    assert not paths.plan_file(OUTPUT).exists()


def test_a_clusters_job_draws_the_plan_that_is_there_whatever_the_config_says_now(of_run, sweep):
    before = of_run().plan(not_yet)
    sweep.write_config(figure={**SMALL, "dpi": 61}, figures_per_job=3)
    assert of_run(is_clusters_job=True).plan(not_yet).digest == before.digest
    assert of_run().plan(not_yet).digest != before.digest


def test_a_modules_plan_is_what_split_has_made(of_run):
    with pytest.raises(LookupError):
        of_run(is_module=True).plan(not_yet)
    assert not OUTPUT.exists()


def test_what_is_as_it_was_left_is_not_looked_at(of_run):
    plan_file = ensure_plan(settings.read(Path("config.yaml")), OUTPUT)
    draw_plan(plan_file, processes=1, may_draw_here=True)
    found = load(plan_file)
    assert of_run().pending(found)[1] == set()
    os.utime(OUTPUT / found.target(4).figure)
    targets, figures = of_run().pending(found)
    assert (targets.tolist(), figures) == ([4], {found.target(4).figure})


def test_orders_are_given_once(of_run):
    run = of_run()
    found = run.plan(not_yet)
    run.give_orders(found, force=False)
    orders = Orders(paths.run_folder(OUTPUT, RUN))
    assert (orders.plan, orders.force) == (found.digest, False)
    before = os.stat(paths.run_folder(OUTPUT, RUN) / "plan").st_mtime_ns
    run.give_orders(found, force=False)
    assert os.stat(paths.run_folder(OUTPUT, RUN) / "plan").st_mtime_ns == before
    run.give_orders(found, force=True)
    assert orders.force


def test_all_figures_that_no_target_has_are_named_and_end_the_run(of_run, monkeypatch, capsys):
    wrong = ["k0=0.33/rc-1.779e-05.png", "k0=0.34/rc-1.778e-05.png"]
    run = of_run(
        targets=[*(f"plots/{figure}" for figure in wrong), "plots/k0=0.3/rc-1.000e-03.png"]
    )
    found = run.plan(not_yet)
    ended = []

    def end(status):
        ended.append(status)
        raise SystemExit

    monkeypatch.setattr(os, "_exit", end)
    with pytest.raises(SystemExit):
        run.refuse_unknown(found, wrong[0])
    said = capsys.readouterr().err.splitlines()
    assert [line.split(":")[1].strip() for line in said] == wrong
    assert ended == [console.EXIT_MISTAKE]
    run.refuse_unknown(found, "k0=0.3/rc-1.000e-03.png")


@pytest.mark.parametrize(("singly", "jobs"), [(True, 6), (False, 2)])
def test_a_large_run_is_told_how_many_jobs_it_has(of_run, monkeypatch, capsys, singly, jobs):
    monkeypatch.setattr(forecast, "FEWEST_FIGURES", 5)
    run = of_run(has_warm_processes=singly, cores=2)
    run.plan(not_yet)
    run.say_forecast()
    assert capsys.readouterr().err.startswith(f"up to 6 figures in {jobs} jobs: about ")
