"""What shows a sweep as both paths make it, and what Snakemake makes when asked: as a user would."""

from __future__ import annotations

import zipfile

import pytest
import yaml
from paths import assert_ok, run_fallback, run_snakemake, tree
from seeing import config_for, write_sweep

pytestmark = pytest.mark.slow
FOR_PEOPLE = {
    *("data.csv", "metrics.nc", "index.html", "index.js", "slices/0000.js", "slices/sweep.js"),
    *("error-map.png", "peak-map.png", "contact-sheet.png"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("see")
    write_sweep(folder / "sweep.nc", k=[0.3, 0.33], nu=[1e-3, 1e-2, 1e-1])
    for output in ("plots", "other"):
        config = config_for("sweep.nc", output, "k", "nu")
        (folder / f"{output}.yaml").write_text(yaml.safe_dump(config))
    assert_ok(run_snakemake(folder=folder, configfile="plots.yaml"))
    return folder


def test_both_paths_make_the_same_of_all_that_shows_the_sweep(folder):
    done = assert_ok(run_fallback(folder=folder, configfile="other.yaml"))
    ours, theirs = tree(folder / "plots"), tree(folder / "other")
    assert ours.keys() >= FOR_PEOPLE
    assert {name: theirs.get(name) for name in ours} == ours
    assert [line.split()[0] for line in done.output.splitlines()] == ["6", "largest", "look"]


def test_a_second_run_has_nothing_to_do(folder):
    done = assert_ok(run_snakemake("all", "-n", folder=folder, configfile="plots.yaml"))
    assert "Nothing to be done" in done.text


@pytest.mark.parametrize("name", ["index.html", "slices/0000.js"])
def test_a_gallery_that_is_gone_is_made_again(folder, name):
    page = folder / "plots" / name
    content = page.read_bytes()
    page.unlink()
    assert_ok(run_snakemake("all", folder=folder, configfile="plots.yaml"))
    assert page.read_bytes() == content


def test_the_report_has_overview_table_and_worst_targets(folder):
    # As the pages have it: without --cores.
    assert_ok(run_snakemake("--report", "report.zip", folder=folder, configfile="plots.yaml"))
    with zipfile.ZipFile(folder / "report.zip") as report:
        files = {name.rpartition("/")[2] for name in report.namelist()}
        page = report.read("report/report.html").decode()
    assert files >= {"data.csv", "error-map.png", "contact-sheet.png", "01_k=0.33 nu=0.1.png"}
    for words in ("Overview", "Worst targets", "k=0.33 nu=0.1"):
        assert words in page


@pytest.mark.parametrize(("rule", "files"), [("movies", "movies/*.webp"), ("book", "books/*.pdf")])
def test_movies_and_books_are_made_once(folder, rule, files):
    assert_ok(run_snakemake(rule, folder=folder, configfile="plots.yaml"))
    assert len(list((folder / "plots").glob(files))) == 2
    done = assert_ok(run_snakemake(rule, "-n", folder=folder, configfile="plots.yaml"))
    assert "Nothing to be done" in done.text


@pytest.mark.parametrize("rule", ["movies", "book"])
def test_a_sequence_tells_on_the_terminal_only_what_it_lacks(tmp_path, rule):
    write_sweep(tmp_path / "sweep.nc", k=[0.3, 0.33], nu=[1e-3, 1e-2, 1e-1])
    (tmp_path / "kind.py").write_text(
        "def draw(axes, slice):\n"
        "    if slice.point['nu'] > 0.05 and slice.point['k'] < 0.31: raise ValueError('no mode')\n"
    )
    config = config_for("sweep.nc", "plots", "k", "nu")
    config["figure"]["kind"] = "kind.py:draw"
    config["figures_as_jobs"] = 0  # the table, and a sequence, is made after a figure that failed
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config))
    done = run_snakemake(rule, folder=tmp_path)
    assert "1 made" not in done.text
    ending = {"movies": "webp", "book": "pdf"}[rule]
    lacking = [line for line in done.text.splitlines() if "which have no figure" in line]
    assert [line.rpartition("/")[2] for line in lacking] == [
        f"k=0.3.{ending}: lacks 1 of 3 targets, which have no figure"
    ]
    (log,) = (tmp_path / "logs").rglob("k=0.33.log")
    assert "1 made" in log.read_text()
