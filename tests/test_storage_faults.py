"""Full disks, folders that are read-only or gone, sweeps that change in mid-run, clocks set back."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from paths import (
    COMMANDS,
    PATHS,
    SMALL,
    Ended,
    assert_is_message,
    assert_ok,
    assert_rest_is_drawn,
    counts,
    fallback_command,
    figures,
    finish,
    inodes,
    leftovers,
    run,
    run_fallback,
    started,
    wait_until,
)
from sweepfig.saving import recorded_digest
from sweeps import write_sweep

OUTPUT = Path("plots")
HOLD = """
import os, time

def draw(axes, data):
    axes.plot(data.abscissa, data.curves[0])
    while os.path.exists("hold") and data.point["cee"] == 1e-3:
        open(f"held-{os.getpid()}", "a").close()
        time.sleep(0.01)
    if os.path.exists("broken"):
        raise RuntimeError("broken")
"""


@pytest.fixture
def held(sweep):
    """A sweep whose last figure in each batch is not done as long as there is the file `hold`."""
    Path("hold").touch()
    Path("hold.py").write_text(HOLD)
    sweep.write_config(figure={**SMALL, "kind": "hold.py:draw"}, figures_per_job=3)
    return sweep


@contextmanager
def mounted(size: str) -> Iterator[Path]:
    """Have the output folder on a file system of its own, in memory and small."""
    OUTPUT.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "sweepfig", str(OUTPUT)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield OUTPUT
    finally:
        subprocess.run(["umount", "--lazy", str(OUTPUT)], check=True)


def remount(options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(OUTPUT)], check=True)


def both_are_held() -> bool:
    return len(list(Path().glob("held-*"))) == 2


def in_the_middle(path: str, change) -> Ended:
    """Run a path, change something when two workers are at their last figure, and let it end."""
    with started(COMMANDS[path]()) as process:
        wait_until(both_are_held)
        change()
        Path("hold").unlink()
        return finish(process, 60)


@pytest.mark.parametrize("path", PATHS)
def test_a_full_disk_is_named_and_the_next_run_draws_the_rest(sweep, path):
    sweep.write_config(figure={"size": [6, 4]}, figures_per_job=3)
    with mounted("96k"):
        done = PATHS[path]()
        assert_is_message(done, "targets were not drawn", "No space left on device")
        before = inodes(OUTPUT)
        assert 0 < len(before) < 6
        assert not list(OUTPUT.rglob(".sweepfig/tmp/.*"))
        remount("size=10m")
        assert_rest_is_drawn(path, before)


def test_no_room_for_what_shows_the_sweep_is_told_and_costs_no_figure(sweep):
    sweep.write_config(figure=SMALL)
    command = shlex.join(fallback_command())
    done = run(["bash", "-c", f"ulimit -f 8; exec {command}"])  # KiB; the tables need more
    assert_is_message(done, "metrics.nc: can't be written")
    assert_rest_is_drawn("fallback", inodes(OUTPUT))


@pytest.mark.parametrize("closed", ["2>&-", "<&- >&- 2>&-"])
def test_standard_streams_that_are_closed_cost_nothing(sweep, closed):
    sweep.write_config(figure=SMALL)
    assert run(["bash", "-c", f"exec {shlex.join(fallback_command())} {closed}"]).status == 0
    assert len(inodes(OUTPUT)) == 6


@pytest.mark.parametrize("path", PATHS)
def test_a_folder_that_becomes_read_only_is_named_and_the_next_run_draws_the_rest(held, path):
    with mounted("10m"):
        done = in_the_middle(path, lambda: remount("ro"))
        # Snakemake's own tidying fails as well, with a traceback of its own.
        assert done.status != 0
        assert "2 of 6 targets were not drawn" in done.text, done.text
        assert "Read-only file system" in done.text
        assert path == "snakemake" or "Traceback" not in done.text
        before = inodes(OUTPUT)
        assert len(before) == 4
        remount("rw")
        assert_rest_is_drawn(path, before)


@pytest.mark.parametrize("path", PATHS)
def test_an_output_folder_that_vanishes_is_drawn_again_by_the_next_run(held, path):
    done = in_the_middle(path, lambda: shutil.rmtree(OUTPUT))
    assert_is_message(done, "targets were not drawn")
    # Another run might have been about to make it anew.
    assert path == "fallback" or "Waiting at most 20 seconds for missing files" in done.text
    assert_rest_is_drawn(path, inodes(OUTPUT))


CHANGES = {
    "replaced": lambda: write_sweep(Path("sweep.nc"), seed=1),
    "truncated": lambda: os.truncate("sweep.nc", 3000),
    "deleted": lambda: os.remove("sweep.nc"),
}


@pytest.mark.parametrize("how", CHANGES)
@pytest.mark.parametrize("path", PATHS)
def test_a_sweep_that_changes_in_mid_run_is_named_and_nothing_of_it_stays(sweep, path, how):
    Path("hold").touch()
    Path("hold.py").write_text(HOLD)
    # Snakemake chooses the order of the jobs: two are held, and some may not have begun.
    sweep.write_config(figure={**SMALL, "kind": "hold.py:draw"}, figures_per_job=1)
    whole = sweep.path.read_bytes()
    with started(COMMANDS[path]()) as process:
        wait_until(both_are_held)
        CHANGES[how]()
        Path("hold").unlink()
        done = finish(process, 60)
    assert_is_message(done, "sweep.nc: the sweep file was changed or removed after the plan was")
    assert all(recorded_digest(figure) for figure in figures(OUTPUT))
    sweep.path.write_bytes(whole)
    assert_ok(PATHS[path]())
    assert leftovers(OUTPUT) == []
    assert_ok(run_fallback("--output", "undisturbed"))
    for figure in figures(Path("undisturbed")):
        drawn = OUTPUT / figure.relative_to("undisturbed")
        assert drawn.read_bytes() == figure.read_bytes()


@pytest.mark.parametrize("path", PATHS)
def test_after_the_clock_was_set_back_a_run_still_sees_what_is_to_do(held, path):
    Path("hold").unlink()
    assert_ok(PATHS[path]())
    ahead = time.time() + 86400
    for file in [*Path().rglob("*")]:
        os.utime(file, (ahead, ahead))
    assert counts(assert_ok(PATHS[path]()))[0] == 0
    victim = figures(OUTPUT)[0]
    victim.unlink()
    Path("broken").touch()
    assert_is_message(PATHS[path](), "1 of 6 targets were not drawn", "RuntimeError: broken")
    Path("broken").unlink()
    assert_rest_is_drawn(path, inodes(OUTPUT))


@pytest.mark.parametrize("path", PATHS)
def test_a_folder_in_a_figures_place_is_named_and_left_alone(sweep, path):
    sweep.write_config(figure=SMALL)
    place = OUTPUT / "k0=0.33" / "rc-1.778e-05.png"
    (place / "notes").mkdir(parents=True)
    assert_is_message(PATHS[path](), "1 of 6 targets were not drawn", f"{place}: ", "directory")
    before = {name: told for name, told in inodes(OUTPUT).items() if (OUTPUT / name).is_file()}
    assert len(before) == 5
    assert (place / "notes").is_dir()
    shutil.rmtree(place)
    assert_rest_is_drawn(path, before)
