"""A folder is of the data that its plan or the config beside it draws; other data never get it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from paths import SMALL, draw_here
from sweepfig.core import paths
from sweepfig.propose import output_folder


def test_a_folder_has_a_number_from_the_second_on():
    assert output_folder.names("a")[:3] == ["a-figures", "a-figures-2", "a-figures-3"]
    assert output_folder.names("")[:2] == ["figures", "figures-2"]


@pytest.mark.parametrize(
    ("held", "chosen"),
    [
        ([None, None], "a"),
        ([False, None], "b"),
        ([None, True], "b"),
        ([False, False], None),
    ],
)
def test_the_datas_own_folder_comes_before_a_free_one(held, chosen):
    assert output_folder.choose(["a", "b"], dict(zip("ab", held, strict=True)).get) == chosen


def test_a_folder_is_of_the_data_that_its_plan_draws(sweep):
    assert output_folder.is_held_by("plots", [str(sweep.path)]) is None
    sweep.write_config(figure=SMALL)
    draw_here()
    assert output_folder.is_held_by("plots", [os.path.abspath(sweep.path)]) is True
    assert output_folder.is_held_by("plots", ["other.nc"]) is False
    paths.plan_file("plots").write_text("cut sho")
    assert output_folder.is_held_by("plots", [str(sweep.path)]) is False


@pytest.mark.parametrize(("inside", "held"), [(paths.HIDDEN, None), ("", None), ("notes", False)])
def test_a_folder_is_free_if_no_plan_was_made_and_nothing_else_is_in_it(in_folder, inside, held):
    (Path("figures") / inside).mkdir(parents=True)
    assert output_folder.is_held_by("figures", ["a.nc"]) is held
