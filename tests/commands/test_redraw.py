"""`sweepfig redraw` compares, writes where it is told, and never over the figure unless it is told."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
import xarray as xr
from carried import draw, draw_one, write_all
from paths import assert_is_message, assert_ok, run_sweepfig
from sweepfig.commands.redraw import redraw
from sweepfig.core import console
from sweepfig.core.errors import UserError
from sweepfig.drawing.file import png


@pytest.fixture
def path(in_folder):
    return draw_one()


def said(capsys, *arguments):
    """Run the command in this process; return its status and what it printed."""
    capsys.readouterr()
    status = redraw.main([str(each) for each in arguments], standalone_mode=False)
    return status, capsys.readouterr().out


def files():
    return sorted(str(path) for path in Path().rglob("*.*") if ".sweepfig" not in path.parts)


@pytest.mark.slow
def test_a_figure_is_compared_in_a_folder_of_its_own(path, tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "mine.png").write_bytes(path.read_bytes())
    done = assert_ok(run_sweepfig("redraw", "mine.png", folder=folder))
    assert done.text == "mine.png: the same bytes\n"
    done = assert_ok(
        run_sweepfig("redraw", "mine.png", "--set", "figure.format=pdf", folder=folder)
    )
    assert done.text == "mine.png: in mine.redrawn.pdf\n"
    assert (folder / "mine.redrawn.pdf").read_bytes().startswith(b"%PDF-")
    assert_is_message(
        run_sweepfig("redraw", "mine.png", "--set", "figure.dpi=many", folder=folder),
        "error: mine.png: the figure's settings are not valid:\n  figure.dpi: got 'many'; a number",
    )


def test_nothing_is_written_without_being_asked_for(path, capsys):
    before = files()
    assert said(capsys, path) == (0, f"{path}: the same bytes\n")
    assert files() == before


def test_a_figure_that_is_drawn_otherwise_here_is_said_and_fails(path, capsys, monkeypatch):
    monkeypatch.setattr(png, "LEVEL", 9)  # as another version of the encoder
    status, text = said(capsys, path)
    assert status == console.EXIT_FAILED
    assert text == f"{path}: other bytes are drawn here; -o writes them\n"


def test_another_look_is_written_beside_the_figure_and_leaves_it(path, capsys):
    content = path.read_bytes()
    status, text = said(capsys, path, "--set", "figure.ylimits=[0, 20]", "--set", "figure.dpi=50")
    beside = path.with_name(f"{path.stem}.redrawn.png")
    assert (status, text) == (0, f"{path}: in {beside}\n")
    assert path.read_bytes() == content != beside.read_bytes()


def test_the_figure_itself_is_replaced_if_that_is_said(path, capsys):
    content = path.read_bytes()
    assert said(capsys, path, "--set", "figure.dpi=50", "-o", path)[0] == 0
    assert path.read_bytes() != content


def test_a_figure_is_not_replaced_by_the_way(path, capsys, monkeypatch):
    content = path.read_bytes()
    monkeypatch.chdir(path.parent)
    with pytest.raises(UserError, match=f"{path.name}: {path.name} is the figure itself; with -o"):
        said(capsys, path.name, "--set", "figure.dpi=50", "-o", ".")
    with pytest.raises(click.UsageError, match="got ''; a path is allowed"):
        said(capsys, path.name, "-o", "")
    assert Path(path.name).read_bytes() == content


def test_two_figures_are_not_written_to_one_file(in_folder, capsys):
    write_all()
    for figure, name in zip(draw("twins")[:2], ("a.png", "a.PNG"), strict=True):
        figure.rename(name)
    status, text = said(capsys, "a.png", "a.PNG", "--set", "figure.format=svg")
    assert (status, text) == (console.EXIT_MISTAKE, "a.png: in a.redrawn.svg\n")
    first = Path("a.redrawn.svg").read_bytes()
    assert said(capsys, "a.png", "--set", "figure.format=svg")[0] == 0
    assert Path("a.redrawn.svg").read_bytes() == first


def test_a_files_name_must_suit_the_format(path, capsys):
    with pytest.raises(UserError, match=r"got other\.svg, but the figure is of format png"):
        said(capsys, path, "-o", "other.svg")
    assert said(capsys, path, "-o", "new/other.png")[1] == (
        f"{path}: the same bytes, in new/other.png\n"
    )
    assert Path("new/other.png").read_bytes() == path.read_bytes()


def test_several_are_written_as_they_lay(in_folder, capsys):
    write_all()
    figures = draw("twins")
    for folder in ("a", "b"):
        Path(folder, "c").mkdir(parents=True)
        figures[0].rename(Path(folder, "c", "x.png")) if folder == "a" else figures[1].rename(
            "b/x.png"
        )
    assert said(capsys, "a/c/x.png", "b/x.png", "--output", "new")[0] == 0
    assert Path("new/a/c/x.png").read_bytes() == Path("a/c/x.png").read_bytes()
    assert Path("new/b/x.png").read_bytes() == Path("b/x.png").read_bytes()
    assert said(capsys, "a/c/x.png", "-o", "one/", "--set", "figure.format=svg")[0] == 0
    assert Path("one/x.svg").is_file()
    with pytest.raises(UserError, match=r"-o: got b/x\.png, a file, for 2 figures; a folder is"):
        said(capsys, "a/c/x.png", "b/x.png", "-o", "b/x.png")


def test_one_that_cannot_be_redrawn_does_not_stop_others(path, capsys):
    Path("other.png").write_text("a,b")
    assert redraw.main(["other.png", str(path)], standalone_mode=False) == console.EXIT_MISTAKE
    text = capsys.readouterr()
    assert text.out == f"{path}: the same bytes\n"
    assert text.err.startswith("error: other.png: no figure; a PNG, SVG or PDF")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "dpi=3"], r"--set: got 'dpi=3'; figure\.KEY=VALUE is allowed"),
        (["--set", "figure.dpi"], r"--set: got 'figure\.dpi'; figure\.KEY=VALUE"),
        (["--set", "sweep.abscissa=x"], r"--set: got 'sweep\.abscissa=x'; figure\.KEY=VALUE"),
        (["--set", "figure.dpi=[1"], r"--set: got 'figure\.dpi=\[1', whose value is no YAML"),
        (["--set", "figure.options.alpha=1"], r"got figure\.options\.alpha, which a figure alone"),
        (["--data", "x.txt"], r"--data: got x\.txt; a name that ends in \.nc or \.csv is allowed"),
        (["--data", "x.nc", "--trust"], r"--data: one figure, and no other option, is allowed"),
    ],
)
def test_a_wrong_argument_is_a_message(path, capsys, arguments, message):
    with pytest.raises(UserError, match=message):
        said(capsys, path, *arguments)


def test_a_figure_is_needed(capsys):
    with pytest.raises(click.UsageError, match="Missing parameter: figures"):
        said(capsys)


def test_a_function_is_run_only_with_trust(in_folder, capsys):
    write_all()
    figure, _ = draw("a function of one's own")
    Path("my_plots.py").unlink()
    with pytest.raises(
        UserError, match=r"to draw it runs the function draw of my_plots\.py.*; --trust"
    ):
        said(capsys, figure)
    assert said(capsys, figure, "--trust") == (0, f"{figure}: the same bytes\n")


def test_numbers_alone_are_written(path, capsys):
    assert said(capsys, path, "--data", "x.nc")[1] == f"{path}: its numbers are in x.nc\n"
    said(capsys, path, "--data", "x.csv")
    found = xr.load_dataset("x.nc")
    assert found["E"].attrs["units"] == "V/m"
    assert Path("x.csv").read_text().splitlines()[0] == "x,E,model,k"
    with pytest.raises(UserError, match="--data: one figure"):
        said(capsys, path, path, "--data", "x.nc")
