"""Targets are cut so that all are drawn once and every process is busy; each chunk says what became of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sweepfig.run.chunks import cut


@st.composite
def runs(draw):
    """Return ascending runs of targets, some of them neighbours."""
    found, at = [], 0
    for gap, length in draw(
        st.lists(st.tuples(st.integers(0, 5), st.integers(1, 300)), max_size=8)
    ):
        found.append(range(at + gap, at + gap + length))
        at = found[-1].stop
    return found


@given(runs(), st.integers(1, 64), st.integers(1, 500))
def test_every_target_is_in_one_chunk_in_the_sweeps_order(runs, processes, fewest):
    chunks = cut(runs, processes, fewest)
    assert [n for chunk in chunks for n in chunk] == [n for run in runs for n in run]
    assert all(len(chunk) for chunk in chunks)


@given(runs(), st.integers(1, 64), st.integers(1, 500))
def test_no_process_has_to_do_more_than_its_share_at_a_time(runs, processes, fewest):
    total = sum(map(len, runs))
    for chunk in cut(runs, processes, fewest):
        assert len(chunk) <= max(-(-total // processes), 1)


def test_neighbours_are_drawn_together_and_targets_with_others_between_are_not():
    assert cut([range(2), range(2, 4), range(9, 11)], 1, fewest=100) == [range(4), range(9, 11)]


def test_as_many_targets_as_are_best_read_together_are_in_a_chunk():
    assert {len(chunk) for chunk in cut([range(1000)], 2, fewest=250)} == {250}
    assert max(len(chunk) for chunk in cut([range(1000)], 2)) < 250
    # Unless there is not as much for each process.
    assert len(cut([range(1000)], 10, fewest=900)) == 10


def test_nothing_is_cut_into_nothing():
    assert cut([], 4) == []
