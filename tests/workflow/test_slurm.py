"""Both paths' third: the same plan drawn by a real Slurm, through two executors, whatever is killed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from paths import (
    ROOT,
    SMALL,
    SNAKEFILE,
    Ended,
    assert_ok,
    figures,
    finish,
    inodes,
    redrawn,
    run,
    run_fallback,
    started,
    sweepfig_command,
    tree,
)
from slurm_lab import SlurmLab, running_slurm, wait_for, what_is_missing

MISSING = what_is_missing()
if MISSING and not os.environ.get("SWEEPFIG_REQUIRE_SLURM"):
    pytest.skip(MISSING, allow_module_level=True)

EXECUTORS = ("slurm", "cluster-generic")
LONGEST = 240.0

long = pytest.mark.skipif(
    not os.environ.get("SWEEPFIG_SOAK"),
    reason="half a minute and more; SWEEPFIG_SOAK=1 (make soak) runs it",
)

# The slurm plugin waits 5 s, then 15, then 25 ...; the tests ask twice a second.
FAST = """\
import asyncio, sys
import snakemake_executor_plugin_slurm as plugin
async def sleep(self): await asyncio.sleep(0.5)
plugin.Executor.sleep = sleep
from snakemake.cli import main
sys.argv[0] = "snakemake"
sys.exit(main())
"""

# A user's function, of the kind that clusters see: it waits for something, or needs a lot.
USERS_FUNCTION = """\
import time
from pathlib import Path

def draw(axes, slice):
    axes.plot(slice.abscissa, slice.curves[0])
    if slice.point["nu"] == 3:
        while Path("hold").exists():
            time.sleep(0.02)
        if Path("hungry").exists():
            ballast = bytearray(900 * 2**20)
            ballast[::4096] = b"x" * len(ballast[::4096])
            time.sleep(5)
        if Path("broken").exists():
            raise RuntimeError("no such branch of the dispersion relation")
"""
DRAWN_BEFORE_IT_WAITS = 6  # three of each batch


@pytest.fixture(scope="session")
def slurm() -> Iterator[SlurmLab]:
    assert not MISSING, MISSING
    with running_slurm() as lab:
        yield lab


@pytest.fixture
def lab(slurm, monkeypatch):
    """The Slurm, for the commands of this test, with nothing in its queue."""
    monkeypatch.setenv("PATH", slurm.environment["PATH"])
    slurm.forget_jobs()
    return slurm


@pytest.fixture(params=EXECUTORS)
def executor(request):
    return request.param


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A sweep of two batches of six targets, and a user's function, in the working folder."""
    monkeypatch.chdir(tmp_path)
    write_sweep(tmp_path / "sweep.nc")
    (tmp_path / "own.py").write_text(USERS_FUNCTION)
    axis = {"notation": "fixed", "digits": 0}
    write_config(
        sweep={
            "curves": [{"file": "sweep.nc", "variable": "response"}],
            "axes": [{"dimension": "k", **axis}, {"dimension": "nu", **axis}],
            "abscissa": "omega",
        },
        figure={"kind": "own.py:draw", **SMALL},
        figures_per_job=6,
    )
    return tmp_path


def write_sweep(path: Path) -> None:
    import numpy as np
    import xarray as xr

    response = np.random.default_rng(0).random((2, 6, 20))
    coordinates = {"k": [0.0, 1.0], "nu": np.arange(6.0), "omega": np.linspace(0, 1, 20)}
    xr.Dataset({"response": (("k", "nu", "omega"), response)}, coordinates).to_netcdf(path)


def write_config(**config: object) -> None:
    Path("config.yaml").write_text(yaml.safe_dump(config))


def command(executor: str, *options: str, fast: bool = True) -> list[str]:
    """Return what a user types, but for how often the slurm plugin asks."""
    python = [
        sys.executable,
        *(("-c", FAST) if fast and executor == "slurm" else ("-m", "snakemake")),
    ]
    asking = ["--seconds-between-status-checks", "1"] if executor == "cluster-generic" else []
    profile = ["--profile", str(ROOT / "profiles" / executor), "-s", str(SNAKEFILE)]
    return [*python, *profile, *asking, *options, "--configfile", "config.yaml"]


def draw(executor: str, *options: str) -> Ended:
    with started(command(executor, *options)) as process:
        return finish(process, LONGEST)


@contextmanager
def waiting(
    executor: str, lab: SlurmLab, *options: str
) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Start a run and give its two jobs, when both are in the middle of their batch."""
    Path("hold").touch()
    with started(command(executor, *options)) as process:
        wait_for(lambda: len(figures(Path("plots"))) == DRAWN_BEFORE_IT_WAITS)
        yield process, sorted(lab.jobs("running"))


def release() -> None:
    Path("hold").unlink()


def assert_as_drawn_here(done: Ended) -> None:
    """Check that a run on the cluster left what the fallback leaves, byte for byte."""
    assert_ok(done)
    there = tree(Path("plots"))
    shutil.rmtree("plots")
    assert_ok(run_fallback())
    assert there == tree(Path("plots"))


def test_the_whole_demo_is_drawn_and_its_bytes_are_those_of_the_local_run(
    lab, executor, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    config = yaml.safe_load((ROOT / "config" / "config.yaml").read_text())
    for curve in config["sweep"]["curves"]:
        curve["file"] = str(ROOT / curve["file"])
    write_config(**{**config, "figure": {**config["figure"], **SMALL}})
    done = draw(executor)
    assert re.search(r"^315 drawn.*, 0 already current, 0 failed", done.text, re.MULTILINE)
    assert len(lab.jobs()) == 2
    before = inodes(Path("plots"))
    assert "Nothing to be done" in assert_ok(draw(executor)).text
    assert redrawn(before, Path("plots")) == []
    assert_as_drawn_here(done)


@pytest.mark.slow
def test_a_cancelled_job_is_tried_again_with_more_and_keeps_what_it_drew(lab, executor, folder):
    with waiting(executor, lab) as (process, jobs):
        before = inodes(Path("plots"))
        lab.client("scancel", jobs[0])
        wait_for(lambda: lab.jobs()[jobs[0]] == "CANCELLED")
        release()
        done = finish(process, LONGEST)
    assert len(lab.jobs()) == 3
    again = max(lab.jobs(), key=int)
    asked = [
        lab.client("squeue", "-h", "-t", "all", "-j", j, "-o", "%m %l") for j in (jobs[0], again)
    ]
    assert asked == ["801M 6:00\n", "1602M 12:00\n"]
    assert not set(before) & set(redrawn(before, Path("plots")))
    assert_as_drawn_here(done)


@pytest.mark.slow
def test_the_jobs_of_a_lost_node_are_tried_again_on_another(lab, executor, folder):
    with waiting(executor, lab) as (process, jobs):
        node = lab.node_of(jobs[0])
        lab.crash(node)
        wait_for(lambda: lab.jobs()[jobs[0]] == "NODE_FAIL")
        release()
        done = finish(process, LONGEST)
    lab.start_node(node)
    assert_as_drawn_here(done)


@long
def test_a_job_out_of_memory_is_tried_again_with_more(lab, executor, folder):
    Path("hungry").touch()
    done = draw(executor)
    states = list(lab.jobs().values())
    assert states.count("COMPLETED") == 2
    assert len(states) > 2
    assert_as_drawn_here(done)


@long
def test_a_job_past_its_time_limit_is_tried_again(lab, executor, folder):
    with waiting(executor, lab) as (process, jobs):
        lab.client("scontrol", "update", f"jobid={jobs[0]}", "timelimit=0:01")
        wait_for(lambda: lab.jobs()[jobs[0]] == "TIMEOUT", 150)
        release()
        done = finish(process, LONGEST)
    assert_as_drawn_here(done)


@long
def test_a_job_past_its_time_limit_that_is_not_tried_again_is_told_with_its_cause(lab, folder):
    with waiting("slurm", lab, "--retries", "0") as (process, jobs):
        lab.client("scontrol", "update", f"jobid={jobs[0]}", "timelimit=0:01")
        wait_for(lambda: lab.jobs()[jobs[0]] == "TIMEOUT", 150)
        release()
        done = finish(process, LONGEST)
    assert done.status == 1
    assert "Slurm ended its job: TIMEOUT, it took longer than the runtime" in done.text


@pytest.mark.slow
def test_a_slice_that_cannot_be_drawn_is_reported_and_not_tried_again(lab, executor, folder):
    Path("broken").touch()
    done = draw(executor)
    assert done.status == 1
    counted = "2 of 12 targets were not drawn, all for one cause: RuntimeError: no such branch"
    assert counted in done.text
    assert "plots/k=0.0/nu=3.0.png" in done.text
    assert sorted(lab.jobs().values()) == ["COMPLETED"] * 2
    Path("broken").unlink()
    assert_as_drawn_here(draw(executor))


@long
def test_a_job_that_always_dies_is_reported_and_costs_no_other_batch(lab, executor, folder):
    with waiting(executor, lab, "--retries", "0") as (process, jobs):
        lab.client("scancel", jobs[0])
        wait_for(lambda: lab.jobs()[jobs[0]] == "CANCELLED")
        release()
        done = finish(process, LONGEST)
    assert done.status == 1
    assert "Error in rule render" in done.text
    assert len(figures(Path("plots"))) == 9
    assert_as_drawn_here(draw(executor))


@long
def test_jobs_go_on_without_slurmctld_and_the_run_is_whole_after_it(lab, executor, folder):
    with waiting(executor, lab) as (process, _):
        lab.kill_controller()
        release()
        wait_for(lambda: len(figures(Path("plots"))) == 12)
        time.sleep(5)
        assert process.poll() is None
        lab.start_controller()
        done = finish(process, LONGEST)
    assert_as_drawn_here(done)


@long
def test_interrupted_snakemake_ends_and_leaves_no_job_that_cannot_be_cancelled(
    lab, executor, folder
):
    with waiting(executor, lab) as (process, jobs):
        process.send_signal(signal.SIGINT)
        assert finish(process, 30).status != 0
    # Mostly it has cancelled them; but while it asks for their states it does not know its jobs.
    assert_ok(run(["sh", "-c", _cleaning_command()]))
    wait_for(lambda: {lab.jobs()[job] for job in jobs} == {"CANCELLED"})
    release()
    assert_as_drawn_here(draw(executor))


@long
@pytest.mark.parametrize("cleaned", [True, False], ids=["cleaned", "not-cleaned"])
def test_after_a_killed_snakemake_the_jobs_go_on_and_the_next_run_is_whole(
    lab, executor, folder, cleaned
):
    with waiting(executor, lab) as (process, jobs):
        process.kill()
    assert [lab.jobs()[job] for job in jobs] == ["RUNNING"] * 2
    if cleaned:
        assert_ok(run(["sh", "-c", _cleaning_command()]))
        wait_for(lambda: {lab.jobs()[job] for job in jobs} == {"CANCELLED"})
    assert_ok(run(command(executor, "--unlock")))
    if not cleaned:
        with started(command(executor)) as process:
            wait_for(lambda: len(lab.jobs("running")) == 4)
            release()
            done = finish(process, LONGEST)
        wait_for(lambda: set(lab.jobs().values()) == {"COMPLETED"})
    else:
        release()
        done = draw(executor)
    assert_as_drawn_here(done)


def _cleaning_command() -> str:
    """Return the page's."""
    page = (ROOT / "docs" / "howto" / "cluster.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^ *(squeue .*scancel)$", page, re.MULTILINE)
    return str(line)


@long
def test_several_cores_share_a_batch(lab, executor, folder):
    done = draw(executor, "--set-threads", "render=2")
    asked = [lab.client("squeue", "-h", "-t", "all", "-j", job, "-o", "%C") for job in lab.jobs()]
    assert asked == ["2\n", "2\n"]
    assert_as_drawn_here(done)


@long
def test_with_the_settings_that_a_user_has(lab, executor, folder):
    done = assert_ok(run([*command(executor, fast=False)]))
    assert_as_drawn_here(done)


@pytest.mark.slow
def test_a_job_array_draws_without_snakemake_what_the_fallback_draws(lab, folder):
    installed = folder / "bin" / "sweepfig"
    installed.parent.mkdir()
    installed.write_text(f'#!/bin/sh\nexec {shlex.join(sweepfig_command())} "$@"\n')
    installed.chmod(0o755)
    lab_path = lab.environment["PATH"]
    script = ROOT / "examples" / "array.sh"
    lab.client(
        "env", f"PATH={installed.parent}:{lab_path}", "sbatch", "--wait", str(script), "config.yaml"
    )
    said = "".join(log.read_text() for log in Path().glob("sweepfig-*.log"))
    assert set(lab.jobs().values()) == {"COMPLETED"}, said
    assert "look at plots/index.html" in said
    there = tree(Path("plots"))
    shutil.rmtree("plots")
    assert_ok(run_fallback())
    assert tree(Path("plots")) == there


@pytest.mark.slow
@pytest.mark.parametrize("executor", EXECUTORS)
def test_snakemake_itself_may_be_a_job(lab, folder, executor):
    line = shlex.join(command(executor, fast=False))
    lab.client("sbatch", "--wait", "--mem=600M", "--output=head.log", "--wrap", line)
    assert set(lab.jobs().values()) == {"COMPLETED"}, Path("head.log").read_text()
    there = tree(Path("plots"))
    shutil.rmtree("plots")
    assert_ok(run_fallback())
    assert tree(Path("plots")) == there
