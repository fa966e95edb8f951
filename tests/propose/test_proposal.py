"""What is proposed for files is what a physicist would draw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from public import EXPECTED, PUBLIC
from sweepfig.propose.proposal import propose
from sweeps import write_sweep


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("layout", PUBLIC)
def test_what_is_proposed_is_what_a_physicist_would_draw(layout):
    found = propose(PUBLIC[layout]())
    axes, abscissa, variables, _ = EXPECTED[layout]
    assert [axis.dimension for axis in found.axes] == axes
    assert found.abscissa == abscissa
    assert [curve["variable"] for curve in found.curves] == variables


def test_a_root_becomes_a_mark_that_is_offered():
    write_sweep(Path("a.nc")).assign(root=(("wavenumber", "cee"), np.full((2, 3), 1.1))).to_netcdf(
        "b.nc"
    )
    found = propose(["b.nc"])
    assert (found.scalars, found.marks) == (["root"], ["root"])


def test_a_pattern_is_expanded_where_no_shell_did():
    PUBLIC["a_file_a_run"]()
    assert len(propose(["runs/*.nc"]).axes) == 2
