"""Figures and table of a whole run are logged to a real MLflow, on both paths, or it is said why not."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from paths import PATHS, SMALL, assert_ok, counts, draw_here, figures, tree
from sweepfig.plan.plan_file import load
from sweepfig.report.findings import Rows
from sweepfig.report.tracking import log_to_mlflow
from with_mlflow import mlflow

OUTPUT = Path("plots")


@pytest.fixture
def experiment(store, sweep, monkeypatch):
    """The id of an experiment that the environment names."""
    mlflow.set_tracking_uri(store)
    name = Path.cwd().as_posix()
    found = mlflow.create_experiment(name, f"file://{name}/artifacts")
    mlflow.set_tracking_uri(None)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", store)
    monkeypatch.setenv("MLFLOW_EXPERIMENT_NAME", name)
    sweep.write_config(figure=SMALL, log_to="mlflow")
    return found


def runs(experiment):
    return mlflow.search_runs([experiment], output_format="list")


def artifacts(run):
    return tree(Path(run.info.artifact_uri.removeprefix("file://")))


def drawn():
    there = [OUTPUT / "data.csv", *figures(OUTPUT)]
    return {path.relative_to(OUTPUT).as_posix(): path.read_bytes() for path in there}


@pytest.mark.parametrize("path", PATHS)
def test_a_whole_run_is_logged_and_once(path, experiment, sweep):
    done = assert_ok(PATHS[path]())
    assert "logged to MLflow: 6 figures and data.csv, run plots (" in done.output
    (run,) = runs(experiment)
    assert run.info.status == "FINISHED"
    assert len(drawn()) == 7
    assert artifacts(run) == drawn()
    (OUTPUT / "data.csv").unlink()
    assert "logged to MLflow before: 6 figures" in assert_ok(PATHS[path]()).output
    assert len(runs(experiment)) == 1
    sweep.write_config(figure={**SMALL, "xlabel": "other"}, log_to="mlflow")
    assert_ok(PATHS[path]())
    assert len(runs(experiment)) == 2


@pytest.mark.parametrize("path", PATHS)
def test_a_store_that_fails_costs_the_run_nothing_and_is_said(path, sweep, monkeypatch):
    sweep.write_config(figure=SMALL, log_to="mlflow")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://me:secret@127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    done = assert_ok(PATHS[path]())
    assert counts(done) == (6, 0, 0)
    (said,) = [line for line in done.errors.splitlines() if "MLflow" in line]
    assert said.startswith("not logged to MLflow: MlflowException: ")
    assert "secret" not in done.text


def test_a_run_over_some_targets_and_one_without_the_key_are_not_logged(experiment, sweep):
    assert "MLflow" not in assert_ok(PATHS["fallback"]("--limit", "1")).text
    sweep.write_config(figure=SMALL)
    assert "MLflow" not in assert_ok(PATHS["fallback"]()).text
    assert runs(experiment) == []


def test_figures_that_failed_are_not_logged(experiment, sweep):
    sweep.write_config(figure={**SMALL, "kind": "mine.py:draw"}, log_to="mlflow")
    Path("mine.py").write_text(
        "def draw(axes, data):\n    assert data.point['wavenumber'] > 0.31, 'no ink'\n"
    )
    done = PATHS["fallback"]()
    assert done.status == 1
    assert "logged to MLflow: 3 figures and data.csv" in done.output
    (run,) = runs(experiment)
    assert artifacts(run) == drawn()


def test_without_mlflow_it_is_said(sweep, monkeypatch):
    sweep.write_config(figure=SMALL)
    draw_here()
    monkeypatch.setitem(sys.modules, "mlflow", None)
    rows = Rows(load(OUTPUT / ".sweepfig" / "plan.json"), OUTPUT)
    is_logged, line = log_to_mlflow(rows, OUTPUT)
    assert not is_logged
    assert line.startswith("not logged to MLflow: needed is the package mlflow, or mlflow-skinny")
