"""Every example in a docstring gives what it says; the example program does what it says."""

from __future__ import annotations

import doctest
import importlib
import re
import sys

import pytest
from paths import ROOT, assert_ok, run

PACKAGE = ROOT / "scripts" / "sweepfig"
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module_give_what_they_say(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name)
    done = doctest.testmod(module)
    assert done.attempted
    assert not done.failed


def test_there_are_examples_where_users_begin():
    assert {"sweepfig.training.background", "sweepfig.fallback", "sweepfig.config.settings"} <= set(
        MODULES
    )


@pytest.mark.slow
def test_the_example_of_training_draws_beside_and_says_what_it_cost(tmp_path):
    program = str(ROOT / "examples" / "train.py")
    options = ["--epochs", "2", "--steps", "60", "--processes", "1"]
    done = assert_ok(run([sys.executable, program, *options], tmp_path))
    assert "630 figures drawn, 0 not, in training/" in done.output
    first, second = map(float, re.findall(r"logarithm ([\d.]+)", done.output))
    assert second < first
    assert re.search(r"handing over [\d.]+ ms of that, [\d.]+%", done.output)
    assert len(list((tmp_path / "training").rglob("rc-*.png"))) == 630
