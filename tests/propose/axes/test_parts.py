"""Of runs whose output is split over time, each run's pieces are put together, and the runs told apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from paths import draw_here
from sweepfig.commands import own_data
from sweepfig.core.errors import UserError
from sweepfig.propose.proposal import propose
from sweepfig.propose.proposed import Undecided

pytestmark = pytest.mark.usefixtures("in_folder")

WAVENUMBERS = (0.1, 0.2, 0.3)


def write_piece(path, n, where, k, *, start):
    """Write three steps of a run."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    x, time = np.linspace(0, 1, 9), np.arange(3.0) + start
    piece = xr.Dataset(
        {"u": (("time", "x"), np.sin(k * x + time[:, None]))}, {"x": x, "time": time}
    )
    if where == "scalar":
        piece = piece.assign_coords(k=k)
    if where == "attribute":
        piece = piece.assign_attrs(k=k)
    if where == "beside":
        (file.parent / "parameters.yaml").write_text(f"k: {k}")
    piece.to_netcdf(file)


def write_runs(where, name, n_pieces=(2, 2, 2)):
    for n, (k, pieces) in enumerate(zip(WAVENUMBERS, n_pieces, strict=True)):
        for piece in range(pieces):
            write_piece(name.format(n=n, k=k, piece=piece), n, where, k, start=3 * piece)


@pytest.mark.parametrize(
    ("where", "name", "axis", "pattern"),
    [
        ("scalar", "runs/run{n}/fld_t{piece}.nc", "k", "runs/run*/fld_t*.nc"),
        ("attribute", "runs/run{n}/fld_t{piece}.nc", "k", "runs/run*/fld_t*.nc"),
        ("beside", "runs/run{n}/fld_t{piece}.nc", "k", "runs/run*/fld_t*.nc"),
        ("name", "runs/k={k}/fld_t{piece}.nc", "k", "runs/k={k}/fld_t*.nc"),
        ("name", "runs/k{k}_{piece}.nc", "k", "runs/k{k}_*.nc"),
    ],
)
def test_pieces_of_several_runs_are_drawn(where, name, axis, pattern):
    write_runs(where, name, n_pieces=(2, 3, 1))
    found = propose(["runs"])
    assert [each.dimension for each in found.axes] == [axis, "time"]
    assert found.curves[0]["file"] == pattern
    assert "the files are pieces of time; the runs that they are of differ in k" in found.doubts
    assert not [doubt for doubt in found.doubts if "not taken" in doubt]
    [*own_data.write_config(own_data.find(["runs"]))]
    draw_here("runs-figures.yaml")
    drawn = {path.relative_to("runs-figures") for path in Path("runs-figures").glob("k=*/*.png")}
    expected = {(k, t) for k, end in zip(WAVENUMBERS, (6, 9, 3), strict=True) for t in range(end)}
    assert drawn == {Path(f"k={k}/time={t}.0.png") for k, t in expected}


@pytest.mark.parametrize("where", ["attribute", "scalar", "beside"])
@pytest.mark.parametrize(
    "starts",
    [((0, 3), (0.25, 3.5), (0.5, 4)), ((0, 3), (10, 13), (20, 23))],
    ids=["steps of their own", "one after the other"],
)
def test_runs_without_common_steps_are_told_apart_by_what_their_files_say(where, starts):
    for n, (k, there) in enumerate(zip(WAVENUMBERS, starts, strict=True)):
        for piece, start in enumerate(there):
            write_piece(f"runs/run{n}/t{piece}.nc", n, where, k, start=start)
    found = propose(["runs"])
    assert [each.dimension for each in found.axes] == ["k", "time"]
    assert "the files are pieces of time; the runs that they are of differ in k" in found.doubts


def test_folders_that_nothing_tells_apart_are_said_to_be_taken_for_one_run():
    for n in range(2):
        for piece in range(2):
            write_piece(f"runs/part{n}/t{piece}.nc", n, "name", 0.1, start=6 * n + 3 * piece)
    found = propose(["runs"])
    assert [each.dimension for each in found.axes] == ["time"]
    assert any("those of 2 folders taken for one run" in doubt for doubt in found.doubts)


def test_runs_named_by_words_are_told_apart():
    for name in ("weak", "strong"):
        for piece in range(2):
            write_piece(f"runs/{name}/t{piece}.nc", 0, "name", 0.1, start=3 * piece)
    found = propose(["runs"])
    assert found.curves[0]["file"] == "runs/{run}/t*.nc"
    assert [axis.dimension for axis in found.axes] == ["run", "time"]


def test_pieces_of_one_run_need_no_further_axis():
    for piece in range(3):
        write_piece(f"runs/t{piece}.nc", 0, "name", 0.1, start=3 * piece)
    found = propose(["runs"])
    assert [axis.dimension for axis in found.axes] == ["time"]


def test_pieces_that_begin_with_the_step_before_are_of_one_run_and_refused_for_it():
    for run in ("weak", "strong"):
        for piece in range(2):
            write_piece(f"runs/{run}/t{piece}.nc", 0, "name", 0.1, start=2 * piece)
    found = propose(["runs"])
    assert [axis.dimension for axis in found.axes] == ["run", "time"]
    with pytest.raises(
        UserError, match=r"hold run = strong, time = 2.0; each point may be there once"
    ):
        [*own_data.write_config(own_data.find(["runs"]))]


def test_runs_that_nothing_tells_apart_are_refused_with_what_to_write():
    for name in ("weak/first", "weak/last", "strong/first", "strong/last"):
        write_piece(f"runs/{name}.nc", 0, "name", 0.1, start=3.0 * name.endswith("last"))
    with pytest.raises(
        Undecided, match="hold the same time, so they are pieces of different runs"
    ) as e:
        propose(
            [
                f"runs/{name}.nc"
                for name in ("weak/first", "weak/last", "strong/first", "strong/last")
            ]
        )
    assert 'as "runs/{run}/piece*.nc", and an axis of that name' in str(e.value)
