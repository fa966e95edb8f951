"""A Snakemake run leaves its orders and its time in a folder of its own, which goes when it is over."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from paths import ROOT
from sweepfig.core import paths, storage
from sweepfig.workflow import run_folder
from sweepfig.workflow.run_folder import Orders

OUTPUT = Path("plots")


pytestmark = pytest.mark.usefixtures("in_folder")


@pytest.fixture
def dead():
    """The number of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def named(pid, place=storage.MACHINE, began=None):
    """Make the folder of a run, and return its name."""
    run = paths.run_name(began or time.time() - 60, pid, place)
    paths.run_folder(OUTPUT, run).mkdir(parents=True)
    return run


def there():
    return {folder.name for folder in paths.folders_of_runs(OUTPUT)}


def test_jobs_find_the_orders_that_a_run_gave():
    orders = Orders(Path("run"))
    orders.give("abc", force=False)
    assert (Orders(Path("run")).plan, orders.force, orders.asked) == ("abc", False, [])
    for figure in ("k0=0.3/\u03bd=1.png", "b.png", "k0=0.3/\u03bd=1.png"):
        orders.ask_for(figure)
    orders.give("def", force=True)
    again = Orders(Path("run"))
    assert (again.plan, again.force) == ("def", True)
    assert again.asked == ["k0=0.3/\u03bd=1.png", "b.png"]


def test_two_output_folders_have_runs_of_two_names():
    names = {run_folder.variable_name(output) for output in ("plots", Path("plots"), "other")}
    assert len(names) == 2
    assert all(name.startswith("SWEEPFIG_RUN_") and name.isidentifier() for name in names)


def test_the_marker_has_the_time_when_the_run_began():
    run = run_folder.own_name(1_700_000_000.25)
    run_folder.leave_marker(OUTPUT, run, 1_700_000_000.25)
    assert paths.marker_file(OUTPUT, run).stat().st_mtime == 1_700_000_000.25
    assert paths.began(run) == 1_700_000_000.25
    assert paths.process_of(run) == (str(os.getpid()), storage.MACHINE)


def test_an_output_folder_that_cannot_be_written_is_said_at_once(monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    with pytest.raises(PermissionError, match="Permission denied: 'plots'"):
        run_folder.leave_marker(OUTPUT, "run", 1.0)


def test_a_file_younger_than_the_run_is_dated_back_and_no_other():
    for name, time_ in (("old", 1000), ("young", 3000)):
        Path(name).touch()
        os.utime(name, (time_, time_))
        run_folder.date_back(name, 2000)
    assert [Path(name).stat().st_mtime for name in ("old", "young")] == [1000, 1999]
    run_folder.date_back("not there", 2000)


def test_a_run_is_over_when_its_process_of_this_machine_has_ended(dead):
    assert run_folder.is_over(paths.run_name(1.0, dead, storage.MACHINE))
    assert not run_folder.is_over(paths.run_name(1.0, os.getpid(), storage.MACHINE))
    assert not run_folder.is_over(paths.run_name(1.0, dead, "elsewhere-1"))


def test_what_runs_left_that_are_over_is_removed_and_nothing_of_others(dead):
    over, running = named(dead), named(os.getpid())
    away = named(dead, place="elsewhere-1")
    long_ago = named(dead, place="elsewhere-1", began=time.time() - 2 * run_folder.DAY)
    assert there() == {over, running, away, long_ago}
    run_folder.remove_traces(OUTPUT)
    assert there() == {running, away}
    run_folder.remove_traces(OUTPUT, own=running)
    assert there() == {away}
    run_folder.remove_traces(OUTPUT, own=away)
    assert not paths.receipts_folder(OUTPUT).exists()
    run_folder.remove_traces(OUTPUT)


def test_a_job_ends_with_its_run():
    parent = subprocess.Popen(["sleep", "60"])
    code = (
        "import time; from sweepfig.workflow import run_folder;"
        f"run_folder.POLL_SECONDS = 0.05; run_folder.end_with({named(parent.pid)!r});"
        "print('going', flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts")}
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as job:
        try:
            assert job.stdout.readline() == b"going\n"
            time.sleep(0.3)
            assert job.poll() is None
            parent.kill()
            parent.wait()
            assert job.wait(10) == -15
        finally:
            parent.kill()
            job.kill()


def test_at_exit_is_in_the_folder_of_before_if_that_is_still_there():
    Path("here").mkdir()
    Path("gone").mkdir()
    program = f"""
import os, pathlib, sys
sys.path.insert(0, {str(ROOT / "scripts")!r})
from sweepfig.workflow.run_folder import at_exit
for folder in ("here", "gone"):
    os.chdir(folder)
    at_exit(pathlib.Path("left").touch)
    os.chdir("..")
os.rmdir("gone")
"""
    subprocess.run([sys.executable, "-c", program], check=True)
    assert [path.as_posix() for path in Path().rglob("left")] == ["here/left"]
