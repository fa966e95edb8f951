"""A user's function may do what it likes: it costs its own figures, and the message says how."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from paths import (
    PATHS,
    SMALL,
    assert_is_message,
    assert_ok,
    counts,
    figures,
    inodes,
    leftovers,
    run_snakemake,
    tree,
)
from PIL import Image

OUTPUT = Path("plots")
SLOWLY = pytest.param("snakemake", marks=pytest.mark.slow)
DEEDS = """
import ctypes, os, time

DEEDS = {"k0=0.3": {1e-5: "leave", 1e-3: "crash"}, "k0=0.33": {1e-5: "sleep", 1e-3: "swallow"}}

def do(data):
    deed = DEEDS[f"k0={data.point['wavenumber']}"].get(data.point["cee"])
    if os.path.exists("mended"):
        return deed
    if deed == "leave":
        os._exit(3)
    if deed == "crash":
        ctypes.string_at(0)
    if deed == "sleep":
        time.sleep(600)
    while deed == "swallow":
        try:
            time.sleep(600)
        except BaseException:
            pass
"""
MISCHIEF = f"""{DEEDS}
def draw(axes, data):
    axes.plot(data.abscissa, data.curves[0])
    do(data)
"""
MEASURE = f"""{DEEDS}
def measure(data):
    return {{"deeds": len(do(data) or "")}}
"""
SECONDS = 6  # in which a busy machine draws the first figure of a process
CAUSES = {
    "k0=0.3/rc-1.000e-05.png": "the process that drew it ended with exit status 3",
    "k0=0.3/rc-1.000e-03.png": "the process that drew it was killed by signal 11 (SIGSEGV)",
    "k0=0.33/rc-1.000e-05.png": f"TimeLimit: drawing took longer than {SECONDS} s (figure.time_limit)",
    "k0=0.33/rc-1.000e-03.png": "the process that drew it was ended past its time limit",
}

ENDINGS = {
    "k0=0.3/rc-1.000e-05.png": "process ended with exit status 3",
    "k0=0.3/rc-1.000e-03.png": "process was killed by signal 11 (SIGSEGV)",
    "k0=0.33/rc-1.000e-03.png": "process was ended past its time limit",
}

WASTE = """
import matplotlib.pyplot as plt

def draw(axes, data):
    axes.plot(data.abscissa, data.curves[0])
    print("x" * 3_000_000)
    with open("open.txt", "a") as file:
        print(len(plt.get_fignums()), file=file)
    plt.figure()
"""


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_function_that_ends_its_process_or_never_ends_costs_its_own_figures_alone(sweep, path):
    Path("mischief.py").write_text(MISCHIEF)
    look = {**SMALL, "kind": "mischief.py:draw", "time_limit": SECONDS}
    sweep.write_config(figure=look, figures_per_job=6)
    done = PATHS[path]()
    told = [f"plots/{figure}: {cause}" for figure, cause in CAUSES.items()]
    assert_is_message(done, "4 of 6 targets were not drawn", *told)
    before = inodes(OUTPUT)
    assert list(before) == ["k0=0.3/rc-1.778e-05.png", "k0=0.33/rc-1.778e-05.png"]
    with Path("plots/data.csv").open() as file:
        causes = {row["FILE"]: row["cause"] for row in csv.DictReader(file)}
    assert {figure: cause for figure, cause in causes.items() if cause} == CAUSES

    Path("mended").touch()
    assert_ok(PATHS[path]())
    after = inodes(OUTPUT)
    assert len(after) == 6
    assert {name: after[name] for name in before} == before
    assert leftovers(OUTPUT) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_function_of_numbers_that_ends_its_process_or_never_ends_costs_no_other_figure(
    sweep, path
):
    Path("mischief.py").write_text(MEASURE)
    look = {**SMALL, "time_limit": SECONDS}
    sweep.write_config(figure=look, numbers="mischief.py:measure", figures_per_job=6)
    done = PATHS[path]()
    slow = f"mischief.py:measure: TimeLimit: measuring took longer than {SECONDS} s (figure.time_limit)"
    assert_is_message(done, "targets were drawn, but not measured", slow)
    before = inodes(OUTPUT)
    for figure, ending in ENDINGS.items():
        assert f"plots/{figure}: mischief.py:measure: its {ending}" in done.text
    assert len(before) == 6

    Path("mended").touch()
    assert_ok(PATHS[path]())
    after = inodes(OUTPUT)
    assert len(after) == 6
    assert {name: after[name] for name in before} == before
    with Path("plots/data.csv").open() as file:
        found = [row["deeds"] for row in csv.DictReader(file)]
    assert found == ["5.0", "0.0", "5.0", "5.0", "0.0", "7.0"]


@pytest.mark.slow
def test_one_figure_whose_function_ends_its_process_is_named(sweep):
    Path("mischief.py").write_text(MISCHIEF)
    sweep.write_config(figure={**SMALL, "kind": "mischief.py:draw"})
    figure = "plots/k0=0.3/rc-1.000e-05.png"
    assert_is_message(run_snakemake(figure), f"{figure}: its process ended with exit status 3")
    assert figures(OUTPUT) == []


@pytest.mark.parametrize("path", PATHS)
def test_a_function_that_prints_much_and_leaves_figures_open_wastes_no_memory(sweep, path):
    Path("waste.py").write_text(WASTE)
    sweep.write_config(figure={**SMALL, "kind": "waste.py:draw"}, figures_per_job=6)
    assert counts(assert_ok(PATHS[path]())) == (6, 0, 0)
    # What was open as a figure began: none that another one had left.
    assert set(Path("open.txt").read_text().split()) == {"0"}


STYLED = """
import os
import matplotlib.pyplot as plt
plt.rcParams["axes.facecolor"] = "red"

def draw(axes, data):
    axes.plot(data.abscissa, data.curves[0])
    os.chdir("/")
    plt.rcParams["axes.facecolor"] = "blue"

def measure(data):
    os.chdir("/")
    return {"one": 1}
"""


@pytest.mark.parametrize("path", PATHS)
def test_what_its_module_sets_holds_for_every_figure_and_what_it_does_for_none_after(sweep, path):
    Path("styled.py").write_text(STYLED)
    figure = {**SMALL, "kind": "styled.py:draw", "also": [{"dpi": 40}]}
    sweep.write_config(figure=figure, figures_per_job=2, numbers="styled.py:measure")
    assert counts(assert_ok(PATHS[path]())) == (6, 0, 0)
    for file in figures(OUTPUT):
        with Image.open(file) as picture:
            assert (255, 0, 0) in {colour[:3] for _, colour in picture.getcolors(10**6)}, file


BESIDE = """
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "lib"))
import factor

def draw(axes, data):
    axes.plot(data.abscissa, factor.FACTOR * data.curves[0])

def measure(data):
    return {"factor": factor.FACTOR}
"""


@pytest.mark.parametrize("path", ["fallback", SLOWLY])
def test_an_edit_of_a_module_that_only_importing_tells_draws_anew(sweep, path):
    Path("lib").mkdir()
    Path("lib/factor.py").write_text("FACTOR = 1\n")
    Path("beside.py").write_text(BESIDE)
    sweep.write_config(figure={**SMALL, "kind": "beside.py:draw"}, numbers="beside.py:measure")
    assert counts(assert_ok(PATHS[path]())) == (6, 0, 0)
    first, before = tree(OUTPUT), inodes(OUTPUT)
    assert_ok(PATHS[path]())
    assert inodes(OUTPUT) == before
    Path("lib/factor.py").write_text("FACTOR = 2\n")
    assert counts(assert_ok(PATHS[path]())) == (6, 0, 0)
    second = tree(OUTPUT)
    assert all(first[name] != second[name] for name in first if "rc-" in name or name == "data.csv")
    shutil.rmtree(OUTPUT)
    assert_ok(PATHS[path]())
    assert tree(OUTPUT) == second


RAISE = """
class Mute(Exception):
    def __str__(self):
        raise IndexError

RAISED = {1e-5: Mute, 1e-3: KeyboardInterrupt}

def draw(axes, data):
    axes.plot(data.abscissa, data.curves[0])
    if data.point["wavenumber"] == 0.3 and data.point["cee"] in RAISED:
        raise RAISED[data.point["cee"]]
"""


@pytest.mark.parametrize("path", ["fallback", SLOWLY])
def test_whatever_it_raises_costs_its_own_figure_alone(sweep, path):
    Path("raising.py").write_text(RAISE)
    sweep.write_config(figure={**SMALL, "kind": "raising.py:draw"})
    done = PATHS[path]()
    assert counts(done) == (4, 0, 2)
    assert_is_message(done, "rc-1.000e-05.png: Mute", "KeyboardInterrupt", "2 of 6 targets")


def test_a_new_time_limit_draws_nothing_anew(sweep):
    sweep.write_config(figure=SMALL)
    assert_ok(PATHS["fallback"]())
    before = inodes(OUTPUT)
    sweep.write_config(figure={**SMALL, "time_limit": 30})
    assert counts(assert_ok(PATHS["fallback"]())) == (0, 6, 0)
    assert inodes(OUTPUT) == before
