"""A config from a stranger: it writes nothing outside its output folder, runs nothing, injects nothing."""

from __future__ import annotations

import os
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import matplotlib.style
import numpy as np
import pytest
from paths import PATHS, SMALL, assert_is_message, assert_ok, draw_here, figures, tree
from sweepfig.batch.render import render_targets
from sweepfig.config import settings
from sweepfig.core import paths, storage
from sweepfig.core.errors import UserError
from sweepfig.draw import styles
from sweepfig.plan import freshness
from sweepfig.plan.make import make_plan
from sweepfig.plan.plan import Axis, check_names
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


@pytest.mark.parametrize("path", PATHS)
def test_a_folder_of_figures_that_leads_elsewhere_gets_none(sweep, elsewhere, path):
    sweep.write_config(figure=SMALL)
    Path("plots").mkdir()
    Path("plots/k0=0.33").symlink_to(elsewhere)
    done = PATHS[path]()
    assert_is_message(done, "3 of 6 targets were not drawn", "leads out of plots by a link")
    assert len(list(Path("plots").glob("k0=0.3/*.png"))) == 3


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("folder", [".sweepfig", ".sweepfig/tmp"])
def test_a_folder_of_our_own_that_is_a_link_is_refused(sweep, elsewhere, path, folder):
    link = Path("plots") / folder
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    assert_is_message(PATHS[path](), f"output: got 'plots', but plots/{folder} is a link")


def test_every_folder_of_our_own_is_looked_at(sweep, elsewhere):
    for folder in paths.own_folders("plots")[1:]:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.symlink_to(elsewhere)
        with pytest.raises(UserError, match=f"{folder} is a link, which may lead anywhere"):
            freshness.check_output("plots")
        folder.unlink()


def test_a_figure_or_a_table_that_is_a_link_is_replaced_itself(sweep, elsewhere):
    sweep.write_config(figure=SMALL)
    links = [Path("plots/k0=0.33/rc-1.778e-05.png"), Path("plots/data.csv")]
    for link in links:
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(elsewhere / "mine.txt")
    draw_here()
    assert not any(link.is_symlink() for link in links)
    assert len(figures(Path("plots"))) == 6


def test_a_temporary_file_that_is_a_link_or_a_pipe_is_replaced(tmp_path, elsewhere):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    beside = temporary / storage.name_for_writing()
    for make in (lambda: beside.symlink_to(elsewhere / "mine.txt"), lambda: os.mkfifo(beside)):
        make()
        storage.write(tmp_path / "a", b"content", temporary=temporary)
        assert (tmp_path / "a").read_bytes() == b"content"


def test_an_output_folder_may_itself_be_a_link(sweep, tmp_path_factory):
    real = tmp_path_factory.mktemp("real")
    Path("plots").symlink_to(real)
    sweep.write_config(figure=SMALL)
    draw_here()
    assert len(figures(real)) == 6


# --- names


def axis(*values: str) -> Axis:
    return Axis("gas", np.array(values), "text", 0, "{}", "{}")


@pytest.mark.parametrize("pair", [("He", "HE"), ("\u00c9", "e\u0301"), ("stra\u00dfe", "STRASSE")])
def test_names_that_some_file_system_takes_for_one_are_refused(pair):
    with pytest.raises(UserError, match="would both be named"):
        check_names([axis(*pair)])


@pytest.mark.parametrize("name", ["a\u2028b", "a\x85b", "a\nb", 'a"b', "<img>"])
def test_names_that_break_a_line_or_a_page_are_refused(name):
    with pytest.raises(UserError, match="which can't be a file name"):
        check_names([axis(name)])


@pytest.mark.parametrize("name", ["con", "NUL.x", "com1", "data.csv", "a."])
def test_names_that_are_taken_are_refused(name):
    with pytest.raises(UserError, match="which is taken"):
        check_names([axis(name)])


def test_a_path_too_long_for_a_file_system_is_refused():
    with pytest.raises(
        UserError, match="5 axes give a path of 1000 bytes; at most 800 are allowed"
    ):
        check_names([axis("x" * 199)] * 5)


# --- shell


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


# --- styles


@pytest.mark.parametrize(
    "line",
    [
        "text.usetex: True",
        r"text.latex.preamble: \input{/etc/passwd}",
        r"pgf.preamble: \input{/etc/passwd}",
        "figure.hooks: os:system",
        "animation.ffmpeg_path: /bin/sh",
        "svg.image_inline: False",
        "ps.usedistiller: xpdf",
    ],
)
def test_a_style_that_runs_programs_is_refused(sweep, line):
    Path("my.mplstyle").write_text(f"lines.linewidth: 3\n{line}\n")
    sweep.write_config(figure={**SMALL, "style": "my.mplstyle"})
    key = line.partition(":")[0]
    with pytest.raises(UserError, match=rf"figure\.style: 'my\.mplstyle' sets {key} to "):
        make_plan(settings.read(sweep.configfile))


def test_a_style_is_a_file_and_no_module(sweep):
    # For matplotlib, `evil.mplstyle` may be the style `mplstyle` of a package named evil.
    Path("evil.py").write_text("open('pwned', 'w').close()\n")
    Path("evil.mplstyle").write_text("lines.linewidth: 3\n")
    sweep.write_config(figure={**SMALL, "style": "evil.mplstyle"})
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(sweep.folder))
        draw_here()
    assert not Path("pwned").exists()
    assert len(figures(Path("plots"))) == 6


def test_a_style_sets_what_it_may(tmp_path):
    style = tmp_path / "my.mplstyle"
    style.write_text("lines.linewidth: 3\nbackend: TkAgg\nsavefig.directory: /\n")
    assert dict(styles.parameters(str(style))) == {"lines.linewidth": 3.0}


@pytest.mark.parametrize("style", matplotlib.style.available)
def test_matplotlibs_own_styles_are_allowed(style):
    assert styles.parameters(style)


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


@pytest.mark.parametrize("file", ["a{x}.nc", "{wavenumber}.nc", "a}.nc"])
def test_a_file_name_that_snakemake_would_fill_in_is_refused(sweep, file):
    sweep.path.rename(file)
    sweep.write_config(sweep={"curves": [{"file": file, "variable": "actual"}]})
    with pytest.raises(
        UserError, match=r"sweep.curves\[0\].file: .*(a path without|has no number)"
    ):
        make_plan(settings.read(sweep.configfile))
