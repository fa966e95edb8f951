"""What workers import is there, and to name it imports nothing."""

from __future__ import annotations

import importlib
import sys

from paths import ROOT, assert_ok, run
from sweepfig.run import preload


def test_what_workers_import_is_there():
    for name in preload.MODULES:
        assert importlib.import_module(name)


def test_to_name_it_imports_nothing(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "scripts"))
    code = "import sweepfig.run.preload, sys; print({'numpy', 'matplotlib'} & {*sys.modules})"
    assert assert_ok(run([sys.executable, "-c", code])).text == "set()\n"
