"""A fork server looks for no garbage among its imports, and starts whatever is wrong with matplotlib."""

from __future__ import annotations

import sys

import pytest
from paths import ROOT, assert_ok, run

PROGRAM = f"""
import gc, sys
sys.path.append({str(ROOT / "scripts")!r})
import sweepfig.pool.before_imports
print(gc.isenabled(), "matplotlib.artist" in sys.modules)
"""


@pytest.mark.parametrize(("backend", "is_there"), [("agg", True), ("nonsense", False)])
def test_a_fork_server_is_prepared(tmp_path, monkeypatch, backend, is_there):
    monkeypatch.setenv("MPLBACKEND", backend)
    done = assert_ok(run([sys.executable, "-c", PROGRAM], tmp_path))
    assert done.output == f"False {is_there}\n"
