"""A plan drawn without Snakemake: every figure once, and what a run came to is what lies there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from paths import SMALL, assert_ok, figures, inodes, leftovers, run_snakemake, tree
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.fallback import draw_plan, ensure_plan
from sweeps import write_sweep

OUTPUT = Path("plots")


@pytest.fixture
def config(sweep):
    sweep.write_config(figure=SMALL, figures_per_job=3)
    return settings.read(sweep.configfile)


def counts(run):
    return run.receipt.drawn, run.receipt.current, run.receipt.failed


def test_a_plan_is_made_once_and_anew_when_what_it_was_made_from_changes(sweep, config):
    path = ensure_plan(config, OUTPUT)
    assert path == paths.plan_file(OUTPUT)
    before, content = path.stat().st_mtime_ns, path.read_bytes()
    ensure_plan(config, OUTPUT)
    assert path.stat().st_mtime_ns == before
    write_sweep(sweep.path, dampings=[1e-5])
    ensure_plan(config, OUTPUT)
    assert path.read_bytes() != content


def test_a_config_that_can_not_be_drawn_leaves_no_plan(sweep, config):
    sweep.path.unlink()
    with pytest.raises(UserError, match=r"there is no file sweep\.nc"):
        ensure_plan(config, OUTPUT)
    assert not paths.plan_file(OUTPUT).exists()


def test_a_whole_run_draws_all_once_and_says_so(config):
    seen = []
    run = draw_plan(
        ensure_plan(config, OUTPUT), processes=2, on_progress=lambda *said: seen.append(said)
    )
    assert (counts(run), run.is_complete, run.stopped) == ((6, 0, 0), True, "")
    assert sorted(OUTPUT / row.figure for row in run.rows) == figures(OUTPUT)
    assert seen[-1] == (6, 6)
    assert seen == sorted(seen)
    assert leftovers(OUTPUT) == []
    before = inodes(OUTPUT)
    again = draw_plan(ensure_plan(config, OUTPUT), processes=2)
    assert (counts(again)[0], counts(again)[2], again.is_complete) == (0, 0, True)
    assert [*again.rows] == [*run.rows]
    assert inodes(OUTPUT) == before


def test_a_run_over_some_targets_makes_neither_table_nor_gallery(config):
    run = draw_plan(ensure_plan(config, OUTPUT), processes=1, chosen=np.array([1, 4]))
    assert (counts(run), len(run.rows)) == ((2, 0, 0), 2)
    assert {path.relative_to(OUTPUT).as_posix() for path in figures(OUTPUT)} == {
        row.figure for row in run.rows
    }
    assert not paths.data_file(OUTPUT).exists()
    assert not paths.gallery_file(OUTPUT).exists()


def test_figures_may_go_to_another_folder_than_the_plans(config):
    run = draw_plan(ensure_plan(config, OUTPUT), output="elsewhere", processes=1)
    assert run.is_complete
    assert len(figures(Path("elsewhere"))) == 6
    assert figures(OUTPUT) == []


def test_a_target_that_fails_makes_a_run_incomplete_until_it_is_drawn(sweep):
    Path("mine.py").write_text(
        "import os\n"
        "def draw(axes, data):\n"
        "    if data.point['cee'] == 1e-3 and not os.path.exists('mended'): raise OSError('no mode')\n"
        "    axes.plot(data.abscissa, data.curves[0])\n"
    )
    sweep.write_config(figure={**SMALL, "kind": "mine.py:draw"})
    config = settings.read(sweep.configfile)
    run = draw_plan(ensure_plan(config, OUTPUT), processes=2)
    assert (counts(run), run.is_complete) == ((4, 0, 2), False)
    assert {row.cause for row in run.rows} == {"", "OSError: no mode"}
    Path("mended").touch()
    run = draw_plan(ensure_plan(config, OUTPUT), processes=2)
    assert (counts(run), run.is_complete) == ((2, 4, 0), True)


def test_a_sweep_that_changes_after_the_plan_ends_the_run_with_its_name(sweep, config):
    path = ensure_plan(config, OUTPUT)
    write_sweep(sweep.path, seed=1)
    run = draw_plan(path, processes=1)
    assert "sweep.nc: the sweep file was changed or removed" in run.stopped
    assert (run.is_complete, figures(OUTPUT)) == (False, [])


@pytest.mark.slow
def test_snakemake_leaves_what_it_leaves(sweep, config):
    draw_plan(ensure_plan(config, OUTPUT), processes=2)
    drawn = tree(OUTPUT)
    sweep.write_config(figure=SMALL, figures_per_job=3, output="other")
    assert_ok(run_snakemake())
    assert tree(Path("other")) == drawn
