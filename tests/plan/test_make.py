"""What a config asks for that this sweep can't give is refused before anything is drawn."""

import re
import sys

import numpy as np
import pytest
from sweepfig.config.settings import check
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.plan import make
from sweepfig.run import refresh
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


@pytest.mark.parametrize("value", ["..", "a/b", "", ".hidden", " a"])
def test_text_that_would_leave_the_folder_is_refused(sweep, value):
    curves = {name: np.ones((2, 2, 33)) for name in ("actual", "predicted")}
    write_sweep(sweep.path, dampings=np.array([value, "fine"]), values=curves)
    with pytest.raises(UserError, match=r"sweep.axes\[1\].path: the value .* can't be a file name"):
        made(sweep={"axes": axes(notation="text", path="{}")})


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


@pytest.mark.parametrize("dtype", ["f4", "i4", "f8"])
def test_shared_limits_hold_every_finite_number_with_matplotlibs_margin(sweep, dtype):
    curves = {"actual": np.zeros((2, 3, 33), dtype), "predicted": np.ones((2, 3, 33), dtype)}
    curves["predicted"][1, 2, 5] = 10
    if dtype != "i4":
        curves["actual"][0, 0, 0], curves["actual"][1, 0, 0] = np.nan, np.inf
    write_sweep(sweep.path, values=curves)
    assert made(figure={"ylimits": "shared"}).look.limits == pytest.approx((-0.5, 10.5))
    plane = made(sweep=PLANE, figure={"kind": "contourf", "ylimits": "shared"})
    assert plane.look.limits == pytest.approx((-0.05, 0.05))  # all zero: a range all the same


@pytest.mark.parametrize("highest", [sys.float_info.max, 1e308])
def test_shared_limits_near_the_largest_number_are_finite(sweep, highest):
    curves = np.linspace(highest / 2, highest, 2 * 3 * 33).reshape(2, 3, 33)
    write_sweep(sweep.path, values={"actual": curves, "predicted": curves})
    low, high = made(figure={"ylimits": "shared"}).look.limits
    assert 0 < low < highest / 2
    assert highest <= high <= sys.float_info.max


def test_shared_limits_of_nothing_are_refused(sweep):
    nothing = np.full((2, 3, 33), np.nan)
    write_sweep(sweep.path, values={"actual": nothing, "predicted": nothing})
    with pytest.raises(UserError, match="got 'shared', but the sweep has no finite number; each"):
        made(figure={"ylimits": "shared"})


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


# --- writing


def test_manifests_of_batches_that_are_no_more_go_with_the_old_plan(sweep):
    refresh.write_plan(made(figures_per_job=2), sweep.output)
    for batch in (0, 1, 2, "figure-x"):
        path = paths.manifest_file(sweep.output, batch)
        path.parent.mkdir(exist_ok=True)
        path.touch()
    refresh.write_plan(made(figures_per_job=3), sweep.output)
    assert sorted(path.name for path in path.parent.iterdir()) == ["0000.jsonl", "0001.jsonl"]
