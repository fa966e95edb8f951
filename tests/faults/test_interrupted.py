"""A run that is interrupted or killed anywhere: no half figure, and the next run draws the rest."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import paths
import pytest
import yaml
from paths import (
    COMMANDS,
    PATHS,
    SMALL,
    assert_is_message,
    assert_ok,
    descendants,
    figures,
    finish,
    inodes,
    is_running,
    kill,
    run_fallback,
    snakemake_command,
    started,
    wait_until,
)
from sweepfig.drawing.file.provenance import recorded_digest
from sweeps import config_for, write_sweep

OUTPUT = Path("plots")
SLOW = """
import os, time

def draw(axes, data):
    while os.path.exists("slow") and data.point["cee"] == 1e-3:
        time.sleep(0.01)
    axes.plot(data.abscissa, data.curves[0])
"""


@pytest.fixture
def slow(sweep):
    """A sweep whose last figure in each batch is never done, as long as there is the file `slow`."""
    Path("slow").touch()
    Path("slow.py").write_text(SLOW)
    sweep.write_config(figure={**SMALL, "kind": "slow.py:draw"}, figures_per_job=3)
    return sweep


def assert_whole(before: dict[str, tuple[int, int]]) -> None:
    """Check that the figures which were drawn are there, each of them whole, and no other."""
    assert len(before) == 4
    assert all(recorded_digest(OUTPUT / name) for name in before)


def contents(output: Path) -> dict[str, bytes]:
    return {name: (output / name).read_bytes() for name in inodes(output)}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Return the figures that a run which nothing disturbed draws of the same sweep."""
    folder = tmp_path_factory.mktemp("undisturbed")
    write_sweep(folder / "sweep.nc")
    (folder / "slow.py").write_text(SLOW)
    config = config_for("sweep.nc", figure={**SMALL, "kind": "slow.py:draw"})
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    assert_ok(run_fallback(folder=folder))
    return contents(folder / "plots")


@pytest.fixture
def assert_rest_is_drawn(undisturbed):
    def check(path: str, before: dict[str, tuple[int, int]]) -> None:
        """Check that the next run keeps what was drawn and draws the rest."""
        Path("slow").unlink(missing_ok=True)
        paths.assert_rest_is_drawn(path, before)
        assert contents(OUTPUT) == undisturbed

    return check


@pytest.mark.parametrize("path", PATHS)
def test_after_ctrl_c_the_next_run_draws_the_rest(slow, path, assert_rest_is_drawn):
    with started(COMMANDS[path]()) as process:
        wait_until(lambda: len(figures(OUTPUT)) == 4)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of the foreground
        done = finish(process, 10)
        assert done.status != 0
        assert "Traceback" not in done.text, done.text
    before = inodes(OUTPUT)
    assert_whole(before)
    assert_rest_is_drawn(path, before)


@pytest.mark.slow
def test_after_sigterm_the_fallback_says_so_and_the_next_run_draws_the_rest(
    slow, assert_rest_is_drawn
):
    with started(COMMANDS["fallback"]()) as process:
        wait_until(lambda: len(figures(OUTPUT)) == 4)
        process.terminate()
        done = finish(process, 10)
    assert done.status == 128 + signal.SIGTERM
    assert "terminated; run again to draw the rest" in done.errors
    before = inodes(OUTPUT)
    assert_whole(before)
    assert_rest_is_drawn("fallback", before)


@pytest.mark.slow
def test_after_sigterm_snakemake_ends_the_jobs_it_began_and_the_next_run_does_the_rest(
    slow, assert_rest_is_drawn
):
    with started(COMMANDS["snakemake"]()) as process:
        wait_until(lambda: len(figures(OUTPUT)) == 4)
        process.terminate()
        time.sleep(0.5)
        Path("slow").unlink()
        assert finish(process, 20).status != 0
    assert not Path("plots/data.csv").exists()
    assert_rest_is_drawn("snakemake", inodes(OUTPUT))


@pytest.mark.slow
def test_after_sigkill_of_the_fallback_its_workers_are_gone_and_the_next_run_draws_the_rest(
    slow, assert_rest_is_drawn
):
    with started(COMMANDS["fallback"]()) as process:
        wait_until(lambda: len(figures(OUTPUT)) == 4)
        family = descendants(process.pid)
        assert len(family) >= 3  # the supervisor and two workers
        process.kill()
        finish(process, 2)
        wait_until(lambda: not any(map(is_running, family)), seconds=2)
    before = inodes(OUTPUT)
    assert_whole(before)
    assert_rest_is_drawn("fallback", before)


def test_after_sigkill_of_snakemake_and_its_jobs_the_next_run_draws_the_rest(
    slow, assert_rest_is_drawn
):
    with started(COMMANDS["snakemake"]()) as process:
        wait_until(lambda: len(figures(OUTPUT)) == 4)
        for pid in [process.pid, *descendants(process.pid)]:
            kill(pid)
        finish(process, 2)
    before = inodes(OUTPUT)
    assert_whole(before)
    assert_rest_is_drawn("snakemake", before)


IN_BATCHES = ("all", "--executor", "local")


@pytest.mark.slow
def test_a_job_that_is_killed_costs_its_own_batch_and_snakemake_says_so(slow, assert_rest_is_drawn):
    with started(snakemake_command(*IN_BATCHES)) as process:
        wait_until(lambda: len(figures(OUTPUT)) == 4)
        job = next(pid for pid in descendants(process.pid) if _is_render_job(pid))
        its_own = descendants(job)
        kill(job)
        wait_until(lambda: not any(map(is_running, its_own)), seconds=20)  # or they might draw on
        Path("slow").unlink()
        done = finish(process, 20)
    assert done.status != 0
    assert "Error in rule render" in done.text
    before = inodes(OUTPUT)
    assert len(before) == 5  # two of its own, and the other batch
    assert_rest_is_drawn("snakemake", before)


def _is_render_job(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:  # it ended meanwhile
        return False
    return len(words) > 1 and words[1].endswith(b"render.py")


@pytest.mark.slow
def test_a_job_tried_again_draws_in_workers_so_that_what_ends_it_costs_one_figure(sweep):
    # Large enough to be caught under way.
    look = {"size": [30, 20], "dpi": 200, "kind": "histogram"}
    sweep.write_config(figure=look, figures_per_job=6)
    with started(snakemake_command(*IN_BATCHES, "--retries", "1")) as process:

        def kill_one(n_figures: int, is_victim: Callable[[int], bool]) -> None:
            wait_until(lambda: len(figures(OUTPUT)) == n_figures)
            kill(next(pid for pid in descendants(process.pid) if is_victim(pid)))

        kill_one(1, _is_render_job)
        kill_one(3, _is_worker)
        done = finish(process, 60)
    cause = "the process that drew it was killed by signal 9 (SIGKILL)"
    assert_is_message(done, "1 of 6 targets was not drawn", cause)
    paths.assert_rest_is_drawn("snakemake", inodes(OUTPUT))


def _is_worker(pid: int) -> bool:
    """Whether a process was started by the fork server, and so by none that waits for it."""
    try:
        parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
        return b"forkserver" in Path(f"/proc/{parent}/cmdline").read_bytes()
    except OSError:
        return False


@pytest.mark.slow
def test_after_sigkill_of_snakemake_alone_its_jobs_end_and_the_next_run_removes_its_traces(
    slow, assert_rest_is_drawn
):
    with started(snakemake_command(*IN_BATCHES)) as process:
        wait_until(lambda: len(figures(OUTPUT)) == 4)
        jobs = descendants(process.pid)
        assert any(map(_is_render_job, jobs))
        process.kill()
        finish(process, 5)
        wait_until(lambda: not any(map(is_running, jobs)), seconds=5)
    before = inodes(OUTPUT)
    assert_whole(before)
    assert_rest_is_drawn("snakemake", before)
