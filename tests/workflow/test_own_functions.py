"""A user's function can't reach other figures, and is found beside the config."""

from __future__ import annotations

from pathlib import Path

from paths import ROOT, assert_ok, run_fallback, run_snakemake, tree

GREEDY = """
import matplotlib

def draw(axes, slice):
    axes.plot(slice.abscissa, slice.curves[0])
    matplotlib.rcParams["lines.linewidth"] += 1
    slice.abscissa[:] *= 2
    slice.curves[0][:] = 1
"""


def test_what_a_function_changes_stays_within_its_figure_on_both_paths(sweep):
    Path("greedy.py").write_text(GREEDY)
    sweep.write_config(figure={"kind": "greedy:draw", "size": [2, 1.5]}, figures_per_job=3)
    assert_ok(run_snakemake())
    assert_ok(run_fallback("--processes", "1", "--output", "other"))
    assert tree(sweep.output) == tree(Path("other"))
    data = (sweep.output / "data.csv").read_text()
    assert "NaN" not in data.splitlines()[1].split(",")[2]  # the peak of the data, not of the ones


def test_the_embedded_config_finds_its_sweep_from_anywhere_also_when_it_is_named(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    embedded = str(ROOT / "config" / "config.yaml")
    assert_ok(run_snakemake("-n", configfile=embedded))
    assert not Path("plots").exists()


def test_a_dry_run_leaves_nothing(sweep):
    sweep.write_config(figure={"size": [2, 1.5]})
    assert_ok(run_snakemake())
    before = tree(sweep.output)
    next(sweep.output.rglob("rc-*.png")).unlink()
    assert "rule figure" in assert_ok(run_snakemake("-n")).text
    assert_ok(run_snakemake())
    assert tree(sweep.output) == before
    assert not (sweep.output / ".sweepfig" / "receipts").exists()
