"""A plan drawn without Snakemake: every figure once, and what a run came to is what lies there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from paths import SMALL, assert_ok, figures, inodes, leftovers, run_snakemake, tree
from sweepfig import fallback
from sweepfig.batch.render import render_targets
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.fallback import draw_plan, ensure_plan, progress_bar
from sweepfig.pool import progress, starmap
from sweepfig.run.execute import Records
from sweeps import write_sweep

OUTPUT = Path("plots")


@pytest.fixture
def config(sweep):
    sweep.write_config(figure=SMALL, figures_per_job=3)
    return settings.read(sweep.configfile)


@pytest.fixture(autouse=True)
def with_others(monkeypatch):
    """A process that draws by itself, as a command's does, is watched by nobody: not so the tests'."""
    monkeypatch.setattr(progress, "_mine", {})


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


@pytest.mark.slow
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


def test_a_table_that_a_full_disk_keeps_from_being_made_is_not_said_to_be_there(
    config, monkeypatch
):
    def fill(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(fallback, "summarise", fill)
    run = draw_plan(ensure_plan(config, OUTPUT), processes=1)
    assert (run.has_table, run.is_complete) == (False, False)
    assert "No space left" in run.stopped


def test_figures_may_go_to_another_folder_than_the_plans(config):
    run = draw_plan(ensure_plan(config, OUTPUT), output="elsewhere", processes=1)
    assert run.is_complete
    assert len(figures(Path("elsewhere"))) == 6
    assert figures(OUTPUT) == []


@pytest.mark.slow
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


class Started(Exception):
    """Workers were started."""


def forbid(*_args, **_kwargs):
    raise Started


@pytest.fixture
def no_workers(monkeypatch):
    """Workers that were not started, and had better not be."""
    monkeypatch.setattr(starmap.Workers, "start", forbid)
    return starmap.Workers(2)


def draws_here(config, workers):
    path = ensure_plan(config, OUTPUT)
    try:
        return draw_plan(path, workers=workers).is_complete
    except Started:
        return False


def test_a_command_draws_few_figures_itself(config, no_workers):
    run = draw_plan(ensure_plan(config, OUTPUT), workers=no_workers)
    assert (counts(run), run.is_complete, run.stopped) == ((6, 0, 0), True, "")


def test_a_command_draws_by_workers_that_are_there_before_it_is(config):
    with starmap.Workers(2) as workers:
        workers.start()
        run = draw_plan(ensure_plan(config, OUTPUT), workers=workers)
        assert workers.are_started
    assert (counts(run), run.is_complete, run.stopped) == ((6, 0, 0), True, "")


@pytest.mark.parametrize(
    ("cores", "processes", "is_here"), [(1, 2, True), (4, 1, True), (4, 2, False)]
)
def test_many_figures_are_for_workers_if_there_are_several(
    config, no_workers, monkeypatch, cores, processes, is_here
):
    monkeypatch.setattr(fallback, "MOST_DRAWN_HERE", 5)
    monkeypatch.setattr(starmap, "usable_cores", lambda: cores)
    no_workers.processes = processes
    assert draws_here(config, no_workers) == is_here


@pytest.mark.parametrize(
    "figure",
    [{"kind": "mine.py:draw"}, {"time_limit": 60}, {"format": "svg"}, {}],
    ids=str,
)
def test_what_may_take_long_or_end_its_process_is_for_workers(sweep, no_workers, figure):
    Path("mine.py").write_text("def draw(axes, data): pass\ndef measure(data): return {}\n")
    sweep.write_config(figure={**SMALL, **figure}, numbers=None if figure else "mine.py:measure")
    assert not draws_here(settings.read(sweep.configfile), no_workers)


def test_a_run_whose_worker_was_killed_counts_what_had_been_drawn(config, monkeypatch):
    def begun(plan, plan_path, output, batches, *, chosen, options, on_progress):
        records = Records(plan, output, batches, chosen)
        half = range(plan.n_targets // 2)
        records.enter(half, render_targets(plan, output, half))
        render_targets(plan, output, range(half.stop, plan.n_targets))  # drawn, but not told
        records.ended = starmap.WorkerDied("a worker was killed")
        return records

    path = ensure_plan(config, OUTPUT)
    monkeypatch.setattr(fallback, "execute", begun)
    run = draw_plan(path, processes=1)
    assert (run.receipt.drawn, run.receipt.figures) == (6, 6)
    assert run.stopped == "a worker was killed"


def test_a_program_that_draws_a_plan_has_it_drawn_by_workers(config, no_workers):
    assert not draws_here(config, None)


def test_few_figures_may_be_drawn_in_this_process_which_then_has_no_time_limit(config, monkeypatch):
    monkeypatch.setattr(
        "sweepfig.pool.process.start", lambda *_: pytest.fail("a process was started")
    )
    run = draw_plan(ensure_plan(config, OUTPUT), processes=2, may_draw_here=True)
    assert (counts(run), progress._mine) == ((6, 0, 0), {})


def test_a_bar_shows_how_many_figures_are_done(capsys):
    with progress_bar(leave=True) as show:
        show(1, 3)
        show(3, 3)
    assert "3/3" in capsys.readouterr().err
    with progress_bar(
        leave=False, delay=60
    ) as show:  # of a run that is over sooner nothing is seen
        show(3, 3)
    assert capsys.readouterr().err == ""
