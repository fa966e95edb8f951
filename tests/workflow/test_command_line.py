"""`python -m sweepfig`, and what an installed library has."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

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


def test_an_installed_library_has_every_module_and_page():
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    packages = {name.replace(".", "/") for name in setup["packages"]}
    assert packages == {
        str(path.parent.relative_to(PACKAGE.parent)) for path in PACKAGE.rglob("__init__.py")
    }
    patterns = setup["package-data"]["sweepfig"]
    data = {path for pattern in patterns for path in PACKAGE.glob(pattern)}
    others = {path for path in PACKAGE.rglob("*.*") if path.suffix not in (".py", ".pyc")}
    assert others == data


def test_the_container_has_the_environments_python_and_the_locks_versions():
    text = (ROOT / "Containerfile").read_text()
    version = re.search(r"^FROM python:([\d.]+)-slim$", text, re.MULTILINE)[1]
    assert f"python={version}\n" in (ROOT / "environment.yml").read_text()
    assert "--constraint requirements.lock" in text
    # What is copied is there.
    for copied in re.findall(r"^COPY ([^-].*) \S+$", text, re.MULTILINE):
        assert all((ROOT / name).exists() for name in copied.split())
    assert Path(ROOT / ".dockerignore").is_file()


@pytest.mark.parametrize("name", ["KeyboardInterrupt", "ValueError"])
def test_ctrl_c_where_nobody_catches_it_shows_no_traceback_and_other_errors_do(name):
    code = f"import sys; from sweepfig import cli; sys.excepthook = cli.end_quietly; raise {name}"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "scripts", capture_output=True, text=True
    )
    if name == "KeyboardInterrupt":
        assert done.stderr == "interrupted; run again to draw the rest\n"
        assert done.returncode == -signal.SIGINT
    else:
        assert "Traceback" in done.stderr
        assert done.returncode == 1
