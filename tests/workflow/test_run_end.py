"""What is told at the end of a run whose figures were jobs of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from paths import ROOT, SMALL
from sweepfig.batch import journal
from sweepfig.batch.pending import pending_targets
from sweepfig.batch.receipt import Outcome
from sweepfig.batch.render import render_each
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.workflow.run_end import RunEnd
from sweepfig.workflow.run_folder import Orders

OUTPUT = Path("plots")
RUN = "1.0-1-here"
FOLDER = paths.run_folder(OUTPUT, RUN)


@pytest.fixture
def plan(sweep):
    """Return the plan of a run that has begun."""
    sweep.write_config(figure=SMALL)
    found = load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    Orders(FOLDER).give(found.digest, force=False)
    return found


@pytest.fixture
def end(plan):
    """Return the end of a run that is about all figures and their table."""
    found = settings.read(Path("config.yaml"))
    run_end = RunEnd(found, RUN, Path("logs"), ROOT / "scripts" / "summary.py")
    run_end.expect_figures(plan, np.arange(plan.n_targets))
    return run_end


def draw(plan, which: range) -> None:
    for target, outcome in zip(which, render_each(plan, OUTPUT, which), strict=True):
        journal.note(FOLDER, plan, target, outcome)


def test_of_a_run_that_succeeded_nothing_is_told(plan, end, capfd):
    draw(plan, range(6))
    end.succeed()
    end.tell()
    assert list(pending_targets(plan, OUTPUT)) == []
    assert capfd.readouterr() == ("", "")


def test_a_figure_that_failed_is_in_the_table_that_snakemake_would_not_make(plan, end, capfd):
    draw(plan, range(5))
    figure = plan.target(5).figure
    journal.note(FOLDER, plan, 5, Outcome.failed(figure, "no ink"))
    end.tell()
    said = capfd.readouterr()
    assert f"{figure}: no ink" in said.out + said.err
    assert "no ink" in (OUTPUT / "data.csv").read_text()


def test_a_process_that_died_could_not_note_why_and_snakemake_was_told(plan, end, capfd):
    draw(plan, range(5))
    figure = plan.target(5).figure
    end.note_failure(f"{OUTPUT}/{figure}", "its process was killed by signal 9 (SIGKILL)")
    end.tell()
    said = capfd.readouterr()
    assert (
        f"{figure}: the process that drew it was killed by signal 9 (SIGKILL)"
        in said.out + said.err
    )
    assert "SIGKILL" in (OUTPUT / "data.csv").read_text()


def test_a_run_that_was_ended_lists_what_is_missing_and_makes_no_table(plan, end, capfd):
    draw(plan, range(4))
    end.tell()
    assert "2 of 6 targets were not drawn" in capfd.readouterr().err
    assert not (OUTPUT / "data.csv").exists()
    assert list(pending_targets(plan, OUTPUT)) == [4, 5]


def test_a_figure_without_its_numbers_is_no_missing_figure(plan, end, capfd):
    draw(plan, range(6))
    (row,) = chosen_rows_of(plan, 5)
    outcome = Outcome(replace(row, status="unmeasured", cause="mine.py:measure: no"), drawn=False)
    for file in FOLDER.glob(f"*{journal.SUFFIX}"):
        file.write_text("".join(file.read_text().splitlines(keepends=True)[:5]))
    journal.note(FOLDER, plan, 5, outcome)
    end.enter_figures()  # as the table's job does, which tells of it
    end.tell()
    assert list(pending_targets(plan, OUTPUT)) == [5]
    assert capfd.readouterr() == ("", "")


def chosen_rows_of(plan, target):
    return [journal.entries(FOLDER, plan)[target].row]


def test_after_a_failure_the_sweep_is_not_complete(plan, end):
    paths.complete_file(OUTPUT).touch()
    draw(plan, range(4))
    end.tell()
    assert not paths.complete_file(OUTPUT).exists()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("TIMEOUT", "longer than the runtime"),
        ("OUT_OF_MEMORY", "more memory than the mem_mb"),
        ("CANCELLED by 1000", "by scancel"),
    ],
)
def test_what_slurm_ended_names_the_cause(plan, end, capfd, state, words):
    end.succeed()  # not of single figures
    receipt = FOLDER / "0-1.json"
    end.expect_receipts(plan, None, [receipt])
    end.note_failure(str(receipt), f"SLURM-job '7' failed, SLURM status is: '{state}'. For details")
    end.tell()
    said = capfd.readouterr().err
    assert f"Slurm ended its job: {state.split()[0]}, " in said
    assert words in said
    assert "see logs" in said
    assert "6 of 6 targets were not drawn" in said


def test_what_ended_the_process_of_a_job_of_batches_is_the_cause(plan, end, capfd):
    end.succeed()  # not of single figures
    receipt = FOLDER / "0-1.json"
    end.expect_receipts(plan, None, [receipt])
    end.note_failure(str(receipt), "its process was killed by signal 9 (SIGKILL)")
    end.tell()
    said = capfd.readouterr().err
    assert "not drawn: the process of its job was killed by signal 9 (SIGKILL); see logs" in said


def test_a_job_that_failed_by_itself_is_told_by_its_log(plan, end, capfd):
    end.succeed()
    Path("logs").mkdir()
    Path("logs/0-1.log").write_text("error: the disk is full\n")
    end.expect_receipts(plan, None, [FOLDER / "0-1.json"])
    end.note_failure(str(FOLDER / "0-1.json"), "SLURM-job '7' failed, SLURM status is: 'FAILED'.")
    end.tell()
    assert "the disk is full" in capfd.readouterr().err


def test_of_a_job_that_was_tried_again_and_succeeded_nothing_is_told(plan, end, capfd):
    end.succeed()
    Path("logs").mkdir()
    Path("logs/0-1.log").write_text("error: the disk is full\n")
    tried, failed = FOLDER / "0.json", FOLDER / "1.json"
    end.expect_receipts(plan, None, [tried, failed])
    end.note_failure(str(tried), "SLURM-job '7' failed, SLURM status is: 'TIMEOUT'.")
    end.note_failure(str(failed), "SLURM-job '8' failed, SLURM status is: 'FAILED'.")
    tried.touch()
    end.tell()
    said = capfd.readouterr().err
    assert "the disk is full" in said
    assert "TIMEOUT" not in said
