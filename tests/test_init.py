"""Other people's files, the config that init.py makes of them, and the figures that it draws."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml
from paths import PATHS, ROOT, assert_is_message, assert_ok, draw_here, run, tree
from public import PUBLIC
from sweepfig.config import settings
from sweepfig.draw.kinds import KINDS
from sweepfig.plan.make import make_plan
from sweepfig.propose import cf_roles
from sweepfig.propose.axes import way_to_write
from sweepfig.propose.config_text import config_of, config_text, written
from sweepfig.propose.proposal import propose
from sweeps import write_sweep

INIT = [sys.executable, str(ROOT / "scripts" / "init.py")]
EXPECTED = {
    "a_sweep": (["wavenumber", "cee"], "frequency", ["actual", "predicted"], 6),
    "a_time_series": (["long_name"], "time", ["value"], 1),
    "stations": (["station"], "time", ["water_level"], 3),
    "climate": (["time", "plev"], "lon", ["ta"], 6),
    "latex_names": (
        ["$k_0$", r"$\nu_{ee}$"],
        r"$\omega_{drive}$",
        ["$E_{sim}$", "$E_{model}$"],
        6,
    ),
    "no_coordinates": (["phony_dim_0", "phony_dim_1"], "phony_dim_2", ["density"], 6),
    "groups": (["T"], "energy", ["spectrum"], 3),
    "a_file_a_run": (["wavenumber", "cee"], "frequency", ["actual", "predicted"], 6),
    "numbered_files": (["mu"], "y", ["u"], 3),
    "folders": (["k", "nu"], "x", ["f"], 4),
    "curves_apart": (["wavenumber", "cee"], "frequency", ["response", "response"], 6),
    "runs_along_a_dimension": (["alpha", "beta"], "time", ["energy"], 4),
    "close_values": (["amplitude"], "frequency", ["transfer"], 3),
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def init(*arguments):
    return run([*INIT, *arguments])


@pytest.mark.parametrize("layout", PUBLIC)
def test_what_is_proposed_is_what_a_physicist_would_draw(layout):
    found = propose(PUBLIC[layout]())
    axes, abscissa, variables, _ = EXPECTED[layout]
    assert [axis.dimension for axis in found.axes] == axes
    assert found.abscissa == abscissa
    assert [curve["variable"] for curve in found.curves] == variables


@pytest.mark.slow
@pytest.mark.parametrize("layout", PUBLIC)
def test_a_proposed_config_draws_on_both_paths_without_editing(layout):
    files = PUBLIC[layout]()
    done = assert_ok(init(*files))
    n_figures = EXPECTED[layout][-1]
    assert ("one figure" if n_figures == 1 else f"{n_figures} figures") in done.output
    trees = []
    for name, draw in PATHS.items():
        assert f"{n_figures} drawn" in assert_ok(draw()).text
        trees.append(tree(Path("plots")))
        os.rename("plots", name)
    assert trees[0] == trees[1]


@pytest.mark.parametrize("layout", ["a_sweep", "runs_along_a_dimension", "climate", "stations"])
def test_keys_offered_in_comments_are_valid(layout):
    assert_ok(init(*PUBLIC[layout]()))
    text = Path("config.yaml").read_text()
    lines = text.splitlines()
    offered = [line.replace("# ", "", 1) for line in lines if line.startswith("  # ")]
    at = lines.index("figure:") + 1
    Path("all.yaml").write_text("\n".join([*lines[:at], *offered, *lines[at:]]))
    make_plan(settings.read("all.yaml"))
    assert len(offered) >= (layout != "climate") * 3


@pytest.mark.parametrize("layout", ["a_sweep", "latex_names", "climate"])
@pytest.mark.parametrize("kind", [*KINDS, "mine.py:draw"])
def test_a_proposed_config_labels_any_kind_as_the_file_does(layout, kind):
    """Whoever changes the kind in it, and what the kind needs, must not read another kind's labels."""
    Path("mine.py").write_text("def draw(axes, slice): pass")
    found = propose(PUBLIC[layout]())
    config = config_of(found, "plots")
    plan = make_plan(settings.check(config, source="proposed"))
    written_ = yaml.safe_load(config_text(found, plan, config, head=""))
    sweep = written_["sweep"]
    if kind == "resonance_curve" and found.ordinate:
        sweep["axes"].append({"dimension": sweep["ordinate"], "path": f"{sweep['ordinate']}={{}}"})
        sweep["ordinate"] = None
    if kind == "contourf" and not found.ordinate:
        sweep["curves"] = sweep["curves"][:1]
        sweep["ordinate"] = sweep["axes"].pop()["dimension"]
    changed = make_plan(
        settings.check({"sweep": sweep, "figure": {"kind": kind}}, source="changed")
    )
    proposed = {**written_, "figure": {**written_["figure"], "kind": kind}}
    with_its_labels = make_plan(settings.check(proposed, source="with its labels"))
    labels = changed.xlabel, changed.ylabel
    assert (with_its_labels.xlabel, with_its_labels.ylabel) == labels
    response, abscissa = changed.quantities[-1].label, changed.quantities[-2].label
    assert labels[0] == (response if kind == "histogram" else abscissa)
    if kind != "mine.py:draw" and kind != "contourf":
        assert labels[1] == ("count" if kind == "histogram" else response)


def test_a_config_is_never_overwritten_unless_asked():
    (file,) = PUBLIC["no_coordinates"]()
    Path("config.yaml").write_text("mine")
    assert_is_message(init(file), "config.yaml: there is a file; --force replaces it")
    assert Path("config.yaml").read_text() == "mine"
    assert_ok(init(file, "--config", "other.yaml", "--output", "elsewhere"))
    assert settings.read("other.yaml").output == "elsewhere"
    assert_ok(init(file, "--force"))
    assert settings.read("config.yaml").output == "plots"


def test_a_root_becomes_a_mark_that_is_offered():
    write_sweep(Path("a.nc")).assign(root=(("wavenumber", "cee"), np.full((2, 3), 1.1))).to_netcdf(
        "b.nc"
    )
    found = propose(["b.nc"])
    assert (found.scalars, found.marks) == (["root"], ["root"])


def test_many_figures_are_said():
    shape = (200, 200, 5)
    xr.Dataset({"f": (("a", "b", "x"), np.zeros(shape, "f4"))}).to_netcdf("large.nc")
    done = assert_ok(init("large.nc"))
    assert "40000 figures are many" in done.output
    text = Path("config.yaml").read_text()
    Path("config.yaml").write_text(text.replace("# limit:", "limit:"))
    assert settings.read("config.yaml").limit == 20


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"name": ((), 1.0)}, "no variable holds numbers over a dimension"),
        ({"name": (("x",), ["a", "b"])}, "no variable holds numbers over a dimension"),
    ],
)
def test_files_with_nothing_to_draw_are_one_message(content, message):
    xr.Dataset(content).to_netcdf("a.nc")
    assert_is_message(init("a.nc"), message)


def test_files_that_are_none_are_one_message():
    Path("text.nc").write_text("no")
    assert_is_message(init("text.nc"), "text.nc")
    assert_is_message(init("missing.nc"), "missing.nc", "No such file")


def test_a_lone_series_without_words_is_named_after_its_file():
    xr.Dataset({"y": ("t", np.arange(9.0))}).to_netcdf("series_a.nc")
    assert_ok(init("series_a.nc"))
    draw_here()
    assert Path("plots/series_a.png").exists()


@pytest.mark.parametrize(
    "other", ["other.nc", "series_b.nc", "a.nc", "series_a2.nc", "aseries_a.nc"]
)
def test_a_lone_series_is_alone_among_other_files(other):
    for name in ("series_a.nc", other):
        xr.Dataset({"y": ("t", np.arange(9.0))}).to_netcdf(name)
    assert_ok(init("series_a.nc"))
    draw_here()
    assert [path.name for path in Path("plots").glob("*series*")] == ["series_a.png"]


def test_what_can_not_be_drawn_leaves_no_config():
    xr.Dataset({"f": (("z", "x"), np.ones((2, 9)))}, {"z": [1.0, np.nan]}).to_netcdf("a.nc")
    assert_is_message(init("a.nc"), "what was guessed can't be drawn", "'z' is nan at index 1")
    assert not Path("config.yaml").exists()


def test_a_pattern_is_expanded_where_no_shell_did():
    PUBLIC["a_file_a_run"]()
    assert len(propose(["runs/*.nc"]).axes) == 2


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.3, 0.33], ("fixed", 2)),
        ([1e-5, 10**-4.75, 1e-3], ("scientific", 3)),
        ([1, 2, 30], ("fixed", 0)),
        ([1.0, 2.0], ("fixed", 0)),
        ([0.1, 0.1000001], ("fixed", 7)),
        ([1e-6, 1e-5], ("scientific", 1)),
        ([0.0, 0.5], ("fixed", 1)),
        ([1 / 3, 2 / 3], ("fixed", 4)),
        ([1e20, 3e20], ("scientific", 1)),
        (["a", "b"], ("text", 3)),
    ],
)
def test_values_are_written_as_shortly_as_is_true(values, expected):
    assert way_to_write(np.array(values)) == expected


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (["run_001.nc", "run_002.nc"], ("run_", ".nc")),
        (["nu=1e-5.nc", "nu=1e-4.nc"], ("nu=", ".nc")),
        (["alpha.nc", "alto.nc"], ("", ".nc")),
        (["a/x.nc", "b/x.nc"], ("", "/x.nc")),
        (["a.nc", "a.nc2"], None),
    ],
)
def test_what_names_share_cuts_no_number_and_no_word(names, parts):
    assert cf_roles.common_parts(names) == parts


@pytest.mark.parametrize(
    "value", ["on", "null", "1e3", "a: b", "# c", "é", "$\\nu$", "x y", " a", "", "{a}"]
)
def test_a_written_value_reads_back_as_itself(value):
    assert yaml.safe_load(f"key: {written(value)}") == {"key": value}
    assert yaml.safe_load(f"{{key: {written([value])}}}") == {"key": [value]}
