"""A run over some of the targets draws those, and a whole run after it the rest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from paths import (
    PATHS,
    SMALL,
    assert_is_message,
    assert_ok,
    counts,
    draw_here,
    figures,
    inodes,
    redrawn,
    run_fallback,
    run_snakemake,
    tree,
)
from sweeps import write_sweep

OUTPUT = Path("plots")


def drawn():
    return [path.relative_to(OUTPUT).as_posix() for path in figures(OUTPUT)]


@pytest.mark.parametrize("path", PATHS)
def test_a_run_over_a_value_that_is_not_there_names_the_nearest_and_draws_nothing(sweep, path):
    write_sweep(sweep.path, wavenumbers=[0.3, 0.34, 0.4])
    done = limited(path, sweep, {"wavenumber": 0.336})
    assert_is_message(done, "only: wavenumber has no value 0.336", "near are 0.34, 0.3, 0.4")
    assert not figures(OUTPUT)


def limited(path, sweep, only, limit=None):
    """Run one path over some of the targets, said as each of the two has it."""
    if path == "fallback":
        more = ["--limit", str(limit)] if limit else []
        return run_fallback(*(f"--only={k}={v}" for k, v in only.items()), *more)
    keys = {"only": only} | ({"limit": limit} if limit else {})
    sweep.write_config(figure=SMALL, **keys)
    return run_snakemake()


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_run_over_some_draws_those_and_a_whole_run_draws_the_rest(sweep, path):
    sweep.write_config(figure=SMALL)
    done = assert_ok(limited(path, sweep, {"cee": "1e-6:2e-5"}, limit=3))
    assert drawn() == [
        "k0=0.3/rc-1.000e-05.png",
        "k0=0.3/rc-1.778e-05.png",
        "k0=0.33/rc-1.000e-05.png",
    ]
    assert counts(done) == (3, 0, 0)
    assert "3 of 6 targets looked at: the first 3 of cee = 1e-6:2e-5" in done.text
    before = inodes(OUTPUT)
    assert counts(assert_ok(limited(path, sweep, {"cee": "1e-6:2e-5"}, limit=3))) == (0, 3, 0)
    sweep.write_config(figure=SMALL)
    assert counts(assert_ok(PATHS[path]())) == (3, 3, 0)
    assert len(redrawn(before, OUTPUT)) == 3
    # As if it had been one run; and nobody is an orphan.
    several = tree(OUTPUT)
    shutil.rmtree(OUTPUT)
    draw_here()
    assert several == tree(OUTPUT)


def test_after_a_few_figures_that_were_jobs_of_their_own_a_whole_run_in_batches_draws_the_rest(
    sweep,
):
    few = {"figure": SMALL, "figures_as_jobs": 3}
    sweep.write_config(**few, limit=2)
    assert counts(assert_ok(run_snakemake())) == (2, 0, 0)
    sweep.write_config(
        **few
    )  # `split` runs: for Snakemake its settings have changed, the plan has not
    assert counts(assert_ok(run_snakemake())) == (4, 2, 0)
    assert len(drawn()) == 6


@pytest.mark.slow
def test_where_split_has_to_run_what_comes_after_it_does_too(sweep):
    in_batches = {"figure": SMALL, "figures_as_jobs": 0}
    sweep.write_config(**in_batches)
    assert_ok(run_snakemake("all", "-R", "split"))
    assert len(drawn()) == 6
    (OUTPUT / "data.csv").unlink()
    lost = figures(OUTPUT)[0]
    lost.unlink()
    sweep.write_config(**in_batches | {"figures_as_jobs": 1})
    assert_ok(run_snakemake())
    assert lost.exists()
    assert (OUTPUT / "data.csv").exists()
    lost.unlink()
    assert_ok(run_snakemake(str(lost), "-R", "split"))
    assert lost.exists()
    lost.write_bytes(figures(OUTPUT)[1].read_bytes())
    assert_ok(run_snakemake(str(lost), "-R", "split"))
    assert lost.read_bytes() != figures(OUTPUT)[1].read_bytes()
    assert_ok(run_snakemake("movies", "-R", "split"))
    assert len(list((OUTPUT / "movies").iterdir())) == 2
    (OUTPUT / ".sweepfig" / "complete").unlink()
    assert "compared" in assert_ok(run_snakemake("verify", "-R", "split")).text
    assert (OUTPUT / ".sweepfig" / "complete").exists()
    assert "Nothing to be done" in assert_ok(run_snakemake()).text


@pytest.mark.slow
def test_a_run_over_some_leaves_the_rest_as_it_was(sweep):
    sweep.write_config(figure=SMALL)
    draw_here()
    before = tree(OUTPUT)
    (OUTPUT / "k0=0.33/rc-1.000e-05.png").unlink()
    done = assert_ok(run_fallback("--only", "wavenumber=0.3"))
    assert counts(done) == (0, 3, 0)
    assert counts(assert_ok(run_fallback("--only", "wavenumber=0.33"))) == (1, 2, 0)
    assert tree(OUTPUT) == before
    assert counts(assert_ok(run_fallback())) == (0, 6, 0)


@pytest.mark.slow
def test_after_a_run_over_some_one_whole_run_is_enough(sweep):
    sweep.write_config(figure=SMALL)
    assert_ok(run_snakemake())
    shutil.rmtree(OUTPUT / "k0=0.33")
    assert_ok(limited("snakemake", sweep, {"wavenumber": 0.33}))
    sweep.write_config(figure=SMALL)
    assert counts(assert_ok(run_snakemake())) == (0, 6, 0)
    assert "Nothing to be done" in assert_ok(run_snakemake()).text


@pytest.mark.slow
def test_a_figure_touched_meanwhile_is_looked_at_by_the_whole_run(sweep):
    sweep.write_config(figure=SMALL, figures_per_job=6)
    draw_here()
    whole = (OUTPUT / "k0=0.33/rc-1.000e-05.png").read_bytes()
    (OUTPUT / "k0=0.33/rc-1.000e-05.png").write_bytes(whole.replace(b"sweepfig", b"swapefig"))
    (OUTPUT / "k0=0.3/rc-1.000e-05.png").unlink()
    assert counts(assert_ok(run_fallback("--only", "wavenumber=0.3")))[0] == 1
    assert counts(assert_ok(run_fallback()))[0] == 1
    assert (OUTPUT / "k0=0.33/rc-1.000e-05.png").read_bytes() == whole


@pytest.mark.parametrize("path", PATHS)
def test_a_selection_that_is_none_is_a_message(sweep, path):
    sweep.write_config(figure=SMALL)
    assert_is_message(limited(path, sweep, {"cee": "7"}), "only: cee has no value 7")
    sweep.write_config(figure=SMALL, only={"damping": 1})
    assert_is_message(PATHS[path](), "only: 'damping' is no axis; allowed are wavenumber, cee")
