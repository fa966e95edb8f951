"""What is given is taken, or refused with what is allowed; the rest is guessed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from code_runs import adept_runs
from sweepfig.core.errors import UserError
from sweepfig.propose.given import Given
from sweepfig.propose.proposal import propose
from sweeps import write_sweep


@pytest.fixture
def dataset(in_folder):
    return write_sweep(Path("sweep.nc"))


def proposed(**given):
    found = propose(["sweep.nc"], Given(**given))
    drawn = [curve["variable"] for curve in found.curves]
    return drawn, [axis.dimension for axis in found.axes], found.abscissa, found.ordinate


def test_each_thing_given_is_taken_and_the_others_are_guessed(dataset):
    both, axes = ["actual", "predicted"], ["wavenumber", "cee"]
    assert proposed() == (both, axes, "frequency", None)
    assert proposed(curves=("predicted", "actual")) == (both[::-1], axes, "frequency", None)
    assert proposed(curves=("predicted",)) == (both[1:], axes, "frequency", None)
    assert proposed(axes=("cee", "wavenumber")) == (both, axes[::-1], "frequency", None)
    assert proposed(abscissa="cee") == (both, ["wavenumber", "frequency"], "cee", None)
    assert proposed(ordinate="cee") == (both[:1], ["wavenumber"], "frequency", "cee")
    assert proposed(axes=("wavenumber",)) == (both[:1], ["wavenumber"], "frequency", "cee")


def test_a_dimension_of_maps_side_by_side_is_neither_axis_nor_drawn_in_one(dataset):
    assert proposed(facet="wavenumber")[1:3] == (["cee"], "frequency")
    with pytest.raises(UserError, match="got 'q'; allowed are dimensions: wave"):
        proposed(facet="q")


def test_a_fixed_dimension_is_neither_axis_nor_drawn(dataset):
    found = proposed(fixed=("wavenumber",))
    assert found == (["actual", "predicted"], ["cee"], "frequency", None)


def test_curves_of_fewer_dimensions_are_found_among_larger_variables(dataset):
    dataset.assign(mean=dataset["actual"].mean("cee")).to_netcdf("sweep.nc")
    assert proposed(curves=("mean",)) == (["mean"], ["wavenumber"], "frequency", None)


def test_curves_may_lie_in_different_files_beside_others(dataset):
    for name in ("actual", "predicted"):
        dataset.rename({name: f"my_{name}"})[[f"my_{name}"]].to_netcdf(f"{name}.nc")
    files = ["sweep.nc", "actual.nc", "predicted.nc"]
    found = propose(files, Given(curves=("my_predicted", "my_actual")))
    assert [(curve["variable"], curve["file"]) for curve in found.curves] == [
        ("my_predicted", "predicted.nc"),
        ("my_actual", "actual.nc"),
    ]


def test_curves_of_different_files_are_over_the_same_dimensions(dataset):
    dataset["actual"].mean("cee").rename("mean").to_netcdf("mean.nc")
    with pytest.raises(
        UserError, match=r"curves: got 'mean'; allowed are curves over the same .*: actual"
    ):
        propose(["sweep.nc", "mean.nc"], Given(curves=("actual", "mean")))


def test_an_axis_may_be_a_variable_along_a_dimension(dataset):
    runs = xr.Dataset(
        {"E": (("run", "x"), np.arange(12.0).reshape(3, 4))},
        {"x": np.arange(4.0), "nu": ("run", [1e-3, 1e-4, 1e-5]), "seed": ("run", [1, 2, 3])},
    )
    runs.to_netcdf("sweep.nc")
    assert proposed(axes=("nu",)) == (["E"], ["nu"], "x", None)


def of_runs(**given):
    found = propose(["runs"], Given(**given))
    drawn = [curve["variable"] for curve in found.curves]
    axes = [axis.dimension.removeprefix("drivers.ex.0.") for axis in found.axes]
    return drawn, axes, found.abscissa, found.ordinate


def test_what_is_given_of_runs_with_parameters_beside_them_is_taken(in_folder):
    adept_runs()
    field, axes = ["electron-n"], ["k0", "w0"]
    names = tuple(f"drivers.ex.0.{name}" for name in axes)
    assert of_runs() == (field, axes, "x", "t")
    assert of_runs(axes=names[::-1]) == (field, axes[::-1], "x", "t")
    assert of_runs(axes=(*names, "t")) == (field, [*axes, "t"], "x", None)
    assert of_runs(abscissa="x") == (field, [*axes, "t"], "x", None)
    assert of_runs(ordinate="x") == (field, axes, "t", "x")
    assert of_runs(fixed=("t",)) == (field, axes, "x", None)
    with pytest.raises(UserError, match=r"got 'k'; allowed are .*: drivers\.ex\.0\.k0, .*w0, t, x"):
        of_runs(axes=("k",))


def test_a_curve_that_is_given_is_drawn_though_it_is_constant(in_folder):
    adept_runs()
    found = propose(["runs"], Given(curves=("electron-delta",)))
    assert [curve["variable"] for curve in found.curves] == ["electron-delta"]
    assert not any("constant" in doubt for doubt in found.doubts)


def test_what_is_constant_where_a_dimension_is_fixed_may_differ_elsewhere(dataset):
    dataset["actual"][0] = 0
    dataset.to_netcdf("sweep.nc")
    assert proposed(fixed=("wavenumber",))[0] == ["actual", "predicted"]


def test_curves_in_different_files_are_no_runs_whatever_stands_beside_them(dataset):
    for name in ("actual", "predicted"):
        dataset[[name]].to_netcdf(f"{name}.nc")
        Path(f"{name}.json").write_text(f'{{"order": {len(name)}}}')
    found = propose(["actual.nc", "predicted.nc"], Given(curves=("predicted", "actual")))
    assert [curve["file"] for curve in found.curves] == ["predicted.nc", "actual.nc"]
    assert found.parameters is None


def test_points_without_order_are_drawn_as_they_are_given(in_folder):
    cells = ("time", "cell"), np.random.default_rng(0).normal(size=(3, 40))
    mesh = xr.Dataset({"ta": (*cells, {"CDI_grid_type": "unstructured"})})
    mesh.to_netcdf("sweep.nc")
    assert proposed(abscissa="cell") == (["ta"], ["time"], "cell", None)
    assert proposed(axes=("cell",)) == (["ta"], ["cell"], "time", None)
    with pytest.raises(UserError, match="'ta' is over cell, the 40 points of an unstructured mesh"):
        proposed(axes=("time",))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"curves": ("E",)}, "curves: got 'E'; allowed are variables .*: actual, predicted"),
        ({"abscissa": "k"}, "x: got 'k'; allowed are dimensions of actual"),
        ({"ordinate": "k"}, "y: got 'k'; allowed are dimensions of actual"),
        ({"fixed": ("k",)}, "select: got 'k'; allowed are dimensions: wavenumber"),
        ({"axes": ("k",)}, "axes: got 'k'; allowed are what the curves are over"),
        ({"axes": ("cee",), "abscissa": "cee"}, "axes: got 'cee', which x or y draws already"),
        ({"axes": ("cee",), "abscissa": "frequency"}, r"leaves wavenumber \(2 values\) of actual"),
        ({"axes": ("cee", "wavenumber", "frequency")}, "one dimension is needed for x"),
    ],
)
def test_what_does_not_fit_is_refused(dataset, given, said):
    with pytest.raises(UserError, match=said):
        proposed(**given)


def test_complex_curves_are_refused_with_what_to_do():
    dataset = xr.Dataset({"z": ("x", np.array([1j, 2j]))})
    with pytest.raises(UserError, match="curves: got 'z', which holds complex numbers"):
        Given(curves=("z",)).check_names([dataset])


def test_what_tells_files_apart_beside_the_given_axes_is_a_doubt(in_folder):
    x = np.linspace(0, 1, 5)
    for number, (k, nu) in enumerate([(0.1, 1.0), (0.2, 1.0), (0.3, 2.0)]):
        run = xr.Dataset({"f": ("x", x * k)}, {"x": x}, {"k": k, "nu": nu})
        run.to_netcdf(f"run{number}.nc")
    found = propose(["run0.nc", "run1.nc", "run2.nc"], Given(axes=("k",)))
    assert "the files differ in nu, too, which is no given axis" in found.doubts
