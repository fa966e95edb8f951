"""A row has all that a manifest's line says, and a stamp for each of a target's files."""

from __future__ import annotations

import pytest
from sweepfig.batch.row import Row, TwinFile

TWIN = TwinFile("a.log.png", "1" * 32, 7, "template", stamp=5)
ROW = Row(
    "a.png",
    "0" * 32,
    6,
    "ok",
    drawn_by="template",
    numbers=(1.0, None),
    own=(("width", "m", 2.0),),
    twins=(TWIN,),
    stamp=4,
)


def test_a_line_says_all_but_the_stamps():
    read = Row.of_cells(ROW.cells())
    assert read == ROW
    assert (read.stamps, ROW.stamps) == ([0, 0], [4, 5])
    assert read.with_stamps([8, 9]).stamps == [8, 9]


@pytest.mark.parametrize("stamps", [[], [1], [1, 2, 3]])
def test_stamps_are_one_for_each_file(stamps):
    with pytest.raises(ValueError, match=r"unpack|zip"):
        ROW.with_stamps(stamps)


@pytest.mark.parametrize("cells", [[], ROW.cells()[:-1], [*ROW.cells(), 1]])
def test_other_cells_are_no_line(cells):
    with pytest.raises((ValueError, TypeError)):
        Row.of_cells(cells)


def test_a_failed_target_has_no_files_that_count():
    row = Row.failed("a.png", "no ink")
    assert not row.has_figure
    assert not row.is_done
    assert not row.is_unseen
    assert Row.failed("a.png", "not drawn").is_unseen
    assert row.twins == ()
