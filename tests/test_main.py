"""`python -m sweepfig` is the fallback, and takes its arguments or says what it takes."""

from __future__ import annotations

import sys

import pytest
from paths import ROOT, assert_is_message, assert_ok, counts, figures, run, run_fallback

PACKAGE = ROOT / "scripts" / "sweepfig"


@pytest.fixture
def run_module(sweep, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(PACKAGE.parent))
    return lambda *arguments: run([sys.executable, "-m", "sweepfig", *arguments])


def test_the_module_is_the_fallback(sweep, run_module):
    assert counts(assert_ok(run_module("config.yaml", "--processes", "1"))) == (6, 0, 0)
    assert len(figures(sweep.output)) == 6
    assert counts(assert_ok(run_fallback())) == (0, 6, 0)


def test_mistakes_on_its_command_line_are_one_message(run_module):
    both = run_module("config.yaml", "--configfile", "config.yaml")
    assert_is_message(both, "two config files are given; one is allowed")
    assert_is_message(run_module("none.yaml"), "none.yaml")
