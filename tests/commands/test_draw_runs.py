"""A command starts no more than it needs, and imports no more."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from paths import FALLBACK, SMALL, assert_ok, run, run_fallback

COMMAND = f"""
import runpy, sys, threading
from sweepfig.pool import process, starmap

idle = int(sys.argv[1])
starmap.idle_cores = lambda: idle
start = process.start
def say(*arguments, **options):
    print("started")
    return start(*arguments, **options)
process.start = say
sys.argv = [{str(FALLBACK)!r}, "--configfile", "config.yaml", "--processes", "2", *sys.argv[2:]]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    print("imported", sorted({{"matplotlib", "xarray", "pydantic"}} & sys.modules.keys()))
"""


@pytest.fixture
def command(sweep, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(FALLBACK.parent))
    sweep.write_config(figure=SMALL)
    return lambda *arguments, idle="2": (
        assert_ok(run([sys.executable, "-c", COMMAND, idle, *arguments])).output
    )


def test_a_first_run_has_workers_and_leaves_drawing_to_them(command):
    said = command()
    assert said.count("started") == 1
    assert "6 drawn" in said


def test_where_no_core_is_idle_a_first_run_of_few_figures_draws_them_itself(command):
    said = command(idle="1")
    assert "6 drawn" in said
    assert "started" not in said


def test_a_run_with_nothing_to_do_starts_nothing_and_imports_little(command):
    command()
    said = command()
    assert "0 drawn, 6 already current" in said
    assert "started" not in said
    assert "imported ['pydantic']" in said


@pytest.mark.slow
def test_a_run_that_mends_a_few_draws_them_itself(command, sweep):
    command()
    next(Path("plots").glob("*/*.png")).unlink()
    said = command()
    assert "1 drawn" in said
    assert "started" not in said


def test_a_config_that_is_not_valid_ends_with_its_message_and_no_process(sweep):
    sweep.write_config(figure={**SMALL, "colour": "red"})
    done = run_fallback()
    assert done.status == 2
    assert "unknown key" in done.errors
    assert not sweep.output.exists()
