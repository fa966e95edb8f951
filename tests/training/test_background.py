"""Figures drawn beside a running program: same files, nothing lost in silence, nothing left behind."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from blocking_way import blocking, files
from paths import ROOT, assert_ok, descendants, finish, is_running, kill, run, started, wait_until
from sweepfig import BackgroundPlotter, fallback
from sweepfig.core.errors import UserError
from sweeps import DAMPINGS, FREQUENCIES, WAVENUMBERS

AXES = {"wavenumber": WAVENUMBERS, "cee": DAMPINGS, "frequency": FREQUENCIES}
N = len(WAVENUMBERS) * len(DAMPINGS)


# The same files --------------------------------------------------------------------------------


def test_the_files_are_those_of_the_blocking_way_byte_for_byte(arrays):
    expected = blocking(arrays, "blocking")
    actual, predicted = (np.array(array) for array in arrays)
    with BackgroundPlotter(processes=2, coordinates=AXES) as plots:
        plots.submit(*arrays, folders={"plots": "epoch=0"})
        plots.submit(actual, predicted, folders={"plots": "epoch=1"})
        actual[:], predicted[:] = 0, 0  # they are the loop's again
    assert len(expected) == N
    assert files("epoch=0") == expected
    assert files("epoch=1") == expected
    assert (plots.drawn, plots.failed, plots.errors) == (2 * N, 0, [])


# Mistakes --------------------------------------------------------------------------------------


def test_labels_are_the_legends_and_the_posts_by_default(arrays):
    with BackgroundPlotter(processes=1, labels=("Actual", "Network")) as plots:
        plots.submit(*arrays, folders={"plots": "plots"})
    expected = blocking(arrays, "blocking")
    *arguments, config = fallback.get_plotting_args(*arrays, {"plots": "one"})[0]
    fallback.plot_resonance_curve(*arguments, {**config, "labels": ("Actual", "Network")})
    found = files("plots")
    name = "k0=0.3/rc-1.000e-05.png"
    assert found[name] == files("one")[name] != expected[name]


def test_what_goes_wrong_is_said_and_kept_but_never_raised_in_the_loop(arrays, plots, caplog):
    plots.submit(*arrays, folders="plots")
    plots.submit(arrays[0], [1, 2], folders={"plots": "wrong"})
    assert "got the shape (2,)" in caplog.text
    Path("taken").touch()
    plots.submit(*arrays, folders={"plots": "taken"})
    plots._backlog.wait()
    assert "taken/k0=0.3/" not in caplog.text
    plots.submit(*arrays, folders={"plots": "fine"})
    assert "taken/k0=0.3/rc-1.000e-05.png: NotADirectoryError" in caplog.text
    assert "and 1 more" in caplog.text
    plots.close()
    assert f"{N} figures drawn, {N} not drawn ({N + 2} errors)" in caplog.text
    assert len(files("fine")) == N
    assert len(plots.errors) == N + 2


@pytest.mark.parametrize(
    "wrong",
    [{"processes": 0}, {"processes": 1.5}, {"waiting": 0}, {"when_full": "drop"}, {"labels": "ab"}],
)
def test_arguments_that_are_not_allowed_are_refused(wrong):
    with pytest.raises(UserError, match=rf"{next(iter(wrong))}: got .* allowed"):
        BackgroundPlotter(**wrong)


def test_a_closed_plotter_takes_nothing(arrays):
    with BackgroundPlotter(processes=1) as plots:
        pass
    plots.close()
    with pytest.raises(RuntimeError, match="this plotter is closed"):
        plots.submit(*arrays, folders={"plots": "plots"})


# Memory is bounded -----------------------------------------------------------------------------


def test_dropping_is_said(arrays, caplog):
    with BackgroundPlotter(processes=1, waiting=1, when_full="drop oldest") as plots:
        for pid in plots.pids:
            os.kill(pid, signal.SIGSTOP)
        plots.submit(*arrays, folders={"plots": "0"})
        wait_until(lambda: not plots._backlog._waiting)  # begun
        for name in "12":
            plots.submit(*arrays, folders={"plots": name})
        assert "/1: dropped, for newer epochs wait; not drawn" in caplog.text
        for pid in plots.pids:
            os.kill(pid, signal.SIGCONT)
    assert "1 epochs dropped" in caplog.text
    assert [Path(folder).name for folder in plots.dropped] == ["1"]
    assert (len(files("0")), len(files("1")), len(files("2"))) == (N, 0, N)


def test_the_last_epoch_of_a_folder_stays(arrays):
    one, other = (array[:1, :1] for array in arrays)  # a figure each: chunks of two epochs at once
    with BackgroundPlotter(processes=1) as plots:
        plots.submit(one, other, folders={"plots": "alone"})
    for _ in range(3):
        with BackgroundPlotter(processes=2) as plots:
            for factor in (4, 3, 2, 1):
                plots.submit(factor * one, other, folders={"plots": "latest"})
        assert files("latest") == files("alone")


def test_an_epoch_that_cannot_be_used_is_counted(arrays, caplog):
    with BackgroundPlotter(processes=1) as plots:
        plots.submit(*arrays, folders={"plots": "plots"})
        plots.submit(None, arrays[1], folders={"plots": "plots"})
        plots.submit(*arrays, folders={"plots": "nul\0"})
        plots.submit(*arrays, folders={"plots": "half a character \ud800"})
    assert (plots.drawn, plots.failed, plots.refused) == (N, 0, 3)
    assert "3 epochs refused" in caplog.text


# Kills -----------------------------------------------------------------------------------------


def test_an_exception_in_the_block_does_not_lose_what_was_handed_over(arrays):
    plots = BackgroundPlotter(processes=1)

    def loop():
        with plots:
            plots.submit(*arrays, folders={"plots": "plots"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        loop()
    assert len(files("plots")) == plots.drawn == N
    assert not any(map(is_running, plots.pids))


# Programs --------------------------------------------------------------------------------------

PROGRAM = """
import sys, os, signal, threading, time
sys.path.insert(0, {scripts!r})
import sweepfig
assert not {{"numpy", "matplotlib"}} & set(sys.modules)
import xarray as xr

dataset = xr.load_dataset("sweep.nc")
print("once", flush=True)
{body}
"""
# A loop that never lets go of a lock while it forks, and threads besides.
BUSY = """
lock = threading.Lock()
def spin():
    while True:
        with lock:
            pass
for _ in range(4):
    threading.Thread(target=spin, daemon=True).start()
with sweepfig.BackgroundPlotter(processes=2) as plots:
    for epoch in range(2):
        plots.submit(dataset.actual, dataset.predicted, folders={"plots": f"epoch={epoch}"})
        if os.fork() == 0:  # as a data loader does
            os._exit(0)
print(plots.drawn, plots.failed, "matplotlib" in sys.modules)
"""
NO_WAIT = """
from sweepfig.fallback import plot_resonance_curves_for_inferences
plot_resonance_curves_for_inferences(
    dataset.actual, dataset.predicted, folders={"plots": "plots"}, wait=False
)
print("went on", flush=True)
"""
FORKED = """
import multiprocessing
from sweepfig.fallback import plot_resonance_curves_for_inferences
def train():
    plot_resonance_curves_for_inferences(
        dataset.actual, dataset.predicted, folders={"plots": "plots"}, wait=False
    )
process = multiprocessing.get_context("fork").Process(target=train)
process.start()
process.join()
print(process.exitcode, flush=True)
"""
KILLED = """
plots = sweepfig.BackgroundPlotter(processes=2)
child = os.fork()
if child == 0:  # holds the pipes' other ends
    time.sleep(30)
    os._exit(0)
print(child, *plots.pids, flush=True)
while True:
    plots.submit(dataset.actual, dataset.predicted, folders={"plots": "plots"})
"""
STOPPED = """
with sweepfig.BackgroundPlotter(processes=1) as plots:
    for epoch in range(4):
        plots.submit(dataset.actual, dataset.predicted, folders={"plots": f"epoch={epoch}"})
    os.kill(plots.pids[0], signal.SIGSTOP)
    print(*plots.pids, flush=True)
"""


def program(body: str) -> list[str]:
    Path("program.py").write_text(PROGRAM.format(scripts=str(ROOT / "scripts"), body=body))
    return [sys.executable, "program.py"]


def test_a_process_of_multiprocessing_does_not_end_before_all_is_drawn(arrays):
    done = assert_ok(run(program(FORKED)))
    assert done.output.splitlines() == ["once", "0"]
    assert files("plots") == blocking(arrays, "blocking")


@pytest.mark.slow
def test_a_script_without_a_main_guard_and_with_threads_that_forks_goes_through(arrays):
    done = assert_ok(run(program(BUSY)))
    assert done.output.splitlines() == ["once", f"{2 * N} 0 False"]
    assert files("epoch=0") == files("epoch=1") == blocking(arrays, "blocking")


def test_from_standard_input_as_in_a_console(arrays):
    text = PROGRAM.format(scripts=str(ROOT / "scripts"), body=NO_WAIT)
    Path("typed").write_text(text)
    done = assert_ok(run(["sh", "-c", f"{sys.executable} - < typed"]))
    assert done.output.splitlines() == ["once", "went on"]
    assert files("plots") == blocking(arrays, "blocking")


def test_a_killed_program_leaves_no_process_and_no_half_written_file(arrays):
    with started(program(KILLED)) as process:
        assert process.stdout.readline() == "once\n"
        child, *helpers = map(int, process.stdout.readline().split())
        wait_until(lambda: len(list(Path("plots").rglob("*.png"))) > 2)
        kill(process.pid)
        wait_until(lambda: not any(map(is_running, helpers)), 10)
        assert is_running(child)
        kill(child)
    assert all(name.endswith(".png") and "/." not in name for name in files("plots"))


def test_ctrl_c_while_the_end_is_waited_for_gives_up_the_rest_and_says_so(arrays):
    with started(program(STOPPED)) as process:
        process.stdout.readline()
        (helper,) = map(int, process.stdout.readline().split())
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        done = finish(process, 20)
        assert descendants(process.pid) == []
    assert not is_running(helper)
    assert done.status != 0
    assert "given up before they were begun" in done.errors
    assert "KeyboardInterrupt" in done.errors


def test_importing_the_package_imports_nothing_of_weight():
    code = (
        "import sys, sweepfig; print({'numpy', 'sweepfig.training.background'} & set(sys.modules))"
    )
    assert assert_ok(run([sys.executable, "-c", code], ROOT / "scripts")).output == "set()\n"


def test_logging_is_left_as_it_is(arrays):
    before = list(logging.getLogger().handlers)
    BackgroundPlotter(processes=1).close()
    assert logging.getLogger().handlers == before
