"""Install the workflow with other versions of what it stands on, and run a short part of the tests.

    python tests/workflow/versions.py [FOLDER]
    python tests/workflow/versions.py FOLDER --one 3.12 "matplotlib==3.10.*"

The second tries one combination, writes nothing, and fails unless its tests pass.

Needs the Pythons on PATH (python3.12 ...), under pyenv or known to uv, and a package index. The first writes
the table of docs/versions.md, what was seen on this machine; a version that can't be had is said, not left
out.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "versions.md"
TESTS = (
    "training/test_resonance.py",
    "workflow/test_both_paths.py::test_both_paths_write_the_same_tree_and_change_nothing_on_a_second_run",
    "drawing/test_user_function.py",
    "drawing/file/test_png.py",
    "drawing/test_renderer.py",
    "drawing/test_plain.py",
    "drawing/test_template.py",
    "report/overview/test_figures.py",
    "test_main.py",
)
TOOLS = ("hypothesis", "pytest", "pytest-timeout", "scipy")

ROWS = "| Python | pinned | matplotlib | snakemake | seen |\n|---|---|---|---|---|\n"


class Combination(NamedTuple):
    """A Python, and what is pinned under it."""

    python: str
    pins: tuple[str, ...] = ()


COMBINATIONS = [
    Combination("3.11"),
    Combination("3.12"),
    Combination("3.13"),
    Combination("3.14"),
    Combination("3.11", ("matplotlib==3.10.0",)),
    Combination("3.12", ("matplotlib==3.10.*",)),
    Combination("3.12", ("matplotlib==3.11.0",)),
    Combination("3.12", ("matplotlib==3.11.1",)),
    Combination("3.12", ("snakemake==9.27.0",)),  # the oldest that the workflow asks for
]


def main() -> None:
    """Try every combination and write the page, or try one."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="for the environments")
    parser.add_argument("--one", nargs="+", metavar=("PYTHON", "PIN"), help="try these alone")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp())
    if options.one:
        python, *pins = options.one
        row = seen(Combination(python, tuple(pins)), folder)
        print(*row, sep=" | ")
        sys.exit(not re.match(r"\d+ passed", row[-1]))
    rows = []
    for combination in COMBINATIONS:
        rows.append(f"| {' | '.join(seen(combination, folder))} |\n")
        print(rows[-1], end="", flush=True)
    before, _, after = PAGE.read_text(encoding="utf-8").partition(ROWS)
    text = after.partition("\n\n")[2]
    PAGE.write_text(f"{before}{ROWS}{''.join(rows)}\n{text}", encoding="utf-8")


def seen(combination: Combination, folder: Path) -> tuple[str, ...]:
    """Return a row of the table."""
    pinned = ", ".join(combination.pins) or "nothing"
    interpreter = next(interpreters(combination.python), None)
    if interpreter is None:
        return combination.python, pinned, "", "", "not on this machine"
    venv = folder / re.sub(r"[^\w.]+", "-", "-".join((combination.python, *combination.pins)))
    python = venv / "bin" / "python"
    subprocess.run([interpreter, "-m", "venv", "--clear", venv], check=True)
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wanted = [f"{ROOT}[workflow]", *TOOLS, *combination.pins]
    installed = subprocess.run([*install, *wanted], capture_output=True, text=True)
    if installed.returncode:
        reason = installed.stderr.strip().splitlines()[-1]
        return combination.python, pinned, "", "", f"can't be installed: {reason}"
    tests = [f"tests/{name}" for name in TESTS]
    options = ["-q", "-p", "no:cacheprovider", "-o", "pythonpath=tests/support"]
    done = subprocess.run(
        [python, "-m", "pytest", *options, *tests], cwd=ROOT, capture_output=True, text=True
    )
    print(done.stdout[-2000:] if done.returncode else "", file=sys.stderr)
    return (
        output(python, "import platform; print(platform.python_version())"),
        pinned,
        *(version_of(python, package) for package in ("matplotlib", "snakemake")),
        done.stdout.strip().splitlines()[-1].strip("= "),
    )


def interpreters(version: str) -> Iterator[str]:
    """Yield the Pythons of a version that run."""
    named = shutil.which(f"python{version}")
    folders = (Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python")
    for candidate in (*map(str, folders), named):
        if candidate and "/shims/" not in candidate:
            yield candidate
    uv = shutil.which("uv")
    if uv:
        found = subprocess.run([uv, "python", "find", version], capture_output=True, text=True)
        if found.returncode == 0:
            yield found.stdout.strip()


def version_of(python: Path, package: str) -> str:
    """Return the installed version of a package."""
    return output(python, f"from importlib.metadata import version; print(version({package!r}))")


def output(python: Path, code: str) -> str:
    """Return what code prints."""
    return subprocess.check_output([python, "-c", code], text=True).strip()


if __name__ == "__main__":
    main()
