"""A figure alone gives the same bytes again, in a folder with nothing else, and other looks."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import sweepfig
import xarray as xr
from carried import CONFIGS, FUNCTION, draw, draw_one, write_all
from sweepfig.core.errors import UserError
from sweepfig.drawing import painter
from sweepfig.drawing.file import png, provenance
from sweepfig.drawing.file.attachment import attach, detach
from sweepfig.plan.resolve import look as figure_look
from sweepfig.record import encoding, versions
from sweepfig.redrawing import changes
from sweepfig.redrawing.redraw import redrawn


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """Moves figures into an empty folder, which becomes the working folder; their sweep is deleted."""

    def move(figures):
        (tmp_path / "elsewhere").mkdir()
        moved = []
        for number, figure in enumerate(figures):
            target = tmp_path / "elsewhere" / f"{number}{figure.suffix}"
            moved.append(figure.resolve().rename(target))
        monkeypatch.chdir(tmp_path / "elsewhere")
        for path in tmp_path.iterdir():
            if path.name != "elsewhere":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        return moved

    monkeypatch.chdir(tmp_path)
    return move


@pytest.mark.slow
@pytest.mark.parametrize("name", CONFIGS)
def test_the_same_bytes_without_config_data_style_or_function(alone, name):
    write_all()
    for figure in alone(draw(name)):
        found = redrawn(figure, {}, trust=True)
        assert found.is_same, figure
        assert found.difference == ""
        assert found.figure.content == figure.read_bytes()


def test_a_figure_of_dates_is_the_same_again(alone):
    days = np.datetime64("2024-02-27") + np.arange(9)
    data = {"flow": (("basin", "day"), np.arange(18.0).reshape(2, 9), {"units": "m3/s"})}
    dataset = xr.Dataset(data, {"basin": ["Elbe", "Rhein"], "day": days})
    figure = sweepfig.figure(dataset, "flow", "basin", "day", basin="Rhein", carry_data=True)
    path = figure.save("flow.png")
    assert sweepfig.redraw(path).content == figure.content
    other = sweepfig.redraw(path, xlimits=["2024-02-28", None], text="of {basin}")
    assert other.data.text == "of Rhein"
    assert other.content != figure.content


def test_a_record_is_the_same_however_the_figure_was_drawn(in_folder, monkeypatch):
    path, written = draw_one(), []
    for pixels in (painter.Template.pixels, lambda self, data: None):
        path.unlink()
        with monkeypatch.context() as patched:
            patched.setattr(painter, "_kept", {})
            patched.setattr(painter.Template, "pixels", pixels)
            draw_one()
        assert redrawn(path, {}).is_same
        written.append(png.split_text(path.read_bytes(), provenance.KEY))
    (mark, content), (other_mark, other_content) = written
    assert content == other_content
    assert mark != other_mark


def test_a_setting_gives_the_figure_that_a_run_with_it_draws(in_folder):
    path = draw_one()
    settings = {"ylimits": [0, 20], "style": "ggplot", "dpi": 60, "xlabel": "distance"}
    drawn = sweepfig.redraw(path, **settings)
    as_run = png.split_text(draw_one(**settings).read_bytes(), provenance.KEY)[1]
    as_redrawn = png.split_text(drawn.content, provenance.KEY)[1]
    assert detach(as_redrawn)[1] == detach(as_run)[1]


def test_a_figure_with_another_look_is_redrawn_again(in_folder):
    first = sweepfig.redraw(draw_one(), format="pdf", yscale="log").save("first.pdf")
    assert redrawn(first, {}).is_same
    back = sweepfig.redraw(first, format="png", yscale="linear")
    assert back.name == "first.png"
    pixels = [
        detach(png.split_text(content, provenance.KEY)[1])[1]
        for content in (back.content, draw_one().read_bytes())
    ]
    assert pixels[0] == pixels[1]


def test_a_figure_may_be_rid_of_what_it_carries(in_folder):
    bare = sweepfig.redraw(draw_one(), carry_data=False).save("bare.png")
    with pytest.raises(UserError, match=r"bare\.png: it carries no data"):
        sweepfig.redraw(bare)


def test_it_becomes_matplotlibs_with_its_style(in_folder):
    write_all()
    figure = sweepfig.redraw(draw("a style's file")[0])
    Path("my.mplstyle").unlink()
    (axes,) = figure.to_matplotlib().axes
    assert axes.lines[0].get_linewidth() == 3


def test_other_versions_are_said_and_it_is_drawn_all_the_same(in_folder, monkeypatch):
    path = draw_one()
    now = {**versions.of_packages(), "matplotlib": "9.9.9"}
    monkeypatch.setattr(versions, "of_packages", lambda: now)
    found = redrawn(path, {})
    assert found.difference.startswith("matplotlib 3.")
    assert found.difference.endswith("(now 9.9.9)")
    assert found.is_same


def test_what_was_drawn_otherwise_is_no_longer_the_same(in_folder):
    path = draw_one()
    packed, rest = detach(png.split_text(path.read_bytes(), provenance.KEY)[1])
    settings = encoding.unpack(packed).settings
    other = {**settings, "figure": {**settings["figure"], "yscale": "log"}}
    data = encoding.unpack(packed).data
    record = encoding.pack(json.dumps(other), data)
    path.write_bytes(provenance.with_mark(attach(rest, record), "0" * 32))
    assert not redrawn(path, {}).is_same


def test_rules_that_change_change_no_figure_that_was_drawn_before(in_folder, monkeypatch):
    write_all()
    figures = draw("contour lines of another curve")
    monkeypatch.setattr(figure_look, "shared_levels", lambda *_: [1.0, 2.0])
    monkeypatch.setattr(figure_look, "label_of_colours", lambda *_, **__: "other words")
    monkeypatch.setattr(figure_look, "size_of", lambda *_: (5.0, 5.0))
    assert all(redrawn(figure, {}).is_same for figure in figures)
    monkeypatch.setattr(changes, "labels_of", lambda *_: ("other", "words"))
    changed = sweepfig.redraw(figures[0], dpi=60)
    assert (changed.data.xlabel, changed.data.ylabel) == ("x [m]", "t [s]")
    look = changed._look
    assert (look.size, look.colour_label) == ((3, 2.5), "field [V/m]\nlines: model")
    assert sweepfig.redraw(figures[0], size=[6, 5])._look.size == (5, 5)  # by the rule of now


def test_code_is_not_run_unless_it_is_trusted(alone):
    write_all()
    Path("my_plots.py").write_text(f"open('was_here', 'w')\n{FUNCTION}")
    figure, other = alone(draw("a function of one's own"))
    with pytest.raises(
        UserError,
        match=r"0\.png: to draw it runs the function draw of my_plots\.py, whose 5 lines the",
    ):
        sweepfig.redraw(figure)
    assert not Path("was_here").exists()
    assert sweepfig.redraw(figure, trust=True).content == figure.read_bytes()
    assert Path("was_here").exists()
    Path("was_here").unlink()
    assert sweepfig.redraw(other, kind="histogram", options={}).content  # needs no code
    assert not Path("was_here").exists()


def test_code_that_is_not_carried_is_taken_from_where_the_config_said(in_folder):
    write_all()
    Path("my_helper.py").write_text("POWER = 2\n")
    Path("my_plots.py").write_text(f"import my_helper\n{FUNCTION}")
    figure, _ = draw("a function of one's own")
    with pytest.raises(
        UserError, match=r"which the file does not carry; it needs my_helper\.py; --trust"
    ):
        sweepfig.redraw(figure)
    assert redrawn(figure, {}, trust=True).is_same
    Path("my_helper.py").write_text("POWER = 3\n")
    found = redrawn(figure, {}, trust=True)
    assert found.difference.startswith("the code of my_plots.py:draw, or a package that it imports")
    Path("my_plots.py").unlink()
    with pytest.raises(UserError, match=r"there is no file my_plots\.py"):
        sweepfig.redraw(figure, trust=True)


def test_a_record_cannot_name_code_behind_the_users_back(in_folder, monkeypatch):
    path = draw_one()
    Path("evil.py").write_text("raise SystemExit('imported')\n")
    monkeypatch.setattr(sys, "path", [str(Path.cwd()), *sys.path])
    packed, rest = detach(png.split_text(path.read_bytes(), provenance.KEY)[1])
    found = encoding.unpack(packed)
    for kind in ("evil:draw", "evil.py:draw"):
        figure = {**found.settings["figure"], "kind": kind}
        record = encoding.pack(json.dumps({**found.settings, "figure": figure}), found.data)
        path.write_bytes(provenance.with_mark(attach(rest, record), "0" * 32))
        with pytest.raises(UserError, match="to draw it runs the function draw of evil"):
            sweepfig.redraw(path)


def test_a_slice_that_cannot_be_drawn_is_a_message(in_folder):
    path = draw_one()
    packed, rest = detach(png.split_text(path.read_bytes(), provenance.KEY)[1])
    found = encoding.unpack(packed)
    data = replace(found.data, title=r"$\frac$")
    record = encoding.pack(json.dumps(dict(found.settings)), data)
    path.write_bytes(provenance.with_mark(attach(rest, record), "0" * 32))
    with pytest.raises(UserError, match=r"title: .* is no formula that matplotlib can read"):
        sweepfig.redraw(path)
