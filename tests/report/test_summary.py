"""What a run leaves and says: the counts, the worst, where to look."""

from __future__ import annotations

from dataclasses import replace

import pytest
from seeing import draw_sweep
from sweepfig.batch.manifest import write_manifest
from sweepfig.batch.receipt import Receipt
from sweepfig.batch.row import UNSEEN, Row
from sweepfig.core import paths
from sweepfig.report import summary, update
from sweepfig.report.findings import Findings
from sweepfig.report.summary import closing_lines, failure_lines, is_complete, lost_lines

GRID = {"k": [0.3, 0.33, 0.4], "nu": [1e-3, 1e-2, 1e-1]}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return draw_sweep(tmp_path_factory.mktemp("showing"), **GRID)


def test_the_run_ends_with_the_worst_and_where_to_look(made):
    plan, rows, output = made
    counts, bad, where = closing_lines(plan, Findings.of(plan, rows), Receipt(drawn=9), output, 1.0)
    assert counts.startswith("9 drawn (0% by the template), 0 already current, 0 failed in 1.0 s")
    assert bad.startswith("largest RMSE: k=0.4/nu=0.1.png (")
    assert str(paths.gallery_file(output)) in where


def test_a_figure_that_two_jobs_drew_counts_once(made):
    plan, rows, output = made
    drawn = sum(row.has_figure for row in rows)
    found = Findings.of(plan, rows)
    counts = closing_lines(
        plan, found, Receipt(drawn=drawn + 1, by_template=drawn + 1), output, 1.0
    )[0]
    assert f"{drawn} drawn (100% by the template), 0 already current" in counts


def test_a_gallery_that_is_not_there_is_not_pointed_at(made, tmp_path):
    plan, rows, _ = made
    lines = closing_lines(plan, Findings.of(plan, rows), Receipt(drawn=9), tmp_path, 1.0)
    assert not any(line.startswith("look at") for line in lines)


def test_a_table_that_a_full_disk_kept_from_being_made_is_not_pointed_at(made, monkeypatch):
    monkeypatch.setattr("sweepfig.report.summary.MOST_LISTED", 2)
    plan, rows, output = made
    found = Findings.of(plan, [Row.failed(row.figure, "no space") for row in rows])
    what = (plan, found, Receipt(), output, 1.0)
    assert f"  ... and 7 more, in {output}/data.csv" in closing_lines(*what)
    lines = closing_lines(*what, has_table=False)
    assert "  ... and 7 more" in lines
    assert not any("data.csv" in line for line in lines)


def test_what_ended_a_job_is_why_its_targets_are_missing_also_those_never_looked_at(tmp_path):
    plan, rows, output = draw_sweep(tmp_path, **GRID)
    causes = ("no ink", *UNSEEN)
    failed = [Row.failed(row.figure, why) for row, why in zip(rows, causes, strict=False)]
    for row in failed:
        (output / row.figure).unlink()
    write_manifest(plan, output, 0, [*failed, *rows[len(failed) :]])
    assert lost_lines(plan, output, tmp_path, ended_by="killed") == [
        "3 of 9 targets were not drawn:",
        f"  {output}/{rows[0].figure}: no ink",
        *(f"  {output}/{row.figure}: not drawn: killed; see {tmp_path}" for row in rows[1:3]),
    ]


@pytest.mark.parametrize(("data", "is_there"), [("on", True), ("too much", True), ("off", False)])
def test_the_mark_of_the_folder_of_slices_is_among_the_files_that_a_run_leaves(
    made, data, is_there
):
    plan, _, output = made
    left = summary._files_left(replace(plan, gallery_data=data), output)
    assert (paths.slices_folder(output) / update.MARK in left) == is_there


def test_a_cause_that_all_share_is_said_once(made):
    plan, rows, _ = made
    failed = [Row.failed(row.figure, "no ink") for row in rows[:2]]
    assert failure_lines(plan, failed, 9, "plots") == [
        "2 of 9 targets were not drawn, all for one cause: no ink",
        *(f"  plots/{row.figure}" for row in failed),
    ]


def test_figures_without_their_numbers_are_listed_apart_and_count_as_drawn(made):
    plan, rows, output = made
    rows = [
        replace(rows[0], status="unmeasured", cause="mine.py:measure: no"),
        replace(rows[1], status="failed", cause="no ink"),
        *rows[2:],
    ]
    found = Findings.of(plan, rows)
    assert failure_lines(plan, found.failed, 9, "plots") == [
        "1 of 9 targets was not drawn:",
        f"  plots/{rows[1].figure}: no ink",
        "1 of 9 targets was drawn, but not measured:",
        f"  plots/{rows[0].figure}: mine.py:measure: no",
    ]
    counts = closing_lines(plan, found, Receipt(drawn=3), output, 1.0)[0]
    assert "3 drawn" in counts
    assert "5 already current, 1 failed" in counts
    assert not is_complete(plan, [rows[0]])
