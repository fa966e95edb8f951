"""A run that watches draws what simulations write, as they write it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from growing_runs import configure, write_run
from paths import (
    ROOT,
    SMALL,
    assert_is_message,
    assert_ok,
    counts,
    figures,
    finish,
    run_fallback,
    run_sweepfig,
    started,
    sweepfig_command,
    wait_until,
)
from sweepfig.commands.watch import watch
from sweepfig.config import settings
from sweepfig.drawing.file.provenance import recorded_digest
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan.plan_file import load
from sweeps import DAMPINGS

OUTPUT = Path("plots")
WRITER = """
import os, sys, time
import netCDF4, numpy as np
sys.path.insert(0, {tests!r})
from sweepfig.fallback import ensure_plan
from sweeps import FREQUENCIES, resonance

path, count, pause = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
with netCDF4.Dataset(path, "w") as file:
    file.createDimension("wavenumber", 1)
    file.createDimension("cee", None)
    file.createDimension("frequency", len(FREQUENCIES))
    file.createVariable("wavenumber", "f8", ("wavenumber",))[:] = 0.3
    file.createVariable("frequency", "f8", ("frequency",))[:] = FREQUENCIES
    cee = file.createVariable("cee", "f8", ("cee",))
    actual = file.createVariable("actual", "f8", ("wavenumber", "cee", "frequency"))
    for n in range(count):
        while n == count - 1 and not os.path.exists("go on"):
            time.sleep(0.01)
        damping = 1e-5 * 2**n
        actual[0, n] = resonance([0.3], [damping], FREQUENCIES)[0, 0]
        cee[n] = damping
        file.sync()
        time.sleep(pause)
"""


pytestmark = pytest.mark.usefixtures("in_folder")


def watch_command(seconds):
    return sweepfig_command("watch", "config.yaml", "--every", seconds, "--processes", "2")


def there():
    return len(figures(OUTPUT)) if OUTPUT.exists() else 0


def stop(process):
    process.send_signal(signal.SIGINT)
    done = finish(process, 30)
    assert done.status == 130, done.text
    assert "Traceback" not in done.text, done.text
    return done


@pytest.mark.slow
def test_watching_draws_what_a_writer_appends():
    """One file whose axis grows, record by record, while it is drawn."""
    configure("growing.nc")
    writer = WRITER.format(tests=str(ROOT / "tests" / "support"))
    with started(watch_command("0.3")) as watching:
        writing = subprocess.Popen([sys.executable, "-c", writer, "growing.nc", "12", "0.2"])
        wait_until(lambda: there() >= 1, 60)
        assert writing.poll() is None  # drawn while it is written
        Path("go on").touch()
        assert writing.wait(60) == 0
        wait_until(lambda: there() == 12, 60)
        time.sleep(1)
        stop(watching)
    done = assert_ok(run_fallback())
    assert counts(done) == (0, 12, 0)
    # As drawn from the finished file.
    assert_ok(run_fallback("--output", "afterwards"))
    for figure in figures(OUTPUT):
        assert figure.read_bytes() == (Path("afterwards") / figure.relative_to(OUTPUT)).read_bytes()


@pytest.mark.slow
def test_watching_waits_for_the_first_file_and_tries_a_half_written_one_again():
    Path("runs").mkdir()
    configure("runs/*.nc")
    write_run("whole.nc", DAMPINGS[0])
    content = Path("whole.nc").read_bytes()
    with started(watch_command("0.2")) as watching:
        first = watching.stderr.readline()
        Path("runs/0.nc").write_bytes(content[: len(content) // 2])
        second = watching.stderr.readline()
        write_run("runs/1.nc", DAMPINGS[1])
        wait_until(lambda: there() == 1, 60)
        Path("runs/0.nc").write_bytes(content)
        wait_until(lambda: there() == 2, 60)
        stop(watching)
    assert first == "waiting: sweep.curves[0].file: no file matches runs/*.nc\n"
    assert second.startswith("waiting: runs/0.nc: the sweep file can't be read")
    assert all(recorded_digest(figure) for figure in figures(OUTPUT))


class Enough(Exception):
    """Ends `watch`, which never returns."""


def test_an_edited_module_that_only_an_import_tells_of_is_noticed(sweep, monkeypatch):
    Path("hidden.py").write_text("COLOUR = 'red'\n")
    Path("mine.py").write_text(
        "hidden = __import__('hid' + 'den')\n\n\ndef draw(axes, data):\n    pass\n"
    )
    sweep.write_config(figure={**SMALL, "kind": "mine.py:draw"})
    read = settings.read(Path("config.yaml"))
    events = []

    def draw():
        events.append("drawn")
        return SimpleNamespace(stopped="", is_complete=True, plan=ensure_plan(read, OUTPUT))

    def sleep(seconds):
        events.append("slept")
        if len(events) == 3:
            Path("hidden.py").write_text("COLOUR = 'blue'\n")
        if len(events) > 5:
            raise Enough

    monkeypatch.setattr(time, "sleep", sleep)
    with pytest.raises(Enough):
        watch(read, OUTPUT, seconds=1, draw=draw, say=print)
    assert events == ["drawn", "slept", "slept", "drawn", "slept", "slept"]


def test_what_failed_is_tried_again_after_growing_pauses_until_it_is_drawn(sweep, monkeypatch):
    """A folder stands in the way of a figure, and goes while nothing else changes."""
    read = settings.read(sweep.write_config(figure=SMALL))
    plan_path = ensure_plan(read, OUTPUT)
    figure = OUTPUT / next(load(plan_path).targets(range(1))).figure
    (figure / "in the way").mkdir(parents=True)
    tries, checks = [], []

    def draw():
        tries.append(len(checks))
        return draw_plan(ensure_plan(read, OUTPUT), may_draw_here=True)

    def sleep(seconds):
        checks.append(seconds)
        if len(checks) == 8:
            (figure / "in the way").rmdir()
            figure.rmdir()
        if len(checks) == 16:
            raise Enough

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr("sweepfig.commands.watch.LONGEST_PAUSE", 20.0)
    with pytest.raises(Enough):
        watch(read, OUTPUT, seconds=5, draw=draw, say=print)
    assert figure.is_file()
    assert tries == [0, 1, 3, 7, 11]  # 20 s are 4 checks; once drawn, it is not tried any more


def test_runs_that_were_stopped_do_not_lengthen_the_pauses_after_them(sweep, monkeypatch):
    read = settings.read(sweep.write_config(figure=SMALL))
    tries, checks = [], []

    def draw():
        tries.append(len(checks))
        ensure_plan(read, OUTPUT)
        return SimpleNamespace(stopped="no room" if len(tries) < 5 else "", is_complete=False)

    def sleep(seconds):
        checks.append(seconds)
        if len(checks) == 12:
            raise Enough

    monkeypatch.setattr(time, "sleep", sleep)
    with pytest.raises(Enough):
        watch(read, OUTPUT, seconds=5, draw=draw, say=print)
    assert tries == [0, 1, 2, 3, 4, 5, 7, 11]


@pytest.mark.parametrize("text", ["0", "soon", "nan", "-1"])
def test_interval_that_is_none_is_refused(text):
    done = run_sweepfig("watch", "config.yaml", f"--every={text}")
    assert_is_message(done, "seconds from 0.1 to 86400 are allowed")
