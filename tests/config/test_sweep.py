"""The section `sweep`: what an axis and a curve are called where the config does not say."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from sweepfig.config.sweep import AxisConfig, CurveConfig, Sweep

CURVE = {"file": "a.nc", "variable": "n"}


@pytest.mark.parametrize(
    ("dimension", "piece"),
    [
        ("k", "k={}"),
        ("drivers.ex.0.k0", "drivers.ex.0.k0={}"),
        ("$k_{0}$", "k_0={}"),
        ("/", "axis={}"),
    ],
)
def test_an_axis_names_figures_by_its_dimension_as_far_as_a_file_may(dimension, piece):
    axis = AxisConfig(dimension=dimension)
    assert axis.path_pattern == piece
    assert axis.title_pattern == f"{dimension} = {{}}"
    own = AxisConfig(dimension=dimension, path="p{}", title="t{}")
    assert (own.path_pattern, own.title_pattern) == ("p{}", "t{}")


def test_a_curve_has_its_variables_name_and_may_lie_in_many_files():
    assert CurveConfig(**CURVE).name == "n"
    assert CurveConfig(**CURVE, label="density").name == "density"
    assert CurveConfig(**CURVE).files == ("a.nc",)
    assert CurveConfig(file=["a.nc", "b.nc"], variable="n").files == ("a.nc", "b.nc")


@pytest.mark.parametrize("parameters", ["../config.yaml", "{stem}.json", "params"])
def test_parameters_are_a_path(parameters):
    found = Sweep(curves=[CURVE], axes=[{"dimension": "k"}], abscissa="x", parameters=parameters)
    assert found.parameters == parameters


@pytest.mark.parametrize("parameters", ["{run}.yaml", "a}.yaml", "a\0.yaml", ""])
def test_other_braces_than_those_of_the_stem_are_refused(parameters):
    with pytest.raises(ValidationError):
        Sweep(curves=[CURVE], axes=[{"dimension": "k"}], abscissa="x", parameters=parameters)
