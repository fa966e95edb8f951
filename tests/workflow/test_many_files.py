"""Sweeps of many files: the same figures, whatever way the simulations left their numbers."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml
from layouts import LAYOUTS, RUNS, write
from paths import PATHS, assert_is_message, assert_ok, counts, draw_here, figures, run_fallback
from sweepfig.batch.render import read_slices
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweeps import DAMPINGS, FREQUENCIES, WAVENUMBERS, config_for, write_sweep


@pytest.fixture(autouse=True)
def in_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def configure(*places, labels=("Actual", "Cauchy fit"), variables=("actual", "predicted"), **sweep):
    """Write the config of curves that lie in such places; of one, if there is but one."""
    places = places * len(variables) if len(places) == 1 else places
    curves = [
        {"label": label, "variable": variable, **place}
        for label, variable, place in zip(labels, variables, places, strict=True)
    ]
    config = config_for("", sweep={"curves": curves, **sweep}, figure={"size": [3, 2], "dpi": 40})
    Path("config.yaml").write_text(yaml.safe_dump(config))
    return settings.read("config.yaml")


def drawn(folder="plots"):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in figures(Path(folder))
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_figures_of_one_file(layout):
    place = write(layout)
    configure({"file": "whole.nc"})
    draw_here()
    whole = drawn()
    shutil.rmtree("plots")
    plan = make_plan(configure(place))
    draw_here()
    assert drawn() == whole
    assert len(whole) == 6
    # Complete: the gallery, the movies and the numbers are those of a grid.
    assert plan.points is None
    assert list(plan.axes[1].values) == list(DAMPINGS)


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


# --- holes


def remove(*numbers):
    for number in numbers:
        (RUNS / f"run{number:02}.nc").unlink()


def test_no_cell_of_the_list_of_holes_is_a_formula():
    RUNS.mkdir()
    for gas, k in (("=1+1", 1), ("-He", 2)):
        curve = xr.DataArray(FREQUENCIES, {"frequency": FREQUENCIES}, name="actual")
        curve.to_netcdf(RUNS / f"{gas}_{k}.nc")
    axes = [{"dimension": "gas", "notation": "text"}, {"dimension": "k"}]
    configure({"file": "runs/{gas}_{k}.nc"}, labels=["a"], variables=["actual"], axes=axes)
    draw_here()
    listed = Path("plots/holes.csv").read_text().splitlines()
    assert sorted(listed) == ["'-He,1,never run", "'=1+1,2,never run", "gas,k,cause"]


@pytest.mark.parametrize("path", PATHS)
def test_points_that_were_never_run_are_listed_and_not_an_error(path):
    place = write("scalars")
    remove(1, 3)
    configure(place)
    done = assert_ok(PATHS[path]())
    holes = "k0=0.3/rc-1.778e-05, k0=0.33/rc-1.000e-05"
    assert f"2 points of the sweep have no data, and no figure: {holes}" in done.text
    assert len(drawn()) == 4
    listed = Path("plots/holes.csv").read_text()
    assert listed.splitlines()[0] == "wavenumber,cee,cause"
    assert len(Path("plots/data.csv").read_text().splitlines()) == 5
    metrics = xr.load_dataset("plots/metrics.nc")
    assert np.isnan(metrics["RMSE_of_Cauchy_fit"]).sum() == 2
    Path("plots/holes.csv").write_text("something else\n")
    assert_ok(PATHS[path]())
    assert Path("plots/holes.csv").read_text() == listed


def test_holes_are_refused_where_the_config_says_so():
    place = write("scalars")
    remove(0)
    with pytest.raises(UserError, match=r"sweep.holes: 1 of the 6 points .* 'listed' is allowed"):
        make_plan(configure(place, holes="refused"))


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
    metrics = xr.load_dataset("plots/metrics.nc")
    assert metrics["wavenumber"].dims == ("target",)
    assert sorted(metrics["wavenumber"].values) == sorted(k)


def test_a_store_is_drawn_and_its_change_is_noticed():
    write_sweep("whole.nc").load().to_zarr("whole.zarr", consolidated=False)
    configure({"file": "whole.zarr"})
    assert_ok(run_fallback())
    xr.load_dataset("whole.zarr", engine="zarr").isel(cee=[1]).assign(
        actual=lambda found: found["actual"] * 2
    ).drop_vars(["wavenumber", "frequency", "cee"]).to_zarr(
        "whole.zarr", region={"cee": slice(1, 2)}, mode="r+", consolidated=False
    )
    assert counts(assert_ok(run_fallback())) == (2, 4, 0)


def test_without_zarr_a_store_is_a_message(monkeypatch):
    write_sweep("whole.nc").load().to_zarr("whole.zarr", consolidated=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"whole.zarr: a Zarr store, which needs the package zarr"):
        make_plan(configure({"file": "whole.zarr"}))


# --- what is wrong with files


def test_broken_files_are_reported_and_the_others_drawn():
    place = write("scalars")
    whole = (RUNS / "run00.nc").read_bytes()
    (RUNS / "run00.nc").write_bytes(whole[: len(whole) // 2])
    xr.load_dataset(RUNS / "run01.nc")[["actual"]].to_netcdf(RUNS / "run01.nc")
    (RUNS / "run02.nc").write_bytes(b"")
    configure(place)
    done = run_fallback()
    assert done.status == 1, done.text
    assert counts(done) == (3, 0, 0)
    assert_is_message(done, "3 files could not be read", "runs/run00.nc", "no variable 'predicted'")
    (RUNS / "run00.nc").write_bytes(whole)
    assert counts(run_fallback())[:2] == (1, 3)


def test_two_files_for_one_point_are_refused():
    place = write("scalars")
    shutil.copy(RUNS / "run02.nc", RUNS / "run02 (copy).nc")
    message = r"runs/run02 \(copy\).nc and runs/run02.nc both hold wavenumber = 0.3, cee = 0.001"
    with pytest.raises(UserError, match=message):
        make_plan(configure(place))


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (
            "runs/k={wavenumber}/nu_{damping}.nc",
            r"{damping} is no axis; in braces are allowed wavenumber, cee",
        ),
        ("runs/k={wavenumber}{cee}.nc", "with text between"),
        ("runs/{wavenumber/{cee}.nc", "whole pairs"),
        ("other/*.nc", r"sweep.curves\[0\].file: no file matches other/\*.nc"),
        ("other/k={wavenumber}.nc", "no file matches other/k={wavenumber}.nc"),
        (["whole.nc", "gone.nc"], r"sweep.curves\[0\].file: there is no file gone.nc"),
        ("runs", r"sweep.curves\[0\].file: there is no file runs"),
    ],
)
def test_files_that_can_not_be_found_are_refused(file, message):
    write("file_names")
    with pytest.raises(UserError, match=message):
        make_plan(configure({"file": file}))


def test_a_name_without_its_number_is_refused():
    place = write("file_names")
    shutil.copytree("runs/k=0.3", "runs/k=new")
    with pytest.raises(UserError, match=r"k=new/.*matches 'runs/k={wavenumber}.* no number for"):
        make_plan(configure(place))


def test_group_that_is_not_there_is_refused():
    place = write("groups") | {"group": "output/walk_*"}
    with pytest.raises(
        UserError, match=r"no group matches 'output/walk_\*'; there are output, outp"
    ):
        make_plan(configure(place))


def test_axis_that_no_file_gives_is_refused():
    write("file_names")
    with pytest.raises(UserError, match="has no dimension 'wavenumber'"):
        make_plan(configure({"file": "runs/*/nu_{cee}.nc"}))


def test_a_changed_file_costs_its_own_figures_only():
    configure(write("scalars"))
    assert_ok(run_fallback())
    dataset = xr.load_dataset(RUNS / "run03.nc")
    (dataset * 2).to_netcdf(RUNS / "run03.nc")
    assert counts(assert_ok(run_fallback())) == (1, 5, 0)
    (RUNS / "run05.nc").touch()
    assert counts(assert_ok(run_fallback())) == (0, 6, 0)


def test_both_paths_leave_the_same_tree():
    place = write("groups")
    configure(place)
    trees = []
    for path in PATHS.values():
        assert_ok(path())
        hidden = (Path("plots/.sweepfig") / name for name in ("plan.json", "known.json"))
        trees.append(
            drawn() | {str(file): file.read_bytes() for file in (*hidden, Path("plots/data.csv"))}
        )
        shutil.rmtree("plots")
    assert trees[0] == trees[1]
