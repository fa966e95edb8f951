"""A proposal says by default what nobody has to look at, and two proposals share nothing."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest
from sweepfig.propose.config_text import config_of
from sweepfig.propose.proposed import Proposal, ProposedAxis, doubts_about_files

AXIS = ProposedAxis("cee", "scientific", 3, "cee={}", "cee = {}", "3 values")


def proposal():
    return Proposal([{"file": "a.nc", "variable": "actual"}], [AXIS], "frequency")


def test_a_doubt_of_one_proposal_is_none_of_another():
    one, other = proposal(), proposal()
    for field in fields(Proposal):
        if isinstance(getattr(one, field.name), list) and field.name not in ("curves", "axes"):
            getattr(one, field.name).append("a")
            assert getattr(other, field.name) == [], field.name


def test_an_axis_is_settled_once():
    with pytest.raises(FrozenInstanceError):
        AXIS.digits = 4


def test_what_a_proposal_says_is_in_its_config():
    config = config_of(proposal(), "plots")
    (axis,) = config["sweep"]["axes"]
    assert (axis["dimension"], axis["path"]) == (AXIS.dimension, AXIS.path)
    assert config["sweep"]["abscissa"] == "frequency"
    assert config["output"] == "plots"


def test_of_many_files_that_can_not_be_read_the_first_are_named():
    doubts = doubts_about_files(
        {f"{n}.nc": "cut short" for n in range(8)}, ["a.nc"] * 7, "not taken: 1 grid.nc"
    )
    assert doubts[0] == "guessed without 0.nc: cut short"
    assert doubts[5] == "and without 3 more files"
    assert doubts[6].endswith("could be a curve: a.nc, a.nc, a.nc, a.nc, a.nc and 2 more")
    assert doubts[7:] == ["not taken: 1 grid.nc"]
