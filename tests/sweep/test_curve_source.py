"""How many targets are best read together, by the chunks that hold them."""

from __future__ import annotations

import numpy as np
import pytest
from sweepfig.config.settings import check
from sweepfig.survey.survey import survey
from sweepfig.sweep.curve_source import GridSource, fewest_at_once, slice_bytes
from sweeps import config_for, write_sweep

pytestmark = pytest.mark.usefixtures("in_folder")


@pytest.mark.parametrize(
    ("chunks", "grain"),
    [
        (None, 1),
        ((1, 1, 33), 1),
        ((1, 3, 33), 3),  # in chunks of whole rows
        ((2, 1, 33), 6),  # two rows must be read for all of a chunk to be used
        ((2, 3, 1), 6),
    ],
)
def test_the_grain_is_the_run_of_targets_that_chunks_hold_together(tmp_path, chunks, grain):
    encoding = (
        {name: {"chunksizes": chunks} for name in ("actual", "predicted")} if chunks else None
    )
    write_sweep(tmp_path / "sweep.nc", encoding=encoding)
    found = survey(check(config_for(tmp_path / "sweep.nc"), source="config").sweep)
    assert [source.grain for source in found.sources] == [grain, grain]


@pytest.mark.parametrize(
    ("grain", "size", "fewest"),
    [
        (1, 1000, 1),
        (315, 528, 1),  # the whole demo is little to unpack for a figure
        (40_000, 6400, 976),
        (10**6, 20_000, 3355),  # as many as memory allows
        (10**6, 10**9, 1),
    ],
)
def test_against_the_grain_many_targets_are_read_at_a_time(grain, size, fewest):
    source = GridSource("actual", "Actual", (), (), file="sweep.nc", grain=grain)
    assert fewest_at_once([source], size) == fewest


def test_a_slice_over_two_dimensional_coordinates_has_their_size():
    x = np.zeros((3, 5))
    assert slice_bytes([None], x, x) == slice_bytes([None], x[0], x[:, 0]) == 8 * 15
