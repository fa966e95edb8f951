"""What a physicist varied is told from what follows from it, and from what names a run."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from sweepfig.propose.axes.varied import follows, newly_varied, varied

K = [0.2, 0.2, 0.3, 0.3, 0.4, 0.4]
NU = [1e-5, 1e-3] * 3


def axes(**table):
    return [*varied(table).axes]


def test_constants_are_no_axes_and_a_grid_has_two():
    found = varied({"nx": [32] * 6, "k": K, "nu": NU})
    assert [*found.axes] == ["nu", "k"]  # few values first: they name the folders
    assert found.tells_apart
    assert (found.follow, found.names) == ({}, [])


def test_what_follows_from_an_axis_is_left_out_and_said():
    table = {
        "grid.xmax": [2 * math.pi / k for k in K],
        "grid.nt": [round(440 / k) for k in K],
        "box": [f"{0.054 / k} micron" for k in K],
        "regime": ["weak", "weak", "strong", "strong", "strong", "strong"],
        "drivers.0.k0": K,
        "tmax": [60, 100, 100, 100, 100, 100],
        "nu": NU,
        "log10_nu": [math.log10(nu) for nu in NU],
    }
    found = varied(table)
    assert [*found.axes] == ["nu", "drivers.0.k0"]
    assert {*found.needless} == {"regime", "tmax"}
    assert {name: of for name, of in found.follow.items() if of == "drivers.0.k0"}.keys() == {
        "grid.xmax",
        "grid.nt",
        "box",
    }
    assert found.follow["log10_nu"] == "nu"


def test_a_number_that_was_chosen_comes_before_one_that_was_computed():
    lengths = [10, 20, 40]
    assert axes(k=[2 * math.pi / length for length in lengths], box=lengths) == ["box"]
    assert axes(dx=[0.1, 0.2, 0.4], amplitude=[1, 2, 4]) == ["amplitude"]


def test_random_parameters_do_not_follow_from_each_other_though_no_value_is_there_twice():
    rng = np.random.default_rng(1)
    k, nu = (np.round(rng.uniform(size=20), 3).tolist() for _ in range(2))
    assert axes(k=k, nu=nu, xmax=[1 / each for each in k]) == ["k", "nu"]


def test_a_frequency_of_each_wavenumbers_own_does_not_replace_the_wavenumber():
    w0 = [0.966, 1.266, 1.191, 1.31, 1.208, 1.334]
    k0 = [0.26, 0.26, 0.26, 0.3, 0.34, 0.38]
    assert axes(k0=k0, w0=w0) == ["k0", "w0"]


def test_a_product_of_a_grids_parameters_is_no_third_axis():
    product = [k * nu for k, nu in zip(K, NU, strict=True)]
    assert axes(k=K, product=product, nu=NU) == ["nu", "k"]


def test_several_parameters_are_left_out_together_if_the_others_make_a_full_grid():
    found = varied({"k": K, "tmax": [60, *[100] * 5], "nu": NU, "nx": [*[64] * 4, 96, 64]})
    assert [*found.axes] == ["nu", "k"]
    assert {*found.needless} == {"tmax", "nx"}


def test_a_product_of_two_parameters_does_not_replace_them_in_a_grid_of_three():
    table = {"k": K * 2, "nu": NU * 2, "a0": [1] * 6 + [2] * 6, "late": [1, *[0] * 11]}
    product = [k * nu for k, nu in zip(table["k"], table["nu"], strict=True)]
    found = varied(table | {"product": product})
    assert [*found.axes] == ["nu", "a0", "k"]
    assert {*found.needless} == {"product", "late"}


def test_what_follows_is_left_out_of_a_grid_with_a_hole_too():
    table = {"k": K, "nu": [1e-5, 1e-3, 0, 1e-5, 1e-3, 0], "solver": [*"aababa"]}
    is_on = [str(nu > 0).lower() for nu in table["nu"]]
    found = varied(table | {"is_on": is_on})
    assert [*found.axes] == ["solver", "k", "nu"]
    assert found.follow == {"is_on": "nu"}


def test_many_parameters_are_looked_at_in_little_time():
    rng = np.random.default_rng(1)
    halves = [np.repeat([0, 1], 128) for _ in range(24)]
    table = {f"p{n}": rng.permutation(each).tolist() for n, each in enumerate(halves)}
    begun = time.process_time()
    assert len(varied(table).axes) == 24
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("run_id", list("abcdef")),
        ("mlflow.run", ["x"] * 5 + ["y"]),
        ("job", [17, 18, 19, 20, 21, 22]),
        ("outdir", [f"/scratch/{n}" for n in range(6)]),
        ("save.output", [f"out{n}" for n in range(6)]),
        ("when", [f"2024-02-{n:02}T10:00:00" for n in range(10, 16)]),
        ("start_time", [1795534443 + n for n in range(6)]),
        ("tag", ["0bbdaf87a6d2409", "0c2fc698c22a480", *(f"{n:015x}" for n in range(4))]),
        ("who", ["ann", "bob", "cy", "di", "ed", "flo"]),
        ("seed", [5, 3, 8, 1, 9, 2]),
        ("mixed", [1, "a", 2, 3, 4, 5]),
    ],
)
def test_what_names_a_run_is_no_axis(name, values):
    found = varied({name: values, "k": K, "nu": NU})
    assert [*found.axes] == ["nu", "k"]
    assert found.names == [name]


def test_text_that_was_varied_is_an_axis():
    assert axes(solver=["a", "b"] * 3, k=K) == ["solver", "k"]
    assert axes(solver=["cubic", "linear", "nearest"]) == ["solver"]
    assert axes(seed=[1, 1, 2, 2], k=[1, 2, 1, 2]) == ["seed", "k"]


def test_runs_with_the_same_parameters_are_not_told_apart():
    assert not varied({"k": [1, 2, 2]}).tells_apart
    assert not varied({}).tells_apart


@pytest.mark.parametrize(
    ("values", "other", "expected"),
    [
        ([1, 2, 3], [30, 20, 10], True),
        ([1, 3, 2], [10, 20, 30], False),
        ([1, 3, 2, 1], [10, 20, 30, 10], True),
        ([1, 1, 2], [10, 20, 30], True),
        ([1, 2], [10, 10], False),
        (["a", "b", "a"], [1, 2, 1], True),
        (["a", "b"], [1, 2], False),
        (["false", "true", "true"], [0.0, 1e-3, 1e-2], True),
        (["true", "false", "true"], [0.0, 1e-3, 1e-2], False),
    ],
)
def test_a_function_is_told_by_repeated_runs_or_by_growing_together(values, other, expected):
    assert follows(values, other) is expected


def test_what_varies_only_since_runs_were_added_is_told_from_what_did_before_and_from_names():
    table = {
        "k": [0.1, 0.2, 0.3, 0.1],
        "nu": [1.0, 1.0, 1.0, 2.0],
        "nx": [32, 32, 32, 32],
        "scheme": ["upwind", "upwind", "upwind", "central"],
        "run.id": [7, 7, 7, 8],
    }
    assert newly_varied(table, 3) == ["nu", "scheme"]
    assert newly_varied(table, 4) == []
