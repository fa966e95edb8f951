"""Data given without a config get one, beside a folder of their own, and keep it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml
from paths import assert_is_message, assert_ok, counts, figures, inodes, run_sweepfig, tree
from sweepfig.commands import own_data
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.plan.plan_file import load

OMEGA = np.linspace(0.5, 2, 30)
WAVENUMBERS = (0.3, 0.33, 0.36)
OUTPUT, CONFIG = Path("my_runs-figures"), Path("my_runs-figures.yaml")


pytestmark = pytest.mark.usefixtures("in_folder")


def write_run(path, k, *, dimensions=("nu", "omega"), shift=0.0):
    path.parent.mkdir(parents=True, exist_ok=True)
    values = 1 / np.hypot(OMEGA - 3 * k, [[0.1], [0.2]])
    coordinates = {dimensions[0]: np.array([0.1, 0.2]) + shift, dimensions[1]: OMEGA + shift}
    xr.Dataset({"response": (dimensions, values)}, coordinates).to_netcdf(path)


@pytest.fixture
def runs():
    """A folder with a file for each run, some of them in a folder of their own."""
    for k in WAVENUMBERS:
        write_run(Path(f"my_runs/k={k}/out.nc"), k)


@pytest.mark.slow
def test_a_folder_of_runs_is_drawn_and_its_gallery_named(runs):
    done = assert_ok(run_sweepfig("my_runs/"))
    first, doubt, last, *closing = done.output.splitlines()
    assert first == "my_runs/ (3 files): response over omega, a figure for each k, nu"
    assert doubt == "  not sure: the values of k are taken from the names of the files"
    assert last == f"{CONFIG} says so, to be edited: 6 figures, such as k=0.33/nu=0.2.png"
    assert counts(done) == (6, 0, 0)
    assert closing[-1].startswith(f"look at {OUTPUT}/index.html")
    assert len(figures(OUTPUT)) == 6


@pytest.mark.parametrize("again", ["my_runs/", "./my_runs", "my_runs-figures.yaml"])
def test_a_second_run_draws_nothing(runs, again):
    assert_ok(run_sweepfig("my_runs/"))
    before, config, here = tree(OUTPUT), CONFIG.read_bytes(), sorted(Path().iterdir())
    assert counts(assert_ok(run_sweepfig(again))) == (0, 6, 0)
    assert (tree(OUTPUT), CONFIG.read_bytes(), sorted(Path().iterdir())) == (before, config, here)


@pytest.mark.slow
def test_an_edited_config_is_kept_and_drawn(runs):
    assert_ok(run_sweepfig("my_runs"))
    edited = CONFIG.read_text().replace("xlabel: null", 'xlabel: "frequency"')
    CONFIG.write_text(edited.replace("# ylimits: shared", "ylimits: shared").partition("\n")[2])
    edited = CONFIG.read_text()
    done = assert_ok(run_sweepfig("my_runs"))
    assert done.output.startswith(f"my_runs: drawn as {CONFIG} says\n")
    assert counts(done) == (6, 0, 0)
    assert CONFIG.read_text() == edited
    figure = settings.read(CONFIG).figure
    assert (figure.xlabel, figure.ylimits) == ("frequency", "shared")


@pytest.mark.slow
def test_a_config_that_was_spoilt_is_said_and_not_replaced(runs):
    assert_ok(run_sweepfig("my_runs"))
    CONFIG.write_text("sweep: {curves: [")
    assert_is_message(run_sweepfig("my_runs"), str(CONFIG), "not valid YAML")
    assert CONFIG.read_text() == "sweep: {curves: ["


@pytest.mark.slow
def test_an_added_run_is_drawn(runs):
    assert_ok(run_sweepfig("my_runs"))
    before = inodes(OUTPUT)
    write_run(Path("my_runs/k=0.4/out.nc"), 0.4)
    assert counts(assert_ok(run_sweepfig("my_runs"))) == (2, 6, 0)
    assert before.items() <= inodes(OUTPUT).items()


@pytest.mark.slow
def test_a_parameter_that_varies_only_since_runs_were_added_is_said():
    def write(number, k, nu):
        run = xr.Dataset({"f": ("omega", OMEGA * k)}, {"omega": OMEGA}, {"k": k, "nu": nu})
        run.to_netcdf(f"my_runs/r{number}.nc")

    Path("my_runs").mkdir()
    for number, k in enumerate(WAVENUMBERS):
        write(number, k, 1.0)
    assert_ok(run_sweepfig("my_runs"))
    write(3, 0.4, 1.0)
    assert "differ" not in assert_ok(run_sweepfig("my_runs")).text
    write(4, 0.5, 2.0)
    said = f"the added runs differ from the others in nu, for which {CONFIG} has no axis; add it"
    assert said in assert_ok(run_sweepfig("preview", "my_runs")).text
    assert said not in assert_ok(run_sweepfig("my_runs")).text  # that has been said
    write(5, 0.5, 3.0)
    assert_is_message(run_sweepfig(str(CONFIG)), "both hold k = 0.5")
    CONFIG.unlink()
    assert "a figure for each k, nu" in assert_ok(run_sweepfig("my_runs")).text


@pytest.mark.slow
def test_a_run_whose_value_needs_more_digits_is_named_and_titled_by_it(runs):
    assert_ok(run_sweepfig("my_runs"))
    edited = CONFIG.read_text().replace("xlabel: null", "xlabel: frequency")
    CONFIG.write_text(edited)
    before = figures(OUTPUT)
    write_run(Path("my_runs/k=0.4555/out.nc"), 0.4555)
    assert_ok(run_sweepfig("my_runs"))
    added = [OUTPUT / f"k=0.4555/nu={nu}.png" for nu in (0.1, 0.2)]
    assert figures(OUTPUT) == sorted([*before, *added])
    plan = load(OUTPUT / ".sweepfig/plan.json")
    assert plan.target(6).title.startswith("k = 0.4555")


@pytest.mark.slow
def test_what_is_left_out_is_said(runs):
    write_run(Path("my_runs/grid.nc"), 0.5, dimensions=("x", "y"))
    assert "not sure: not taken: 1 grid.nc" in assert_ok(run_sweepfig("my_runs")).output
    write_run(Path("my_runs/deep/k=0.9/out.nc"), 0.9)
    done = assert_ok(run_sweepfig("my_runs"))
    assert counts(done) == (0, 6, 0)
    assert f"left out: my_runs/deep/k=0.9/out.nc; remove {CONFIG}, and it is" in done.output


@pytest.mark.slow
def test_a_removed_config_is_proposed_anew_for_the_same_figures(runs):
    assert_ok(run_sweepfig("my_runs"))
    CONFIG.unlink()
    assert counts(assert_ok(run_sweepfig("my_runs"))) == (0, 6, 0)
    assert CONFIG.is_file()


@pytest.mark.slow
@pytest.mark.parametrize("pattern", ["my_runs/*/*.nc", "my_runs/**/out.nc", "my_runs/k=0.3*"])
def test_a_pattern_is_taken_as_the_files_that_match(runs, pattern):
    write_run(Path("my_runs/other.nc"), 0.5, dimensions=("x", "y"))
    assert counts(assert_ok(run_sweepfig(pattern))) == (6, 0, 0)


@pytest.mark.slow
def test_files_are_found_in_folders_but_not_among_figures_or_hidden_ones(runs):
    assert_ok(run_sweepfig("my_runs"))
    assert (OUTPUT / "metrics.nc").is_file()
    write_run(Path(".trash/k=0.9/out.nc"), 0.9)
    Path("linked").mkdir()
    Path("linked/again").symlink_to("..")
    found = own_data.find(["."]).files
    assert sorted(map(Path, found)) == [Path(f"my_runs/k={k}/out.nc") for k in WAVENUMBERS]


@pytest.mark.slow
def test_a_zarr_store_is_one_file(runs):
    pytest.importorskip("zarr")
    Path("stores").mkdir()
    for k in WAVENUMBERS:
        with xr.open_dataset(f"my_runs/k={k}/out.nc") as dataset:
            dataset.to_zarr(f"stores/k={k}.zarr")
    assert own_data.find(["stores"]).files == tuple(f"stores/k={k}.zarr" for k in WAVENUMBERS)
    assert counts(assert_ok(run_sweepfig("stores"))) == (6, 0, 0)


# --- names ---


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (["my_runs"], "my_runs"),
        (["my_runs/"], "my_runs"),
        (["my_runs/k=0.3/out.nc"], "my_runs-k=0.3-out"),
        (["a.nc"], "a"),
        (["a.nc", "$b$.nc"], "HERE"),
        (["a.nc", "my_runs"], "a-my_runs"),
        (["my_runs/*/out.nc"], "my_runs-3-files"),
        (["flat/*.nc"], "flat"),
        (["flat/1.nc"], "flat-1"),
        (["flat/1.nc", "flat/3.nc"], "flat-1-flat-3"),
        (["flat/1.nc", "flat/2.nc", "flat/3.nc", "flat/4.nc"], "flat-4-files"),
    ],
)
def test_figures_and_config_are_named_after_the_data(runs, given, name, tmp_path):
    for path in ("a.nc", "$b$.nc", "flat/1.nc", "flat/2.nc", "flat/3.nc", "flat/4.nc", "flat/5.nc"):
        write_run(Path(path), 0.3)
    found = own_data.find(given)
    assert found.output == f"{name.replace('HERE', tmp_path.name)}-figures"
    assert str(found.config) == f"{found.output}.yaml"
    assert found.is_new


@pytest.mark.slow
def test_other_data_of_one_name_get_another_folder(runs):
    write_run(Path("my runs/k=0.5.nc"), 0.5)
    write_run(Path("my-runs/k=0.6.nc"), 0.6)
    assert_ok(run_sweepfig("my runs"))
    before = tree(Path("my-runs-figures"))
    assert_ok(run_sweepfig("my-runs"))
    assert tree(Path("my-runs-figures")) == before
    for folder, output in (("my runs", "my-runs-figures"), ("my-runs", "my-runs-figures-2")):
        found = own_data.find([folder])
        assert (found.output, found.is_new) == (output, False)
    Path("my-runs-figures.yaml").unlink()
    assert own_data.find(["my-runs"]).output == "my-runs-figures-2"


@pytest.mark.parametrize("there", ["plots", "plots.yaml"])
def test_an_output_folder_of_something_else_is_refused(runs, there):
    write_run(Path("a.nc"), 0.3)
    if there == "plots":
        Path("plots").mkdir()
        Path("plots/notes.txt").write_text("mine")
        message = "plots: this folder has other files in it; --output FOLDER names another one"
    else:
        assert_ok(run_sweepfig("init", "a.nc", "--output", "plots"))
        message = "plots: this folder, or plots.yaml, is of other data; --output FOLDER"
    done = run_sweepfig("my_runs", "--output", "plots")
    assert_is_message(done, message)
    assert done.status == 2
    with pytest.raises(UserError, match="this folder has other files in it"):
        own_data.find(["my_runs"], ".")


@pytest.mark.slow
def test_an_output_folder_may_be_named(runs, monkeypatch):
    assert counts(assert_ok(run_sweepfig("my_runs", "--output", "there")))[0] == 6
    assert settings.read("there.yaml").output == "there"
    assert counts(assert_ok(run_sweepfig("my_runs", "--output", "there"))) == (0, 6, 0)
    monkeypatch.setenv("HOME", str(Path("home").resolve()))
    assert_ok(run_sweepfig("my_runs", "--output", "~/new/there", "--limit", "1"))
    assert settings.read("home/new/there.yaml").output == str(Path("home/new/there").resolve())
    assert_is_message(run_sweepfig("there"), "there: these are figures; their config or their data")


# --- mistakes ---


def test_the_page_of_data_and_a_config_together_is_no_one_sweeps(runs):
    done = run_sweepfig("open", "my_runs", "my.yaml")
    assert_is_message(done, "my_runs, my.yaml: one config is allowed, or data without a config")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["missing"], "missing: there is no such file or folder"),
        (["missing/"], "missing/: there is no such file or folder"),
        (["my_runs", "a.nc"], "a.nc: there is no such file or folder"),
        (["none/*.nc"], "none/*.nc: no file matches it"),
        (["empty"], "empty: the folder holds no data file; files that end in .nc, .nc4"),
        (["my_runs", "config.yaml"], "my_runs, config.yaml: one config is allowed, or data"),
    ],
)
def test_what_leads_to_no_data_is_one_message(runs, given, message):
    Path("empty/folder").mkdir(parents=True)
    Path("empty/notes.txt").write_text("no data")
    here = sorted(Path().iterdir())
    done = run_sweepfig(*given)
    assert_is_message(done, message)
    assert (done.status, done.errors.count("\n")) == (2, 1)
    assert sorted(Path().iterdir()) == here


def test_two_unrelated_grids_are_refused():
    write_run(Path("grids/a.nc"), 0.3)
    write_run(Path("grids/b.nc"), 0.3, dimensions=("x", "y"))
    over = "grids/a.nc is over nu, omega, and grids/b.nc over x, y"
    assert_is_message(run_sweepfig("grids"), f"{over}: they are not of one sweep; name the files")
    assert not [*Path().glob("*-figures*")]


@pytest.mark.slow
def test_a_guess_that_can_not_be_drawn_leaves_its_config():
    write_run(Path("pair/actual.nc"), 0.3)
    write_run(Path("pair/model.nc"), 0.3, shift=7.0)
    done = run_sweepfig("pair")
    assert_is_message(done, "what was guessed can't be drawn: ", "pair-figures.yaml has what was")
    assert not Path("pair-figures").exists()
    config = Path("pair-figures.yaml").read_text()
    assert "It can't be drawn yet" in config
    assert run_sweepfig("pair").errors == done.errors
    assert run_sweepfig("init", "pair").errors == done.errors
    assert Path("pair-figures.yaml").read_text() == config


@pytest.mark.slow
@pytest.mark.parametrize("harm", ["cut", "empty", "link"])
def test_a_file_that_can_not_be_read_is_listed_from_the_first_look_on(runs, harm):
    bad = Path("my_runs/k=0.33/out.nc")
    content = bad.read_bytes()
    if harm == "link":
        bad.unlink()
        bad.symlink_to("nowhere.nc")
    else:
        bad.write_bytes(content[: 200 if harm == "cut" else 0])
    for drawn in (4, 0):
        done = run_sweepfig("my_runs")
        assert done.status == 1
        assert counts(done)[:2] == (drawn, 4 - drawn)
        assert f"{bad}: " in done.text
    assert f"guessed without {bad}: " in CONFIG.read_text()
    bad.unlink()
    bad.write_bytes(content)
    assert counts(assert_ok(run_sweepfig("my_runs"))) == (2, 4, 0)


@pytest.mark.slow
def test_a_run_without_a_step_so_far_is_listed_until_it_has_one():
    def write(n, n_steps):
        step = np.arange(float(n_steps))
        run = xr.Dataset({"energy": ("step", step + n)}, {"step": step}, {"k": 0.1 * n})
        run.to_netcdf(f"runs/q{n}.nc", unlimited_dims=["step"])

    Path("runs").mkdir()
    for n, n_steps in ((1, 5), (2, 5), (3, 0), (4, 5)):
        write(n, n_steps)
    done = run_sweepfig("runs")
    assert done.status == 1
    assert counts(done)[0] == 3
    assert "guessed without runs/q3.nc: it has no numbers yet: step is of length 0" in done.text
    assert "guessed without runs/q3.nc" in Path("runs-figures.yaml").read_text()
    write(3, 5)
    assert counts(assert_ok(run_sweepfig("runs"))) == (1, 3, 0)


def write_mesh(path):
    """A field of an unstructured mesh, with times that could be taken for an axis."""
    values = np.random.default_rng(5).random((3, 40))
    mesh = xr.Dataset({"t2m": (("time", "ncells"), values)}, {"time": [0.0, 1.0, 2.0]})
    mesh["t2m"].attrs["CDI_grid_type"] = "unstructured"
    mesh.to_netcdf(path)


@pytest.mark.slow
def test_a_mesh_is_refused_until_its_config_is_edited_which_is_then_kept():
    write_mesh("icon.nc")
    config = Path("icon-figures.yaml")
    for command in ([], [], ["preview"], ["init"]):
        assert_is_message(run_sweepfig(*command, "icon.nc"), "of an unstructured mesh, which have")
        assert not Path("icon-figures").exists()
    config.write_text(config.read_text().replace("kind: resonance_curve", "kind: histogram"))
    assert counts(assert_ok(run_sweepfig("icon.nc"))) == (3, 0, 0)
    assert "kind: histogram" in config.read_text()


@pytest.mark.slow
def test_a_guess_without_axes_is_refused_for_the_same_reason_again():
    count = ("station", [3, 4], {"sample_dimension": "obs"})
    series = {"t2m": ("obs", np.arange(7.0)), "time": ("obs", np.arange(7.0)), "row_size": count}
    xr.Dataset(series).to_netcdf("ragged.nc")
    first = run_sweepfig("ragged.nc")
    assert_is_message(first, "one after another along obs (a ragged array)")
    assert yaml.safe_load(Path("ragged-figures.yaml").read_text())["sweep"]["axes"] == []
    assert run_sweepfig("ragged.nc").errors == first.errors
    assert_is_message(run_sweepfig("open", "ragged.nc"), "ragged.nc: nothing is drawn of it yet")


@pytest.mark.slow
def test_a_guess_gives_way_when_the_data_can_be_drawn():
    write_mesh("icon.nc")
    assert run_sweepfig("icon.nc").status == 2
    write_run(Path("icon.nc"), 0.3)
    assert counts(assert_ok(run_sweepfig("icon.nc"))) == (2, 0, 0)


def test_a_file_that_is_no_data_is_one_message():
    Path("text.nc").write_text("no")
    done = run_sweepfig("text.nc")
    assert_is_message(done, "text.nc: not a NetCDF file that xarray reads: it begins with b'no'")


def test_where_nothing_is_drawn_yet_there_is_no_output_folder(runs):
    with pytest.raises(
        UserError, match="my_runs: nothing is drawn of it yet; sweepfig my_runs does so"
    ):
        own_data.output_of(["my_runs"])
    assert_ok(run_sweepfig("init", "my_runs"))
    with pytest.raises(UserError, match="nothing is drawn of it yet"):
        own_data.output_of([str(CONFIG)])
    with pytest.raises(UserError, match=r"gone\.yaml: there is no such file"):
        own_data.output_of(["gone.yaml"])


def test_figures_without_their_plan_are_no_data(tmp_path):
    for name in ("index.html", "index.js"):
        (tmp_path / name).write_text("")
    with pytest.raises(
        UserError, match=r"plan\.json is missing in it, .* name the config or the data"
    ):
        own_data.output_of([str(tmp_path)])


@pytest.mark.slow
@pytest.mark.parametrize("given", ["my_runs", "my_runs-figures.yaml", "elsewhere"])
def test_an_output_folder_is_found_by_its_data_its_config_and_itself(runs, given):
    assert_ok(run_sweepfig("init", "my_runs"))
    CONFIG.write_text(CONFIG.read_text().replace("output: my_runs-figures", "output: elsewhere"))
    assert_ok(run_sweepfig("my_runs"))
    assert own_data.output_of([given]) == "elsewhere"
    # The folder's name does not tell the config's.
    config = None if given == "elsewhere" else CONFIG
    assert own_data.config_that_drew([given], "elsewhere") == config


@pytest.mark.slow
def test_of_many_doubts_the_first_is_said_and_the_config_has_all(runs):
    for run in Path("my_runs").iterdir():
        (run / "grid.nc").write_bytes((run / "out.nc").read_bytes()[:0])
    said = assert_ok(run_sweepfig("my_runs/")).output.splitlines()
    assert [line for line in said if line.startswith("  not sure:")] == [said[1]]
    doubts = [line for line in Path(CONFIG).read_text().splitlines() if line.startswith("# - ")]
    assert len(doubts) == 2
    assert said[1] == f"  not sure: {doubts[0].removeprefix('# - ')}; and 1 more, in {CONFIG}"
