"""Sweeps that are still being written: drawn as they grow, by a run that watches a real writer."""

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr
import yaml
from paths import (
    ROOT,
    assert_is_message,
    assert_ok,
    counts,
    fallback_command,
    figures,
    finish,
    inodes,
    redrawn,
    run_fallback,
    run_snakemake,
    started,
    wait_until,
)
from sweepfig.batch.manifest import pending_batches
from sweepfig.config import settings
from sweepfig.draw.provenance import recorded_digest
from sweepfig.plan import freshness, make
from sweepfig.run.refresh import bring_up_to_date
from sweeps import DAMPINGS, FREQUENCIES, config_for, resonance, write_sweep

OUTPUT = Path("plots")
WRITER = """
import os, sys, time
import netCDF4, numpy as np
sys.path.insert(0, {tests!r})
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


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def configure(file):
    config = config_for(
        "",
        sweep={"curves": [{"file": file, "variable": "actual"}]},
        figure={"size": [3, 2], "dpi": 40},
    )
    Path("config.yaml").write_text(yaml.safe_dump(config))


def write_run(path, damping, wavenumber=0.3):
    """Write a run as a simulation does: it appears under its name before it is whole."""
    write_sweep(path, wavenumbers=[wavenumber], dampings=[damping], variables=("actual",))


def there():
    return len(figures(OUTPUT)) if OUTPUT.exists() else 0


def stop(process):
    process.send_signal(signal.SIGINT)
    done = finish(process, 30)
    assert done.status == 130, done.text
    assert "Traceback" not in done.text, done.text
    return done


@pytest.mark.parametrize("path", [run_fallback, run_snakemake])
def test_a_run_draws_what_was_added_and_nothing_else(path):
    Path("runs").mkdir()
    configure("runs/*.nc")
    for number, damping in enumerate(DAMPINGS[::2]):
        write_run(f"runs/{number}.nc", damping)
    assert_ok(path())
    before = inodes(OUTPUT)
    write_run("runs/new.nc", DAMPINGS[1])  # between the others
    write_run("runs/other.nc", DAMPINGS[1], wavenumber=0.33)
    assert counts(assert_ok(path()))[0] == 2
    assert redrawn(before, OUTPUT) == ["k0=0.3/rc-1.778e-05.png", "k0=0.33/rc-1.778e-05.png"]


def test_what_holds_as_it_is_is_not_read_again():
    """A file added to a thousand costs one look, not a thousand."""
    Path("runs").mkdir()
    configure("runs/*.nc")
    config = yaml.safe_load(Path("config.yaml").read_text())
    Path("config.yaml").write_text(yaml.safe_dump(config | {"figures_per_job": 1}))
    for number in range(4):
        write_run(f"runs/{number}.nc", 1e-5 * (1 + number))
    assert_ok(run_fallback())
    write_run("runs/4.nc", 0.5e-5)  # the first in the plan's order: all others move by one
    xr.load_dataset("runs/2.nc").to_netcdf("runs/2.nc")
    plan = bring_up_to_date(settings.read("config.yaml"), "plots")
    assert pending_batches(plan, OUTPUT) == [0, 3]
    assert counts(assert_ok(run_fallback())) == (1, 4, 0)


def test_watching_draws_what_a_writer_appends():
    """One file whose axis grows, record by record, while it is drawn."""
    configure("growing.nc")
    writer = WRITER.format(tests=str(ROOT / "tests" / "support"))
    with started(fallback_command("--watch", "0.3")) as watching:
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


def test_watching_waits_for_the_first_file_and_tries_a_half_written_one_again():
    Path("runs").mkdir()
    configure("runs/*.nc")
    write_run("whole.nc", DAMPINGS[0])
    content = Path("whole.nc").read_bytes()
    with started(fallback_command("--watch", "0.2")) as watching:
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


def test_a_slice_that_is_not_written_yet_is_drawn_when_it_is():
    configure("sweep.nc")
    with netCDF4.Dataset("sweep.nc", "w") as file:
        for name, values in (("wavenumber", [0.3]), ("cee", DAMPINGS), ("frequency", FREQUENCIES)):
            file.createDimension(name, len(values))
            file.createVariable(name, "f8", (name,))[:] = values
        actual = file.createVariable("actual", "f8", ("wavenumber", "cee", "frequency"))
        actual[0, 0] = 1.0 + np.arange(len(FREQUENCIES))
    done = run_fallback()
    assert_is_message(done, "never written")
    assert counts(done) == (1, 0, 2)
    with netCDF4.Dataset("sweep.nc", "a") as file:
        file["actual"][:] = resonance([0.3], DAMPINGS, FREQUENCIES)
    assert counts(assert_ok(run_fallback())) == (3, 0, 0)


@pytest.mark.parametrize("text", ["0", "soon", "nan", "-1"])
def test_interval_that_is_none_is_refused(text):
    assert_is_message(run_fallback(f"--watch={text}"), "seconds from 0.1 to 86400 are allowed")


def test_a_growing_abscissa_is_drawn_as_far_as_it_goes():
    """A time series of each run, in a file of its own, the second still running."""
    Path("runs").mkdir()
    configure("runs/*.nc")
    write_run("runs/0.nc", DAMPINGS[0])
    short = xr.load_dataset("runs/0.nc").isel(frequency=slice(0, 10)).assign_coords(cee=[1e-3])
    short.to_netcdf("runs/1.nc", unlimited_dims=["frequency"])
    assert_ok(run_fallback())
    before = inodes(OUTPUT)
    with netCDF4.Dataset("runs/1.nc", "a") as file:
        file["frequency"][10:12] = FREQUENCIES[10:12]
        file["actual"][0, 0, 10:12] = 1.0
    assert counts(assert_ok(run_fallback())) == (1, 1, 0)
    assert redrawn(before, OUTPUT) == ["k0=0.3/rc-1.000e-03.png"]
    assert not re.search("nan", Path("plots/data.csv").read_text())


def test_a_file_that_changes_while_it_is_looked_at_is_looked_at_again(monkeypatch):
    configure("sweep.nc")
    write_run("sweep.nc", DAMPINGS[0])
    whole = make.survey

    def survey_while_it_grows(*arguments, **keys):
        found = whole(*arguments, **keys)
        write_sweep("sweep.nc", wavenumbers=[0.3], variables=("actual",))
        return found

    config = settings.read("config.yaml")
    monkeypatch.setattr(make, "survey", survey_while_it_grows)
    assert bring_up_to_date(config, "plots").n_targets == 1
    monkeypatch.setattr(make, "survey", whole)
    assert not freshness.has_current_plan(config, "plots")
