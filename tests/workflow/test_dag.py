"""The DAG as data: which jobs Snakemake would run, asked in process."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from paths import ROOT, SMALL, SNAKEFILE, assert_ok, draw_here, figures, run, run_snakemake
from snakemake.api import SnakemakeApi
from snakemake.settings.types import (
    ConfigSettings,
    DAGSettings,
    ExecutionSettings,
    OutputSettings,
    Quietness,
    RerunTrigger,
    ResourceSettings,
    SchedulingSettings,
)
from sweepfig.core import paths
from sweepfig.plan.plan_file import load
from sweepfig.workflow.run_folder import Orders
from sweeps import write_sweep

PROFILE = yaml.safe_load((ROOT / "profiles" / "default" / "config.yaml").read_text())
FIGURE = "plots/k0=0.33/rc-1.778e-05.png"
AFTER = {"summary": 1, "check": 1, "all": 1}  # whatever figure was drawn


@pytest.fixture
def drawn(sweep):
    """The sweep, drawn: six figures."""
    sweep.write_config(figure=SMALL, figures_per_job=3)
    draw_here()
    return sweep


@pytest.fixture
def in_batches(sweep):
    """The sweep, drawn: two batches of three figures, which are no jobs of their own."""
    sweep.write_config(figure=SMALL, figures_per_job=3, figures_as_jobs=0)
    draw_here()
    return sweep


def planned_jobs(folder: Path, *targets: str) -> dict[str, int]:
    """Return how many jobs of each rule a dry run would run."""
    return dict(Counter(job.rule.name for job in planned(folder, *targets)))


def planned(folder: Path, *targets: str) -> list[Any]:
    """Return the jobs that a dry run would run."""
    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api:
        workflow = api.workflow(
            resource_settings=ResourceSettings(cores=2),
            config_settings=ConfigSettings(configfiles=[folder / "config.yaml"]),
            snakefile=SNAKEFILE,
            workdir=folder,
        )
        triggers = RerunTrigger.parse_choices_set(PROFILE["rerun-triggers"])
        dag = workflow.dag(dag_settings=DAGSettings(targets=targets, rerun_triggers=triggers))
        dag.execute_workflow(
            executor="dryrun",
            execution_settings=ExecutionSettings(),
            scheduling_settings=SchedulingSettings(),
        )
        graph = workflow._workflow.dag
        return [job for job in graph.jobs if graph.reason(job).finished]


@pytest.mark.parametrize(("target", "rule"), [("movies", "film"), ("book", "bind")])
def test_a_job_for_a_cluster_says_what_it_needs(drawn, target, rule):
    jobs = [job for job in planned(drawn.folder, target) if job.rule.name == rule]
    assert len(jobs) == 2
    for job in jobs:
        assert job.resources["mem_mb"] >= 600
        assert job.resources["runtime"] >= 1


def test_in_a_fresh_folder_every_figure_is_known(sweep):
    sweep.write_config(figure=SMALL)
    jobs = planned(sweep.folder)
    assert Counter(job.rule.name for job in jobs) == {"split": 1, "figure": 6, **AFTER}
    drawn = {output for job in jobs if job.rule.name == "figure" for output in job.output}
    assert FIGURE in drawn
    assert not Path("plots").exists()


@pytest.mark.parametrize(("most", "rule"), [(6, "figure"), (5, "render")])
def test_beyond_so_many_figures_batches_are_jobs(sweep, most, rule):
    sweep.write_config(figure=SMALL, figures_as_jobs=most)
    jobs = planned_jobs(sweep.folder)
    assert {rule} == jobs.keys() & {"figure", "render"}


def test_after_a_run_there_is_nothing_to_be_done(drawn):
    assert planned_jobs(drawn.folder) == {}


def test_a_deleted_figure_costs_its_own_job_alone(drawn):
    Path(FIGURE).unlink()
    assert planned_jobs(drawn.folder) == {"figure": 1, **AFTER}


def test_a_deleted_figure_costs_the_job_of_its_batch_alone(in_batches):
    Path(FIGURE).unlink()
    assert planned_jobs(in_batches.folder) == {"render": 1, **AFTER}


def test_a_deleted_table_is_written_again_without_looking_at_figures(drawn):
    Path("plots/data.csv").unlink()
    assert planned_jobs(drawn.folder) == AFTER


def test_figures_deleted_in_both_batches_cost_two_jobs(in_batches):
    for figure in figures(in_batches.output)[::3]:
        figure.unlink()
    assert planned_jobs(in_batches.folder)["render"] == 2


def test_a_job_of_several_batches_leaves_those_alone_that_are_done(drawn):
    done, missing = figures(drawn.output)[0], figures(drawn.output)[-1]
    manifest = paths.manifest_file(drawn.output, 0)
    before = done.stat().st_ino, manifest.stat().st_ino
    missing.unlink()
    path, folder = paths.plan_file(drawn.output), paths.run_folder(drawn.output, "1.0-1-here")
    Orders(folder).give(load(path).digest, force=False)
    script = str(ROOT / "scripts" / "render.py")
    job = ("--job", "0000-0001", "--receipt", str(folder / "0000-0001.json"))
    assert_ok(run([sys.executable, script, str(path), *job]))
    assert missing.exists()
    assert (done.stat().st_ino, manifest.stat().st_ino) == before


@pytest.mark.slow
def test_without_a_number_of_figures_a_core_has_four_jobs_in_warm_processes(sweep):
    wavenumbers, dampings = np.arange(1, 17) / 100, 10 ** np.linspace(-6.0, -3.0, 32)
    write_sweep(sweep.path, wavenumbers=wavenumbers, dampings=dampings)
    sweep.write_config(figure=SMALL, figures_as_jobs=0)
    assert_ok(run_snakemake("plots/.sweepfig/plan.json"))
    assert load(paths.plan_file(sweep.output)).n_batches == 16
    assert planned_jobs(sweep.folder)["render"] == 8


def test_a_figure_asked_for_by_path_costs_one_job(drawn):
    assert planned_jobs(drawn.folder, FIGURE) == {}
    Path(FIGURE).unlink()
    assert planned_jobs(drawn.folder, FIGURE) == {"figure": 1}


def test_a_figure_asked_for_in_a_fresh_folder_costs_the_split_and_one_job(sweep):
    sweep.write_config(figure=SMALL)
    assert planned_jobs(sweep.folder, FIGURE) == {"split": 1, "figure": 1}


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["warm", "local"])
def test_many_figures_asked_for_by_path_are_done_then(drawn, executor):
    asked = [str(figure) for figure in figures(Path("plots"))]
    for figure in asked:
        Path(figure).unlink()
    assert planned_jobs(drawn.folder, *asked) == {"figure": len(asked)}
    done = assert_ok(run_snakemake(*asked, "--executor", executor))
    assert ("rule asked" in done.text) == (executor == "local")  # one process for all of them
    assert planned_jobs(drawn.folder, *asked) == {}


def test_other_settings_cost_the_split_and_every_figure(drawn):
    drawn.write_config(figure={**SMALL, "ylabel": "other"}, figures_per_job=3)
    assert planned_jobs(drawn.folder) == {"split": 1, "figure": 6, **AFTER}


def test_a_later_sweep_costs_the_split(drawn):
    os.utime(drawn.path)
    assert planned_jobs(drawn.folder)["split"] == 1
    os.utime(drawn.path, (1e9, 1e9))
    assert planned_jobs(drawn.folder)["split"] == 1


def test_every_rule_says_what_it_does():
    listed = assert_ok(run_snakemake("--list-rules", folder=ROOT, configfile=None)).output
    rules = [line for line in listed.splitlines() if line.strip()]
    names = set(re.findall(r"^ *(?:rule|checkpoint) (\w+):", _workflow_text(), re.MULTILINE))
    assert {"all", "split", "render", "figure", "summary", "verify"} <= names
    for name in names:
        # A rule without a docstring is listed as its name alone.
        assert any(re.match(rf"{name}\s+\S+", rule) for rule in rules), listed


def test_the_workflow_is_clean_by_snakemakes_linter():
    done = run_snakemake("--lint", folder=ROOT, configfile=None)
    assert "Congratulations, your workflow is in a good condition!" in done.text
    assert done.status == 0


def test_the_workflow_is_formatted():
    assert_ok(run([sys.executable, "-m", "snakefmt", "--check", "Snakefile", "workflow"], ROOT))


def _workflow_text() -> str:
    files = [SNAKEFILE, *sorted((ROOT / "workflow" / "rules").glob("*.smk"))]
    return "\n".join(file.read_text() for file in files)


@pytest.mark.slow
def test_the_default_profile_is_found_from_either_snakefile(sweep):
    sweep.write_config(figure=SMALL)
    for snakefile in (ROOT / "Snakefile", ROOT / "workflow" / "Snakefile"):
        command = [sys.executable, "-m", "snakemake", "-n", "-s", str(snakefile)]
        done = assert_ok(run([*command, "--configfile", "config.yaml"]))
        assert "Using workflow specific profile" in done.text
