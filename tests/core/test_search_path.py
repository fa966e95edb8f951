"""Where modules are found: a user's last of all, from source, and a child where its parent does."""

from __future__ import annotations

import importlib
import json
import os
import sys
import sysconfig
from pathlib import Path

import pytest
import sweepfig
from sweepfig.core import search_path


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder; what is found and imported in it is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    for name, value in (("path", list), ("path_hooks", list), ("modules", dict)):
        monkeypatch.setattr(sys, name, value(getattr(sys, name)))
    monkeypatch.setattr(sys, "path_importer_cache", dict(sys.path_importer_cache))
    return tmp_path


def test_what_lies_in_a_users_folder_comes_after_what_is_installed(folder):
    for name in ("json", "sweepfig", "mine"):
        (folder / f"{name}.py").write_text(f"NAME = 'my {name}'\n")
    del sys.modules["json"]
    with search_path.extended(str(folder)):
        assert importlib.import_module("mine").NAME == "my mine"
        assert importlib.import_module("json").__file__ == json.__file__
        assert not hasattr(importlib.import_module("sweepfig"), "NAME")
    assert str(folder) not in sys.path


def test_a_users_module_is_read_from_its_source_whatever_its_bytecode_says(folder):
    file = folder / "mine_too.py"
    file.write_text("NUMBER = 1\n")
    before = file.stat()
    search_path.add(str(folder))
    assert importlib.import_module("mine_too").NUMBER == 1
    file.write_text("NUMBER = 2\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))  # of the same size and time
    del sys.modules["mine_too"]
    assert importlib.import_module("mine_too").NUMBER == 2


def test_a_folder_is_added_once(folder):
    for _ in range(2):
        search_path.add(str(folder))
    assert sys.path.count(str(folder)) == 1


def test_what_is_installed_or_the_packages_own_is_not_the_users(tmp_path):
    for mine in (tmp_path, tmp_path / "package" / "mine.py"):
        assert search_path.is_users(str(mine))
    assert not search_path.is_users(sweepfig.__file__)
    assert not search_path.is_users(json.__file__)
    assert not search_path.is_users(f"{sysconfig.get_path('purelib')}/any.py")
    assert not search_path.is_users(str(tmp_path / "lib" / "site-packages" / "any.py"))


def test_a_child_finds_what_this_process_finds_but_not_what_lies_in_the_working_folder(folder):
    (folder / "installed").mkdir()
    sys.path[:0] = ["", str(folder), "installed"]
    found = search_path.of_child()
    assert str(folder) not in found
    assert str(folder / "installed") in found
    assert all(os.path.isabs(each) for each in found)
    assert len(set(found)) == len(found)
    assert str(Path(sweepfig.__file__).parents[1]) in found
