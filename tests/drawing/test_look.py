"""A look: the config's figure by default, and one that no figure can change for the next."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError, fields

import pytest
from paths import ROOT
from sweepfig.config.figure import FigureSettings
from sweepfig.drawing import kinds
from sweepfig.drawing.look import BUILT_IN, KindTraits, Look, traits_of
from sweepfig.plan.partition import QUICK, sizes_for


def test_a_look_says_by_default_what_the_config_says_by_default():
    of_config = FigureSettings()
    shared = {field.name for field in fields(Look)} & {*FigureSettings.model_fields}
    said = {name: getattr(of_config, name) for name in shared - {"xlimits", "size"}}
    assert said == {name: getattr(Look(), name) for name in said}
    assert of_config.inches(count=1) == Look().size
    assert {"kind", "dpi", "format", "style", "legend", "options"} <= {*said}
    assert (of_config.xlimits, Look().xlimits) == ("each", None)


def test_a_look_stays_as_it_is_and_shares_no_options():
    with pytest.raises(FrozenInstanceError):
        Look().dpi = 50
    assert Look().options is not Look().options


def test_a_plan_is_read_without_matplotlib():
    code = "import sys, sweepfig.drawing.look; print('matplotlib' in sys.modules)"
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, cwd=ROOT / "scripts", capture_output=True, text=True)
    assert said.stdout == "False\n", said.stderr


def test_each_built_in_kind_is_drawn_by_a_function_and_its_traits_are_known():
    assert {*BUILT_IN} == {*kinds.KINDS}
    assert traits_of("mine.py:draw") == KindTraits()
    assert [Look(kind=kind).is_users_function for kind in ("contourf", "mine.py:draw")] == [0, 1]


def test_only_built_in_kinds_as_png_are_drawn_in_large_batches():
    for kind in (*BUILT_IN, "mine.py:draw"):
        for ending in ("png", "svg"):
            is_quick = kind in BUILT_IN and ending == "png"
            assert (sizes_for(Look(kind=kind, format=ending)) == QUICK) == is_quick
