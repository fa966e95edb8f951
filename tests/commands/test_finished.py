"""What is drawn is opened, checked, made into movies and books, and rid of what no plan names."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from archived import crate_of
from paths import SMALL, assert_is_message, assert_ok, draw_here, run_snakemake, run_sweepfig
from sweepfig.commands.finished import book, movies, offer_to_prune, prune, verify
from sweepfig.config import settings
from sweepfig.core import console
from sweepfig.core.errors import UserError
from sweepfig.fallback import draw_plan, ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.report import sequences
from sweeps import write_sweep

OUTPUT = Path("plots")


class Terminal(io.StringIO):
    """A standard input that somebody sits at."""

    def isatty(self):
        return True


@pytest.fixture
def plan(sweep):
    """The plan of a sweep whose figures had other names before."""
    for digits in (2, 3):
        axes = [*sweep.config["sweep"]["axes"]]
        axes[1] = {**axes[1], "digits": digits}
        sweep.write_config(figure=SMALL, sweep={"axes": axes})
        path = ensure_plan(settings.read(Path("config.yaml")), OUTPUT)
        draw_plan(path, processes=1, may_draw_here=True)
    return load(path)


def orphans():
    return sorted(OUTPUT.glob("k0=*/rc-?.??e-*.png"))


def test_figures_that_no_plan_names_are_removed_when_it_is_said(plan, capsys):
    there = orphans()
    assert there
    offer_to_prune(OUTPUT, yes=True)
    assert capsys.readouterr().out.splitlines() == [
        *map(str, there),
        f"{len(there)} figures removed",
    ]
    assert not orphans()
    offer_to_prune(OUTPUT, yes=True)
    assert capsys.readouterr().out == "no orphans: nothing to remove\n"


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "is_removed"), [("y\n", True), ("n\n", False), ("", False)])
def test_who_sits_at_a_terminal_is_asked(plan, monkeypatch, answer, is_removed):
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    offer_to_prune(OUTPUT, yes=False)
    assert bool(orphans()) is not is_removed


def test_where_nobody_is_to_ask_nothing_is_removed(plan, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    with pytest.raises(UserError, match="There is nobody to ask; --yes removes them"):
        offer_to_prune(OUTPUT, yes=False)
    assert orphans()


@pytest.fixture
def drawn(sweep):
    """A drawn sweep."""
    sweep.write_config(figure=SMALL)
    draw_here()
    return sweep


def test_the_gallery_is_opened_in_the_browser(drawn, monkeypatch):
    Path("browser").write_text('#!/bin/sh\necho "$1" > opened\n')
    Path("browser").chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{Path('browser').resolve()} %s")
    assert assert_ok(run_sweepfig("open", "config.yaml")).output == ""
    assert Path("opened").read_text().strip() == (OUTPUT / "index.html").resolve().as_uri()


def test_without_a_browser_the_gallerys_path_is_printed(drawn, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert assert_ok(run_sweepfig("open", "plots")).output == "plots/index.html\n"
    (OUTPUT / "index.html").unlink()
    assert_is_message(run_sweepfig("open", "plots"), "plots/index.html: there is no gallery")


@pytest.mark.slow
@pytest.mark.parametrize(("command", "ending"), [("movies", "webp"), ("book", "pdf")])
def test_movies_and_books_are_those_of_the_rules(drawn, command, ending):
    folder = OUTPUT / {"movies": "movies", "book": "books"}[command]
    one = assert_ok(run_sweepfig(command, "plots", "--name", "k0=0.3"))
    assert one.output == f"{folder.name}: 1 made, 0 already current, in plots/\n"
    both = assert_ok(run_sweepfig(command, "config.yaml"))
    assert both.output == f"{folder.name}: 1 made, 1 already current, in plots/\n"
    assert sorted(path.name for path in folder.iterdir()) == [
        f"k0={k}.{ending}" for k in (0.3, 0.33)
    ]
    made = (folder / f"k0=0.3.{ending}").read_bytes()
    assert_ok(run_snakemake(f"plots/{folder.name}/k0=0.3.{ending}", "--force"))
    assert (folder / f"k0=0.3.{ending}").read_bytes() == made
    assert_is_message(
        run_sweepfig(command, "plots", "--name", "k0=9"), "the sweep has none of this name"
    )


@pytest.mark.slow
def test_a_figure_that_was_changed_is_found(drawn):
    ours = assert_ok(run_sweepfig("verify", "plots", "--processes", "1"))
    assert ours.output.count("none differ") == 2
    figure = OUTPUT / "k0=0.33" / "rc-1.778e-05.png"
    figure.write_bytes((OUTPUT / "k0=0.3" / figure.name).read_bytes())
    done = run_sweepfig("verify", "plots", "--processes", "1")
    assert done.status == 1
    assert f"{figure.relative_to(OUTPUT)}: differs from plain matplotlib" in done.errors


@pytest.mark.slow
def test_more_figures_are_drawn_plainly_if_more_are_asked_for(sweep):
    write_sweep(sweep.path, dampings=[10 ** (-5 + n / 6) for n in range(12)])
    sweep.write_config(figure=SMALL)
    draw_here()
    verify = ("verify", "plots", "--processes", "1")
    assert "20 figures compared with plain" in assert_ok(run_sweepfig(*verify)).output
    assert (
        "22 figures compared with plain" in assert_ok(run_sweepfig(*verify, "--plain", "22")).output
    )


def test_an_archive_is_named_after_the_folder_and_never_replaced_unasked(drawn):
    said = assert_ok(run_sweepfig("archive", "config.yaml")).output.splitlines()
    assert said[0].startswith("plots.zip: 6 figures, ")
    assert "--author 'Name <ORCID iD>' and --license" in said[-1]
    before = Path("plots.zip").read_bytes()
    assert_is_message(run_sweepfig("archive", "config.yaml"), "plots.zip: there is a file; --force")
    assert_ok(run_sweepfig("archive", "config.yaml", "--force"))
    assert Path("plots.zip").read_bytes() == before


def test_an_archive_of_the_working_folder_lies_beside_it(drawn):
    assert_ok(run_sweepfig("archive", ".", "--as-is", folder=Path("plots")))
    assert Path("plots.zip").is_file()


def test_an_archive_has_what_the_options_say(drawn):
    options = (
        *("-o", "my.zip", "--title", "My title", "--description", "My words", "--data"),
        *("--author", "A", "--author", "Josiah Carberry <0000-0002-1825-0097>"),
        *("--license", "cc-by-4.0", "--keyword", "waves", "--keyword", "plasma"),
    )
    said = assert_ok(run_sweepfig("archive", "config.yaml", *options)).output.splitlines()
    assert len(said) == 1
    crate = crate_of(Path("my.zip"))
    root = crate["./"]
    assert (root["name"], root["description"]) == ("My title", "My words")
    assert root["keywords"] == "waves, plasma"
    assert root["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}
    orcid = "https://orcid.org/0000-0002-1825-0097"
    assert root["author"] == [{"@id": "#author-1"}, {"@id": orcid}]
    assert {"input/config.yaml", "input/sweep.nc"} < {*crate}


@pytest.mark.slow
def test_an_archive_of_a_folder_has_the_config_beside_it(drawn):
    said = assert_ok(run_sweepfig("archive", "plots")).output
    assert "the config is not known" in said
    known = ("archive", "plots", "--force", "--configfile", "config.yaml")
    assert "not known" not in assert_ok(run_sweepfig(*known)).output
    assert "input/config.yaml" in crate_of(Path("plots.zip"))
    Path("config.yaml").rename("plots.yaml")
    assert "not known" not in assert_ok(run_sweepfig("archive", "plots", "--force")).output
    assert "input/plots.yaml" in crate_of(Path("plots.zip"))


@pytest.mark.slow
def test_a_sweep_that_is_not_whole_is_archived_only_as_it_is(drawn):
    (OUTPUT / "k0=0.33" / "rc-1.778e-05.png").unlink()
    refused = run_sweepfig("archive", "config.yaml")
    assert refused.status == 2
    assert_is_message(
        refused, "1 of 6 targets without a figure", "sweepfig config.yaml draws what can be drawn"
    )
    said = assert_ok(run_sweepfig("archive", "config.yaml", "--as-is")).output
    assert "as it is: 1 of 6 targets without a figure" in said
    elsewhere = run_sweepfig("archive", "plots", "-o", "b.zip", "--configfile", "config.yaml")
    assert_is_message(elsewhere, "sweepfig config.yaml --output plots draws what can be drawn")
    assert_is_message(
        run_sweepfig("archive", "plots", "-o", "c.zip"),
        "the command that drew them draws what can be drawn",
    )


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--author", "A <a@b.org>"), "--author: got 'A <a@b.org>'"),
        (("--license", "mine"), "--license: got 'mine'"),
        (("-o", "nowhere/a.zip"), "there is no folder nowhere"),
    ],
)
def test_a_mistake_about_an_archive_is_one_message(drawn, option, said):
    assert_is_message(run_sweepfig("archive", "config.yaml", *option), said)
    assert not Path("plots.zip").exists()


def called(command, *arguments):
    return command.main([*arguments], standalone_mode=False)


@pytest.mark.parametrize(("command", "folder"), [(movies, "movies"), (book, "books")])
def test_a_folder_without_figures_stops_no_other_and_what_lacks_some_says_so(
    sweep, command, folder, capsys
):
    Path("own.py").write_text(
        "def draw(axes, data):\n"
        "    if data.point['wavenumber'] < 0.31 or data.point['cee'] > 5e-5: raise ValueError\n"
    )
    sweep.write_config(figure={**SMALL, "kind": "own.py:draw"})
    draw_here()
    assert called(command, "config.yaml") == console.EXIT_FAILED
    said = capsys.readouterr()
    assert said.out == f"{folder}: 1 made, 0 already current, 1 not made, in plots/\n"
    (one,) = Path(OUTPUT, folder).iterdir()
    lost = one.with_stem("k0=0.3")
    assert f"error: {lost}: none of its 3 targets has a figure\n" in said.err
    assert f"{one}: lacks 1 of 3 targets, which have no figure\n" in said.err


@pytest.mark.parametrize(
    "command",
    [movies, prune, *(pytest.param(each, marks=pytest.mark.slow) for each in (book, verify))],
)
def test_figures_of_an_older_config_are_not_taken_for_those_of_now(sweep, command):
    sweep.write_config(figure=SMALL)
    draw_here()
    sweep.write_config(figure={**SMALL, "ylimits": [0, 1]})
    with pytest.raises(
        UserError, match=r"not those of config\.yaml as it is now: .*sweepfig config\.yaml"
    ):
        called(command, "config.yaml")
    assert not called(command, "plots", *(["--yes"] if command is prune else []))


def test_figures_of_older_data_are_not_taken_for_those_of_now(sweep):
    assert_ok(run_sweepfig("sweep.nc"))
    write_sweep(sweep.path, seed=1)
    with pytest.raises(UserError, match=r"not those of sweep-figures\.yaml as it is now"):
        called(movies, "sweep.nc")


def test_of_many_that_can_not_be_made_the_first_are_listed():
    made = sequences.Made("movies", "plots", 0, 0, ["gone"] * 30, ["lacks"])
    assert [*made.lines()] == ["error: gone"] * 20 + ["and 11 more"]


@pytest.mark.parametrize(
    "command",
    [
        "open",
        "archive",
        *(
            pytest.param(name, marks=pytest.mark.slow)
            for name in ("verify", "movies", "book", "prune")
        ),
    ],
)
def test_what_is_not_drawn_is_one_message(sweep, command):
    assert_is_message(
        run_sweepfig(command, "config.yaml"), "config.yaml: nothing is drawn of it yet"
    )
    assert_is_message(run_sweepfig(command), "Missing argument 'SWEEP...'")
