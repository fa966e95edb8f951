"""What rules need follows from what is there: missing, of other inputs, forced, or nothing at all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from paths import ROOT, SMALL
from snakemake.io import is_flagged
from sweepfig.batch import journal
from sweepfig.batch.render import render_each
from sweepfig.config import settings
from sweepfig.core import paths, storage
from sweepfig.core.errors import UserError
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.workflow.rule_inputs import RuleInputs

OUTPUT = Path("plots")
PLAN = paths.plan_file(OUTPUT)
FIGURE = "plots/k0=0.33/rc-1.778e-05.png"
YOUNGER = str(paths.younger_file(OUTPUT))


class Asked:
    """A Snakemake of which only this is known: what its command line forces, and how it runs."""

    def __init__(
        self, forced=(), *, is_module=False, cores=2, files=("config.yaml",), singly=False
    ):
        self.forced, self.is_module, self.cores = forced, is_module, cores
        self.has_warm_processes = singly
        self.is_dry = self.is_clusters_job = self.has_own_environments = False
        self.configfiles = self.given_configfiles = [Path(file) for file in files]

    @property
    def is_deleting(self):
        return "--delete-all-output" in sys.argv

    def with_prefix(self, path):
        return path

    def start_processes(self, *functions):
        pass

    def forces(self, rule):
        return rule in self.forced

    def forces_target(self, file):
        return file in self.forced


@pytest.fixture
def needed(sweep):
    """Return what the rules need, of a run with these commands."""
    sweep.write_config(figure=SMALL, figures_per_job=2)

    def of(*forced, singly=False):
        found = settings.read(Path("config.yaml"))
        return RuleInputs(found, Asked(forced, singly=singly), ROOT, time.time())

    return of


def draw():
    draw_plan(
        ensure_plan(settings.read(Path("config.yaml")), OUTPUT), processes=1, may_draw_here=True
    )


def plan():
    return load(PLAN)


@pytest.mark.slow
def test_the_plan_is_made_anew_only_if_it_is_of_other_inputs(needed, sweep):
    assert needed().outdated_plan() == []  # there is none: Snakemake sees that by itself
    draw()
    assert needed().outdated_plan() == []
    sweep.write_config(figure={**SMALL, "ylabel": "other"})
    run = needed()
    assert run.outdated_plan() == [run.marker]
    assert run.marker.stat().st_mtime > PLAN.stat().st_mtime


def test_a_sweep_file_of_the_future_is_no_input(needed):
    assert needed().sweep_files() == ["sweep.nc"]
    ahead = time.time() + 1000
    os.utime("sweep.nc", (ahead, ahead))
    assert needed().sweep_files() == []


def test_batches_that_need_a_look_have_receipts_and_a_table_of_other_ones_is_made_anew(needed):
    ensure_plan(settings.read(Path("config.yaml")), OUTPUT)
    run = needed()
    assert [Path(path).name for path in run.looked_at(plan)] == [
        "0000.json",
        "0001.json",
        "0002.json",
        "younger.txt",
    ]
    draw()
    run = needed()
    assert run.looked_at(plan) == [YOUNGER]
    assert is_flagged(run.looked_at(plan)[0], "ancient")
    Path(FIGURE).unlink()
    run = needed()
    assert [Path(path).name for path in run.looked_at(plan)] == [
        "0002.json",
        "younger.txt",
        "marker",
    ]
    assert len(needed("render").looked_at(plan)) == 5  # all, what `split` makes, and the marker
    assert not run.marker.is_relative_to("logs")


def test_a_figure_asked_for_by_path_needs_nothing_if_it_is_current(needed):
    draw()
    assert needed().asked_figure(FIGURE, plan) == []
    for run in (needed("figure"), needed(FIGURE)):
        receipt, marker = run.asked_figure(FIGURE, plan)
        assert (receipt.name, marker) == ("asked.json", run.marker)
    Path(FIGURE).unlink()
    (receipt,) = needed().asked_figure(FIGURE, plan)
    assert receipt.name == "asked.json"


def test_movies_are_made_if_they_are_missing_or_not_current(needed):
    draw()
    assert needed().damaged_movie("k0=0.3", plan) == [YOUNGER]
    movie = paths.movie_file(OUTPUT, "k0=0.3")
    movie.parent.mkdir()
    movie.write_bytes(b"half")
    run = needed()
    assert run.damaged_movie("k0=0.3", plan) == [YOUNGER, run.marker]
    movie.unlink()
    os.mkfifo(movie)
    assert needed().damaged_movie("k0=0.3", plan) == [YOUNGER]
    assert not movie.exists()


def test_figures_are_listed_if_they_are_jobs_or_to_be_deleted(needed, monkeypatch):
    draw()
    assert needed().figures(plan) == []
    assert FIGURE in needed(singly=True).figures(plan)
    monkeypatch.setattr(sys, "argv", ["snakemake", "--delete-all-output"])
    assert len(needed().figures(plan)) == 6


@pytest.mark.slow
def test_a_figure_that_is_a_job_is_looked_at_if_it_is_not_as_it_was_left(needed):
    draw()
    assert not needed(singly=True).is_pending(FIGURE, plan)
    assert needed("figure", singly=True).is_pending(FIGURE, plan)
    assert needed(FIGURE, singly=True).is_pending(FIGURE, plan)
    os.utime(FIGURE)
    assert needed(singly=True).is_pending(FIGURE, plan)
    assert not needed().is_pending(FIGURE, plan)  # one of a batch is not asked about


def test_doubtful_figures_are_older_than_what_says_so(needed):
    draw()
    younger = paths.younger_file(OUTPUT)
    needed(singly=True)
    before = younger.read_bytes()
    needed(singly=True)
    assert younger.read_bytes() == before  # nothing is doubtful
    ahead = time.time() + 1000
    os.utime(FIGURE, (ahead, ahead))
    needed(singly=True)
    assert younger.read_bytes() != before  # or Snakemake would take it for the same
    assert Path(FIGURE).stat().st_mtime < younger.stat().st_mtime


def test_a_file_of_the_future_that_counts_as_current_is_dated_back_and_looked_at(needed, sweep):
    sweep.write_config(figure={**SMALL, "also": [{"yscale": "log"}]})
    draw()
    twin = FIGURE.replace(".png", ".yscale=log.png")
    needed(singly=True)  # leaves the file that is younger than figures
    names = (paths.younger_file, paths.data_file, paths.failures_file)
    dated = [twin, PLAN, *(name(OUTPUT) for name in names)]
    ahead = time.time() + 1000
    for file in dated:
        os.utime(file, (ahead, ahead))
    draw()  # the fallback takes note of the twin's time
    run = needed(singly=True)
    assert all(Path(file).stat().st_mtime <= time.time() for file in dated)
    pending = [run.is_pending(f"plots/{target.figure}", plan) for target in plan().targets()]
    assert pending == [f"plots/{target.figure}" == FIGURE for target in plan().targets()]


def test_what_a_killed_run_had_drawn_is_known_to_the_next(needed):
    found = load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    with subprocess.Popen(["true"]) as process:
        process.wait()
    killed = paths.run_folder(OUTPUT, paths.run_name(1.0, process.pid, storage.MACHINE))
    killed.mkdir(parents=True)
    for target, outcome in zip(range(2), render_each(found, OUTPUT, range(2)), strict=True):
        journal.note(killed, found, target, outcome)
    run = needed(singly=True)
    doubtful = [run.is_pending(f"plots/{target.figure}", plan) for target in found.targets()]
    assert doubtful == [False, False, True, True, True, True]


def test_the_table_takes_all_figures_that_are_jobs_and_is_made_anew_if_one_is_doubtful(needed):
    draw()
    assert len(needed(singly=True).looked_at(plan)) == 7  # the figures, and what `split` makes
    os.utime(FIGURE)
    run = needed(singly=True)
    assert run.looked_at(plan)[-1] == run.marker


def test_what_a_dead_job_lost_is_listed_unless_the_run_came_to_its_end(needed, capsys):
    ensure_plan(settings.read(Path("config.yaml")), OUTPUT)
    run = needed()
    run.looked_at(plan)
    run.end.tell()
    assert "6 of 6 targets were not drawn" in capsys.readouterr().err
    run.end.succeed()
    run.end.tell()
    assert capsys.readouterr().err == ""


def test_where_nothing_can_be_written_is_said(sweep):
    Path("plots").write_text("in the way")
    with pytest.raises(UserError, match="output: got 'plots'"):
        RuleInputs(settings.read(Path("config.yaml")), Asked(), ROOT, time.time())


def test_what_a_run_kept_is_removed(needed):
    draw()
    run = needed()
    assert run.marker.exists()
    run.remove_traces()
    assert not run.marker.parent.exists()
