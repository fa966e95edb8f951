"""A config from a stranger: it writes nothing outside its output folder, runs nothing, injects nothing."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from paths import PATHS, SMALL, assert_is_message, assert_ok, draw_here, figures, tree
from sweepfig.batch.render import render_targets
from sweepfig.config import settings
from sweepfig.plan.make import make_plan
from sweeps import config_for

SHELL = "$(touch pwned)`touch pwned`;'&& touch pwned \"#"


@pytest.fixture
def elsewhere(tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "mine.txt").write_text("mine")
    yield folder
    assert {path.name for path in folder.rglob("*")} == {"mine.txt"}
    assert (folder / "mine.txt").read_text() == "mine"


# --- links in the output folder


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_folder_of_figures_that_leads_elsewhere_gets_none(sweep, elsewhere, path):
    sweep.write_config(figure=SMALL)
    Path("plots").mkdir()
    Path("plots/k0=0.33").symlink_to(elsewhere)
    done = PATHS[path]()
    assert_is_message(done, "3 of 6 targets were not drawn", "leads out of plots by a link")
    assert len(list(Path("plots").glob("k0=0.3/*.png"))) == 3


@pytest.mark.parametrize(
    ("path", "folder"),
    [("fallback", ".sweepfig"), ("fallback", ".sweepfig/tmp"), ("snakemake", ".sweepfig/tmp")],
)
def test_a_folder_of_our_own_that_is_a_link_is_refused(sweep, elsewhere, path, folder):
    link = Path("plots") / folder
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    assert_is_message(PATHS[path](), f"output: got 'plots', but plots/{folder} is a link")


def test_a_figure_or_a_table_that_is_a_link_is_replaced_itself(sweep, elsewhere):
    sweep.write_config(figure=SMALL)
    links = [Path("plots/k0=0.33/rc-1.778e-05.png"), Path("plots/data.csv")]
    for link in links:
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(elsewhere / "mine.txt")
    draw_here()
    assert not any(link.is_symlink() for link in links)
    assert len(figures(Path("plots"))) == 6


def test_an_output_folder_may_itself_be_a_link(sweep, tmp_path_factory):
    real = tmp_path_factory.mktemp("real")
    Path("plots").symlink_to(real)
    sweep.write_config(figure=SMALL)
    draw_here()
    assert len(figures(real)) == 6


# --- shell


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_no_name_reaches_a_shell(sweep, path):
    file = f"{SHELL}.nc"
    sweep.path.rename(file)
    axes = config_for(file)["sweep"]["axes"]
    axes[0] |= {"path": "$(touch pwned)`touch pwned`;'&& {}", "title": f"{SHELL} {{}}"}
    curves = config_for(file)["sweep"]["curves"]
    curves[0]["label"] = SHELL
    sweep.write_config(
        sweep={"axes": axes, "curves": curves},
        figure={**SMALL, "xlabel": f"{SHELL}\n{SHELL}"},
        output=f"out {SHELL}",
    )
    done = PATHS[path]()
    assert not list(Path().rglob("pwned*"))
    assert_ok(done)
    assert len(figures(Path(f"out {SHELL}"))) == 6


# --- markup


def test_text_in_a_picture_is_no_markup(sweep):
    words = "--><script>alert(1)</script><!-- ]]> & \" '"
    sweep.write_config(figure={**SMALL, "format": "svg", "xlabel": words, "ylabel": words})
    plan = make_plan(settings.read(sweep.configfile))
    (outcome,) = render_targets(plan, "plots", range(1))
    assert outcome.row.status == "ok"
    content = tree(Path("plots"))[outcome.row.figure].decode()
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(content).iter()}
    assert "script" not in tags
    assert "<script" not in content
