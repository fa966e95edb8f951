"""A job of Snakemake draws its batches, or what was asked for by path, and leaves a receipt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from paths import SMALL, figures
from sweepfig.config import settings
from sweepfig.core import paths
from sweepfig.core.errors import Outdated, UserError
from sweepfig.fallback import ensure_plan
from sweepfig.plan.plan_file import load
from sweepfig.plan.selection import Selection
from sweepfig.workflow import job
from sweepfig.workflow.run_folder import Orders

OUTPUT = Path("plots")
FIGURE = "k0=0.33/rc-1.778e-05.png"
ALL = Selection((), None)


@pytest.fixture
def plan_path(sweep):
    """The plan of six targets in three batches."""
    sweep.write_config(figure=SMALL, figures_per_job=2)
    return ensure_plan(settings.read(Path("config.yaml")), OUTPUT)


@pytest.fixture
def orders(plan_path):
    """What the run's jobs are to do."""
    found = Orders(paths.run_folder(OUTPUT, "run"))
    found.give(load(plan_path).digest, force=False)
    return found


def receipt(name="0000"):
    return paths.receipt_file(OUTPUT, "run", name)


def counts(name="0000"):
    said = json.loads(receipt(name).read_text())
    return said["drawn"], said["current"], said["failed"]


@pytest.mark.parametrize("options", [{}, {"processes": 2}, {"attempt": 2}], ids=str)
def test_batches_are_drawn_once(plan_path, orders, options):
    job.draw_batches(plan_path, range(1), receipt(), ALL, **options)
    assert counts() == (2, 0, 0)
    job.draw_batches(plan_path, range(3), receipt("0000-0002"), ALL, **options)
    assert counts("0000-0002") == (4, 0, 0)  # the first is no longer pending
    job.draw_batches(plan_path, range(1), receipt(), ALL, **options)
    assert counts() == (0, 2, 0)
    assert len(figures(OUTPUT)) == 6


def test_when_all_is_to_be_redrawn_it_is(plan_path, orders):
    job.draw_batches(plan_path, range(3), receipt(), ALL)
    orders.give(load(plan_path).digest, force=True)
    job.draw_batches(plan_path, range(3), receipt(), ALL)
    assert counts() == (6, 0, 0)


def test_only_what_is_selected_is_drawn(plan_path, orders):
    job.draw_batches(plan_path, range(3), receipt(), Selection((), 3))
    assert counts() == (3, 0, 0)


def test_a_sweep_that_is_no_longer_what_it_was_fails_its_targets_and_not_the_job(plan_path, orders):
    Path("sweep.nc").write_bytes(b"no longer")
    job.draw_batches(plan_path, range(3), receipt(), ALL)
    assert counts() == (0, 0, 6)


def test_of_another_plan_nothing_is_drawn(plan_path, orders):
    orders.give("another", force=False)
    with pytest.raises(Outdated):
        job.draw_batches(plan_path, range(3), receipt(), ALL)
    assert not figures(OUTPUT)


def test_what_is_asked_for_is_drawn_and_no_other(plan_path, orders):
    orders.ask_for(FIGURE)
    assert job.draw_asked(plan_path, receipt("asked"))
    assert [str(path) for path in figures(OUTPUT)] == [f"plots/{FIGURE}"]
    assert counts("asked") == (1, 0, 0)


def test_each_figure_that_no_target_has_is_named(plan_path, orders):
    for name in ("1.779e-05", "1.770e-05"):
        orders.ask_for(f"k0=0.33/rc-{name}.png")
    with pytest.raises(UserError, match=r"(?s)1\.779e-05.*\n.*1\.770e-05"):
        job.draw_asked(plan_path, receipt("asked"))


def test_what_was_asked_for_is_there_without_its_numbers_and_that_is_said(sweep, capsys):
    Path("mine.py").write_text("def measure(data): raise OSError('no mode')\n")
    sweep.write_config(figure=SMALL, figures_per_job=2, numbers="mine.py:measure")
    plan_path = ensure_plan(settings.read(Path("config.yaml")), OUTPUT)
    orders = Orders(paths.run_folder(OUTPUT, "run"))
    orders.give(load(plan_path).digest, force=False)
    orders.ask_for(FIGURE)
    assert job.draw_asked(plan_path, receipt("asked"))
    assert counts("asked") == (1, 0, 0)
    assert f"warning: plots/{FIGURE}: mine.py:measure: OSError: no mode" in capsys.readouterr().err


def test_what_was_asked_for_and_failed_is_said_and_leaves_no_receipt(plan_path, orders, capsys):
    orders.ask_for(FIGURE)
    Path("sweep.nc").write_bytes(b"no longer")
    assert not job.draw_asked(plan_path, receipt("asked"))
    assert capsys.readouterr().err.startswith(f"error: plots/{FIGURE}: sweep.nc: ")
    assert not receipt("asked").exists()
