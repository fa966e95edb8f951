"""Figures and what shows them are packed as they lie in the output folder, and described."""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from archived import pack_figures
from paths import SMALL, draw_here
from sweepfig.archive import figures
from sweepfig.core import paths
from sweepfig.plan.plan import Plan
from sweepfig.plan.plan_file import load
from sweepfig.report import sequences
from sweeps import write_sweep

OUTPUT = Path("plots")


def shown(plan: Plan | None = None) -> list[str]:
    plan = plan or load(paths.plan_file(OUTPUT))
    return [path.relative_to(OUTPUT).as_posix() for path, _ in figures.shown(plan, OUTPUT)]


def test_the_files_beside_the_figures_are_those_for_people_and_the_plan(drawn):
    assert {*shown()} == {
        *("data.csv", "metrics.nc", "index.html", "index.js", ".sweepfig/plan.json"),
        *("error-map.png", "peak-map.png", "contact-sheet.png"),
    }


def test_the_slices_of_the_gallery_are_one_folder(drawn):
    packed, archive = pack_figures()
    there = {
        f"figures/{path.relative_to(OUTPUT).as_posix()}" for path in OUTPUT.glob("slices/*.js")
    }
    assert len(there) > 1
    assert there < {*archive.namelist()}
    found = [each["@id"] for each in packed.parts if "slices" in each["@id"]]
    assert found == ["figures/slices/"]


def test_lists_of_holes_and_failures_are_packed_where_there_are_some(drawn):
    paths.failures_file(OUTPUT).write_text("1 of 6 targets was not drawn:\n")
    paths.holes_file(OUTPUT).write_text("k0,cause\n")
    assert ".sweepfig/failures.txt" in shown()
    assert "holes.csv" not in shown()  # of another sweep: this one has none
    plan = load(paths.plan_file(OUTPUT))
    points = np.array([plan.places(n) for n in range(plan.n_targets - 1)], np.int32)
    assert "holes.csv" in shown(replace(plan, points=points))


def test_movies_and_books_of_other_figures_are_left_out(drawn):
    plan = load(paths.plan_file(OUTPUT))
    sequences.make(plan, OUTPUT, "movies")
    sequences.make(plan, OUTPUT, "books", "k0=0.3")
    made = {"movies/k0=0.3.webp", "movies/k0=0.33.webp", "books/k0=0.3.pdf"}
    assert made < {*shown()}
    write_sweep(drawn.path, seed=1)
    draw_here()
    assert not made & {*shown()}


def test_every_figure_and_twin_is_packed_and_described(sweep):
    sweep.write_config(figure=SMALL | {"also": [{"dpi": 40}]})
    draw_here()
    packed, archive = pack_figures()
    drawn = {f"figures/{p.relative_to(OUTPUT).as_posix()}" for p in OUTPUT.glob("k0=*/*")}
    assert len(drawn) == 12
    entities = {each["@id"]: each for each in packed.parts}
    assert drawn < {*archive.namelist()} & {*entities}
    for name in drawn:
        assert archive.read(name) == (OUTPUT / name.removeprefix("figures/")).read_bytes()
    twin = entities["figures/k0=0.3/rc-1.000e-05.dpi=40.png"]
    assert twin["name"] == "wavenumber = 0.3, cee = 1e-05 (dpi=40)"


def test_the_table_refers_to_its_columns(drawn):
    packed, archive = pack_figures()
    table, numbers = packed.tables
    assert (table["@id"], numbers["@id"]) == ("figures/data.csv", "figures/metrics.nc")
    assert table["variableMeasured"] == [{"@id": each["@id"]} for each in packed.columns]
    described = json.loads(archive.read("figures/data.csv-metadata.json"))
    titles = [each["titles"] for each in described["tableSchema"]["columns"]]
    assert titles == [each["name"] for each in packed.columns]
    assert "figures/data.csv-metadata.json" in [each["@id"] for each in packed.parts]


def test_of_many_figures_the_folders_are_described(drawn):
    packed, archive = pack_figures(are_described=False)
    folders = [each for each in packed.parts if each["@id"].endswith(("=0.3/", "=0.33/"))]
    assert [(each["@id"], each["name"]) for each in folders] == [
        ("figures/k0=0.3/", "3 figures: k0=0.3"),
        ("figures/k0=0.33/", "3 figures: k0=0.33"),
    ]
    assert {each["@id"] for each in folders} < {*archive.namelist()}
    assert not any(each["@id"].endswith("e-05.png") for each in packed.parts)
    assert sum(name.startswith("figures/k0=") for name in archive.namelist()) == 8


def test_of_very_many_folders_none_is_described(drawn, monkeypatch):
    monkeypatch.setattr(figures, "MOST_DESCRIBED", 1)
    packed, archive = pack_figures(are_described=False)
    assert not any("k0=" in each["@id"] for each in packed.parts)
    assert "figures/k0=0.3/rc-1.000e-05.png" in archive.namelist()


def test_a_target_without_a_figure_is_passed_over(drawn):
    os.truncate(OUTPUT / "k0=0.3" / "rc-1.000e-05.png", 100)
    _, archive = pack_figures()
    assert "figures/k0=0.3/rc-1.000e-05.png" not in archive.namelist()
    assert "figures/k0=0.3/rc-1.778e-05.png" in archive.namelist()


@pytest.mark.parametrize("are_described", [True, False])
def test_each_figure_is_counted(drawn, are_described):
    seen: list[None] = []
    pack_figures(on_file=lambda: seen.append(None), are_described=are_described)
    assert len(seen) == 6


def test_the_archive_is_a_zip(drawn):
    _, archive = pack_figures()
    assert isinstance(archive, zipfile.ZipFile)
    assert archive.testzip() is None
