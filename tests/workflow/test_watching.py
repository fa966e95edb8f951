"""Sweeps that are still being written: drawn as they grow, by a run that watches a real writer."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr
import yaml
from growing_runs import configure, write_run
from paths import (
    assert_is_message,
    assert_ok,
    counts,
    inodes,
    redrawn,
    run_fallback,
    run_snakemake,
)
from sweepfig.batch.pending import pending_batches
from sweepfig.config import settings
from sweepfig.run.refresh import bring_up_to_date
from sweeps import DAMPINGS, FREQUENCIES, resonance

OUTPUT = Path("plots")
pytestmark = pytest.mark.usefixtures("in_folder")


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
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
