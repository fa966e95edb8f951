"""Killed workers and slices that cannot be drawn: a report, never a hang, and nothing else is lost."""

from __future__ import annotations

import csv
import signal
from pathlib import Path

import numpy as np
import pytest
from paths import (
    PATHS,
    SMALL,
    assert_is_message,
    assert_ok,
    counts,
    descendants,
    fallback_command,
    figures,
    finish,
    inodes,
    kill,
    leftovers,
    run_fallback,
    run_snakemake,
    started,
    sweepfig_command,
    wait_until,
)
from sweepfig.drawing.file.provenance import recorded_digest
from sweeps import write_sweep

OUTPUT = Path("plots")
BAD, EMPTY = "k0=0.33/rc-1.778e-05.png", "k0=0.3/rc-1.000e-03.png"
HOLD = """
import os, time

def draw(axes, data):
    with open(f"busy-{os.getpid()}", "w"):
        pass
    while os.path.exists("hold") and data.point["cee"] == 1e-5:
        time.sleep(0.01)
    axes.plot(data.abscissa, data.curves[0])
    os.remove(f"busy-{os.getpid()}")
"""
BROKEN = """
import os, sys

def draw(axes, data):
    print("drawing", data.title, flush=True)
    os.write(1, b"more")
    axes.plot(data.abscissa, data.curves[0])
    if os.path.exists("mended"):
        return
    if data.point["cee"] == 1e-3:
        raise RuntimeError("no such mode")
    if data.point["cee"] == 1e-5:
        sys.exit(0)
"""


def workers_beside(worker: int) -> list[int]:
    """Return the workers that have the same parent, the fork server."""
    return descendants(parent_of(worker))


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


# The fallback ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "whom",
    [
        "busy",
        "supervisor",
        "all workers",
        "fork server",
        pytest.param("idle", marks=pytest.mark.slow),
    ],
)
def test_a_killed_process_of_the_fallback_is_reported_and_the_next_run_draws_the_rest(sweep, whom):
    Path("hold.py").write_text(HOLD)
    Path("hold").touch()
    sweep.write_config(figure={**SMALL, "kind": "hold.py:draw"})
    # Two figures are held, so that one of three workers has nothing left to do. A busy one is replaced.
    with started(fallback_command("--processes", "3")) as process:
        wait_until(lambda: len(figures(OUTPUT)) == 4 and len(list(Path().glob("busy-*"))) == 2)
        busy = [int(path.name.removeprefix("busy-")) for path in Path().glob("busy-*")]
        everyone = workers_beside(busy[0])
        (idle,) = set(everyone) - set(busy)
        supervisor = next(pid for pid in descendants(process.pid) if busy[0] in descendants(pid))
        victims = {
            "busy": busy[:1],
            "idle": [idle],
            "supervisor": [supervisor],
            "all workers": everyone,
            "fork server": [parent_of(busy[0])],
        }
        for victim in victims[whom]:
            kill(victim)
        if whom == "busy":
            Path("hold").unlink()
        done = finish(process, 10)
    is_worker = whom not in ("supervisor", "fork server")
    cause = "killed by signal 9 (SIGKILL)" if is_worker else f"{whom} was killed"
    lost = 1 if whom == "busy" else 2
    were = "was" if lost == 1 else "were"
    assert_is_message(done, cause, f"{lost} of 6 targets {were} not drawn")
    if whom in ("idle", "supervisor", "fork server"):
        assert "run again to draw the rest" in done.text
    assert done.status == 1
    before = inodes(OUTPUT)
    assert len(before) == 6 - lost
    Path("hold").unlink(missing_ok=True)
    assert counts(assert_ok(run_fallback())) == (lost, 6 - lost, 0)
    after = inodes(OUTPUT)
    assert {name: after[name] for name in before} == before
    assert leftovers(OUTPUT) == []


# Slices that cannot be drawn -------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_function_that_raises_exits_or_prints_costs_its_own_figures_alone(sweep, path):
    Path("broken.py").write_text(BROKEN)
    sweep.write_config(figure={**SMALL, "kind": "broken.py:draw"}, figures_per_job=3)
    done = PATHS[path]()
    assert_is_message(
        done,
        "4 of 6 targets were not drawn",
        "plots/k0=0.3/rc-1.000e-03.png: RuntimeError: no such mode",
        "plots/k0=0.33/rc-1.000e-05.png: SystemExit: 0",
    )
    before = inodes(OUTPUT)
    assert list(before) == ["k0=0.3/rc-1.778e-05.png", "k0=0.33/rc-1.778e-05.png"]
    with Path("plots/data.csv").open() as file:
        table = list(csv.DictReader(file))
    assert [row["status"] for row in table] == ["failed", "ok", "failed"] * 2
    assert table[2]["cause"] == "RuntimeError: no such mode"

    Path("mended").touch()
    assert_ok(PATHS[path]())
    after = inodes(OUTPUT)
    assert len(after) == 6
    assert {name: after[name] for name in before} == before
    assert "failed" not in Path("plots/data.csv").read_text()


@pytest.mark.parametrize("path", PATHS)
def test_a_corrupted_chunk_costs_its_figure_and_a_slice_of_nothing_is_drawn_as_empty(sweep, path):
    curves = {name: variable.values.copy() for name, variable in write_sweep(sweep.path).items()}
    for curve in curves.values():
        curve[0, 2] = np.nan
    checked = {"chunksizes": (1, 1, curves["actual"].shape[2]), "fletcher32": True}
    write_sweep(sweep.path, values=curves, encoding={"actual": checked})
    content = sweep.path.read_bytes()
    place = content.index(curves["actual"][1, 1].tobytes())
    sweep.path.write_bytes(content[:place] + b"\xff\xff\xff\xff" + content[place + 4 :])
    sweep.write_config(figure=SMALL, figures_per_job=3)

    done = PATHS[path]()
    assert_is_message(done, "1 of 6 targets was not drawn", f"plots/{BAD}: ", "HDF error")
    assert len(figures(OUTPUT)) == 5
    assert recorded_digest(OUTPUT / EMPTY)
    assert counts(done) == (5, 0, 1)
    assert f"1 empty (no number to draw): {EMPTY}" in done.text
    with Path("plots/data.csv").open() as file:
        statuses = {row["FILE"]: row["status"] for row in csv.DictReader(file)}
    assert (statuses[BAD], statuses[EMPTY]) == ("failed", "empty")
    assert sorted(statuses.values()) == ["empty", "failed", *["ok"] * 4]


# Functions whose worker is killed ----------------------------------------------------------------

KILLED_ONCE = """
import os, signal

def draw(axes, data):
    if os.path.exists("once") and data.point["cee"] == 1e-3:
        os.remove("once")
        os.kill(os.getpid(), signal.SIGKILL)
    axes.plot(data.abscissa, data.curves[0])
"""


@pytest.fixture
def killed_once(sweep):
    """A sweep whose third figure is killed from outside when it is drawn first."""
    Path("killed.py").write_text(KILLED_ONCE)
    Path("once").touch()
    sweep.write_config(figure={**SMALL, "kind": "killed.py:draw"}, figures_per_job=6)


@pytest.mark.slow
def test_a_killed_worker_costs_the_figure_it_was_at(killed_once):
    done = run_fallback("--processes", "1")
    assert_is_message(done, "1 of 6 targets was not drawn", "k0=0.3/rc-1.000e-03.png: the process")
    assert counts(done) == (5, 0, 1)
    assert counts(assert_ok(run_fallback())) == (1, 5, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("executor", "told"),
    [("warm", (6, 0, 0)), ("local", (1, 5, 0))],  # one figure again, or its batch
)
def test_a_job_whose_worker_is_killed_is_tried_again_if_there_are_retries(
    killed_once, executor, told
):
    done = run_snakemake("all", "--retries", "1", "--executor", executor)
    assert counts(assert_ok(done)) == told
    assert len(figures(OUTPUT)) == 6


@pytest.mark.slow
def test_a_run_that_watches_looks_again_after_a_kill(killed_once):
    with started(sweepfig_command("watch", "config.yaml", "--every", "1")) as process:
        wait_until(lambda: len(figures(OUTPUT)) == 6)
        process.send_signal(signal.SIGINT)
        finish(process, 20)


def test_where_every_worker_is_killed_the_run_gives_up(sweep):
    write_sweep(sweep.path, dampings=[10 ** (-5 + n / 10) for n in range(20)])
    Path("killed.py").write_text(
        "import os, signal\n\ndef draw(axes, data):\n"
        "    print(1, file=open('kills', 'a'), flush=True)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    sweep.write_config(figure={**SMALL, "kind": "killed.py:draw"})
    done = run_fallback("--processes", "1")
    assert_is_message(done, "40 of 40 targets were not drawn", "a worker was killed by signal 9")
    assert Path("kills").read_text().count("1") <= 12
