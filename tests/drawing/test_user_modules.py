"""What a user's function is made of is read from its source: all that it may import, and nothing is run."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from sweepfig.drawing.user_modules import Modules

RUNS = "raise RuntimeError('run')\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(sources: dict[str, str]) -> None:
    for name, source in sources.items():
        path = Path(f"{name}.py")
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(source)


def names(kind: str) -> list[str]:
    """Return the files of a function, relative to the working folder."""
    found = {file.resolve() for file in Modules(kind).files}  # one by two names is one
    return sorted(str(file.relative_to(Path().resolve())) for file in found)


@pytest.mark.parametrize("kind", ["resonance_curve", "histogram", "nul\0.py:draw"])
def test_a_built_in_kind_is_made_of_no_modules(kind):
    assert (Modules(kind).files, Modules(kind).digest()) == ([], [])


def test_all_that_may_be_imported_counts_and_none_of_it_is_run(folder):
    lines = "import json, numpy\ntry:\n    import not_there\nexcept ImportError: pass\n"
    sources = {
        "mine": f"import first\ndef draw(axes, data):\n    from second import WIDTH\n{RUNS}",
        "first": lines + RUNS,
        "second": f"import mine\n{RUNS}",
        "third": RUNS,
    }
    write(sources)
    assert names("mine.py:draw") == names("mine:draw") == ["first.py", "mine.py", "second.py"]
    assert Modules("mine.py:draw").installed == {"numpy"}
    assert Modules("mine.py:draw").digest()[-1] == f"numpy {np.__version__}"


@pytest.mark.parametrize("name", ["PIL", "mpl_toolkits", "yaml", "pylab"])
def test_a_package_of_another_name_counts_by_its_version(folder, name):
    (distribution,) = metadata.packages_distributions()[name]
    write({"mine": f"import {name}\n"})
    ((_, said),) = [Modules("mine.py:draw").digest()]
    assert said.endswith(f"{distribution} {metadata.version(distribution)}")


def test_packages_count_with_what_they_import_of_themselves(folder):
    empty = ("__init__", "tint", "deep/__init__", "far", "other")
    write({f"art/{name}": "" for name in empty})
    write({"art/curves": "from . import tint\nfrom .deep.inner import NAME\n"})
    write({"art/deep/inner": "from .. import far\n"})
    there = ["__init__", "curves", "deep/__init__", "deep/inner", "far", "tint"]
    assert names("art.curves:draw") == [f"art/{name}.py" for name in there]


def test_imports_by_a_call_with_a_name_count(folder):
    lines = "import importlib\nfrom importlib import import_module\ndef draw(axes, data):\n"
    calls = (
        "importlib.import_module('first')",
        "import_module('pack.deep')",
        "__import__('third')",
    )
    write({"mine": lines + "".join(f"    {call}\n" for call in (*calls, "import_module(axes)"))})
    write(dict.fromkeys(("first", "pack/__init__", "pack/deep", "third", "other"), ""))
    there = ["first.py", "mine.py", "pack/__init__.py", "pack/deep.py", "third.py"]
    assert names("mine.py:draw") == there


def test_an_edit_of_any_of_them_changes_the_digest_and_of_others_does_not(folder):
    write({"mine": "import helper\n", "helper": "WIDTH = 1\n", "other": ""})
    before = Modules("mine.py:draw").digest()
    write({"other": "WIDTH = 2\n"})
    assert Modules("mine.py:draw").digest() == before
    write({"helper": "WIDTH = 2\n"})
    assert Modules("mine.py:draw").digest() != before
    write({"helper": "WIDTH = 1\n"})
    assert Modules("mine.py:draw").digest() == before


def test_a_file_that_is_no_python_is_left_to_whoever_imports_it(folder):
    write({"mine": "import broken\n", "broken": "def (:\n"})
    assert names("mine.py:draw") == ["broken.py", "mine.py"]
