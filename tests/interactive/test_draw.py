"""One call draws a sweep from memory or files, once; what is wrong with it is one message."""

from __future__ import annotations

import asyncio
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import sweepfig
import xarray as xr
import yaml
from paths import ROOT, assert_ok, figures, inodes, run, tree
from sweepfig.core import paths
from sweepfig.core.errors import UserError
from sweepfig.drawing import kinds
from sweepfig.interactive import request
from sweeps import write_sweep

SMALL = {"size": (3.0, 2.0), "dpi": 40}
OUTPUT = Path("figures")
FAILS = """
def draw(axes, data):
    if data.point["cee"] == 1e-5:
        raise ValueError("no light")
    axes.plot(data.abscissa, data.curves[0])
"""


@pytest.fixture
def dataset(in_folder):
    return write_sweep(Path("sweep.nc"))


def test_what_is_not_said_is_guessed(dataset):
    drawn = sweepfig.draw(dataset, **SMALL)
    dampings = ("1.000e-05", "1.778e-05", "1.000e-03")
    names = [f"wavenumber={k}/cee={nu}.png" for k in (0.3, 0.33) for nu in dampings]
    assert drawn.figures == [OUTPUT / name for name in names]
    assert sorted(drawn.figures) == figures(OUTPUT)
    assert (drawn.drawn, drawn.current, drawn.is_complete, drawn.failures) == (6, 0, True, {})
    assert [curve["variable"] for curve in drawn.config["sweep"]["curves"]] == [
        "actual",
        "predicted",
    ]


def test_twins_are_drawn_beside_the_figures(dataset):
    also = [{"yscale": "log"}, {"kind": kinds.histogram, "name": "counts"}]
    drawn = sweepfig.draw(dataset, also=also, **SMALL)
    assert (drawn.drawn, len(drawn.figures), len(figures(OUTPUT))) == (6, 6, 18)
    for twin in ("yscale=log", "counts"):
        assert all(path.with_suffix(f".{twin}.png").exists() for path in drawn.figures)


def test_a_dataset_and_its_file_give_the_same_figures_byte_for_byte(dataset):
    of_memory = sweepfig.draw(dataset, output="memory", **SMALL)
    of_file = sweepfig.draw("sweep.nc", output="file", **SMALL)
    for one, other in zip(of_memory.figures, of_file.figures, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_the_same_dataset_again_draws_nothing_and_changes_no_file(dataset):
    sweepfig.draw(dataset, **SMALL)
    before = inodes(OUTPUT)
    again = sweepfig.draw(dataset.copy(deep=True), **SMALL)
    assert (again.drawn, again.current) == (0, 6)
    assert inodes(OUTPUT) == before


def test_one_changed_slice_costs_one_figure_and_the_former_dataset_goes(dataset):
    sweepfig.draw(dataset, output=OUTPUT, **SMALL)
    dataset["actual"][1, 2, 3] = 7.0
    assert (
        sweepfig.draw(dataset, output=OUTPUT, **SMALL).drawn,
        len(paths.sweep_files(OUTPUT)),
    ) == (1, 1)
    fresh = sweepfig.draw(dataset, output="fresh", **SMALL)
    for path in fresh.figures:
        assert path.read_bytes() == (OUTPUT / path.relative_to("fresh")).read_bytes()
    dataset.to_netcdf("changed.nc")
    assert (
        sweepfig.draw("changed.nc", output=OUTPUT, **SMALL).drawn,
        paths.sweep_files(OUTPUT),
    ) == (0, [])


@pytest.mark.slow
def test_the_tree_is_that_of_a_call_in_an_empty_folder_whatever_was_drawn_before(
    dataset, monkeypatch
):
    sweepfig.draw(2 * dataset, output=OUTPUT, **SMALL)
    with pytest.raises(UserError):
        sweepfig.draw(3 * dataset, output=OUTPUT, size=3)
    figures(OUTPUT)[0].unlink()
    sweepfig.draw("sweep.nc", output=OUTPUT, only={"cee": 1e-5}, **SMALL)
    sweepfig.draw(dataset, output=OUTPUT, **SMALL)
    Path("empty").mkdir()
    before = tree(OUTPUT)
    monkeypatch.chdir("empty")
    sweepfig.draw(dataset, output=OUTPUT, **SMALL)
    expected = tree(OUTPUT)
    assert before.keys() == expected.keys()
    # The plan, and what is of this plan, have the sweep file's inode.
    same = [name for name in expected if not name.startswith(paths.HIDDEN) or name.endswith(".nc")]
    assert [name for name in same if before[name] != expected[name]] == []


def test_the_tree_is_that_of_the_command_line_with_its_config(dataset, monkeypatch):
    drawn = sweepfig.draw(dataset, **SMALL)
    Path("mine.yaml").write_text(yaml.safe_dump(drawn.config))
    before = tree(OUTPUT)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "scripts"))
    done = assert_ok(run([sys.executable, "-m", "sweepfig", "mine.yaml"]))
    assert "0 drawn, 6 already current" in done.output
    assert tree(OUTPUT) == before


def test_curves_axes_and_drawn_dimension_are_those_given(dataset):
    drawn = sweepfig.draw(
        dataset,
        curves=["predicted", {"variable": "actual", "label": "Simulation"}],
        axes=[
            "cee",
            {"dimension": "wavenumber", "notation": "scientific", "digits": 3, "path": "k{}"},
        ],
        x="frequency",
        ylabel="E",
        only={"cee": slice(1e-5, 1e-4), "wavenumber": dataset.wavenumber[1]},
        **SMALL,
    )
    assert drawn.figures == [
        OUTPUT / f"cee={nu}/k3.300e-01.png" for nu in ("1.000e-05", "1.778e-05")
    ]
    curves = drawn.config["sweep"]["curves"]
    assert [curve["variable"] for curve in curves] == ["predicted", "actual"]
    assert curves[1]["label"] == "Simulation"
    assert drawn.config["figure"]["ylabel"] == "E"


def test_two_dimensions_that_are_left_or_named_make_a_map(dataset):
    for axes in ({"axes": "wavenumber"}, {"x": "frequency", "y": "cee"}):
        drawn = sweepfig.draw(dataset, **axes, limit=1, **SMALL)
        sweep = drawn.config["sweep"]
        assert (sweep["abscissa"], sweep["ordinate"]) == ("frequency", "cee")
        assert drawn.figures == [OUTPUT / "wavenumber=0.3.png"]


def test_a_further_dimension_is_fixed(dataset):
    both = xr.concat([dataset, 2 * dataset], xr.DataArray([0, 1], dims="species", name="species"))
    drawn = sweepfig.draw(both, axes=["wavenumber", "cee"], select={"species": 1}, limit=1, **SMALL)
    numbers = sweepfig.draw(2 * dataset, output="double", limit=1, **SMALL).numbers
    xr.testing.assert_allclose(drawn.numbers, numbers)


def test_files_that_each_hold_one_value_of_an_axis_are_one_sweep(dataset):
    for n, wavenumber in enumerate(dataset.wavenumber.values):
        dataset.sel(wavenumber=[wavenumber]).to_netcdf(f"run{n}.nc")
    drawn = sweepfig.draw([Path("run0.nc"), "run1.nc"], **SMALL)
    whole = sweepfig.draw(dataset, output="whole", **SMALL)
    for one, other in zip(drawn.figures, whole.figures, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_names_that_only_another_library_writes_are_drawn(dataset):
    odd = dataset.rename(cee="$\\nu$", frequency="$\\omega$")
    drawn = sweepfig.draw(odd, axes=["$\\nu$", "wavenumber"], **SMALL)
    assert drawn.figures[0] == OUTPUT / "nu=1.000e-05/wavenumber=0.3.png"
    assert (drawn.drawn, drawn.config["sweep"]["abscissa"]) == (6, "$\\omega$")
    assert sweepfig.draw(odd, axes=["$\\nu$", "wavenumber"], **SMALL).drawn == 0
    point = {"$\\nu$": 1e-5, "wavenumber": 0.3}
    figure = sweepfig.figure(odd, axes=["$\\nu$", "wavenumber"], point=point, **SMALL)
    assert figure.content == drawn.figures[0].read_bytes()


def test_a_figure_that_fails_is_listed_and_stops_nothing(dataset):
    Path("mine.py").write_text(FAILS)
    drawn = sweepfig.draw(dataset, kind="mine.py:draw", **SMALL)
    assert drawn.failures == {
        OUTPUT / f"wavenumber={k}/cee=1.000e-05.png": "ValueError: no light" for k in (0.3, 0.33)
    }
    assert (drawn.drawn, len(drawn.figures), drawn.is_complete) == (4, 4, False)
    assert "2 of 6 targets were not drawn" in repr(drawn)
    assert "no light" in drawn._repr_html_()


WRONG = [
    ({"curves": "actul"}, r"curves: got 'actul'; allowed are variables .*: actual, predicted"),
    ({"axes": ["k"]}, "axes: got 'k'; allowed are .* wavenumber, cee, frequency"),
    (
        {"x": "omega"},
        "x: got 'omega'; allowed are dimensions of actual: wavenumber, cee, frequency",
    ),
    ({"axes": "cee", "x": "frequency"}, r"axes: got cee, which leaves wavenumber \(2 values\)"),
    ({"select": {"spin": 1}}, "select: got 'spin'; allowed are dimensions: wavenumber, cee"),
    ({"only": {"nu": 1}}, "only: 'nu' is no axis; allowed are wavenumber, cee"),
    ({"only": {"cee": 2.0}}, "only: cee has no value 2.0"),
    ({"styel": "okabe-ito"}, r"styel='okabe-ito', which is no .* curves, axes, .*: kind, .*style"),
    ({"size": 3}, r"figure\.size: got 3; a list is allowed"),
    ({"processes": 0}, "processes: got 0; a whole number from 1 is allowed"),
    ({"limit": 0}, "limit: got 0; input should be greater than or equal to 1"),
    ({"output": 3}, "output: got 3; a folder's path is allowed"),
    ({"kind": lambda axes, data: None}, "kind: got <function .* write the function into a file"),
    ({"numbers": lambda data: {}}, "numbers: got <function .* write the function into a file"),
    (
        {"numbers": "mine"},
        "numbers: got 'mine'; my_numbers.py:measure or package.module:measure is",
    ),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG, ids=[next(iter(wrong)) for wrong, _ in WRONG])
def test_what_does_not_fit_is_one_message(dataset, wrong, said):
    with pytest.raises(UserError, match=said):
        sweepfig.draw(dataset, **wrong)
    assert figures(OUTPUT) == []


def test_what_is_wrong_with_data_in_memory_names_no_file(dataset):
    twice = dataset.assign_coords(wavenumber=[0.3, 0.3])
    with pytest.raises(UserError, match=r"^data: 'wavenumber' has the value 0\.3 more than once"):
        sweepfig.draw(twice)
    with pytest.raises(UserError, match=r"^data: 'wavenumber' has the value 0\.3 more than once"):
        sweepfig.figure(twice, cee=1e-5)
    twice.to_netcdf("twice.nc")
    with pytest.raises(UserError, match=r"^twice\.nc: 'wavenumber' has"):
        sweepfig.draw("twice.nc")
    selected = {"axes": ["wavenumber"], "x": "frequency", "select": {"cee": 3}}
    with pytest.raises(UserError, match=r"'cee' has no value 3 in data;") as refused:
        sweepfig.draw(dataset, **selected)
    assert paths.HIDDEN not in str(refused.value)


@pytest.mark.parametrize("call", [sweepfig.draw, sweepfig.figure])
def test_arguments_are_not_called_a_config(dataset, call):
    with pytest.raises(
        UserError, match=r"^sweepfig\.\w+: the arguments are not valid:\n  figure.size"
    ):
        call(dataset, size=3)


MANY = """
import numpy as np, sweepfig, xarray as xr
k, omega = np.linspace(0.2, 0.4, 70), np.linspace(0.5, 2, 20)
data = xr.DataArray(np.add.outer(k, omega), {"k": k, "omega": omega}, name="E")
from sweepfig.pool import process
start = process.start
process.start = lambda *given, **named: print("started") or start(*given, **named)
print(sweepfig.draw(data, processes=2, size=(3, 2), dpi=40))
"""


@pytest.mark.slow
def test_a_script_without_a_main_guard_draws_in_processes(in_folder, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "scripts"))
    Path("script.py").write_text(MANY)
    done = assert_ok(run([sys.executable, "script.py"]))
    assert done.output.count("70 drawn") == 1
    assert "started" in done.output
    assert len([*OUTPUT.glob("k=*.png")]) == 70


def test_one_process_is_this_one(dataset, monkeypatch):
    monkeypatch.setattr(
        "sweepfig.pool.process.start", lambda *_: pytest.fail("a process was started")
    )
    more = dataset.interp(cee=np.geomspace(1e-5, 1e-3, 40))
    assert sweepfig.draw(more, processes=1, **SMALL).drawn == 80


def test_it_may_be_called_in_an_event_loop_and_in_a_thread(dataset):
    found = []

    async def main():
        return sweepfig.draw(dataset, output="loop", **SMALL)

    thread = threading.Thread(target=lambda: found.append(sweepfig.draw(dataset, **SMALL)))
    thread.start()
    thread.join()
    assert [found[0].drawn, asyncio.run(main()).drawn] == [6, 6]


IN_THREADS = """
import sys, threading, sweepfig, xarray as xr

def draw(data, found):
    drawn = sweepfig.draw(data, output="figures", size=(3.0, 2.0), dpi=40)
    numbers = drawn.numbers["peak_height_of_actual"].size
    one = sweepfig.figure(data, size=(2, 1.5), wavenumber=0.3, cee=1e-5)
    found.append((drawn.is_complete, drawn.drawn, numbers, len(one.content) > 1000))

if __name__ == "__main__":
    sweep, found = xr.load_dataset("sweep.nc"), []
    data = ["sweep.nc"] * 3 if sys.argv[1] == "one file" else [sweep * factor for factor in (1, 2, 3)]
    threads = [threading.Thread(target=draw, args=(each, found)) for each in data]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    print(sorted(found))
"""


@pytest.mark.slow
@pytest.mark.parametrize(("data", "drawn"), [("one file", (0, 0, 6)), ("others", (6, 6, 6))])
def test_calls_in_three_threads_take_turns(dataset, monkeypatch, data, drawn):
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "scripts"))
    Path("script.py").write_text(IN_THREADS)
    done = assert_ok(run([sys.executable, "script.py", data]))
    assert done.output == f"{[(True, n, 6, True) for n in drawn]}\n"
    likely = ["sweep.nc"] if data == "one file" else [dataset * factor for factor in (1, 2, 3)]
    alone = [sweepfig.draw(each, output=f"alone/{n}", **SMALL) for n, each in enumerate(likely)]
    there = {name: content for name, content in tree(OUTPUT).items() if name[0] != "."}
    assert len(there) > 6
    assert any(there.items() <= tree(each.output).items() for each in alone)


def test_a_sweep_that_another_program_replaces_meanwhile_is_said(dataset, monkeypatch):
    def replace(*given):
        for file in paths.sweep_files(OUTPUT):
            file.unlink()
        return add(*given)

    add = request.propose
    monkeypatch.setattr(request, "propose", replace)
    with pytest.raises(UserError, match=r"^data: another program draws other data into the same"):
        sweepfig.draw(dataset, output=OUTPUT)


def test_the_output_folder_may_be_a_path_from_home(dataset, monkeypatch):
    monkeypatch.setenv("HOME", str(Path.cwd()))
    drawn = sweepfig.draw(dataset, output=Path("~/a/../b"), limit=1, **SMALL)
    assert drawn.figures == [Path.cwd() / "b" / "wavenumber=0.3" / "cee=1.000e-05.png"]
    assert drawn.figures[0].is_file()
    assert [path.name for path in Path.cwd().iterdir() if path.is_dir()] == ["b"]


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_other_data_in_memory_get_a_folder_of_their_own(dataset):
    first = sweepfig.draw(dataset, **SMALL)
    before = contents(OUTPUT)
    second = sweepfig.draw(2 * dataset, **SMALL)
    assert (first.output, second.output) == (OUTPUT, Path("figures-2"))
    assert contents(OUTPUT) == before
    said = "the figures are in figures-2, because figures is of other data; output= names a folder"
    assert (first.doubts, second.doubts) == ((), (said,))
    for data, output in ((dataset, OUTPUT), (2 * dataset, Path("figures-2"))):
        again = sweepfig.draw(data, **SMALL)
        assert (again.output, again.drawn) == (output, 0)
    assert sorted(map(str, Path().iterdir())) == ["figures", "figures-2", "sweep.nc"]


def test_other_files_get_a_folder_of_their_own_named_after_them(dataset):
    for name in ("a.nc", "b.nc", "deep/a.nc"):
        Path(name).parent.mkdir(exist_ok=True)
        dataset.to_netcdf(name)
    found = [sweepfig.draw(name, limit=1, **SMALL) for name in ("a.nc", Path("b.nc"), "deep/a.nc")]
    assert [str(each.output) for each in found] == ["a-figures", "b-figures", "deep-a-figures"]
    several = sweepfig.draw(["a.nc"], limit=1, **SMALL)
    assert (str(several.output), several.current) == ("a-figures", 1)


@pytest.mark.parametrize("there", ["folder", "file", "config"])
def test_what_is_not_of_the_data_is_left_alone(dataset, there):
    if there == "folder":
        OUTPUT.mkdir()
    path = {"folder": OUTPUT / "mine.txt", "file": OUTPUT, "config": Path("figures.yaml")}[there]
    path.write_text("mine: 1")
    drawn = sweepfig.draw(dataset, limit=1, **SMALL)
    assert (drawn.output, path.read_text()) == (Path("figures-2"), "mine: 1")
    assert not (OUTPUT / paths.HIDDEN).exists()


def test_a_folder_that_is_named_is_taken_whatever_is_in_it(dataset):
    sweepfig.draw(dataset, limit=1, **SMALL)
    drawn = sweepfig.draw(2 * dataset, output=OUTPUT, limit=1, **SMALL)
    assert (drawn.output, drawn.drawn, drawn.doubts) == (OUTPUT, 1, ())


def test_a_call_that_failed_takes_no_name(dataset):
    with pytest.raises(UserError, match="axes: got 'k'"):
        sweepfig.draw(dataset, axes="k")
    assert sweepfig.draw(2 * dataset, limit=1, **SMALL).output == OUTPUT


@pytest.mark.parametrize("data", ["no/*.nc", "no/a.nc", ["no/a.nc", "no/b.nc"]], ids=str)
def test_files_that_are_not_there_are_said(in_folder, data):
    with pytest.raises(UserError, match=r"data: got no/(\*|a)\.nc; no file is there"):
        sweepfig.draw(data)
    assert [*Path().iterdir()] == []


def test_progress_is_told(dataset):
    seen = []
    sweepfig.draw(dataset, on_progress=lambda *said: seen.append(said), **SMALL)
    assert seen[-1] == (6, 6)


def test_complex_variables_in_memory_are_a_doubt(dataset):
    drawn = sweepfig.draw(dataset.assign(z=dataset["actual"] * 1j), output=OUTPUT, limit=1)
    assert drawn.doubts == (
        "left out: z holds complex numbers, of which .real or abs can be drawn",
    )
