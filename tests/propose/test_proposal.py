"""What is proposed for files is what a physicist would draw."""

from __future__ import annotations

from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr
from public import EXPECTED, PUBLIC
from sweepfig.config.settings import check
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan
from sweepfig.propose.config_text import config_of
from sweepfig.propose.given import Given
from sweepfig.propose.proposal import propose
from sweepfig.propose.proposed import Undecided
from sweeps import write_sweep


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("layout", PUBLIC)
def test_what_is_proposed_is_what_a_physicist_would_draw(layout):
    found = propose(PUBLIC[layout]())
    axes, abscissa, variables, _ = EXPECTED[layout]
    assert [axis.dimension for axis in found.axes] == axes
    assert found.abscissa == abscissa
    assert [curve["variable"] for curve in found.curves] == variables


def test_a_root_becomes_a_mark_that_is_offered():
    write_sweep(Path("a.nc")).assign(root=(("wavenumber", "cee"), np.full((2, 3), 1.1))).to_netcdf(
        "b.nc"
    )
    found = propose(["b.nc"])
    assert (found.scalars, found.marks) == (["root"], ["root"])


def test_a_pattern_is_expanded_where_no_shell_did():
    PUBLIC["a_file_a_run"]()
    assert len(propose(["runs/*.nc"]).axes) == 2


def write_points(name, n, marks=None, positions=("lat", "lon"), **attributes):
    """Write a variable over time and some points, each with a position."""
    units = ("degrees_north", "degrees_east")
    places = {
        p: (name, np.linspace(1, 9, n), {"units": u}) for p, u in zip(positions, units, strict=True)
    }
    values = ("time", name), np.random.default_rng(0).normal(size=(5, n)), marks or {}
    dataset = xr.Dataset({"t2m": values, **places}, {"time": np.arange(5.0)}, attributes)
    dataset.to_netcdf("points.nc")


@pytest.mark.parametrize(
    ("name", "n", "marks"),
    [
        ("ncells", 80, {"CDI_grid_type": "unstructured"}),
        ("nMesh2_face", 80, {"mesh": "Mesh2", "location": "face"}),
        ("cell", 80, {}),
        ("point", 5000, {}),
    ],
)
def test_a_mesh_is_said_to_be_one_and_not_drawn_a_figure_a_cell(name, n, marks):
    write_points(name, n, marks, ("clat", "clon") if name == "ncells" else ("lat", "lon"))
    with pytest.raises(
        Undecided, match=f"'t2m' is over {name}, the {n} points of an unstructured mesh"
    ):
        propose(["points.nc"])


def test_a_mesh_is_known_by_its_marks_without_positions_and_ordered_cells_are_no_mesh():
    cells = ("time", "cell"), np.random.default_rng(0).normal(size=(3, 40))
    marked = xr.Dataset({"ta": (*cells, {"CDI_grid_type": "unstructured"})})
    marked.to_netcdf("marked.nc")
    with pytest.raises(Undecided, match="'ta' is over cell, the 40 points of an unstructured mesh"):
        propose(["marked.nc"])
    ordered = xr.Dataset({"n": cells, "x": ("cell", np.linspace(0, 1, 40))})
    ordered.to_netcdf("ordered.nc")
    assert propose(["ordered.nc"]).abscissa == "cell"
    marked.drop_attrs().rename(cell="ncells").to_netcdf("icon.nc")
    with pytest.raises(Undecided, match="'ta' is over ncells"):
        propose(["icon.nc"])


def test_stations_are_said_to_be_stations_and_drawn_one_by_one():
    write_points("station", 4)
    found = propose(["points.nc"])
    assert [axis.dimension for axis in found.axes] == ["lat", "lon"]
    assert "station counts stations, each with a latitude and a longitude" in found.doubts
    assert "station counts stations; the axes are their lat, lon" in found.doubts
    named = propose(PUBLIC["stations"]())
    assert [axis.dimension for axis in named.axes] == ["station"]
    assert named.doubts == ["station counts stations, each with a latitude and a longitude"]


def test_series_of_stations_one_after_another_are_said_to_be_so():
    count = ("station", [3, 4], {"sample_dimension": "obs"})
    series = {"t2m": ("obs", np.arange(7.0)), "time": ("obs", np.arange(7.0)), "row_size": count}
    xr.Dataset(series).to_netcdf("ragged.nc")
    with pytest.raises(Undecided, match="one after another along obs"):
        propose(["ragged.nc"])


def test_a_file_that_shares_a_dimension_is_left_out_and_one_that_shares_none_is_refused():
    write_sweep(Path("a.nc"))
    write_sweep(Path("b.nc")).isel(cee=0, drop=True).to_netcdf("part.nc")
    write_sweep(Path("c.nc"), dimensions=("x", "y", "z"))
    assert any(doubt.endswith("part.nc") for doubt in propose(["a.nc", "part.nc"]).doubts)
    with pytest.raises(
        UserError, match=r"a.nc is over wavenumber.*, and c.nc over x, y, z: they are"
    ):
        propose(["a.nc", "c.nc"])


@pytest.mark.parametrize("names", [("a.nc", "b.nc"), ("actual.nc", "model.nc", "b.nc")])
def test_too_few_files_to_tell_what_an_unread_one_is_are_refused(names):
    """It may be a curve of the same sweep, as well as another of its runs."""
    for name in names[:-1]:
        write_sweep(Path(name))
    Path("b.nc").write_bytes(b"")
    with pytest.raises(UserError, match=r"^b.nc: "):
        propose(names)


def test_a_file_in_which_nothing_could_be_a_curve_is_said():
    write_sweep(Path("a.nc"))
    xr.Dataset({"version": 3}).to_netcdf("about.nc")
    doubts = propose(["a.nc", "about.nc"]).doubts
    assert "left out, for nothing in them could be a curve: about.nc" in doubts


def write_field(*dimensions, runs=1):
    sizes = [4 + n for n, _ in enumerate(dimensions)]
    coordinates = {
        name: np.linspace(0, 1, size) for name, size in zip(dimensions, sizes, strict=True)
    }
    for run in range(runs):
        values = np.random.default_rng(run).random(sizes)
        xr.Dataset({"f": (dimensions, values)}, coordinates, {"k": 0.1 * run}).to_netcdf(
            f"{run}.nc"
        )
    return [f"{run}.nc" for run in range(runs)]


@pytest.mark.parametrize(
    ("dimensions", "runs", "plane"),
    [
        (("time", "y", "x"), 1, ("x", "y")),
        (("time", "v", "x"), 1, ("x", "v")),
        (("k", "time", "z", "r"), 1, ("r", "z")),
        (("time", "y", "x"), 3, ("x", "y")),
        (("k", "time", "x"), 1, None),
    ],
)
def test_where_two_places_are_drawn_as_lines_maps_are_said_to_be_possible(dimensions, runs, plane):
    found = propose(write_field(*dimensions, runs=runs))
    assert found.plane == plane
    if plane:
        across, up = plane
        keys = f"kind pcolormesh, abscissa {across}, ordinate {up}, and the others as axes"
        assert found.doubts[0].endswith(f"for maps over {across} and {up}: {keys}")
        config = config_of(found, "plots")
        axes = [axis for axis in config["sweep"]["axes"] if axis["dimension"] not in plane]
        config["sweep"] |= {"axes": axes, "abscissa": across, "ordinate": up}
        config["figure"]["kind"] = "pcolormesh"
        make_plan(check(config, source="the edited config"))


def test_for_one_map_of_a_file_python_is_said_to_draw_it():
    found = propose(write_field("y", "x"))
    assert found.for_maps == "maps over x and y: in Python, sweepfig.draw(file, x='x', y='y')"
    asked = propose(["0.nc"], Given(abscissa="x", ordinate="y"))
    assert (asked.ordinate, asked.plane, len(asked.axes)) == ("y", None, 1)


def write_kinds(file, **kinds):
    """Write a variable of each name, of complex numbers, truth values or floats, over k and x."""
    numbers = np.random.default_rng(3).normal(size=(2, 5)) * (1 + 0.5j)
    how = {"complex": numbers, "truth": numbers.real > 0, "float": numbers.real}
    variables = {name: (("k", "x"), how[kind]) for name, kind in kinds.items()}
    xr.Dataset(variables, {"k": [0.1, 0.2], "x": np.arange(5.0)}).to_netcdf(file, auto_complex=True)


def test_complex_numbers_are_said_to_be_so():
    write_kinds("z.nc", z="complex")
    said = (
        r"^z.nc: z holds complex numbers, of which .real or abs can be drawn; write into variables"
    )
    with pytest.raises(UserError, match=said):
        propose(["z.nc"])
    write_kinds("both.nc", w="complex", u="float", z="complex")
    found = propose(["both.nc"])
    assert [curve["variable"] for curve in found.curves] == ["u"]
    said = "left out: w, z hold complex numbers, of which .real or abs can be drawn"
    assert found.doubts == [said]


def test_truth_values_are_drawn_where_there_are_no_numbers():
    write_kinds("b.nc", b="truth")
    found = propose(["b.nc"])
    assert [curve["variable"] for curve in found.curves] == ["b"]
    plan = make_plan(check(config_of(found, "plots"), source="the proposed config"))
    assert plan.n_targets == 2
    write_kinds("b.nc", b="truth", u="float")
    assert [curve["variable"] for curve in propose(["b.nc"]).curves] == ["u"]
    asked = propose(["b.nc"], Given(curves=("b",)))
    assert [curve["variable"] for curve in asked.curves] == ["b"]


def test_many_figures_are_said_first_because_a_command_prints_one_doubt():
    grid = {"x": np.arange(6.0), "vx": np.arange(50.0), "vy": np.arange(60.0), "k": np.arange(9.0)}
    values = np.random.default_rng(1).random((9, 60, 50, 6), "f4")
    xr.Dataset({"f": (("k", "vy", "vx", "x"), values)}, grid).to_netcdf("f.nc")
    found = propose(["f.nc"])
    assert found.plane is not None
    assert found.doubts[0].startswith("27000 figures are many: see some first: `sweepfig preview`")


def test_dates_that_no_ordinary_calendar_has_are_refused_with_the_files_name():
    dates = {"units": "days since 2000-01-30", "calendar": "360_day"}  # with a 30 February
    along = {"time": ("time", 30.0 * np.arange(9), dates), "k": ("k", np.arange(1.0, 4))}
    xr.Dataset({"E": (("k", "time"), np.zeros((3, 9)))}, along).to_netcdf("a.nc")
    with pytest.raises(
        Undecided, match=r"^a\.nc: 'time' has dates of the calendar '360_day'"
    ) as said:
        propose(["a.nc"])
    assert said.value.proposal.abscissa == "time"


def write_run(name, k0=None, *, how="attribute"):
    x = np.linspace(0, 1, 9)
    dataset = xr.Dataset({"r": ("x", np.sin(x + len(name)))}, {"x": x})
    if how == "scalar" and k0 is not None:
        dataset["k0"] = k0
    dataset.attrs |= {"k0": k0} if how == "attribute" and k0 is not None else {}
    Path("runs").mkdir(exist_ok=True)
    dataset.to_netcdf(f"runs/{name}.nc")


@pytest.mark.parametrize("how", ["attribute", "scalar"])
@pytest.mark.parametrize("odd", ["0", "9"])  # the first or the last file
def test_a_run_that_does_not_say_its_number_is_left_out_and_told(how, odd):
    for name, k0 in (("3", 0.2), ("5", 0.3), ("7", 0.4)):
        write_run(name, k0, how=how)
    write_run(odd)
    found = propose(["runs"])
    assert [axis.dimension for axis in found.axes] == ["k0"]
    assert found.unread == {f"runs/{odd}.nc": "it has no number k0"}
    assert f"runs/{odd}.nc" in found.doubts[0]
    assert [target.point["k0"] for target in planned(found).targets()] == [0.2, 0.3, 0.4]


def test_a_run_that_lacks_a_number_beside_those_that_tell_all_apart_stays():
    for name, k0 in (("1", 0.2), ("2", 0.3), ("3", 0.4)):
        write_run(name, k0)
        if name != "1":
            with netCDF4.Dataset(f"runs/{name}.nc", "a") as file:
                file.seed = 100.0 * k0
    found = propose(["runs"])
    assert ([axis.dimension for axis in found.axes], found.unread) == (["k0"], {})


def planned(found):
    return make_plan(check(config_of(found, "figures"), source="what is proposed"))


def test_of_runs_most_of_which_say_no_number_their_names_tell():
    write_run("1", 0.2)
    for name in ("2", "3"):
        write_run(name)
    assert planned(propose(["runs"])).n_targets == 3


def test_what_is_a_number_in_some_runs_and_text_in_others_is_no_axis():
    write_run("1", 0.2)
    write_run("2", "high")
    assert planned(propose(["runs"])).n_targets == 2


def test_a_matrix_over_one_dimension_twice_is_no_curve():
    x, k = np.linspace(0, 1, 5), [0.1, 0.2]
    dataset = xr.Dataset({"r": (("k", "x"), np.ones((2, 5)))}, {"k": k, "x": x})
    dataset.to_netcdf("a.nc")
    with netCDF4.Dataset("a.nc", "a") as file:
        file.createVariable("cov", "f8", ("k", "x", "x"))[:] = 1.0
    found = propose(["a.nc"])
    assert [curve["variable"] for curve in found.curves] == ["r"]
    curves = [{"file": "a.nc", "variable": "cov"}]
    config = {"sweep": {"curves": curves, "axes": [{"dimension": "k"}], "abscissa": "x"}}
    with pytest.raises(UserError, match="'cov' has dimension 'x' twice"):
        make_plan(check(config, source="config"))


def test_a_number_over_dimensions_of_length_one_names_the_only_figure():
    x = np.linspace(0, 1, 9)
    dataset = xr.Dataset({"r": ("x", x), "c": (("a", "b"), [[3.0]])}, {"x": x})
    dataset.to_netcdf("a.nc")
    assert planned(propose(["a.nc"])).n_targets == 1


def test_a_variable_along_a_dimension_without_values_may_be_these(in_folder):
    """As Fortran programs write ``x(nx)``; of a file with nothing else it is what there is to draw."""
    for nu in (1e-3, 1e-2):
        part = xr.Dataset(
            {
                "f": (("record", "nx"), np.random.default_rng(1).random((3, 20))),
                "t": ("record", [0.0, 0.5, 1.0]),
                "x": ("nx", np.linspace(1, 0, 20)),
                "kinetic": ("record", [3.0, 1.0, 2.0]),
            },
            attrs={"nu": nu},
        )
        part.to_netcdf(f"run{nu}.nc")
        part[["t", "kinetic"]].to_netcdf(f"series{nu}.nc")
        part[["t"]].assign(nu=nu).to_netcdf(f"alone{nu}.nc")

    def doubts(pattern):
        return [doubt for doubt in propose([pattern]).doubts if "has no values" in doubt]

    assert doubts("run*.nc") == [
        "record has no values, and its points are counted; t along it may be them "
        "(the dimension of an axis: t)",
        "nx has no values, and its points are counted; x along it may be them (abscissa: x)",
    ]
    assert doubts("series*.nc") == [
        "record has no values, and its points are counted; t along it may be them (abscissa: t)"
    ]
    assert doubts("alone*.nc") == []
