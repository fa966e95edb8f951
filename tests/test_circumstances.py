"""Whatever a run is started with, it draws the same: Python's options, locale, home, signals, streams."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from paths import PATHS, ROOT, SMALL, assert_ok, draw_here, run, tree
from sweepfig.child import start

SCRIPTS = sorted((ROOT / "scripts").glob("*.py"))
# Of a library, and one that every machine gives: no font of matplotlib's has this.
WARNED_OF = "\u6f22"
PYTHON = {"PYTHONSAFEPATH": "1", "PYTHONOPTIMIZE": "2", "PYTHONWARNINGS": "error"}


@pytest.fixture
def undisturbed(sweep):
    """What is drawn with nothing set."""
    sweep.write_config(figure={**SMALL, "ylabel": WARNED_OF})
    draw_here()
    found = tree(sweep.output)
    sweep.output.rename("before")
    return found


# --- Python's options


@pytest.mark.parametrize("path", PATHS)
def test_with_pythons_options_the_same_is_drawn(undisturbed, path, monkeypatch):
    for name, value in PYTHON.items():
        monkeypatch.setenv(name, value)
    done = assert_ok(PATHS[path]())
    assert tree(Path("plots")) == undisturbed
    if path == "fallback":  # Snakemake leaves files open
        assert "Exception ignored" not in done.text


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_with_pythons_options_each_command_line_starts(script, tmp_path):
    # As a module, for one of them writes into the repository.
    code = f"import runpy; runpy.run_path({str(script)!r}, run_name='mine')"
    assert_ok(run([sys.executable, "-P", "-OO", "-W", "error", "-c", code], tmp_path))
    if "argparse" in script.read_text() or script.stem in ("fallback", "init"):
        done = assert_ok(run([sys.executable, "-P", "-OO", str(script), "--help"], tmp_path))
        assert "usage: " in done.output


@pytest.mark.parametrize("action", ["error", "e", " err::DeprecationWarning"])
def test_no_warning_is_an_error_in_a_child(action, monkeypatch):
    monkeypatch.setenv("PYTHONWARNINGS", f"ignore::UserWarning,{action}")
    code = "import sys, warnings; warnings.warn('', DeprecationWarning); sys.stdout.write('on')"
    child = start(code)
    assert child.communicate()[0] == b"on"


# --- signals


def test_what_a_test_starts_can_be_interrupted():
    code = "import signal; print([signal.getsignal(n) for n in (2, 15, 1)])"
    said = assert_ok(run([sys.executable, "-c", code])).output
    assert "SIG_IGN" not in said
    assert "default_int_handler" in said


def test_the_tests_say_the_same_where_signals_are_ignored(tmp_path):
    test = f"{__file__}::{test_what_a_test_starts_can_be_interrupted.__name__}"
    ignoring = ["sh", "-c", 'trap "" INT TERM HUP PIPE; exec "$@"', "sh"]
    pytest_ = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", test]
    done = run([*ignoring, *pytest_, f"--basetemp={tmp_path / 'nested'}"], ROOT)
    assert "1 passed" in assert_ok(done).output
