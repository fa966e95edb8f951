"""What Snakemake's own options do to figures: each is a job of its own, or in one of some batches."""

from __future__ import annotations

from pathlib import Path

import pytest
from paths import (
    SMALL,
    assert_is_message,
    assert_ok,
    counts,
    draw_here,
    figures,
    inodes,
    redrawn,
    run_snakemake,
    tree,
)

OUTPUT = Path("plots")
FIGURE = "plots/k0=0.33/rc-1.778e-05.png"


@pytest.fixture
def drawn(sweep):
    """The sweep, drawn."""
    sweep.write_config(figure=SMALL, figures_per_job=3)
    draw_here()
    return sweep


BATCHES = ["--executor", "local"]
LEVERS = [["--forceall"], ["-R", "figure"], ["-R", "render", *BATCHES], ["-R", "figure", *BATCHES]]


@pytest.mark.slow
@pytest.mark.parametrize("lever", LEVERS, ids=" ".join)
def test_a_forced_run_draws_every_figure_and_the_same_tree(drawn, lever):
    before, files = inodes(OUTPUT), tree(OUTPUT)
    done = assert_ok(run_snakemake("all", *lever))
    assert counts(done) == (6, 0, 0)
    assert len(redrawn(before, OUTPUT)) == 6
    assert tree(OUTPUT) == files


@pytest.mark.slow
def test_a_figure_forced_by_path_is_drawn_and_no_other(drawn):
    before = inodes(OUTPUT)
    assert_ok(run_snakemake(FIGURE, "--force"))
    assert redrawn(before, OUTPUT) == [FIGURE.removeprefix("plots/")]


@pytest.mark.slow
def test_what_was_deleted_by_snakemake_is_drawn_again(drawn):
    files = tree(OUTPUT)
    assert_ok(run_snakemake("all", "--delete-all-output"))
    assert not figures(OUTPUT)
    assert not (OUTPUT / "data.csv").exists()
    assert counts(assert_ok(run_snakemake())) == (6, 0, 0)
    assert tree(OUTPUT) == files


@pytest.mark.parametrize("is_drawn", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_dry_run_refuses_a_figure_that_no_target_has(sweep, is_drawn):
    sweep.write_config(figure=SMALL)
    if is_drawn:
        draw_here()
    done = run_snakemake("plots/k0=0.33/rc-1.779e-05.png", "--dry-run")
    assert_is_message(done, "no such target; 'rc-1.779e-05' is not there, nearest are rc-1.778e-05")
    assert (OUTPUT / ".sweepfig").exists() == is_drawn


def test_a_figure_asked_for_by_path_is_done_then(sweep):
    sweep.write_config(figure=SMALL)
    asked = [FIGURE, "plots/k0=0.33/rc-1.000e-05.png"]
    for _ in range(2):
        Path(FIGURE).unlink(missing_ok=True)
        assert_ok(run_snakemake(*asked))
        assert "Nothing to be done" in assert_ok(run_snakemake(*asked)).text
    assert [str(figure) for figure in figures(OUTPUT)] == sorted(asked)


@pytest.mark.slow
def test_a_batch_on_this_machine_may_take_any_time(sweep):
    # `runtime` is what a job asks a cluster for, where one that exceeds it is tried again.
    sweep.write_config(figure=SMALL, figures_as_jobs=0)
    assert counts(assert_ok(run_snakemake("--set-resources", "render:runtime=0"))) == (6, 0, 0)
