"""A run of targets: what is current is left alone, the rest is drawn, and one's failure is no other's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from paths import SMALL, figures, inodes, leftovers, redrawn
from sweepfig.batch.render import read_slices, render_targets
from sweepfig.config import settings
from sweepfig.core.errors import Outdated
from sweepfig.core.storage import stamp_of
from sweepfig.drawing.file import png
from sweepfig.drawing.file.attachment import detach
from sweepfig.drawing.file.provenance import KEY, MARK, recorded_digest
from sweepfig.plan.make import make_plan
from sweepfig.record import encoding
from sweepfig.run.refresh import write_plan
from sweeps import write_sweep

OUTPUT = Path("plots")
NAMES = (
    *("k0=0.3/rc-1.000e-05.png", "k0=0.3/rc-1.778e-05.png", "k0=0.3/rc-1.000e-03.png"),
    *("k0=0.33/rc-1.000e-05.png", "k0=0.33/rc-1.778e-05.png", "k0=0.33/rc-1.000e-03.png"),
)


def plan_of(sweep, **figure):
    sweep.write_config(figure={**SMALL, **figure})
    plan = make_plan(settings.read(sweep.configfile))
    write_plan(plan, OUTPUT)
    return plan


def said(outcomes):
    return [(outcome.row.status, outcome.drawn) for outcome in outcomes]


def test_a_run_of_targets_is_drawn_and_no_other(sweep):
    plan = plan_of(sweep)
    outcomes = render_targets(plan, OUTPUT, range(1, 3))
    assert [outcome.row.figure for outcome in outcomes] == [*NAMES[1:3]]
    assert said(outcomes) == [("ok", True)] * 2
    assert [path.relative_to(OUTPUT).as_posix() for path in figures(OUTPUT)] == sorted(NAMES[1:3])
    for outcome in outcomes:
        file = OUTPUT / outcome.row.figure
        assert outcome.row.digest == recorded_digest(file)
        assert outcome.row.size == file.stat().st_size
    assert leftovers(OUTPUT) == []


def test_what_is_current_is_left_alone_unless_it_is_asked_for(sweep):
    plan = plan_of(sweep)
    first = render_targets(plan, OUTPUT, range(6))
    before = inodes(OUTPUT)
    (OUTPUT / NAMES[2]).unlink()
    again = render_targets(plan, OUTPUT, range(6))
    assert [outcome.drawn for outcome in again] == [n == 2 for n in range(6)]
    assert [outcome.row.digest for outcome in again] == [outcome.row.digest for outcome in first]
    assert redrawn(before, OUTPUT) == [NAMES[2]]
    assert said(render_targets(plan, OUTPUT, range(2), force=True)) == [("ok", True)] * 2
    assert redrawn(before, OUTPUT) == sorted(NAMES[:3])


def test_a_figure_of_other_numbers_or_another_look_is_drawn_anew(sweep):
    render_targets(plan_of(sweep), OUTPUT, range(6))
    dataset = write_sweep(sweep.path)
    dataset["actual"].values[1, 1] += 1
    dataset.to_netcdf(sweep.path)
    outcomes = render_targets(plan_of(sweep), OUTPUT, range(6))
    assert [outcome.drawn for outcome in outcomes] == [n == 4 for n in range(6)]
    assert said(render_targets(plan_of(sweep, dpi=40), OUTPUT, range(6))) == [("ok", True)] * 6


def test_a_look_alone_draws_nothing(sweep):
    plan = plan_of(sweep)
    render_targets(plan, OUTPUT, range(1))
    outcomes = render_targets(plan, OUTPUT, range(2), check_only=True)
    assert said(outcomes) == [("ok", False), ("failed", False)]
    assert outcomes[1].row.cause == "FileNotFoundError: not drawn"
    assert len(figures(OUTPUT)) == 1


@pytest.mark.parametrize(
    ("code", "cause"),
    [("raise OSError('no mode')", "OSError: no mode"), ("raise SystemExit(0)", "SystemExit: 0")],
)
def test_a_figure_that_can_not_be_drawn_costs_no_other(sweep, code, cause):
    Path("mine.py").write_text(
        f"def draw(axes, data):\n    if data.point['cee'] == 1e-3: {code}\n    axes.plot(data.abscissa)\n"
    )
    plan = plan_of(sweep, kind="mine.py:draw")
    outcomes = render_targets(plan, OUTPUT, range(6))
    assert said(outcomes) == [("ok", True), ("ok", True), ("failed", False)] * 2
    assert {outcome.row.cause for outcome in outcomes} == {"", cause}


def test_a_slice_without_numbers_is_drawn_as_empty(sweep):
    curves = np.ones((2, 3, 33))
    curves[0, 1] = np.nan
    write_sweep(sweep.path, values={"actual": curves, "predicted": curves})
    plan = plan_of(sweep)
    assert said(render_targets(plan, OUTPUT, range(3))) == [
        ("ok", True),
        ("empty", True),
        ("ok", True),
    ]


@pytest.mark.parametrize(
    "figure", [{"yscale": "log"}, {"kind": "pcolormesh", "norm": "log", "ylimits": "each"}]
)
def test_a_slice_without_a_logarithm_is_drawn_as_empty(sweep, figure):
    curves = np.ones((2, 3, 33))
    curves[0] = 0
    write_sweep(sweep.path, values={"actual": curves, "predicted": curves})
    given = {"figure": {**SMALL, **figure}}
    if "kind" in figure:
        given["sweep"] = {
            "curves": [{"file": "sweep.nc", "variable": "actual"}],
            "axes": [{"dimension": "wavenumber"}],
            "ordinate": "cee",
        }
    sweep.write_config(**given)
    plan = make_plan(settings.read(Path("config.yaml")))
    found = {row.row.status for row in render_targets(plan, OUTPUT, range(plan.n_targets // 2))}
    assert found == {"empty"}
    last = range(plan.n_targets - 1, plan.n_targets)
    assert said(render_targets(plan, OUTPUT, last)) == [("ok", True)]


def test_the_numbers_of_lines_and_of_fields_are_in_their_rows(sweep):
    (outcome,) = render_targets(plan_of(sweep), OUTPUT, range(1))
    assert len(outcome.row.numbers) == len(plan_of(sweep).measures) > 0
    sweep.write_config(
        sweep={
            "curves": [{"file": "sweep.nc", "variable": "actual"}],
            "axes": [{"dimension": "wavenumber"}],
            "ordinate": "cee",
        },
        figure={**SMALL, "kind": "contourf"},
        output="planes",
    )
    plan = make_plan(settings.read(sweep.configfile))
    (outcome,) = render_targets(plan, "planes", range(1))
    field = xr.load_dataset(sweep.path)["actual"][0]
    found = dict(zip([m.kind for m in plan.measures], outcome.row.numbers, strict=True))
    assert found["maximum"] == field.max()
    assert found["ordinate of maximum"] in field["cee"]


MEASURE = """
def measure(data):
    if data.point["cee"] == 1e-3: {code}
    data.curves[0][:] = 7
    return {{"largest": (data.curves[1].max(), "V"), "k": data.point["wavenumber"]}}
"""


def plan_measuring(sweep, code="pass", **figure):
    Path("mine.py").write_text(MEASURE.format(code=code))
    sweep.write_config(figure={**SMALL, **figure}, numbers="mine.py:measure")
    plan = make_plan(settings.read(sweep.configfile))
    write_plan(plan, OUTPUT)
    return plan


def test_numbers_of_the_users_function_are_in_the_row(sweep):
    plain = render_targets(plan_of(sweep), OUTPUT, range(6))
    outcomes = render_targets(plan_measuring(sweep), OUTPUT, range(6))
    assert said(outcomes) == [("ok", False)] * 6
    curves = xr.load_dataset(sweep.path)["predicted"].values.reshape(6, -1)
    for n, outcome in enumerate(outcomes):
        assert outcome.row.own == (
            ("largest", "V", curves[n].max()),
            ("k", "", (0.3, 0.33)[n // 3]),
        )
        assert outcome.row.numbers == plain[n].row.numbers


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("raise OSError('no mode')", "mine.py:measure: OSError: no mode"),
        ("raise SystemExit(0)", "mine.py:measure: SystemExit: 0"),
        ("return 3", "mine.py:measure: returned 3; a mapping is allowed, as in"),
        (
            "return {'FWHM of Actual': 1}",
            "mine.py:measure: returned the name 'FWHM of Actual', which",
        ),
        (
            "return {'cee': 1}",
            "mine.py:measure: returned the name 'cee', which the table has already",
        ),
        (
            "import time; time.sleep(5)",
            "mine.py:measure: TimeLimit: measuring took longer than 0.5 s (figure.time_limit)",
        ),
    ],
)
def test_a_slice_that_can_not_be_measured_keeps_its_figure_and_its_other_numbers(
    sweep, code, cause
):
    plan = plan_measuring(sweep, code, time_limit=0.5)
    outcomes = render_targets(plan, OUTPUT, range(6))
    assert said(outcomes) == [("ok", True), ("ok", True), ("unmeasured", True)] * 2
    assert len(figures(OUTPUT)) == 6
    row = outcomes[2].row
    assert row.cause.startswith(cause)
    assert (row.own, row.has_figure, row.is_done) == ((), True, False)
    assert len(row.numbers) == len(plan.measures)


def test_a_slice_without_numbers_is_not_measured_by_the_users_function(sweep):
    curves = np.ones((2, 3, 33))
    curves[0, 2] = np.nan
    write_sweep(sweep.path, values={"actual": curves, "predicted": curves})
    plan = plan_measuring(sweep, "raise ValueError")
    outcomes = render_targets(plan, OUTPUT, range(6))
    assert [outcome.row.status for outcome in outcomes] == [
        "ok",
        "ok",
        "empty",
        "ok",
        "ok",
        "unmeasured",
    ]


def test_a_look_alone_calls_no_function_of_the_users(sweep):
    plan = plan_measuring(sweep)
    render_targets(plan, OUTPUT, range(1))
    (outcome,) = render_targets(plan, OUTPUT, range(1), check_only=True)
    assert outcome.row.status == "unmeasured"
    assert "not called again" in outcome.row.cause


def test_a_function_of_numbers_that_is_edited_while_it_measures_ends_the_run(sweep):
    edit = "open('mine.py', 'a').write('# edited')"
    with pytest.raises(Outdated, match=r"mine\.py was changed or removed after the plan was made"):
        render_targets(plan_measuring(sweep, edit), OUTPUT, range(6))


@pytest.mark.parametrize("change", [lambda path: path.touch(), lambda path: path.unlink()])
def test_a_sweep_that_is_not_the_plans_is_refused(sweep, change):
    plan = plan_of(sweep)
    change(sweep.path)
    with pytest.raises(Outdated, match=r"sweep\.nc: the sweep file was changed or removed"):
        render_targets(plan, OUTPUT, range(6))
    assert figures(OUTPUT) == []


def test_a_folder_whose_plan_is_another_gets_no_figure(sweep):
    plan = plan_of(sweep)
    plan_of(sweep, dpi=40)
    with pytest.raises(Outdated):
        render_targets(plan, OUTPUT, range(6))
    assert figures(OUTPUT) == []


def test_slices_have_the_numbers_and_words_of_their_targets(sweep):
    dataset = write_sweep(sweep.path)
    for target, data in read_slices(plan_of(sweep), range(2, 5)):
        point = {name: target.point[name] for name in ("wavenumber", "cee")}
        for curve, name in zip(data.curves, ("actual", "predicted"), strict=True):
            assert np.array_equal(curve, dataset[name].sel(point))
        assert np.array_equal(data.abscissa, dataset["frequency"])
        assert (data.title, data.point) == (target.title, target.point)
        assert data.labels == ("Actual", "Cauchy fit")


@pytest.mark.parametrize("order", [("cee", "frequency"), ("frequency", "cee")])
def test_curves_have_one_layout_however_many_are_read_and_however_they_are_stored(sweep, order):
    with write_sweep(sweep.path) as dataset:
        dataset.isel(wavenumber=0, drop=True).transpose(*order).to_netcdf(sweep.path)
    sweep.write_config(sweep={"axes": [{"dimension": "cee"}]})
    plan = make_plan(settings.read(sweep.configfile))
    for which in (range(3), range(1, 2)):
        for _, data in read_slices(plan, which):
            assert all(curve.flags.c_contiguous for curve in data.curves)


# --- twins

LOG = {"also": [{"yscale": "log"}]}
TWINS = tuple(name.replace(".png", ".yscale=log.png") for name in NAMES)


def test_a_twin_is_drawn_beside_its_figure_as_one_of_its_own_settings(sweep):
    alone = plan_of(sweep, yscale="log")
    render_targets(alone, OUTPUT, range(6))
    content = {name: (OUTPUT / name).read_bytes() for name in NAMES}
    plan = plan_of(sweep, **LOG)
    assert said(render_targets(plan, OUTPUT, range(6))) == [("ok", True)] * 6
    assert [path.relative_to(OUTPUT).as_posix() for path in figures(OUTPUT)] == sorted(
        NAMES + TWINS
    )
    for name, twin in zip(NAMES, TWINS, strict=True):
        assert (OUTPUT / twin).read_bytes() == content[name] != (OUTPUT / name).read_bytes()


def test_rows_know_their_twins(sweep):
    for outcome in render_targets(plan_of(sweep, **LOG), OUTPUT, range(6)):
        for file in outcome.row.files:
            assert file.digest == recorded_digest(OUTPUT / file.figure)
            assert file.size == (OUTPUT / file.figure).stat().st_size
            assert file.drawn_by == "template"
            assert file.stamp == stamp_of((OUTPUT / file.figure).stat())


@pytest.mark.parametrize("harm", ["delete", "damage", "swap"])
@pytest.mark.parametrize("name", [NAMES[1], TWINS[1]])
def test_one_file_of_a_target_that_is_not_current_is_drawn_and_no_other(sweep, harm, name):
    plan = plan_of(sweep, **LOG)
    render_targets(plan, OUTPUT, range(6))
    content = (OUTPUT / name).read_bytes()
    if harm == "delete":
        (OUTPUT / name).unlink()
    elif harm == "damage":
        (OUTPUT / name).write_bytes(content[:-20])
    else:
        (OUTPUT / name).write_bytes((OUTPUT / TWINS[0]).read_bytes())
    before = inodes(OUTPUT)
    outcomes = render_targets(plan, OUTPUT, range(6))
    assert [outcome.drawn for outcome in outcomes] == [n == 1 for n in range(6)]
    assert redrawn(before, OUTPUT) == [name]
    assert (OUTPUT / name).read_bytes() == content


def test_other_settings_of_a_twin_draw_twins_alone_and_of_the_figure_what_has_them(sweep):
    render_targets(plan_of(sweep, **LOG), OUTPUT, range(6))
    before = inodes(OUTPUT)
    renamed = {"also": [{"yscale": "log", "legend": "none", "name": "yscale=log"}]}
    render_targets(plan_of(sweep, **renamed), OUTPUT, range(6))
    assert redrawn(before, OUTPUT) == sorted(TWINS)
    before = inodes(OUTPUT)
    render_targets(plan_of(sweep, **renamed, legend="upper left"), OUTPUT, range(6))
    assert redrawn(before, OUTPUT) == sorted(NAMES)


def test_other_numbers_draw_both_files_of_their_target(sweep):
    render_targets(plan_of(sweep, **LOG), OUTPUT, range(6))
    before = inodes(OUTPUT)
    dataset = write_sweep(sweep.path)
    dataset["actual"].values[1, 1] += 1
    dataset.to_netcdf(sweep.path)
    render_targets(plan_of(sweep, **LOG), OUTPUT, range(6))
    assert redrawn(before, OUTPUT) == sorted([NAMES[4], TWINS[4]])


def test_a_twin_that_can_not_be_drawn_fails_its_target_and_costs_no_other_file(sweep):
    Path("mine.py").write_text("def draw(axes, data):\n    raise OSError('no ink')\n")
    mine = {"kind": "mine.py:draw", "name": "mine"}
    plan = plan_of(sweep, also=[mine, {"yscale": "log"}])
    (outcome,) = render_targets(plan, OUTPUT, range(1))
    assert (outcome.row.status, outcome.row.figure) == ("failed", NAMES[0])
    assert outcome.row.cause == "its twin mine: OSError: no ink"
    assert [path.relative_to(OUTPUT).as_posix() for path in figures(OUTPUT)] == [NAMES[0], TWINS[0]]
    before = inodes(OUTPUT)
    assert said(render_targets(plan, OUTPUT, range(1))) == [("failed", False)]
    assert redrawn(before, OUTPUT) == []


def test_a_look_alone_draws_no_twin(sweep):
    plan = plan_of(sweep, **LOG)
    render_targets(plan, OUTPUT, range(2))
    (OUTPUT / TWINS[0]).unlink()
    outcomes = render_targets(plan, OUTPUT, range(2), check_only=True)
    assert said(outcomes) == [("failed", False), ("ok", False)]
    assert outcomes[0].row.cause == "its twin yscale=log: FileNotFoundError: not drawn"
    assert not (OUTPUT / TWINS[0]).exists()


def test_numbers_are_computed_once_for_all_files_of_a_target(sweep):
    Path("mine.py").write_text(
        "def measure(data):\n"
        "    with open('calls', 'a') as file:\n"
        "        file.write('x')\n"
        "    return {'largest': float(data.curves[0].max())}\n"
    )
    sweep.write_config(figure={**SMALL, **LOG}, numbers="mine.py:measure")
    plan = make_plan(settings.read(sweep.configfile))
    write_plan(plan, OUTPUT)
    render_targets(plan, OUTPUT, range(3))
    assert Path("calls").read_text() == "xxx"


@pytest.mark.parametrize("form", ["png", "pdf"])
def test_to_carry_data_draws_every_file_once_and_changes_nothing_else_in_it(sweep, form):
    kept = {**LOG, "format": form}
    render_targets(plan_of(sweep, **kept), OUTPUT, range(1))
    files = figures(OUTPUT)
    before = [_without_mark(file) for file in files]
    assert said(render_targets(plan_of(sweep, **kept, carry_data=True), OUTPUT, range(1))) == [
        ("ok", True)
    ]
    for file, content in zip(files, before, strict=True):
        record, rest = detach(_without_mark(file))
        assert record
        assert MARK.sub(b"", rest) == MARK.sub(b"", content)
    plan = plan_of(sweep, **kept, carry_data=True)
    assert said(render_targets(plan, OUTPUT, range(1))) == [("ok", False)]
    render_targets(plan_of(sweep, **kept), OUTPUT, range(1))
    assert [_without_mark(file) for file in files] == before


def _without_mark(file):
    content = file.read_bytes()
    found = png.split_text(content, KEY)
    return content if found is None else found[1]


def test_a_slice_that_can_not_be_carried_fails_its_target(sweep, monkeypatch):
    monkeypatch.setattr(encoding, "LARGEST_SLICE", 100)
    outcomes = render_targets(plan_of(sweep, carry_data=True), OUTPUT, range(1))
    assert outcomes[0].row.cause.startswith("ValueError: a slice of 808 bytes is too large")
