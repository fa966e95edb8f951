"""Full disks, folders that are read-only or gone, sweeps that change in mid-run, clocks set back."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xarray as xr
from paths import (
    COMMANDS,
    PATHS,
    SMALL,
    Ended,
    assert_is_message,
    assert_ok,
    assert_rest_is_drawn,
    counts,
    draw_here,
    fallback_command,
    figures,
    finish,
    inodes,
    leftovers,
    run,
    run_fallback,
    run_snakemake,
    started,
    tree,
    wait_until,
)
from sweepfig.core import storage
from sweepfig.drawing.file.provenance import recorded_digest
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


def in_the_middle(path: str, change, *arguments: str) -> Ended:
    """Run a path, change something when two workers are at their last figure, and let it end."""
    with started(COMMANDS[path](*arguments)) as process:
        wait_until(both_are_held)
        change()
        Path("hold").unlink()
        return finish(process, 60)


def assert_some_not_drawn(done, *pieces):
    assert_is_message(done, *pieces)
    assert re.search(r"^([2-6] of 6 targets were|1 of 6 targets was) not drawn", done.text, re.M)


@pytest.mark.parametrize("path", PATHS)
def test_a_full_disk_is_named_and_the_next_run_draws_the_rest(sweep, path):
    sweep.write_config(figure={"size": [6, 4]}, figures_per_job=3)
    with mounted("96k"):
        done = PATHS[path]()
        assert_some_not_drawn(done, "No space left on device")
        before = inodes(OUTPUT)
        assert 0 < len(before) < 6
        assert not list(OUTPUT.rglob(".sweepfig/tmp/.*"))
        remount("size=10m")
        assert_rest_is_drawn(path, before)


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_an_output_folder_that_vanishes_is_drawn_again_by_the_next_run(held, path):
    done = in_the_middle(path, lambda: shutil.rmtree(OUTPUT))
    assert_some_not_drawn(done)
    assert_rest_is_drawn(path, inodes(OUTPUT))


@pytest.mark.slow
def test_receipts_that_vanish_are_waited_for(held):
    done = in_the_middle("snakemake", lambda: shutil.rmtree(OUTPUT), "all", "--executor", "local")
    assert_some_not_drawn(done)
    # Another run might have been about to make them anew.
    assert "Waiting at most 20 seconds for missing files" in done.text


CHANGES = {
    "replaced": lambda: write_sweep(Path("sweep.nc"), seed=1),
    "truncated": lambda: os.truncate("sweep.nc", 3000),
    "deleted": lambda: os.remove("sweep.nc"),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "how"), [*(("fallback", how) for how in CHANGES), ("snakemake", "replaced")]
)
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


@pytest.mark.slow
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
    assert_is_message(PATHS[path](), "1 of 6 targets was not drawn", "RuntimeError: broken")
    Path("broken").unlink()
    assert_rest_is_drawn(path, inodes(OUTPUT))


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_folder_in_a_figures_place_is_named_and_left_alone(sweep, path):
    sweep.write_config(figure=SMALL)
    place = OUTPUT / "k0=0.33" / "rc-1.778e-05.png"
    (place / "notes").mkdir(parents=True)
    assert_is_message(PATHS[path](), "1 of 6 targets was not drawn", f"{place}: ", "directory")
    before = {name: told for name, told in inodes(OUTPUT).items() if (OUTPUT / name).is_file()}
    assert len(before) == 5
    assert (place / "notes").is_dir()
    shutil.rmtree(place)
    assert_rest_is_drawn(path, before)


# --- pipes, sockets, devices and folders in the places of files


def put_pipe(place: Path) -> None:
    os.mkfifo(place)


def put_socket(place: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))


def put_link_to_device(place: Path) -> None:
    place.symlink_to("/dev/zero")


PUTS = {"pipe": put_pipe, "socket": put_socket, "link to a device": put_link_to_device}


def drawn_sweep(sweep) -> dict[str, bytes]:
    sweep.write_config(figure=SMALL)
    draw_here()
    return tree(OUTPUT)


def without_times(files: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out what says when the figures were written."""
    return {name: content for name, content in files.items() if "/stamps/" not in name}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "what"), [*(("fallback", what) for what in PUTS), ("snakemake", "pipe")]
)
def test_what_is_no_file_is_replaced_wherever_it_lies(sweep, path, what):
    before = drawn_sweep(sweep)
    for name in [*before, ".sweepfig/former.txt", "holes.csv"]:
        place = OUTPUT / name
        if name not in (".sweepfig/plan.json", "k0=0.3/rc-1.000e-03.png"):
            place.unlink(missing_ok=True)
            PUTS[what](place)
    done = assert_ok(PATHS[path]())
    assert counts(done) == (5, 1, 0)
    assert without_times(tree(OUTPUT)) == without_times(before)
    assert all(file.is_dir() or stat.S_ISREG(file.lstat().st_mode) for file in OUTPUT.rglob("*"))


@pytest.mark.slow
def test_a_figure_or_movie_that_is_a_pipe_is_replaced_when_it_is_asked_for(sweep):
    before = drawn_sweep(sweep)
    figure, movie = OUTPUT / "k0=0.33" / "rc-1.778e-05.png", OUTPUT / "movies" / "k0=0.33.webp"
    for place in (figure, movie):
        place.unlink(missing_ok=True)
        place.parent.mkdir(exist_ok=True)
        os.mkfifo(place)
    assert_ok(run_snakemake(str(figure), str(movie)))
    assert figure.read_bytes() == before["k0=0.33/rc-1.778e-05.png"]
    assert recorded_digest(movie)


@pytest.mark.slow
def test_what_others_left_among_our_own_files_is_left_alone(sweep):
    before = drawn_sweep(sweep)
    left = [".sweepfig/receipts/a-b", f".sweepfig/tmp/{storage._PREFIX}x", ".sweepfig/tmp/.old"]
    for name in left:
        (OUTPUT / name).mkdir(parents=True)
        os.utime(OUTPUT / name, (0, 0))
    figures(OUTPUT)[0].unlink()
    assert_ok(run_fallback())
    assert without_times(tree(OUTPUT)) == without_times(before)


def break_zarr(sweep) -> None:
    with xr.open_dataset(sweep.path) as dataset:
        dataset.to_zarr("sweep.zarr", zarr_format=2)
    chunk = next(path for path in Path("sweep.zarr/actual").iterdir() if path.name[0] != ".")
    chunk.unlink()
    os.mkfifo(chunk)
    sweep.write_config(sweep={"curves": [{"file": "sweep.zarr", "variable": "actual"}]})


def break_linked_zarr(sweep) -> None:
    break_zarr(sweep)
    Path("sweep.zarr/actual").rename("scratch")
    Path("sweep.zarr/actual").symlink_to(Path("scratch").resolve())


def make_pipe(name: str, **overrides) -> Callable[..., None]:
    def change(sweep) -> None:
        Path(name).unlink(missing_ok=True)
        os.mkfifo(name)
        if overrides:
            sweep.write_config(**overrides)

    return change


INPUTS = {
    "sweep": (make_pipe("sweep.nc"), "sweep.curves[0].file: there is no file sweep.nc, but a"),
    "one of many": (
        make_pipe("a.nc", sweep={"curves": [{"file": "a*.nc", "variable": "actual"}]}),
        "a.nc: the sweep file can't be read: it is no ordinary file",
    ),
    "chunk of a Zarr store": (break_zarr, "is no ordinary file, as all in a Zarr store has to be"),
    "chunk behind a link": (break_linked_zarr, "is no ordinary file, as all in a Zarr store has"),
    "config": (
        make_pipe("config.yaml"),
        "config.yaml: the config file can't be read: it is a pipe",
    ),
    "style": (
        make_pipe("a.mplstyle", figure={"style": "a.mplstyle"}),
        "it is not an ordinary file",
    ),
    "function": (make_pipe("a.py", figure={"kind": "a.py:draw"}), "there is no file a.py, but a"),
}


@pytest.mark.parametrize("what", INPUTS)
def test_an_input_that_is_no_file_is_named(sweep, what):
    change, message = INPUTS[what]
    change(sweep)
    assert_is_message(run_fallback(), message)


# --- folders that must not be written, or read


def unprivileged(command: list[str]) -> list[str]:
    """Return a command to which permissions apply, also where root runs it."""
    if os.geteuid():
        return command
    if shutil.which("setpriv") is None:
        pytest.skip("root ignores permissions, and there is no setpriv")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", *command]


@contextmanager
def closed(*folders: Path, mode: int) -> Iterator[None]:
    """Take permissions away from folders, of another user where root runs the tests."""
    was_mine = {folder: folder.stat().st_uid for folder in folders}
    for folder in folders:
        if os.geteuid() == 0:
            os.chown(folder, 65534, 65534)
        folder.chmod(mode)
    try:
        yield
    finally:
        for folder, owner in was_mine.items():
            os.chown(folder, owner, -1)
            folder.chmod(0o755)


def everything(output: Path) -> list[Path]:
    return [output, *(path for path in output.rglob("*") if path.is_dir())]


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_an_output_folder_of_another_user_is_named(sweep, path):
    sweep.write_config(figure=SMALL)
    OUTPUT.mkdir()
    with closed(OUTPUT, mode=0o555):
        assert_is_message(run(unprivileged(COMMANDS[path]())), "Permission denied: 'plots/.sweep")
    draw_here()
    victim = figures(OUTPUT)[0]
    victim.unlink()
    with closed(*everything(OUTPUT), mode=0o555):
        assert_is_message(run(unprivileged(COMMANDS[path]())), "Permission denied: 'plots/.sweep")
    with closed(OUTPUT, mode=0o555):
        assert_is_message(run(unprivileged(COMMANDS[path]())), "Permission denied: 'plots")
    with closed(OUTPUT, mode=0o000):
        message = "output: got 'plots', but plots/.sweepfig can't be read: Permission denied"
        assert_is_message(run(unprivileged(COMMANDS[path]())), message)
    victim.unlink(missing_ok=True)
    with closed(victim.parent, mode=0o555):
        assert_is_message(run(unprivileged(COMMANDS[path]())), "1 of 6 targets was not drawn")
    assert_ok(run(unprivileged(COMMANDS[path]())))
    assert victim.is_file()


def test_a_whole_sweep_of_another_user_is_current(sweep):
    drawn_sweep(sweep)
    with closed(*everything(OUTPUT), mode=0o555):
        assert counts(assert_ok(run(unprivileged(fallback_command())))) == (0, 6, 0)


@pytest.mark.parametrize("path", PATHS)
def test_an_output_folder_that_is_a_link_to_nowhere_is_named(sweep, path):
    OUTPUT.symlink_to("nowhere/at/all")
    assert_is_message(PATHS[path](), "output: got 'plots', but plots is a link that leads nowhere")
