"""Figures drawn beside a running program: same files, nothing lost in silence, nothing left behind."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from paths import ROOT, assert_ok, descendants, finish, is_running, kill, run, started, wait_until
from sweepfig import BackgroundPlotter, fallback
from sweepfig.core.errors import UserError
from sweepfig.training.epoch import Piece, as_numpy, take_over
from sweepfig.training.queue import Backlog
from sweeps import DAMPINGS, FREQUENCIES, WAVENUMBERS, write_sweep

AXES = {"wavenumber": WAVENUMBERS, "cee": DAMPINGS, "frequency": FREQUENCIES}
N = len(WAVENUMBERS) * len(DAMPINGS)

DEADLY_FIGURE = "k0=0.33/rc-1.778e-05.png"
DEADLY = f"""
import os, sys
def hook(event, arguments):
    if event == "os.rename" and str(arguments[1]).endswith({DEADLY_FIGURE!r}):
        os.kill(os.getpid(), 9)
sys.addaudithook(hook)
"""


@pytest.fixture
def arrays(tmp_path, monkeypatch):
    """The simulated and the predicted response of a small sweep, in the working folder."""
    monkeypatch.chdir(tmp_path)
    dataset = write_sweep(Path("sweep.nc"))
    return dataset["actual"], dataset["predicted"]


@pytest.fixture
def plots(arrays):
    """A plotter of one process, ended whatever happens."""
    plotter = BackgroundPlotter(processes=1)
    yield plotter
    for pid in plotter.pids:
        kill(pid)
    plotter.close()


def files(folder: str) -> dict[str, bytes]:
    found = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def blocking(arrays, folder: str) -> dict[str, bytes]:
    """Draw in this process, as the fallback's function does; return the files."""
    for arguments in fallback.get_plotting_args(*arrays, {"plots": folder}):
        fallback.plot_resonance_curve(*arguments)
    return files(folder)


class Slow:
    """An array that tells when it is copied."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return np.array(self.array, dtype=dtype)


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


@pytest.mark.parametrize("kind", ["torch", "jax"])
def test_arrays_of_other_libraries_are_taken(arrays, kind):
    if kind == "torch":
        torch = pytest.importorskip("torch")
        make = [
            lambda a: torch.tensor(a, requires_grad=True),
            lambda a: torch.tensor(a).bfloat16(),
            lambda a: torch.tensor(a).half(),
        ]
    else:
        jax = pytest.importorskip("jax")
        make = [jax.numpy.asarray, lambda a: jax.numpy.asarray(a, dtype="bfloat16")]
    wanted = arrays[1].data
    for place, other in enumerate(make):
        found = as_numpy(other(wanted))
        assert found.dtype.kind == "f"
        np.testing.assert_allclose(found, wanted, rtol=(1e-6, 1e-2, 1e-3)[place])
    epoch = take_over(arrays[0], make[0](wanted), {"plots": "plots"})
    np.testing.assert_allclose(epoch.predicted, wanted.reshape(N, -1), rtol=1e-6)


def test_dimensions_have_any_order_and_values_are_matched_by_label(arrays):
    actual, predicted = arrays
    expected = take_over(actual, predicted, {"plots": "plots"})
    turned = predicted.transpose("frequency", "cee", "wavenumber").isel(cee=slice(None, None, -1))
    mixed = actual.transpose("cee", "frequency", "wavenumber")
    for training, infer in [
        (actual, turned),
        (actual, predicted.isel(frequency=slice(None, None, -1))),
        (mixed, turned),
        (mixed, Slow(predicted.transpose(*mixed.dims).data)),
        (actual.to_dataset(name="a"), predicted.data.tolist()),
    ]:
        found = take_over(training, infer, {"plots": "plots"})
        np.testing.assert_array_equal(found.actual, expected.actual)
        np.testing.assert_array_equal(found.predicted, expected.predicted)
    assert list(expected.points()) == [(k, nu) for k in WAVENUMBERS for nu in DAMPINGS]


def test_masked_values_are_gaps(arrays):
    masked = np.ma.masked_greater(arrays[0].data, 1)
    np.testing.assert_array_equal(np.isnan(as_numpy(masked)), masked.mask)


# Mistakes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a, p: (a, p.data[..., :5], {"plots": "x"}), r"infer_data: got the shape"),
        (lambda a, p: (a, p[..., :5], {"plots": "x"}), "infer_data: frequency lacks"),
        (lambda a, p: (a.data, p, {"plots": "x"}), r"coordinates: got \[\]; wavenumber, cee"),
        (lambda a, p: (a, p.data.astype(complex), {"plots": "x"}), "complex128 was handed over"),
        (lambda a, p: (a.rename(cee="nu"), p, {"plots": "x"}), "dimensions wavenumber, nu"),
        (lambda a, p: (a, p.assign_coords(cee=[1, 2, 3]), {"plots": "x"}), "infer_data: cee lacks"),
        (lambda a, p: (a, p, {"plot": "x"}), "the key plots is allowed"),
        (
            lambda a, p: (a.assign_coords(wavenumber=[0.331, 0.333]), p.data, {"plots": "x"}),
            r"\(0.331, 1e-05\) and \(0.333, 1e-05\) would both be .*/x/k0=0.33/",
        ),
    ],
)
def test_arrays_that_do_not_fit_are_refused_with_one_message(arrays, change, message):
    with pytest.raises(UserError, match=message):
        take_over(*change(*arrays))


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


def epoch(name: str, targets: int = 8) -> Piece:
    return Piece(
        name, np.arange(1.0), np.arange(targets), np.arange(2.0), 0, *np.zeros((2, targets, 2))
    )


def test_a_full_backlog_makes_the_loop_wait_until_the_oldest_is_begun():
    backlog = Backlog(most=2, takers=1)
    for name in "ab":
        assert backlog.put(epoch(name), drop_oldest=False) is None
    waiting = threading.Thread(
        target=backlog.put, args=(epoch("c"),), kwargs={"drop_oldest": False}
    )
    waiting.start()
    waiting.join(0.1)
    assert waiting.is_alive()
    first = backlog.take()
    waiting.join(10)
    assert not waiting.is_alive()
    assert (first.folder, len(first)) == ("a", 2)


def test_a_full_backlog_drops_the_oldest_that_is_not_begun_if_asked_to():
    backlog = Backlog(most=2, takers=1)
    for name in "abc":
        dropped = backlog.put(epoch(name), drop_oldest=True)
    assert dropped.folder == "a"
    backlog.take()
    assert backlog.put(epoch("d"), drop_oldest=True) is None  # b is begun, and stays
    assert backlog.close() == 6 + 8 + 8


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


# Kills -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("delay", [0.0, 0.5, 1.0])
def test_figures_of_a_killed_process_are_drawn_by_another(arrays, plots, caplog, delay):
    big = [array.isel(cee=[0]).drop_vars("cee").assign_coords(cee=[1.0]) for array in arrays]
    big = [array.reindex(cee=1e-5 * np.arange(1, 61), method="nearest") for array in big]
    plots.submit(*big, folders={"plots": "plots"})
    time.sleep(delay)
    (victim,) = plots.pids
    kill(victim)
    plots.wait()
    assert len(files("plots")) == plots.drawn == 120  # and no half-written file
    assert plots.errors == []
    plots.submit(*arrays, folders={"plots": "after"})
    plots.close()
    assert len(files("after")) == N
    assert "a helper was killed by signal 9 (SIGKILL), drawing into" in caplog.text


def test_a_figure_that_kills_its_process_is_reported_and_the_others_are_drawn(
    arrays, caplog, monkeypatch
):
    # Found by every Python that starts here: kills it as a certain figure is renamed into place.
    Path("sitecustomize.py").write_text(DEADLY)
    monkeypatch.setenv("PYTHONPATH", os.getcwd())
    with BackgroundPlotter(processes=2) as plots:
        plots.submit(*arrays, folders={"plots": "plots"})
    assert (plots.drawn, plots.failed) == (N - 1, 1)
    (error,) = plots.errors
    assert error.endswith("k0=0.33/rc-1.778e-05.png: a helper was killed by signal 9 (SIGKILL)")
    assert sorted(files("plots")) == sorted({*blocking(arrays, "blocking")} - {DEADLY_FIGURE})


def test_processes_that_cannot_start_are_reported_not_waited_for(arrays, monkeypatch, tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 3\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with BackgroundPlotter(processes=2) as plots:
        plots.submit(*arrays, folders={"plots": "plots"})
    assert (plots.drawn, plots.failed) == (0, N)
    assert any("no helper can be started" in error for error in plots.errors)


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
