"""Figures that are jobs of their own, as Snakemake's own commands see them."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
import yaml
from paths import (
    SMALL,
    assert_ok,
    counts,
    draw_here,
    figures,
    inodes,
    redrawn,
    run_snakemake,
    tree,
)
from sweeps import config_for, write_sweep

OUTPUT = Path("plots")
FIGURE = "plots/k0=0.33/rc-1.778e-05.png"


@pytest.fixture(scope="module")
def drawn_once(tmp_path_factory):
    """A folder with a sweep, drawn by Snakemake."""
    folder = tmp_path_factory.mktemp("drawn")
    write_sweep(folder / "sweep.nc")
    config = config_for("sweep.nc", figure=SMALL)
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    assert_ok(run_snakemake(folder=folder))
    return folder


@pytest.fixture
def shown(drawn_once, monkeypatch):
    """That folder as the working folder, for what only looks at it: it must be left as it was."""
    monkeypatch.chdir(drawn_once)
    before, places = tree(OUTPUT), inodes(OUTPUT)
    yield
    assert (tree(OUTPUT), inodes(OUTPUT)) == (before, places)


@pytest.fixture
def drawn(sweep):
    """A folder of its own, drawn by Snakemake."""
    sweep.write_config(figure=SMALL)
    assert_ok(run_snakemake())


def test_a_dry_run_in_an_empty_folder_names_each_figure(sweep):
    sweep.write_config(figure=SMALL)
    said = assert_ok(run_snakemake("--dry-run")).text
    assert len(re.findall(r"^    output: plots/k0=\S+\.png", said, re.MULTILINE)) == 6
    assert f"output: {FIGURE}" in said
    assert not OUTPUT.exists()


@pytest.mark.parametrize("command", ["--summary", "--dag", "--rulegraph"])
def test_what_only_shows_writes_nothing(sweep, command):
    sweep.write_config(figure=SMALL)
    assert "figure" in assert_ok(run_snakemake(command)).output
    assert not OUTPUT.exists()


def test_the_summary_lists_each_figure_and_what_is_to_be_done(drawn):
    Path(FIGURE).unlink()
    lines = assert_ok(run_snakemake("--summary")).output.splitlines()
    plans = {line.split("\t")[0]: line.split("\t")[-1] for line in lines}
    assert plans[FIGURE] == "update pending"
    rest = {plans[str(figure)] for figure in figures(OUTPUT)}
    assert rest == {"no update"}
    assert len(figures(OUTPUT)) == 5


def test_the_graphs_show_figures(shown):
    rules = assert_ok(run_snakemake("--rulegraph")).output
    assert re.search(r'label = "figure"', rules)
    jobs = assert_ok(run_snakemake("--dag")).output
    assert len(re.findall(r'label = "figure', jobs)) == 6


@pytest.mark.parametrize("kind", ["code", "input"])  # Snakemake 9.27 lists all under params
def test_a_finished_sweep_has_no_changes_to_list(shown, kind):
    listed = assert_ok(run_snakemake("--list-changes", kind)).output
    assert "png" not in listed


@pytest.mark.slow
def test_what_the_fallback_drew_has_no_changes_to_list(sweep):
    sweep.write_config(figure=SMALL)
    draw_here()
    assert "png" not in assert_ok(run_snakemake("--list-changes", "input")).output
    assert "Nothing to be done" in assert_ok(run_snakemake()).text


@pytest.mark.slow
def test_until_figures_draws_them_and_makes_no_table(sweep):
    sweep.write_config(figure=SMALL)
    assert_ok(run_snakemake("--until", "figure"))
    assert len(figures(OUTPUT)) == 6
    assert not (OUTPUT / "data.csv").exists()
    before = inodes(OUTPUT)
    assert counts(assert_ok(run_snakemake())) == (0, 6, 0)
    assert redrawn(before, OUTPUT) == []


def test_touched_figures_are_looked_at_and_not_drawn(drawn):
    before, files = inodes(OUTPUT), tree(OUTPUT)
    assert_ok(run_snakemake("--touch"))
    assert_ok(run_snakemake())
    assert redrawn(before, OUTPUT) == []
    assert tree(OUTPUT) == files
    assert "Nothing to be done" in assert_ok(run_snakemake()).text


@pytest.mark.slow
def test_a_report_can_show_one_figure(shown):
    assert_ok(run_snakemake("all", "--report", "all.html"))
    assert FIGURE not in Path("all.html").read_text()  # with all it would be a page of many MB
    assert_ok(run_snakemake(FIGURE, "--report", "one.html"))
    page = Path("one.html").read_text()
    assert FIGURE in page
    assert base64.b64encode(Path(FIGURE).read_bytes()).decode() in page


@pytest.mark.slow
def test_a_run_prints_a_few_lines_and_the_log_has_the_rest(sweep):
    sweep.write_config(figure=SMALL)
    done = assert_ok(run_snakemake())
    lines = done.text.strip().splitlines()
    assert len(lines) <= 5, done.text
    assert "6 drawn" in done.text
    (log,) = Path(".snakemake/log").iterdir()
    assert "rule figure" in log.read_text()


def test_a_wrong_variable_is_one_line(sweep):
    sweep.write_config(figure=SMALL, sweep={"curves": [{"file": "sweep.nc", "variable": "no"}]})
    done = run_snakemake()
    assert done.status != 0
    lines = [line for line in done.text.splitlines() if not line.startswith("Using workflow")]
    assert len(lines) == 1
    assert "no variable 'no'" in lines[0]


@pytest.mark.slow
def test_printshellcmds_prints_as_snakemake_does(sweep):
    sweep.write_config(figure=SMALL)
    assert "rule figure:" in assert_ok(run_snakemake("--printshellcmds")).text
