"""A sweep of many files is a list of its targets, each where its file says, none of them twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml
from layouts import RUNS, write
from listed import configure
from paths import assert_ok, counts, run_fallback
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan.make import make_plan
from sweeps import DAMPINGS, FREQUENCIES, WAVENUMBERS, config_for, write_sweep

pytestmark = pytest.mark.usefixtures("in_folder")


def test_values_that_differ_by_rounding_are_one():
    dataset = write_sweep("whole.nc").load()
    RUNS.mkdir()
    for n, (k, nu) in enumerate(np.ndindex(2, 3)):
        run = dataset.isel(wavenumber=k, cee=nu)
        shift = 1 + 1e-9 * n
        run = run.assign_coords(wavenumber=np.float32(WAVENUMBERS[k]), cee=DAMPINGS[nu] * shift)
        run.to_netcdf(RUNS / f"{n}.nc")
    plan = make_plan(configure({"file": "runs/*.nc"}))
    assert plan.shape == (2, 3)


@pytest.mark.slow
def test_a_point_that_one_curve_lacks_is_a_hole():
    write("scalars")
    dataset = xr.load_dataset("whole.nc")
    dataset.isel(cee=[0, 2]).to_netcdf("theory.nc")
    configure({"file": "runs/*.nc"}, {"file": "theory.nc"})
    done = assert_ok(run_fallback())
    assert counts(done) == (4, 0, 0)
    assert (
        "2 points of the sweep have no data, and no figure: k0=0.3/rc-1.778e-05 (no 'Cauchy fit')"
        in done.text
    )


def runs(*units):
    """Write a run for each units of the abscissa, and return the plan."""
    for run, said in enumerate(units):
        field = xr.Dataset({"E": ("x", np.ones(8))}, {"x": np.arange(8.0), "run": run})
        field["x"].attrs = {"units": said} if said else {}
        field.to_netcdf(f"r{run}.nc")
    curves = [{"file": "r*.nc", "variable": "E"}]
    config = {"curves": curves, "axes": [{"dimension": "run"}], "abscissa": "x"}
    return make_plan(settings.check({"sweep": config, "output": "plots"}, source="config"))


@pytest.mark.parametrize(
    ("units", "left"),
    [
        (("", "m", "cm", "m"), ["r2.nc"]),
        (("cm", "m", "m"), ["r0.nc"]),  # not the first one's are asked for, but most files'
        (("m", "meters", " m ", ""), []),
        (("1", "", "1.0"), []),
        (("seconds since start", "s since run 2", "sec"), []),  # which xarray does not decode
        (("days since 2000-01-01", "days", "days since 2000-01-02"), ["r1.nc"]),
        (("days since 2000-01-01", "", "days since 2000-01-02"), ["r1.nc"]),
    ],
)
def test_units_that_only_are_spelled_otherwise_are_the_same_and_dates_are_no_numbers(
    in_folder, units, left
):
    unread = runs(*units).unread
    assert [file for file, _ in unread] == left
    if "2000" in units[0]:
        assert unread[0][1] == "'x' holds numbers; dates, as in r0.nc, are allowed"


def test_a_group_in_other_units_is_left_out_alone(in_folder):
    for run, said in enumerate(("m", "cm", "m")):
        field = xr.Dataset({"E": ("x", np.ones(8))}, {"x": ("x", np.arange(8.0), {"units": said})})
        field.to_netcdf("g.nc", group=f"run{run}", mode="a" if run else "w")
    curves = [{"file": "g.nc", "variable": "E", "group": "run{run}"}]
    config = {"curves": curves, "axes": [{"dimension": "run"}], "abscissa": "x"}
    plan = make_plan(settings.check({"sweep": config, "output": "plots"}, source="config"))
    assert plan.axes[0].values.tolist() == [0, 2]
    assert [file for file, _ in plan.unread] == ["g.nc (group run1)"]


@pytest.mark.parametrize("name", ["x", "E", "run"])
def test_a_file_in_other_units_is_left_out_and_says_so(name):
    for run in range(3):
        field = xr.Dataset({"E": ("x", np.ones(8))}, {"x": np.arange(8.0), "run": run})
        field[name].attrs["units"] = "cm" if run == 2 else "m"
        if run == 1:  # a file that gives none leaves them open
            field = field.drop_attrs()
        field.to_netcdf(f"r{run}.nc")
    curves = [{"file": "r*.nc", "variable": "E"}]
    config = {"curves": curves, "axes": [{"dimension": "run"}], "abscissa": "x"}
    plan = make_plan(settings.check({"sweep": config, "output": "plots"}, source="config"))
    assert plan.axes[0].values.tolist() == [0, 1]
    ((file, reason),) = plan.unread
    assert (file, "in 'cm' (its attribute units); allowed is 'm', as in r0.nc" in reason) == (
        "r2.nc",
        True,
    )


def test_durations_that_xarray_stored_in_other_units_are_not_drawn_together():
    for run, minutes in enumerate((90, 90, 60)):
        times = np.arange(20) * np.timedelta64(minutes, "m")
        field = xr.DataArray(np.ones(20), {"t": times}).to_dataset(name="E")
        field.assign_coords(run=run).to_netcdf(f"r{run}.nc")
    curves = [{"file": "r*.nc", "variable": "E"}]
    config = {"curves": curves, "axes": [{"dimension": "run"}], "abscissa": "t"}
    plan = make_plan(settings.check({"sweep": config, "output": "plots"}, source="config"))
    assert [file for file, _ in plan.unread] == ["r2.nc"]


@pytest.mark.parametrize("short", range(3))
def test_a_run_that_ended_at_its_first_step_is_a_failed_target_and_stops_no_other(short):
    for run in range(3):
        times = np.arange(1.0 if run == short else 4.0)
        field = xr.DataArray(np.ones((len(times), 8)), {"t": times, "x": np.arange(8.0)})
        field.to_dataset(name="E").assign_coords(run=run).to_netcdf(f"r{run}.nc")
    curves = [{"file": "r*.nc", "variable": "E"}]
    sweep = {"curves": curves, "axes": [{"dimension": "run"}], "abscissa": "x", "ordinate": "t"}
    config = settings.check(
        {"sweep": sweep, "figure": {"kind": "pcolormesh"}, "output": "plots"}, source="config"
    )
    found = draw_plan(ensure_plan(config, "plots"), processes=1)
    failed = [row for row in found.rows if row.status == "failed"]
    assert [row.figure for row in failed] == [f"run={short:.3e}.png"]
    assert "got 1 by 8 points, allowed are 2 or more in each direction" in failed[0].cause


@pytest.mark.slow
def test_scattered_runs_are_no_grid_with_a_million_holes():
    RUNS.mkdir()
    rng = np.random.default_rng(0)
    k, nu = rng.uniform(0.2, 0.5, 40), 10 ** rng.uniform(-6, -2, 40)
    values = np.stack(
        [
            write_sweep("x.nc", wavenumbers=[a], dampings=[b])["actual"].values[0, 0]
            for a, b in zip(k, nu, strict=True)
        ]
    )
    xr.Dataset(
        {"actual": (("run", "frequency"), values), "wavenumber": ("run", k), "cee": ("run", nu)},
        coords={"frequency": FREQUENCIES},
    ).to_netcdf(RUNS / "lhs.nc")
    config = config_for(
        "",
        sweep={"curves": [{"file": "runs/lhs.nc", "variable": "actual"}]},
        figure={"size": [3, 2], "dpi": 40},
    )
    config["sweep"]["axes"][0]["digits"] = 6
    Path("config.yaml").write_text(yaml.safe_dump(config))
    plan = make_plan(settings.read("config.yaml"))
    assert (plan.n_targets, plan.is_scattered) == (40, True)
    done = assert_ok(run_fallback())
    assert counts(done) == (40, 0, 0)
    assert "no data" not in done.text
    few = "40 of the 1600 points of the axes' grid are there: taken as scattered points"
    assert done.text.count(few) == 1
    metrics = xr.load_dataset("plots/metrics.nc")
    assert metrics["wavenumber"].dims == ("target",)
    assert sorted(metrics["wavenumber"].values) == sorted(k)


def test_two_files_for_one_point_are_refused():
    place = write("scalars")
    shutil.copy(RUNS / "run02.nc", RUNS / "run02 (copy).nc")
    message = r"runs/run02 \(copy\).nc and runs/run02.nc both hold wavenumber = 0.3, cee = 0.001"
    with pytest.raises(UserError, match=message):
        make_plan(configure(place))


def test_axis_that_no_file_gives_is_refused():
    write("file_names")
    with pytest.raises(UserError, match="has no dimension 'wavenumber'"):
        make_plan(configure({"file": "runs/*/nu_{cee}.nc"}))
