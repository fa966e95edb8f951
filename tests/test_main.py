"""`python -m sweepfig` is the command that pip installs."""

from __future__ import annotations

import sys

import pytest
from paths import (
    ROOT,
    assert_is_message,
    assert_ok,
    counts,
    figures,
    run,
    run_fallback,
    run_sweepfig,
)

PACKAGE = ROOT / "scripts" / "sweepfig"


@pytest.fixture
def run_module(sweep, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(PACKAGE.parent))
    return lambda *arguments: run([sys.executable, "-m", "sweepfig", *arguments])


def test_a_config_is_drawn_as_by_the_fallback(sweep, run_module):
    assert counts(assert_ok(run_module("config.yaml", "--processes", "1"))) == (6, 0, 0)
    assert len(figures(sweep.output)) == 6
    assert counts(assert_ok(run_fallback())) == (0, 6, 0)


def test_it_says_what_the_installed_command_says(run_module):
    for arguments in ((), ("--help",), ("prune", "--help")):
        said = assert_ok(run_module(*arguments)).output
        assert said.startswith("Usage: python -m sweepfig")
        there = assert_ok(run_sweepfig(*arguments)).output
        assert there.split(None, 2)[:2] == ["Usage:", "sweepfig"]
        assert said.partition("\n\n")[2] == there.partition("\n\n")[2]


def test_mistakes_on_its_command_line_are_one_message(run_module):
    both = run_module("config.yaml", "--configfile", "config.yaml")
    assert_is_message(both, "config.yaml, config.yaml: one config is allowed")
    assert_is_message(run_module("none.yaml"), "none.yaml")
