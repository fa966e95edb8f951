"""What shows a sweep is made once, and again only when there is need."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from seeing import config_for, draw, draw_sweep, write_sweep
from sweepfig.batch.row import Row
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.report import update
from sweepfig.report.findings import is_summarised
from sweepfig.report.summary import summarise

GRID = {"k": [0.3, 0.33, 0.4], "nu": [1e-3, 1e-2, 1e-1]}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return draw_sweep(tmp_path_factory.mktemp("showing"), **GRID)


@pytest.fixture
def copied(made, tmp_path):
    plan, rows, output = made
    shutil.copytree(output, tmp_path / "plots")
    return plan, rows, tmp_path / "plots"


def test_what_is_current_is_left_alone(copied):
    plan, _, output = copied
    names_left = ("index.html", "index.js", "metrics.nc", "error-map.png")
    before = [(output / name).stat().st_mtime_ns for name in names_left]
    summarise(plan, output)
    assert [(output / name).stat().st_mtime_ns for name in names_left] == before


def test_all_but_what_draws_can_be_imported_beforehand():
    code = (
        "import sys; from sweepfig.report import update; update.import_ahead(); print(*sys.modules)"
    )
    found = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert {"sweepfig.report.table", "sweepfig.report.gallery.axes_box"} <= {*found}
    assert "matplotlib.figure" not in found  # for workers


def test_code_that_cannot_be_read_does_not_end_the_drawing(monkeypatch):
    def fail(*_):
        raise OSError("gone")

    update.code_digest.cache_clear()
    monkeypatch.setattr(update, "digest_of_code", fail)
    update.import_ahead()
    with pytest.raises(OSError, match="gone"):
        update.code_digest()


def test_figures_of_long_names_are_copied_for_the_report(tmp_path):
    plan, rows, output = draw_sweep(
        tmp_path, p=["\u00e4" * 95, "b" * 190], q=["c" * 190, "d" * 190]
    )
    summarise(plan, output)
    copies = paths.sheet_files(output)
    assert len(copies) == 4
    drawn = {(output / row.figure).read_bytes() for row in rows}
    assert {copy.read_bytes() for copy in copies} == drawn
    assert all(copy.suffix == ".png" for copy in copies)


def test_two_runs_may_fill_the_sheets_folder_at_once(copied):
    plan, rows, output = copied
    found = paths.sheet_files(output)
    (paths.sheet_folder(output) / "99_former.png").touch()

    def fill(_):
        update._fill_sheet_folder(plan, rows, output)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(fill, range(40)))
    assert paths.sheet_files(output) == found != []


@pytest.mark.parametrize("name", ["index.html", "index.js", "metrics.nc", "error-map.png"])
def test_what_is_gone_is_made_again(copied, name):
    plan, _, output = copied
    content = (output / name).read_bytes()
    (output / name).unlink()
    summarise(plan, output)
    assert (output / name).read_bytes() == content


@pytest.mark.parametrize("name", ["number-maps.png", "holes.csv"])
def test_what_tells_of_another_sweep_is_removed_also_where_nothing_is_to_do(copied, name):
    """As in a folder into which a backup of another one was copied."""
    plan, _, output = copied
    assert is_summarised(plan, output)
    (output / name).write_text("of another sweep")
    assert not is_summarised(plan, output)
    summarise(plan, output)
    assert not (output / name).exists()
    assert is_summarised(plan, output)


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("nowhere")])
def test_a_pipe_or_a_link_to_nothing_is_removed_likewise(copied, make):
    plan, _, output = copied
    make(output / "holes.csv")
    assert not is_summarised(plan, output)
    summarise(plan, output)
    assert not os.path.lexists(output / "holes.csv")


def test_a_changed_number_is_shown(copied):
    plan, rows, output = copied
    before = (output / "index.js").read_bytes()
    update.write_report_files(
        plan,
        paths.plan_file(output),
        [Row(rows[0].figure, "", 0, "failed", "gone"), *rows[1:]],
        output,
    )
    assert (output / "index.js").read_bytes() != before


def test_a_figure_may_not_be_named_as_the_overview(tmp_path):
    write_sweep(tmp_path / "sweep.nc", name=["a", "peak-map"])
    config = config_for(tmp_path / "sweep.nc", tmp_path / "plots", "name")
    config["sweep"]["axes"][0]["path"] = "{}"
    with pytest.raises(UserError, match=r"named peak-map\.png"):
        draw(config)
