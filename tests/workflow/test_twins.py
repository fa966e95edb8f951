"""Figures with twins, on both paths: what is drawn, drawn again, told of and removed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from paths import (
    PATHS,
    SMALL,
    assert_ok,
    counts,
    draw_here,
    figures,
    inodes,
    redrawn,
    run_snakemake,
    run_sweepfig,
    tree,
)

OUTPUT = Path("plots")
ALSO = [{"yscale": "log"}]
NAME = "k0=0.33/rc-1.778e-05.png"
TWIN = "k0=0.33/rc-1.778e-05.yscale=log.png"


@pytest.fixture
def drawn(sweep):
    """The sweep with twins, drawn in this process."""
    sweep.write_config(figure={**SMALL, "also": ALSO})
    draw_here()
    return sweep


def harm(file: Path, how: str) -> None:
    if how == "delete":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-30])


def test_both_paths_draw_the_same_and_each_takes_the_others_as_current(sweep):
    sweep.write_config(figure={**SMALL, "also": ALSO})
    assert counts(assert_ok(PATHS["snakemake"]())) == (6, 0, 0)
    assert len(figures(OUTPUT)) == 12
    of_snakemake, before = tree(OUTPUT), inodes(OUTPUT)
    assert counts(assert_ok(PATHS["fallback"]())) == (0, 6, 0)
    assert redrawn(before, OUTPUT) == []
    for file in figures(OUTPUT):
        file.unlink()
    assert_ok(PATHS["fallback"]())
    names = [path.relative_to(OUTPUT).as_posix() for path in figures(OUTPUT)]
    now = tree(OUTPUT)
    shown = [*names, "data.csv", "index.js", ".sweepfig/manifests/0000.jsonl"]
    assert {name: now[name] for name in shown} == {name: of_snakemake[name] for name in shown}


@pytest.mark.slow
@pytest.mark.parametrize(("path", "how"), [("snakemake", "delete"), ("fallback", "damage")])
def test_a_twin_that_is_deleted_or_damaged_is_drawn_and_no_other_file(drawn, path, how):
    assert_ok(PATHS[path]())
    before, content = inodes(OUTPUT), tree(OUTPUT)
    harm(OUTPUT / TWIN, how)
    assert counts(assert_ok(PATHS[path]())) == (1, 5, 0)
    assert redrawn(before, OUTPUT) == [TWIN]
    assert tree(OUTPUT)[TWIN] == content[TWIN]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["a job each", "batches"])
def test_a_twin_that_is_asked_for_by_its_path_is_drawn_with_its_figure(sweep, how):
    sweep.write_config(figure={**SMALL, "also": ALSO})
    options = [] if how == "a job each" else ["--executor", "local"]
    assert_ok(run_snakemake(f"plots/{TWIN}", *options))
    assert [path.relative_to(OUTPUT).as_posix() for path in figures(OUTPUT)] == [NAME, TWIN]
    before = inodes(OUTPUT)
    (OUTPUT / TWIN).unlink()
    assert_ok(run_snakemake(f"plots/{TWIN}", *options))
    assert redrawn(before, OUTPUT) == [TWIN]


@pytest.mark.slow
def test_snakemakes_commands_know_of_twins(drawn):
    assert_ok(run_snakemake())
    assert f"plots/{TWIN}" in assert_ok(run_snakemake("--summary")).output
    assert "Nothing to be done" in assert_ok(run_snakemake()).text
    (OUTPUT / TWIN).unlink()
    (line,) = (
        line
        for line in assert_ok(run_snakemake("--dry-run")).text.splitlines()
        if line.startswith("    output: plots/k0=")
    )
    assert NAME in line
    assert TWIN in line
    assert_ok(run_snakemake())
    assert_ok(run_snakemake("--touch"))
    before = inodes(OUTPUT)
    assert_ok(run_snakemake())
    assert redrawn(before, OUTPUT) == []
    assert_ok(run_snakemake(f"plots/{TWIN}", "-f"))
    assert redrawn(before, OUTPUT) == [NAME, TWIN]
    assert_ok(run_snakemake("--delete-all-output"))
    assert figures(OUTPUT) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_folder_in_a_twins_place_fails_its_target_and_no_other(drawn, path):
    (OUTPUT / TWIN).unlink()
    (OUTPUT / TWIN).mkdir()
    done = PATHS[path]()
    assert done.status != 0
    assert counts(done)[2] == 1
    assert f"plots/{NAME}: " in done.text
    assert len([file for file in figures(OUTPUT) if file.is_file()]) == 11


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_other_settings_of_a_twin_leave_the_figures_and_orphans(drawn, path):
    before = inodes(OUTPUT)
    drawn.write_config(figure={**SMALL, "also": [{"yscale": "log", "dpi": 60, "name": "fine"}]})
    done = assert_ok(PATHS[path]())
    assert "6 figures of earlier plans are of no target any more" in done.text
    fine = [name.replace(".png", ".fine.png") for name in before if "=log" not in name]
    assert redrawn(before, OUTPUT) == sorted(fine)
    drawn.write_config(figure=SMALL)
    done = assert_ok(PATHS[path]())
    assert "12 figures of earlier plans are of no target any more" in done.text
    assert "12 figures removed" in assert_ok(run_sweepfig("prune", "plots", "--yes")).text
    assert redrawn({n: i for n, i in before.items() if "=log" not in n}, OUTPUT) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_twin_that_can_not_be_drawn_is_told_of_and_its_figure_kept(sweep, path):
    Path("mine.py").write_text(
        "def draw(axes, data):\n"
        "    assert data.point['cee'] > 1.5e-5 or data.point['wavenumber'] > 0.31, 'no ink'\n"
        "    axes.plot(data.abscissa, data.curves[0])\n"
    )
    mine = {"kind": "mine.py:draw", "name": "mine"}
    sweep.write_config(figure={**SMALL, "also": [mine, *ALSO]})
    failing = "k0=0.3/rc-1.000e-05"
    for _ in range(2):
        done = PATHS[path]()
        assert done.status != 0
        assert counts(done)[2] == 1
        assert f"plots/{failing}.png: its twin mine: AssertionError: no ink" in done.text
        there = {path.relative_to(OUTPUT).as_posix() for path in figures(OUTPUT)}
        assert {f"{failing}.png", f"{failing}.yscale=log.png"} <= there
        assert f"{failing}.mine.png" not in there
        assert len(there) == 17
    with open("plots/data.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["status"] for row in rows] == ["failed"] + ["ok"] * 5
    Path("mine.py").write_text("def draw(axes, data):\n    axes.plot(data.curves[0])\n")
    assert_ok(PATHS[path]())
    assert len(figures(OUTPUT)) == 18
