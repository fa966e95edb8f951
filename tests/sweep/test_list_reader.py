"""The slices of many files, each with the numbers of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from layouts import RUNS, write
from listed import configure
from paths import assert_is_message, assert_ok, counts, figures, run_fallback
from sweepfig.batch.render import read_slices
from sweepfig.plan.make import make_plan
from sweeps import DAMPINGS, FREQUENCIES, write_sweep

pytestmark = pytest.mark.usefixtures("in_folder")


def drawn(folder="plots"):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in figures(Path(folder))
    }


def test_curves_in_different_files_are_matched():
    write("scalars")
    predicted = xr.load_dataset("whole.nc")[["predicted"]]
    predicted.isel(wavenumber=[1, 0], frequency=slice(None, None, -1)).to_netcdf("theory.nc")
    plan = make_plan(configure({"file": "runs/*.nc"}, {"file": "theory.nc"}))
    whole = xr.load_dataset("whole.nc")
    for target, data in read_slices(plan, range(plan.n_targets)):
        expected = whole.sel({name: target.point[name] for name in ("wavenumber", "cee")})
        assert np.array_equal(data.curves[0], expected["actual"])
        assert np.array_equal(data.curves[1], expected["predicted"])


@pytest.mark.slow
def test_each_figure_has_the_abscissa_of_its_own_file():
    """Simulations with a step of their own, and one that ran longer."""
    RUNS.mkdir()
    axes = {}
    for n, damping in enumerate(DAMPINGS):
        axes[damping] = np.linspace(0, 1 + n, 10 + n)
        write_sweep(
            RUNS / f"{n}.nc", wavenumbers=[0.3], dampings=[damping], frequencies=axes[damping]
        )
    plan = make_plan(configure({"file": "runs/*.nc"}))
    for target, data in read_slices(plan, range(3)):
        assert np.array_equal(data.abscissa, axes[target.point["cee"]])
        assert all(len(curve) == len(data.abscissa) for curve in data.curves)
    assert_ok(run_fallback())
    assert len(drawn()) == 3


def test_curves_of_one_figure_with_other_abscissas_are_not_drawn():
    RUNS.mkdir()
    write_sweep(RUNS / "a.nc")
    write_sweep(RUNS / "b.nc", frequencies=FREQUENCIES + 0.1)
    configure({"file": ["runs/a.nc"], "group": None}, {"file": "runs/[b].nc"})
    done = run_fallback()
    assert_is_message(done, "frequency of 'Cauchy fit' does not match that of 'Actual'")
    assert counts(done) == (0, 0, 6)
