"""Curves of one variable, each at its own value of a further dimension, in one file and in many."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sweepfig
import xarray as xr
from sweepfig.batch.render import read_slices, render_targets
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.record import reading
from sweepfig.record.settings import of_record
from sweepfig.redrawing import changes
from sweepfig.verify import checks

T, X = np.linspace(0, 3, 4), np.linspace(0, 1, 9)
SPECIES = ["electron", "ion"]
pytestmark = pytest.mark.usefixtures("in_folder")


def densities(k):
    """Return densities over species, time and position, other ones for each k."""
    noise = np.random.default_rng(int(10 * k)).normal(size=(2, 4, 9))
    said = {"long_name": "density", "units": "1/m^3"}
    along = {"species": SPECIES, "t": T, "x": X}
    return xr.Dataset({"n": (("species", "t", "x"), noise, said)}, {**along, "k": k})


def write(layout):
    """Write the sweep as one file or a file for each k; return what a config says of the files."""
    runs = [densities(k) for k in (0.1, 0.2, 0.3)]
    if layout == "one file":
        xr.concat(runs, "k").to_netcdf("all.nc")
        return "all.nc"
    for place, run in enumerate(runs):
        run.to_netcdf(f"run{place}.nc")
    return "run*.nc"


def config(files, *selects, figure=None, **sweep):
    curves = [{"file": files, "variable": "n", "select": select} for select in selects]
    axis = {"dimension": "k", "notation": "fixed", "digits": 1}
    small = {"dpi": 30, **(figure or {})}
    return {"sweep": {"curves": curves, "axes": [axis], "abscissa": "x", **sweep}, "figure": small}


def planned(given):
    return load(ensure_plan(check(given, source="config"), "plots"))


@pytest.mark.parametrize("layout", ["one file", "many files"])
def test_each_curve_is_read_at_its_own_values(layout):
    given = config(write(layout), {"species": "electron"}, {"species": "ion"}, select={"t": 2})
    plan = planned(given)
    for target, data in read_slices(plan, range(3)):
        expected = densities(target.point["k"])["n"].sel(t=2).values
        np.testing.assert_array_equal(data.curves, expected)
        assert data.labels == ("n, species = electron", "n, species = ion")
        assert data.ylabel == "density [1/m^3]"
    again = config(write(layout), {"species": "ion"}, {"species": "electron"}, select={"t": 2})
    for target, data in read_slices(planned(again), range(3)):  # not what was known of the files
        expected = densities(target.point["k"])["n"].sel(t=2).values[::-1]
        np.testing.assert_array_equal(data.curves, expected)


def test_maps_at_some_times_stand_beside_one_another():
    """As `n.plot(col="t")` of xarray."""
    write("one file")
    with xr.open_dataset("all.nc") as dataset:
        dataset.expand_dims(y=[0.0, 1.0, 2.0]).to_netcdf("planes.nc")
    selects = [{"species": "ion", "t": t} for t in T[:3]]
    panels = [{"curves": [f"n, species = ion, t = {t}"]} for t in T[:3]]
    figure = {"kind": "pcolormesh", "panels": panels, "columns": 3}
    given = config("planes.nc", *selects, figure=figure, ordinate="y")
    path = ensure_plan(check(given, source="config"), "plots")
    draw_plan(path, processes=1, may_draw_here=True)
    plan = load(path)
    assert plan.look.panels[1]["colour_label"] == "density, species = ion, t = 1.0 [1/m^3]"
    assert len({tuple(panel["limits"]) for panel in plan.look.panels}) == 1
    assert [*checks.compare_with_plain(plan, Path("plots"), plan.targets())] == []


def annotated(layout, *selects, **figure):
    """Return the plan of two species with a temperature of each, and a charge number of both."""
    files = write(layout)
    for file in Path().glob("*.nc"):
        with xr.open_dataset(file) as opened:
            dataset = opened.load()
        along = dataset.k.dims
        values = np.ones((*dataset.k.shape, 2)) * [10.0, 1.0]
        dataset = dataset.assign(
            T=((*along, "species"), values), Z=(along, 2 * np.ones(dataset.k.shape))
        )
        dataset.to_netcdf(file)
    return planned(config(files, *selects, select={"t": 0}, figure=figure))


@pytest.mark.parametrize("layout", ["one file", "many files"])
def test_a_text_has_the_value_that_all_curves_have_or_is_refused(layout):
    both = [{"species": "electron"}, {"species": "ion"}]
    for target, data in read_slices(annotated(layout, *both, text="Z = {Z:.0f}"), range(3)):
        assert data.text == "Z = 2", target
    with pytest.raises(UserError, match="'T' has another value for each curve"):
        annotated(layout, *both, text="T = {T:.0f}")
    with pytest.raises(UserError, match=r"figure\.marks\[0\]\.variable: 'T' has another value"):
        annotated(layout, *both, marks=[{"variable": "T"}])
    for select, expected in zip(both, ("T = 10", "T = 1"), strict=True):
        plan = annotated(layout, select, text="T = {T:.0f}")
        assert [data.text for _, data in read_slices(plan, range(3))] == [expected] * 3


def test_the_order_of_selected_dimensions_is_no_change():
    """A mapping has none; figures drawn before would not be those of an empty folder."""
    files = write("one file")
    labels = {
        planned(config(files, select)).sources[0].label
        for select in ({"species": "ion", "t": 1}, {"t": 1, "species": "ion"})
    }
    assert labels == {"n, species = ion, t = 1"}


def test_two_names_of_one_dimension_are_refused():
    with xr.open_dataset(write("one file")) as dataset:
        dataset.assign_coords(tag=("t", [*"abcd"])).to_netcdf("tagged.nc")
    both = {"species": "ion", "t": 1, "tag": "d"}
    message = r"sweep\.curves\[\]\.select: 't' and 'tag' are both along 't'; one of them is allowed"
    with pytest.raises(UserError, match=message):
        planned(config("tagged.nc", both))
    with pytest.raises(UserError, match=message.replace(r"curves\[\]\.", "")):
        planned(config("tagged.nc", {"species": "ion"}, select={"t": 1, "tag": "d"}))
    plan = planned(config("tagged.nc", {"species": "ion", "tag": "d"}, select={"t": 1}))
    assert plan.sources[0].fixed["t"] == 3  # the curve's own
    first = planned(config("tagged.nc", {"species": "ion", "t": 0}, select={"tag": "d"}))
    assert first.sources[0].fixed["t"] == 0


def test_one_label_for_two_selected_values_is_refused():
    given = config(write("one file"), {"species": "ion"}, {"species": "electron"}, select={"t": 0})
    for curve in given["sweep"]["curves"]:
        curve["label"] = "density"
    with pytest.raises(UserError, match="two curves have the label 'density', but other values"):
        check(given, source="config")


def test_curves_of_one_variable_are_drawn_in_python_too():
    dataset = xr.concat([densities(k) for k in (0.1, 0.2)], "k")
    selects = [{"species": each, "t": np.float64(1)} for each in SPECIES]
    curves = [{"variable": "n", "select": select} for select in selects]
    figure = sweepfig.figure(dataset, curves, k=0.2, carry_data=True, dpi=30)
    figure.save("n.png")
    drawn = sweepfig.slice_of("n.png")
    labels = [f"n, species = {each}, t = 1.0" for each in SPECIES]
    assert [each.attrs["label"] for each in drawn.data_vars.values()] == labels
    np.testing.assert_array_equal(
        np.array([*drawn.data_vars.values()]), dataset["n"].sel(k=0.2, t=1).values
    )


def test_a_redrawn_curve_keeps_its_long_name_and_units(tmp_path):
    with xr.open_dataset(write("one file")) as dataset:
        dataset.expand_dims(y=[0.0, 1.0]).to_netcdf("planes.nc")
    figure = {"kind": "pcolormesh", "apply": ["abs"], "carry_data": True}
    plan = planned(config("planes.nc", {"species": "ion", "t": 1}, figure=figure, ordinate="y"))
    render_targets(plan, "plots", range(1))
    found = reading.read(Path("plots", next(iter(plan.targets())).figure))
    recorded = of_record(found.record, source="figure")
    changed = {"apply": ["square"], "ylimits": "each"}
    look = changes.resolve(recorded, found.record.data, changed, tmp_path, source="figure").look
    assert look.colour_label == "(density, species = ion, t = 1)² [(1/m^3)²]"


def test_of_several_files_the_last_new_one_gives_a_texts_value():
    for name, charge in (("a.nc", 1.0), ("b.nc", 2.0)):
        dataset = xr.concat([densities(k) for k in (0.1, 0.2)], "k")
        dataset.assign(Z=("k", [charge, charge])).to_netcdf(name)
    given = config(
        "a.nc", *({"species": "ion", "t": t} for t in (0, 1, 2)), figure={"text": "{Z:.0f}"}
    )
    given["sweep"]["curves"][1]["file"] = "b.nc"
    assert [data.text for _, data in read_slices(planned(given), range(2))] == ["2", "2"]
