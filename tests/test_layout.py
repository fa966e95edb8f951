"""Each module of the library has its test file, where it is looked for, and each such file has its module."""

from __future__ import annotations

from pathlib import Path

import pytest
from paths import ROOT

TESTS = ROOT / "tests"
PACKAGE = ROOT / "scripts" / "sweepfig"
# Whose parts are their own: each is tested as a whole.
WHOLES = [
    PACKAGE / name for name in ("drawing/template", "drawing/plain", "drawing/renderer", "verify")
]
PAGE = PACKAGE / "report" / "gallery" / "page"  # whose scripts may have tests beside the modules
WHOLE_RUNS = {"workflow", "faults"}  # of one module or of all


def file_of(module: Path) -> Path:
    """Return where the tests of a module are, relative to the folder of tests."""
    module = next((whole for whole in WHOLES if module.is_relative_to(whole)), module)
    place = module.relative_to(PACKAGE)
    return place.with_name(f"test_{place.stem.strip('_')}.py")


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
EXPECTED = {file_of(module) for module in MODULES}
FOLDERS = sorted(
    {file.parent for file in EXPECTED} - {Path()} - {Path(name) for name in WHOLE_RUNS}
)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_has_its_tests_where_they_are_looked_for(module):
    file = TESTS / file_of(module)
    assert file.is_file()
    assert "\ndef test_" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_what_lies_in_a_packages_folder_tests_a_module_of_it(folder):
    there = {path.relative_to(TESTS) for path in (TESTS / folder).iterdir() if path.is_file()}
    scripts = {folder / f"test_{script.stem}.py" for script in PAGE.glob("*.js")}
    of_scripts = scripts if folder == PAGE.parent.relative_to(PACKAGE) else set()
    expected = {file for file in EXPECTED if file.parent == folder}
    assert there - {folder / "conftest.py"} - of_scripts == expected


def test_every_other_folder_holds_whole_runs_or_what_tests_share():
    folders = {path.name for path in TESTS.iterdir() if path.is_dir() and path.name[0] not in "._"}
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert folders <= packages | WHOLE_RUNS | {"support", "corpus"}


def test_what_tests_share_holds_no_tests():
    assert [*(TESTS / "support").glob("test_*")] == []
