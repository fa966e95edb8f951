"""What a config says of twins is completed by the figure's settings, and refused if it can't be one."""

from __future__ import annotations

import re

import pytest
from sweepfig.config import settings, twins
from sweepfig.config.twins import MOST_TWINS
from sweepfig.core.errors import UserError
from sweeps import config_for


def figure_of(*also, **figure):
    return checked(*also, **figure).figure


def checked(*also, **figure):
    return settings.check(
        config_for("sweep.nc", figure={**figure, "also": [*also]}), source="config"
    )


def test_a_twins_name_says_its_settings_by_default():
    also = ({"yscale": "log"}, {"yscale": "log", "xscale": "symlog"}, {"dpi": 50, "name": "small"})
    names = [twin.name for twin in figure_of(*also).also]
    assert names == ["yscale=log", "yscale=log,xscale=symlog", "small"]
    functions = figure_of({"apply": ["abs", "log10"]}, {"apply": []})
    assert [twin.name for twin in functions.also] == ["apply=abs+log10", "apply"]
    assert figure_of({"yscale": "log", "name": None}).also[0].name == "yscale=log"


def test_what_a_twin_leaves_open_it_has_from_the_figure():
    (twin,) = figure_of({"yscale": "log"}, dpi=60, legend="none", text="k", format="svg").also
    assert (twin.dpi, twin.legend, twin.text, twin.format) == (60, "none", "k", "svg")
    (twin,) = figure_of({"dpi": 50}, dpi=60).also
    assert twin.dpi == 50


def test_a_twin_of_another_kind_has_only_what_means_the_same():
    options = {"linewidth": 3}
    (twin,) = figure_of({"kind": "histogram"}, dpi=60, options=options, yscale="log").also
    assert (twin.dpi, twin.options, twin.yscale) == (60, {}, "linear")
    (twin,) = figure_of({"kind": "resonance_curve", "dpi": 70}, options=options).also or (None,)
    assert twin is not None
    assert twin.options == options


def test_a_twin_without_the_figures_panels_has_none_of_their_columns():
    panels = {"panels": [{}, {"yscale": "log"}], "columns": 2}
    also = ({"dpi": 50}, {"columns": 1}, {"panels": [], "name": "alone"})
    assert [twin.in_a_row for twin in figure_of(*also, **panels).also] == [2, 1, 1]
    (twin,) = figure_of({**panels, "name": "both"}).also
    assert twin.in_a_row == 2


def test_twins_reach_jobs_as_they_are():
    config = checked({"yscale": "log"}, {"dpi": 50}, lines=[{"color": "red"}], text="k")
    assert settings.from_json(settings.to_json(config)) == config


def test_input_files_of_twins_are_placed_as_those_of_the_figure(tmp_path):
    config = checked(
        {"kind": "mine.py:draw", "name": "mine"}, {"style": "my.mplstyle", "name": "mine2"}
    )
    mine, styled = config.resolved(tmp_path).figure.also
    assert mine.kind == f"{tmp_path}/mine.py:draw"
    assert styled.style == f"{tmp_path}/my.mplstyle"


@pytest.mark.parametrize(
    ("also", "message"),
    [
        ([{"yscale": "lo"}], "figure.also[0].yscale: got 'lo'; input should be 'linear', 'log'"),
        (
            [{"yscal": "log"}],
            "figure.also[0].yscal: unknown key (value 'log'); allowed keys are name, kind, xlabel",
        ),
        (
            [{"format": "svg"}],
            "figure.also[0].format: got 'svg'; all files of a target share it; set it in figure",
        ),
        (
            [{"also": [{"dpi": 50}]}],
            "figure.also[0].also: got [{'dpi': 50}]; all files of a target share it",
        ),
        (
            [{"dpi": 50}, {"dpi": 50}],
            "figure.also[1].name: got 'dpi=50'; figure.also[0] has that name; others are allowed",
        ),
        ([{"dpi": 50, "name": "a"}, {"dpi": 60, "name": "A"}], "figure.also[1].name: got 'A'"),
        (
            [{"dpi": 50, "name": "../up"}],
            "figure.also[0].name: got '../up'; in a twin's name, by",
        ),
        (
            [{"dpi": 50, "name": "a.b"}],
            "figure.also[0].name: got 'a.b'; in a twin's name, by",
        ),
        (
            [{"dpi": 50, "name": "{k}"}],
            "figure.also[0].name: got '{k}'; in a twin's name, by",
        ),
        ([{"dpi": 50, "name": "x" * 33}], "figure.also[0].name: got 'xxx"),
        (
            [{"size": [3, 2]}, {"size": [4, 2]}],
            "figure.also[1].name: got 'size'; figure.also[0] has",
        ),
        ([{}], "figure.also[0].name: got ''; in a twin's name, by"),
        ([{"name": "a", "kind": ["x"], "apply": ["abs"]}], "figure.also[0].kind: got ['x']"),
        (["log"], "figure.also[0]: got 'log'; a mapping of keys to values is allowed"),
        ({"yscale": "log"}, "figure.also: got {'yscale': 'log'}; a list is allowed"),
        ([{"dpi": 50 + n} for n in range(MOST_TWINS + 1)], "at most 5 items"),
        ([{"norm": "log"}], "norm: resonance_curve has no colour scale; linear is allowed"),
        (
            [{"lines": [{}, {}, {}], "name": "l"}],
            "figure.also[0].lines has 3 entries for 2 curves",
        ),
    ],
)
def test_what_can_be_no_twin_is_refused_in_one_message(also, message):
    with pytest.raises(UserError, match=re.escape(message)) as caught:
        settings.check(config_for("sweep.nc", figure={"also": also}), source="config")
    assert len(str(caught.value).splitlines()) == 2


def test_a_mistake_in_the_figure_is_told_once():
    with pytest.raises(UserError, match=r"figure.dpi: got 'x'; a number is needed") as caught:
        figure_of({"yscale": "log"}, {"xscale": "log"}, dpi="x")
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("twin", "name"),
    [
        ({"yscale": "log"}, "yscale=log"),
        ({"xscale": "log", "yscale": "log"}, "xscale=log,yscale=log"),
        ({"norm": "symlog", "linthresh": 0.1}, "norm=symlog,linthresh"),
        ({"ylimits": [0, 0.5], "dpi": 50}, "ylimits,dpi=50"),
        ({"contours": {"levels": 6}}, "contours"),
        ({0: None}, "0"),  # YAML's keys may be numbers
    ],
)
def test_a_twins_name_is_made_of_what_can_be_said_in_a_word(twin, name):
    assert twins.default_name(twin) == name
