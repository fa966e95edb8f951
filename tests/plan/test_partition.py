"""Batches and jobs: all targets once, jobs of equal length, enough for every core, never too many."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.plan import partition
from sweepfig.plan.axis import Axis
from sweepfig.plan.make import make_plan
from sweepfig.plan.partition import QUICK, SLOW, share_out
from sweeps import config_for, write_sweep

PLAIN = {"kind": "mine.py:draw"}


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    path = tmp_path_factory.mktemp("sweep") / "sweep.nc"
    write_sweep(path)
    return make_plan(settings.check(config_for(path), source="config"))


def of_size(plan, n_targets, *, together=1, **look):
    """Return a plan of one axis, with its batches sized as a sweep of so many targets has them."""
    look = replace(plan.look, **look)
    size = partition.batch_size([look], n_targets, together)
    axis = Axis("n", np.arange(n_targets), "fixed", 0, "{}", "{}")
    return replace(plan, axes=(axis,), look=look, batch_size=size)


def figures(plan, jobs):
    return [sum(len(plan.targets_of(batch)) for batch in job) for job in jobs]


@given(st.integers(1, 3000), st.integers(1, 200))
def test_batches_cover_all_targets_once(quick, n_targets, together):
    plan = of_size(quick, n_targets, together=together)
    found = [plan.targets_of(batch) for batch in range(plan.n_batches)]
    assert [target for batch in found for target in batch] == list(range(n_targets))
    assert len({len(batch) for batch in found[:-1]}) <= 1
    assert max(map(len, found)) <= max(together, QUICK.batch)


@pytest.mark.parametrize("n_targets", [10**4, 10**5, 10**6, 10**6 + 1])
@pytest.mark.parametrize("look", [{}, PLAIN])
@pytest.mark.parametrize("cores", [None, 1, 2, 64])
def test_there_are_never_more_than_a_thousand_jobs(quick, n_targets, look, cores):
    plan = of_size(quick, n_targets, **look)
    assert len(share_out(plan, range(plan.n_batches), cores=cores)) <= plan.n_batches <= 1000


@pytest.mark.parametrize(
    ("n_targets", "look", "cores", "jobs"),
    [
        (315, {}, 2, 2),  # the demo
        (200, {}, 2, 1),  # a job would take longer to start than to draw
        (1000, {}, 2, 2),
        (10_000, {}, 1, 3),
        (10_000, {}, 2, 4),
        (10_000, {}, 16, 16),
        (10_000, {}, None, 10),
        (315, {}, None, 2),
        (1000, {}, None, 4),
        (100, PLAIN, None, 3),
        (1000, PLAIN, 2, 2),
        (1000, PLAIN, None, 4),
    ],
)
def test_as_few_jobs_of_equal_length_as_keep_the_cores_busy(quick, n_targets, look, cores, jobs):
    plan = of_size(quick, n_targets, **look)
    found = share_out(plan, range(plan.n_batches), cores=cores)
    assert len(found) == jobs
    sizes = figures(plan, found)
    assert max(sizes) - min(sizes) <= 2 * plan.batch_size


@pytest.mark.parametrize(
    ("n_targets", "look", "cores", "jobs"),
    [
        (20, {}, 2, 1),
        (200, {}, 2, 7),  # batches
        (1000, {}, 2, 8),
        (10_000, {}, 2, 8),
        (10_000, {}, 16, 64),
        (100_000, {}, 2, 26),
        (1000, PLAIN, 2, 2),  # each starts a process for the user's function
    ],
)
def test_in_processes_that_are_there_a_core_has_several_jobs(quick, n_targets, look, cores, jobs):
    plan = of_size(quick, n_targets, **look)
    batches = range(plan.n_batches)
    found = share_out(plan, batches, cores=cores, in_warm_processes=True)
    assert [batch for job in found for batch in job] == list(batches)
    assert len(found) == jobs
    sizes = figures(plan, found)
    assert max(sizes) - min(sizes) <= 2 * plan.batch_size


def test_the_users_number_is_obeyed(quick):
    plan = replace(of_size(quick, 1000), batch_size=3)
    jobs = share_out(plan, range(plan.n_batches), cores=1, figures_per_job=3)
    assert [*map(len, jobs)] == [1] * 334


@given(
    st.lists(st.integers(0, 999), unique=True, max_size=300),
    st.one_of(st.none(), st.integers(1, 70)),
    st.sampled_from([{}, PLAIN]),
)
def test_every_batch_is_in_one_job_and_no_job_much_longer_than_another(quick, some, cores, look):
    plan = of_size(quick, 10**5, **look)
    jobs = share_out(plan, sorted(some), cores=cores)
    assert [batch for job in jobs for batch in job] == sorted(some)
    sizes = {len(job) for job in jobs}
    assert not jobs or max(sizes) - min(sizes) <= 1
    limit = SLOW if look else QUICK
    assert all(size * plan.batch_size <= limit.most + plan.batch_size for size in sizes)
    for job in jobs:
        assert set(job) <= set(paths.batches_of(paths.job_name(job)))
