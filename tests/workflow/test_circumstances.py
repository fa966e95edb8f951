"""Whatever a run is started with, it draws the same: Python's options, locale, home, signals, streams."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from paths import (
    PATHS,
    ROOT,
    SMALL,
    assert_is_message,
    assert_ok,
    draw_here,
    fallback_command,
    figures,
    run,
    run_fallback,
    tree,
)
from sweeps import config_for

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


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_with_pythons_options_the_same_is_drawn(undisturbed, path, monkeypatch):
    for name, value in PYTHON.items():
        monkeypatch.setenv(name, value)
    done = assert_ok(PATHS[path]())
    assert tree(Path("plots")) == undisturbed
    if path == "fallback":  # Snakemake leaves files open
        assert "Exception ignored" not in done.text


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_with_pythons_options_each_command_line_starts(script, tmp_path):
    # As a module, for one of them writes into the repository.
    code = f"import runpy; runpy.run_path({str(script)!r}, run_name='mine')"
    assert_ok(run([sys.executable, "-P", "-OO", "-W", "error", "-c", code], tmp_path))
    if "argparse" in script.read_text() or script.stem == "fallback":
        done = assert_ok(run([sys.executable, "-P", "-OO", str(script), "--help"], tmp_path))
        assert "usage: " in done.output.lower()


# --- names and encodings


@pytest.mark.parametrize(
    ("path", "output"),
    [
        *(("fallback", name) for name in ("-x", "./-x", "--help/x", "./~", "~no-such-user/x")),
        ("snakemake", "-x"),
    ],
)
def test_an_output_folder_that_a_command_takes_for_something_else_is_refused(sweep, path, output):
    sweep.write_config(output=output)
    assert_is_message(PATHS[path](), "output: got '", "begin it with neither")


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_home_folder_is_meant_by_its_sign_in_all_files_of_a_config(sweep, path, monkeypatch):
    Path("home").mkdir()
    monkeypatch.setenv("HOME", str(sweep.folder / "home"))
    sweep.path.rename("home/sweep.nc")
    Path("home/my.mplstyle").write_text("lines.linewidth: 3\n")
    curve = {"file": "~/sweep.nc", "variable": "actual"}
    look = {**SMALL, "style": "~/my.mplstyle"}
    sweep.write_config(sweep={"curves": [curve]}, figure=look, output="~/plots")
    assert_ok(PATHS[path]())
    assert len(figures(Path("home/plots"))) == 6
    assert not Path("~").exists()


def test_a_home_folder_is_meant_by_its_sign_on_the_command_line(sweep, monkeypatch):
    monkeypatch.setenv("HOME", str(sweep.folder))
    sweep.write_config(figure=SMALL)
    assert_ok(run(fallback_command("--output=~/there", "--limit", "1")))
    assert len(figures(Path("there"))) == 1
    assert_is_message(run(fallback_command("--output=-x")), "output: got '-x'")


ODD = " a b'c\"$HOME`*[1];#%s!=:,.ü漢"


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_names_may_have_what_names_may_have(sweep, path):
    sweep.path.rename(f"{ODD}.nc")
    sweep.write_config(
        sweep={"curves": [{"file": f"{ODD}.nc", "variable": "actual"}]},
        figure=SMALL,
        output=f"{ODD}/../{ODD}//in/",
    )
    sweep.configfile.rename(f"{ODD}.yaml")
    assert_ok(PATHS[path](configfile=f"{ODD}.yaml"))
    assert len(figures(Path(ODD) / "in")) == 6


@pytest.fixture
def ascii_only(monkeypatch):
    """A locale whose encoding has few letters, as Latin 1 has: this one is on every machine."""
    for name, value in {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}.items():
        monkeypatch.setenv(name, value)


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_a_label_of_letters_that_a_locale_has_not_is_drawn(undisturbed, path, ascii_only):
    assert_ok(PATHS[path]())
    assert tree(Path("plots")) == undisturbed


@pytest.mark.parametrize("path", ["fallback", pytest.param("snakemake", marks=pytest.mark.slow)])
def test_a_name_that_a_locale_can_not_write_is_one_message(sweep, path, ascii_only):
    sweep.write_config(figure=SMALL, output="ü")
    message = "can't be written in this machine's encoding of file names, ascii"
    assert_is_message(PATHS[path](), "output: the name", message, "PYTHONUTF8=1")
    axes = config_for("sweep.nc")["sweep"]["axes"]
    axes[0]["path"] = "ü={}"
    sweep.write_config(figure=SMALL, sweep={"axes": axes})
    assert_is_message(PATHS[path](), "sweep.axes[0].path: the name", message)


def test_what_is_said_is_said_in_any_encoding(sweep, ascii_only):
    axes = config_for("sweep.nc")["sweep"]["axes"]
    axes[0]["path"] = "ü={}"
    Path("sub").mkdir()
    sweep.write_config(figure=SMALL, sweep={"axes": axes, "select": {"é": 1}})
    assert_is_message(run_fallback(), "\\xe9")


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
