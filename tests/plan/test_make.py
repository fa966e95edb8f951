"""What a config asks for that this sweep can't give is refused before anything is drawn."""

from __future__ import annotations

import os
import re
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.plan import make
from sweepfig.plan.plan_file import to_json
from sweepfig.run.refresh import bring_up_to_date
from sweeps import config_for, write_sweep


def made(**overrides):
    """Return the plan of the small sweep's config, some keys different."""
    return make.make_plan(check(config_for("sweep.nc", **overrides), source="config"))


def axes(**second):
    return [{"dimension": "wavenumber"}, {"dimension": "cee", **second}]


PLANE = {
    "curves": [{"file": "sweep.nc", "variable": "actual"}],
    "axes": [{"dimension": "wavenumber"}],
    "ordinate": "cee",
}


# --- refusals


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (
            {"sweep": {"curves": [{"file": "gone.nc", "variable": "actual"}]}},
            "sweep.curves[0].file: there is no file gone.nc",
        ),
        ({"figure": {"kind": "contourf"}}, "contourf draws one curve over an abscissa and an"),
        (
            {"sweep": {**PLANE, "ordinate": "cee"}},
            "sweep.ordinate: got 'cee', but resonance_curve draws lines; null is allowed",
        ),
        ({"figure": {"kind": "gone.py:draw"}}, "figure.kind: 'gone.py:draw': there is no file"),
        ({"numbers": "gone.py:measure"}, "numbers: 'gone.py:measure': there is no file gone.py"),
        (
            {"figure": {"style": "fancy"}},
            "figure.style: 'fancy' is neither a style's name nor a readable file",
        ),
        (
            {"figure": {"kind": "histogram", "ylimits": "shared"}},
            "figure.ylimits: got 'shared', but a histogram's y axis shows counts; each or [low",
        ),
        (
            {"sweep": {"axes": axes(path="rc")}},
            "sweep.axes[1].path: 'rc' has no place for the value",
        ),
        (
            {"sweep": {"axes": axes(notation="fixed", digits=2)}},
            "sweep.axes[1]: cee 1e-05 and 1.778279410038923e-05 would both be named 'cee=0.0'; "
            "digits: 5 tells all values apart",
        ),
    ],
)
def test_config_that_does_not_fit_the_sweep_is_refused(sweep, overrides, message):
    with pytest.raises(UserError, match=re.escape(message)):
        made(**overrides)


@pytest.mark.parametrize(
    ("values", "what"),
    [(np.array(["a", "b", "c"]), "text"), (np.arange(3).astype("M8[D]").astype("M8[ns]"), "dates")],
)
def test_text_and_dates_are_written_as_text_only(sweep, values, what):
    curves = {name: np.ones((2, 3, 33)) for name in ("actual", "predicted")}
    write_sweep(sweep.path, dampings=values, values=curves)
    message = rf"sweep.axes\[1\].notation: got 'fixed', but cee holds {what}; 'text' is allowed"
    with pytest.raises(UserError, match=message):
        made(sweep={"axes": axes(notation="fixed")})
    figures = [target.figure for target in made(sweep={"axes": axes(notation="text")}).targets()]
    assert figures[0].endswith(("cee=a.png", "cee=1970-01-01.png"))


@pytest.mark.parametrize("value", ["..", "../b", "", ".hidden", " a"])
def test_text_that_would_leave_the_folder_is_refused(sweep, value):
    curves = {name: np.ones((2, 2, 33)) for name in ("actual", "predicted")}
    write_sweep(sweep.path, dampings=np.array([value, "fine"]), values=curves)
    with pytest.raises(UserError, match=r"sweep.axes\[1\].path: the value .* can't be a file name"):
        made(sweep={"axes": axes(notation="text", path="{}")})


@pytest.mark.parametrize(
    "name", ["metrics.nc", "Index.html", "index.js", "error-map.png", "Slices", "movies", "books"]
)
def test_a_folder_of_figures_named_as_what_a_run_writes_is_refused(sweep, name):
    curves = {each: np.ones((2, 3, 33)) for each in ("actual", "predicted")}
    write_sweep(sweep.path, wavenumbers=np.array([name, "fine"]), values=curves)
    text = {"dimension": "wavenumber", "notation": "text", "path": "{}"}
    message = f"sweep.axes[0].path: a folder of figures would be named {name}, as is what a run"
    with pytest.raises(UserError, match=re.escape(message)):
        made(sweep={"axes": [text, {"dimension": "cee"}]})
    curves = {each: np.ones((3, 2, 33)) for each in ("actual", "predicted")}
    write_sweep(sweep.path, dampings=np.array([name, "fine"]), values=curves, wavenumbers=[1, 2, 3])
    made(sweep={"axes": [{"dimension": "wavenumber"}, {**text, "dimension": "cee"}]})


@pytest.mark.parametrize(
    ("value", "refused"), [("Peak-map", True), ("peak", False), ("index", False), ("movies", False)]
)
def test_a_figure_named_as_what_a_run_writes_is_refused(sweep, value, refused):
    curves = {each: np.ones((1, 2, 33)) for each in ("actual", "predicted")}
    write_sweep(sweep.path, wavenumbers=[1], dampings=np.array([value, "fine"]), values=curves)
    axis = {"dimension": "cee", "notation": "text", "path": "{}"}
    config = {"axes": [axis], "select": {"wavenumber": 1}}
    also = {"also": [{"yscale": "log", "name": "map"}]}  # peak.map.png is no peak-map.png
    message = "sweep.axes[0].path: a figure would be named Peak-map.png, as is what a run writes"
    with pytest.raises(UserError, match=re.escape(message)) if refused else nullcontext():
        made(sweep=config, figure=also)


def test_text_with_characters_that_no_file_name_has_is_drawn_and_its_title_kept(sweep):
    curves = {name: np.ones((2, 3, 33)) for name in ("actual", "predicted")}
    write_sweep(sweep.path, dampings=np.array(["m/s", "a: {b}", "1\\2"]), values=curves)
    plan = made(sweep={"axes": axes(notation="text", path="in-{value}", title="in {}")})
    targets = [*plan.targets()][:3]
    names = [target.figure.partition("/")[2] for target in targets]
    assert names == ["in-m-s.png", "in-a- -b-.png", "in-1-2.png"]
    assert [target.title.partition(", ")[2] for target in targets] == [
        "in m/s",
        "in a: {b}",
        "in 1\\2",
    ]


def test_contours_need_two_values_each_way(sweep):
    write_sweep(sweep.path, dampings=[1e-5])
    with pytest.raises(UserError, match=r"sweep.ordinate: contourf needs at least 2 values, there"):
        made(sweep=PLANE, figure={"kind": "contourf"})


def test_style_file_that_matplotlib_can_not_read_is_refused(sweep):
    (sweep.folder / "mine.mplstyle").write_bytes(b"\xff\xfe")
    with pytest.raises(
        UserError, match=r"'mine.mplstyle' is neither a style's name nor a readable"
    ):
        made(figure={"style": "mine.mplstyle"})


# --- limits and labels


def test_limits_are_each_figures_own_or_the_configs(sweep):
    assert made().look.limits is None
    assert made(figure={"ylimits": ["-1e1", 2]}).look.limits == (-10, 2)


@pytest.mark.parametrize(
    ("kind", "ordinate", "labels"),
    [
        ("resonance_curve", None, ("omega [rad/s]", "field")),
        ("histogram", None, ("field", "count")),
        ("contourf", "cee", ("omega [rad/s]", "damping")),
        ("histogram", "cee", ("field", "count")),
    ],
)
def test_labels_left_open_say_what_the_axes_show(sweep, kind, ordinate, labels):
    dataset = write_sweep(sweep.path)
    dataset["frequency"].attrs = {"long_name": "omega", "units": "rad/s"}
    dataset["cee"].attrs = {"long_name": "damping"}
    dataset["actual"].attrs = {"long_name": "field"}
    dataset.to_netcdf(sweep.path)
    of = {"sweep": PLANE} if ordinate else {}
    plan = made(**of, figure={"kind": kind, "xlabel": None, "ylabel": None})
    assert (plan.xlabel, plan.ylabel) == labels
    plan = made(**of, figure={"kind": kind, "xlabel": "", "ylabel": "mine"})
    assert (plan.xlabel, plan.ylabel) == ("", "mine")


def test_curves_of_different_units_keep_their_own(sweep):
    dataset = write_sweep(sweep.path)
    dataset["actual"].attrs = {"long_name": "cross section", "units": "barn"}
    dataset["predicted"].attrs = {"long_name": "rate", "units": "1/s"}
    dataset.to_netcdf(sweep.path)
    plan = made(figure={"ylabel": None})
    assert plan.ylabel == "cross section [barn]\nrate [1/s]"
    units = {measure.words: measure.units for measure in plan.measures}
    assert units["peak height of Actual"] == "barn"
    assert units["peak height of Cauchy fit"] == "1/s"
    assert units["RMSE of Cauchy fit"] == ""
    assert made(figure={"kind": "histogram", "xlabel": None}).xlabel == plan.ylabel


def test_of_many_different_units_no_label_is_left(sweep):
    dataset = write_sweep(sweep.path)
    for n in range(4):
        dataset[f"u{n}"] = dataset["actual"].assign_attrs(long_name=f"q{n}", units=f"unit{n}")
    dataset.to_netcdf(sweep.path)
    curves = [{"file": "sweep.nc", "variable": f"u{n}"} for n in range(4)]
    assert made(sweep={"curves": curves}, figure={"ylabel": None}).ylabel == ""
    assert made(sweep={"curves": curves[:3]}, figure={"ylabel": None}).ylabel == (
        "q0 [unit0]\nq1 [unit1]\nq2 [unit2]"
    )


def test_a_model_without_units_has_those_of_the_first_curve(sweep):
    dataset = write_sweep(sweep.path)
    dataset["actual"].attrs = {"long_name": "cross section", "units": "barn"}
    dataset.to_netcdf(sweep.path)
    plan = made(figure={"ylabel": None})
    assert plan.ylabel == "cross section [barn]"
    units = {measure.words: measure.units for measure in plan.measures}
    assert (units["RMSE of Cauchy fit"], units["peak height of Cauchy fit"]) == ("barn", "")


@pytest.mark.parametrize("kind", ["pcolormesh", "contourf"])
@pytest.mark.parametrize(("key", "name"), [("abscissa", "frequency"), ("ordinate", "cee")])
def test_a_map_over_positions_out_of_order_is_refused(sweep, kind, key, name):
    dataset = write_sweep(sweep.path)
    dataset.isel({name: [1, 0, *range(2, dataset.sizes[name])]}).to_netcdf(sweep.path)
    message = rf"sweep\.{key}: {kind} can't draw positions that neither rise nor fall throughout \("
    with pytest.raises(UserError, match=message):
        made(sweep=PLANE, figure={"kind": kind})
    dataset.isel({name: slice(None, None, -1)}).to_netcdf(sweep.path)
    assert made(sweep=PLANE, figure={"kind": kind})


def plan_of(sweep, **overrides):
    """Return the plan of the small sweep's config, some keys different."""
    config = config_for(sweep.path.name, **overrides)
    return make.make_plan(check(config, source="config"))


# --- what every figure depends on


def test_ink_changes_with_what_shapes_figures(sweep):
    (sweep.folder / "my.mplstyle").write_text("lines.linewidth: 3\n")
    (sweep.folder / "mine.py").write_text("def draw(axes, data): pass\n")
    digests = {
        name: plan_of(sweep, figure=figure).drawing_digest
        for name, figure in {
            "plain": {},
            "again": {},
            "dpi": {"dpi": 50},
            "size": {"size": [9, 5]},
            "options": {"options": {"linewidth": 2, "alpha": 0.5}},
            "options in another order": {"options": {"alpha": 0.5, "linewidth": 2}},
            "limits": {"ylimits": [0, 1]},
            "style": {"style": "ggplot"},
            "style file": {"style": "my.mplstyle"},
            "own kind": {"kind": "mine.py:draw"},
        }.items()
    }
    assert digests["plain"] == digests["again"]
    assert len(set(digests.values())) == len(digests) - 1
    (sweep.folder / "my.mplstyle").write_text("lines.linewidth: 4\n")
    assert plan_of(sweep, figure={"style": "my.mplstyle"}).drawing_digest != digests["style file"]
    (sweep.folder / "mine.py").write_text("def draw(axes, data): axes.grid()\n")
    assert plan_of(sweep, figure={"kind": "mine.py:draw"}).drawing_digest != digests["own kind"]


def test_plan_does_not_depend_on_the_output_nor_ink_on_the_batches(sweep):
    plain = plan_of(sweep)
    assert to_json(plan_of(sweep, output="elsewhere")) == to_json(plain)
    assert plan_of(sweep, figures_per_job=2).drawing_digest == plain.drawing_digest
    assert plan_of(sweep, figures_per_job=2).n_batches == 3


# --- what the figures are drawn from is not written over


def a_sweep_in(name, output):
    """Move the sweep's file, and return the settings that draw from it into a folder."""
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    os.replace("sweep.nc", name)
    return check({**config_for(name), "output": output}, source="config")


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("runs/metrics.nc", "runs"),
        ("runs/data.csv", "./runs/"),
        ("runs/k0=0.33/rc-1.778e-05.png", "runs"),
        ("runs/k0=0.33/rc-1.778e-05.png", "link"),
    ],
)
def test_a_run_does_not_write_over_its_own_data(sweep, name, output):
    os.symlink("runs", "link")
    with pytest.raises(
        UserError, match=rf"output: got .*drawn from {name}, which a run would write over"
    ):
        make.make_plan(a_sweep_in(name, output))


def test_a_link_to_data_is_not_written_over_either(sweep):
    os.mkdir("plots")
    os.symlink("../sweep.nc", "plots/metrics.nc")
    settings = check({**config_for("plots/metrics.nc"), "output": "plots"}, source="config")
    with pytest.raises(UserError, match="which a run would write over"):
        make.make_plan(settings)


def test_a_style_or_module_is_not_written_over(sweep):
    os.makedirs("plots/k0=0.33")
    Path("plots/k0=0.33/rc-1.778e-05.png").write_text("lines.linewidth: 1")
    found = config_for("sweep.nc", figure={"style": "plots/k0=0.33/rc-1.778e-05.png"})
    with pytest.raises(UserError, match="which a run would write over"):
        make.make_plan(check({**found, "output": "plots"}, source="config"))


def test_a_stores_folder_is_no_output_folder(sweep):
    xr.load_dataset("sweep.nc").to_zarr("sweep.zarr")
    for store, output in (
        ("sweep.zarr", "sweep.zarr"),
        ("sweep.zarr", "sweep.zarr/plots"),
        ("sweep.zarr/", "sweep.zarr/plots"),
    ):
        settings = check({**config_for(store), "output": output}, source="config")
        with pytest.raises(UserError, match=r"drawn from sweep\.zarr/?, which holds that folder"):
            make.make_plan(settings)


def test_data_beside_figures_are_drawn(sweep):
    assert make.make_plan(a_sweep_in("plots/sweep.nc", "plots")).n_targets == 6


def test_the_folder_that_is_drawn_into_counts_and_not_the_configs(sweep):
    settings = a_sweep_in("runs/metrics.nc", "runs")
    assert bring_up_to_date(settings, "elsewhere").n_targets == 6
    with pytest.raises(UserError, match=r"output: got 'runs', .* which a run would write over"):
        bring_up_to_date(settings.model_copy(update={"output": "elsewhere"}), "runs")
