"""Files and groups as views: which have curves, and what tells them apart or makes them one sweep."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from sweepfig.propose import views
from sweepfig.propose.views import FileView

X = np.linspace(0, 1, 9)


pytestmark = pytest.mark.usefixtures("in_folder")


def curve(name="f", **scalars):
    """Return a data set with one curve, over x, and some scalar variables."""
    values = {key: ((), value) for key, value in scalars.items()}
    return xr.Dataset({name: ("x", X), **values}, {"x": X})


def view(dataset, file="a.nc", group=""):
    return FileView(file, group, dataset)


def found(file):
    with ExitStack() as stack:
        return [(views.name_of(each), each.names) for each in views.views_of(file, stack)]


def test_a_file_with_curves_is_a_view_of_its_own():
    curve().to_netcdf("a.nc")
    curve("g").to_netcdf("a.nc", group="deep", mode="a")
    assert found("a.nc") == [("a.nc", ["f"])]


def test_a_file_without_is_as_many_views_as_it_has_groups_with_curves():
    xr.Dataset({"version": 3}).to_netcdf("a.nc")
    for group in ("run_1", "run_2"):
        curve().to_netcdf("a.nc", group=group, mode="a")
    xr.Dataset({"note": "text"}).to_netcdf("a.nc", group="notes", mode="a")
    assert found("a.nc") == [("a.nc (group run_1)", ["f"]), ("a.nc (group run_2)", ["f"])]


def test_a_file_of_nothing_is_no_view():
    xr.Dataset({"note": "text"}).to_netcdf(Path("a.nc"))
    assert found("a.nc") == []


def test_a_file_that_can_not_be_read_is_named_with_the_reason():
    curve().to_netcdf("a.nc")
    Path("b.nc").write_bytes(Path("a.nc").read_bytes()[:100])
    with ExitStack() as stack:
        there, unread = views.open_views(["a.nc", "b.nc", "c.nc"], stack)
    assert [each.file for each in there] == ["a.nc"]
    assert [*unread] == ["b.nc", "c.nc"]
    assert unread["c.nc"] == "the sweep file can't be read: No such file or directory"


def test_values_are_those_along_a_dimension_with_and_without_a_coordinate():
    dataset = xr.Dataset({"f": (("x", "n"), np.zeros((9, 4)))}, {"x": X})
    assert views.values_of(view(dataset), "x").tolist() == X.tolist()
    assert len(views.values_of(view(dataset), "n")) == 4
    assert views.dimensions_of(view(dataset)) == ["x", "n"]


def test_a_value_is_a_scalars_or_an_attributes():
    dataset = curve(nu=0.5).assign_attrs(k=0.3)
    assert views.value_of(dataset, "nu") == 0.5
    assert views.value_of(dataset, "k") == 0.3
    assert views.value_of(dataset, "gas") is None


def test_views_differ_where_a_value_does():
    same = [view(curve()), view(curve())]
    other = [*same, view(curve().assign_coords(x=X + 1e-12))]
    assert not views.differ(same, "x")
    assert views.differ(other, "x")


@pytest.mark.parametrize(
    ("datasets", "names"),
    [
        ([curve(k=1, nu=1.0), curve(k=2, nu=1.0)], ["k"]),
        ([curve(k=1, nu=1), curve(k=1, nu=2), curve(k=2, nu=1)], ["k", "nu"]),
        ([curve(k=1), curve(k=1)], []),  # twice the same point
        ([curve().assign_attrs(k=1), curve().assign_attrs(k=2)], ["k"]),
        ([curve(k=1).assign_attrs(nu=5), curve(k=2).assign_attrs(nu=6)], ["k"]),
        ([curve().assign_attrs(who="a"), curve().assign_attrs(who="b")], []),
    ],
)
def test_what_varies_tells_all_views_apart_or_does_not_count(datasets, names):
    assert views.varying_scalars([*map(view, datasets)]) == names


def test_a_variable_varies_if_it_does_anywhere_in_any_file(monkeypatch):
    zero = xr.Dataset({"f": (("t", "x"), np.zeros((50, 40)))})
    late = zero.copy(deep=True)
    late["f"][-1, 3] = 1
    assert not views.varies([view(zero), view(zero)], "f")
    assert views.varies([view(zero), view(late)], "f")
    assert views.varies([view(zero), view(zero + 1)], "f")
    assert not views.varies([view(zero * np.nan)], "f")
    monkeypatch.setattr(views, "MOST_READ", 200)  # of a long one only some places are looked at
    assert views.varies([view(zero), view(late)], "f")
    between = zero.copy(deep=True)
    between["f"][1] = 1
    assert not views.varies([view(zero), view(between)], "f")


@pytest.mark.parametrize(
    ("files", "datasets", "are"),
    [
        (["run1.nc", "run2.nc"], [curve(), curve()], True),
        (["a.nc", "b.nc"], [curve(), curve()], False),
        (["run1/f.nc", "run2/f.nc"], [curve(), curve()], True),
        (["a/f.nc", "b/f.nc"], [curve(), curve()], False),
        (["simulation/f1.nc", "model/f1.nc"], [curve(), curve()], False),
        (["a.nc", "b.nc"], [curve(k=1), curve(k=2)], True),
        (["a.nc", "b.nc"], [curve(), curve().assign_coords(x=X + 1)], True),
        (["run1.nc", "run2.nc"], [curve(), curve("g")], False),
        (["k=1/a.nc", "k=2/a.nc"], [curve(), curve()], True),
        (["actual/a.nc", "model/a.nc"], [curve(), curve()], False),
    ],
)
def test_views_are_parts_of_a_sweep_if_they_are_numbered_or_something_varies(files, datasets, are):
    there = [view(dataset, file) for file, dataset in zip(files, datasets, strict=True)]
    assert views.are_parts(there) == are
