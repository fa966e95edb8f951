"""Figures drawn beside a program are logged to a run of MLflow: a real one, in a store on this disk."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest
from blocking_way import files
from sweepfig import BackgroundPlotter
from sweepfig.core.errors import UserError
from sweepfig.training.tracking import Tracking, artifact_folder
from with_mlflow import mlflow


@pytest.fixture
def run(store, tmp_path, monkeypatch):
    """A run that is active in this test."""
    mlflow.set_tracking_uri(store)
    experiment = mlflow.create_experiment(tmp_path.name, f"file://{tmp_path}/artifacts")
    with mlflow.start_run(experiment_id=experiment) as active:
        yield active
    mlflow.set_tracking_uri(None)


def artifacts(run) -> dict[str, bytes]:
    return files(Path(run.info.artifact_uri.removeprefix("file://")))


def test_each_figure_is_an_artifact_with_its_folder(arrays, run):
    with BackgroundPlotter(processes=1, log_to="mlflow") as plots:
        for epoch in range(2):
            plots.submit(*arrays, folders={"plots": f"plots/epoch={epoch}"})
    drawn = files("plots")
    assert plots.logged == plots.drawn == len(drawn)
    assert artifacts(run) == {f"plots/{name}": content for name, content in drawn.items()}


def test_figures_go_to_the_run_that_was_active_when_they_were_handed_over(arrays, run):
    with BackgroundPlotter(processes=1, log_to="mlflow") as plots:
        plots.submit(*arrays, folders={"plots": "first"})
        with mlflow.start_run(experiment_id=run.info.experiment_id, nested=True) as inner:
            plots.submit(*arrays, folders={"plots": "second"})
    assert {name.split("/")[0] for name in artifacts(run)} == {"first"}
    assert {name.split("/")[0] for name in artifacts(inner)} == {"second"}


def test_without_a_run_figures_are_drawn_and_it_is_said(arrays, store, caplog):
    mlflow.set_tracking_uri(store)
    with BackgroundPlotter(processes=1, log_to="mlflow") as plots:
        plots.submit(*arrays, folders={"plots": "plots"})
    assert (plots.drawn, plots.logged) == (len(files("plots")), 0)
    assert "plots: its figures are not logged, for no run of MLflow is active" in caplog.text


@pytest.mark.parametrize("error", [ConnectionError, SystemExit])
@pytest.mark.parametrize("at", ["__init__", "log_artifact"])
def test_a_server_that_does_not_answer_costs_no_figure_and_is_asked_three_times(
    arrays, run, monkeypatch, caplog, at, error
):
    class Broken:
        def log_artifact(self, run, file, folder):
            pass

    def fail(self, *arguments):
        asked.append(arguments)
        raise error("no route to host")

    asked: list[object] = []
    monkeypatch.setattr(Broken, at, fail)
    monkeypatch.setattr(mlflow, "MlflowClient", Broken)
    with BackgroundPlotter(processes=1, log_to="mlflow") as plots:
        plots.submit(*arrays, folders={"plots": "plots"})
    assert plots.drawn == len(files("plots")) > 3
    assert len(asked) == 3
    said = f"is drawn, but not logged to MLflow; no more are: {error.__name__}: no route to host"
    assert said in caplog.text


@pytest.fixture
def held(monkeypatch):
    """A client that waits until it is released, once it is under way."""
    released = threading.Event()
    released.under_way = threading.Event()

    class Held:
        def log_artifact(self, run, file, folder):
            released.under_way.set()
            assert released.wait(60)

    monkeypatch.setattr(mlflow, "MlflowClient", Held)
    yield released
    released.set()


def test_what_is_logged_slowly_delays_no_drawing(arrays, run, held):
    with BackgroundPlotter(processes=1, log_to="mlflow") as plots:
        plots.submit(*arrays, folders={"plots": "plots"})
        plots.wait()
        assert (plots.drawn, plots.logged) == (len(files("plots")), 0)
        held.set()
    assert plots.logged == plots.drawn


def test_what_is_not_logged_yet_can_be_given_up(run, held):
    said: list[str] = []
    tracking = Tracking(said.append)
    where = tracking.destination("plots")
    assert where is not None
    tracking.log(where, ["plots/a.png", "plots/b.png"], "plots")
    assert held.under_way.wait(60)
    tracking.close(give_up=True)  # returns, though the first is under way
    assert tracking._thread.is_alive()
    held.set()
    tracking._thread.join(60)
    assert tracking.logged == 1


def test_a_tracker_that_is_unknown_or_not_there_is_refused(monkeypatch):
    with pytest.raises(UserError, match="log_to: got 'tensorboard'; 'mlflow' and None are allowed"):
        BackgroundPlotter(log_to="tensorboard")
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(UserError, match="needs the package mlflow"):
        BackgroundPlotter(log_to="mlflow")


@pytest.mark.parametrize(
    ("folder", "among_artifacts"),
    [
        ("plots/epoch=3", "plots/epoch=3"),
        ("./plots/", "plots"),
        ("/scratch/me/plots", "plots"),
        ("../plots", "plots"),
    ],
)
def test_a_folder_elsewhere_has_its_name_among_the_artifacts(folder, among_artifacts):
    assert artifact_folder(folder) == among_artifacts
