"""Workers are started as the platform allows, and find what the user's environment says."""

from __future__ import annotations

import os
import sys
import tempfile

import pytest
from sweepfig.pool import context, starmap


@pytest.mark.parametrize("path", [None, "/mine"])
def test_a_worker_has_the_users_python_path_and_temporary_folder(monkeypatch, tmp_path, path):
    # The fork server has others: this process's search path, and a folder that a socket's name has room for.
    far = tmp_path / ("far" * context.LONGEST_FOLDER)[: context.LONGEST_FOLDER]
    far.mkdir()
    monkeypatch.setenv("TMPDIR", str(far))
    if path is None:
        monkeypatch.delenv("PYTHONPATH", raising=False)
    else:
        monkeypatch.setenv("PYTHONPATH", path)
    assert starmap.starmap(os.getenv, [("PYTHONPATH",)], processes=1) == [path]
    assert starmap.starmap(tempfile.gettempdir, [()], processes=1) == [str(far)]
    assert os.environ.get("PYTHONPATH") == path


def test_where_a_fork_is_not_safe_or_a_path_has_a_colon_workers_are_new_processes(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", "darwin")
        assert context.begin([]) is context.Spawning
    monkeypatch.setattr(sys, "path", [*sys.path, "/of:two"])
    assert context.begin([]) is context.Spawning
