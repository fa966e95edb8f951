"""Figures that no plan names any more: counted, and removed by nothing but prune."""

import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest
import xarray as xr
from growing_runs import write_run
from paths import (
    PATHS,
    SMALL,
    assert_is_message,
    assert_ok,
    draw_here,
    figures,
    run,
    run_sweepfig,
    sweepfig_command,
    tree,
)
from sweepfig.core import paths
from sweeps import config_for

OUTPUT = Path("plots")
GONE = "k0=0.3/rc-1.778e-05.png", "k0=0.33/rc-1.778e-05.png"


def prune_command(*arguments):
    return sweepfig_command("prune", "plots", *arguments)


def drop_a_damping(sweep):
    dataset = xr.load_dataset(sweep.path)
    dataset.isel(cee=[0, 2]).to_netcdf(sweep.path)


@pytest.fixture
def drawn(sweep):
    sweep.write_config(figure=SMALL)
    draw_here()
    return sweep


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_figures_that_no_plan_names_are_counted_and_stay_until_pruned(drawn, path):
    drop_a_damping(drawn)
    done = assert_ok(PATHS[path]())
    assert "2 figures of earlier plans are of no target any more; sweepfig prune plots" in done.text
    assert len(figures(OUTPUT)) == 6
    # Nothing changed since; still known.
    assert "2 figures of earlier plans" in PATHS["fallback"]().text
    before = tree(OUTPUT)
    pruned = assert_ok(run(prune_command("--yes")))
    assert [line for line in pruned.output.splitlines() if line.startswith("plots")] == [
        f"plots/{name}" for name in GONE
    ]
    assert "2 figures removed" in pruned.output
    removed = {name for name in before if name not in tree(OUTPUT)}
    assert removed == {*GONE, ".sweepfig/former.txt"}
    assert "no orphans" in assert_ok(run(prune_command())).output


@pytest.mark.slow
def test_twins_that_are_no_longer_asked_for_are_orphans_and_the_figures_none(drawn):
    drawn.write_config(figure={**SMALL, "also": [{"yscale": "log"}, {"dpi": 60}]})
    draw_here()
    assert not paths.former_file(OUTPUT).exists()
    drawn.write_config(figure={**SMALL, "also": [{"dpi": 60}]})
    draw_here()
    former = paths.former_file(OUTPUT).read_text().splitlines()
    assert len(former) == 6
    assert all(name.endswith(".yscale=log.png") for name in former)
    assert "6 figures removed" in assert_ok(run(prune_command("--yes"))).output
    assert len(figures(OUTPUT)) == 12


@pytest.mark.slow
def test_other_digits_and_formats_leave_orphans_and_going_back_none(drawn):
    drawn.write_config(figure={**SMALL, "format": "svg"})
    draw_here()
    assert len(paths.former_file(OUTPUT).read_text().splitlines()) == 6
    drawn.write_config(figure=SMALL)
    draw_here()
    former = paths.former_file(OUTPUT).read_text().splitlines()
    assert all(name.endswith(".svg") for name in former)
    assert len(former) == 6
    assert "6 figures removed" in assert_ok(run(prune_command("--yes"))).output
    assert len(figures(OUTPUT)) == 6


def test_nothing_is_removed_but_own_figures_by_no_link(drawn, tmp_path):
    drop_a_damping(drawn)
    outside = tmp_path / "outside"
    outside.mkdir()
    draw_here()
    # A picture that has taken the place of one; and a folder that is now a link to another place.
    plain = (OUTPUT / GONE[0]).read_bytes().replace(b"sweepfig", b"otherfig")
    (OUTPUT / GONE[0]).write_bytes(plain)
    shutil.move(OUTPUT / "k0=0.33", outside / "moved")
    (OUTPUT / "k0=0.33").symlink_to(outside / "moved")
    secret = tmp_path / "mine.png"
    shutil.copy(outside / "moved" / "rc-1.000e-05.png", secret)
    with paths.former_file(OUTPUT).open("a") as file:
        file.write(f"../mine.png\n{secret}\n.\n\n")
    done = assert_ok(run(prune_command("--yes")))
    assert "no orphans" in done.output
    assert secret.exists()
    assert (OUTPUT / GONE[0]).read_bytes() == plain
    assert len(list((outside / "moved").iterdir())) == 3


@pytest.mark.slow
def test_copies_and_other_files_are_left_alone(drawn):
    (OUTPUT / "best").mkdir()
    shutil.copy(OUTPUT / GONE[0], OUTPUT / "best" / "figure1.png")
    (OUTPUT / "k0=0.3" / "notes.txt").write_text("mine")
    drawn.write_config(
        figure=SMALL,
        sweep={
            "axes": [
                config_for("")["sweep"]["axes"][n] | {"path": p}
                for n, p in enumerate(("q={}", "n={}"))
            ]
        },
    )
    draw_here()
    assert_ok(run(prune_command("--yes")))
    assert (OUTPUT / "best" / "figure1.png").exists()
    assert (OUTPUT / "k0=0.3" / "notes.txt").exists()
    assert not (OUTPUT / "k0=0.33").exists()  # empty


@pytest.mark.slow
def test_figures_of_a_run_that_can_not_be_read_just_now_are_kept(in_folder):
    Path("runs").mkdir()
    for place, damping in enumerate((0.1, 0.2, 0.3)):
        write_run(f"runs/{place}.nc", damping)
    assert_ok(run_sweepfig("runs"))
    before = sorted(Path("runs-figures").glob("cee=*.png"))
    assert len(before) == 3
    whole = Path("runs/1.nc").read_bytes()
    Path("runs/1.nc").write_bytes(whole[:200])
    Path("runs/2.nc").unlink()
    again = run_sweepfig("runs")
    assert "1 file was left out" in again.text
    assert "of no target" not in again.text
    refused = run_sweepfig("prune", "runs", "--yes")
    assert_is_message(refused, "runs-figures: nothing is removed", "runs/1.nc: the sweep file")
    assert sorted(Path("runs-figures").glob("cee=*.png")) == before
    Path("runs/1.nc").write_bytes(whole)
    assert "1 figure of an earlier plan is of no target" in assert_ok(run_sweepfig("runs")).text
    assert "1 figure removed" in assert_ok(run_sweepfig("prune", "runs", "--yes")).output
    assert sorted(Path("runs-figures").glob("cee=*.png")) == before[:2]


def test_without_anybody_to_ask_nothing_is_removed(drawn):
    drop_a_damping(drawn)
    draw_here()
    done = run([*prune_command()])
    assert_is_message(done, "remove 2 figures? There is nobody to ask; --yes removes them")
    assert len(figures(OUTPUT)) == 6


@pytest.mark.parametrize(("answer", "left"), [("n", 6), ("", 6), ("y", 4)])
def test_prune_asks(drawn, answer, left):
    drop_a_damping(drawn)
    draw_here()
    ours, theirs = pty.openpty()
    with subprocess.Popen(prune_command(), stdin=theirs, stdout=subprocess.PIPE) as process:
        os.write(ours, f"{answer}\n".encode())
        process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert len(figures(OUTPUT)) == left
