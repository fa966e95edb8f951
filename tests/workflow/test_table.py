"""The table of a run's targets: made in a warm process as by the script."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from paths import SMALL
from sweepfig.batch import journal
from sweepfig.batch.render import render_each
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.core.errors import Outdated
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.plan.selection import Selection
from sweepfig.workflow import run_folder, table

OUTPUT = Path("plots")
RUN = "1.0-1-here"
FOLDER = paths.run_folder(OUTPUT, RUN)


@pytest.fixture
def plan(sweep, monkeypatch):
    """Return the plan of a run whose figures are drawn, each by itself."""
    sweep.write_config(figure=SMALL)
    found = load(ensure_plan(settings.read(Path("config.yaml")), OUTPUT))
    run_folder.Orders(FOLDER).give(found.digest, force=False)
    monkeypatch.setenv(run_folder.variable_name(OUTPUT), RUN)
    targets = range(found.n_targets)
    for target, outcome in zip(targets, render_each(found, OUTPUT, targets), strict=True):
        journal.note(FOLDER, found, target, outcome)
    return found


@pytest.mark.parametrize("threads", [1, 3])
def test_a_warm_process_makes_the_table_and_leaves_the_closing_lines(plan, threads):
    there = SimpleNamespace(plan=str(paths.plan_file(OUTPUT)))
    job = SimpleNamespace(input=there, threads=threads)
    assert list(table.make_in_warm_process([job])) == [None]
    rows = paths.data_file(OUTPUT).read_text().splitlines()
    assert sum(".png" in row for row in rows) == plan.n_targets
    counts, *_ = run_folder.take_closing_lines(FOLDER).splitlines()
    assert counts.startswith(f"{plan.n_targets} drawn (100% by the template), 0 already current")
    assert run_folder.take_closing_lines(FOLDER) == ""


def test_a_selection_is_looked_at_and_no_table_is_made(plan):
    for file in FOLDER.glob(f"*{journal.SUFFIX}"):
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(lines[:2]))
    assert table.make(paths.plan_file(OUTPUT), RUN, Selection(limit=2))
    assert not paths.data_file(OUTPUT).exists()
    assert "2 drawn" in run_folder.take_closing_lines(FOLDER)


def test_a_selected_target_without_a_figure_is_told(plan):
    there = paths.data_file(OUTPUT)
    target = plan.target(1)
    journal.note(FOLDER, plan, 1, journal.Outcome.failed(target.figure, "no ink"))
    noted = journal.entries(FOLDER, plan)
    assert noted[1].row.status != "failed"  # the best of several tries counts
    for file in FOLDER.glob(f"*{journal.SUFFIX}"):
        file.unlink()
    journal.note(FOLDER, plan, 1, journal.Outcome.failed(target.figure, "no ink"))
    assert not table.make(paths.plan_file(OUTPUT), RUN, Selection(limit=2))
    assert f"{OUTPUT / target.figure}: no ink" in run_folder.take_closing_lines(FOLDER)
    assert not there.exists()


def test_of_another_plan_no_table_is_made(plan):
    run_folder.Orders(FOLDER).give("another", force=False)
    with pytest.raises(Outdated):
        table.make(paths.plan_file(OUTPUT), RUN, Selection())


def test_forks_make_the_same_files(plan, tmp_path):
    plan_path = paths.plan_file(OUTPUT)

    def made(processes):
        shutil.rmtree(paths.slices_folder(OUTPUT), ignore_errors=True)
        paths.findings_file(OUTPUT).unlink(missing_ok=True)
        table.make(plan_path, RUN, Selection(), processes=processes)
        files = [*paths.overview_files(OUTPUT, plan.overviews), paths.gallery_data_file(OUTPUT)]
        files += paths.slices_folder(OUTPUT).iterdir()
        return {file.name: file.read_bytes() for file in files if file.is_file()}

    alone = made(1)
    assert len(alone) > 3
    assert made(3) == alone
