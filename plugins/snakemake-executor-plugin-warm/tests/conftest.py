import fcntl
import os
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
for place in TESTS, TESTS.parent:  # the plugin, for tests in this process; what tests share
    if str(place) not in sys.path:
        sys.path.insert(0, str(place))

from running import Folder  # noqa: E402


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """Return a function that makes a folder once for all of pytest's processes."""
    path = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        path = path.parent

    def once(name, make):
        with open(path / f"{name}.lock", "a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            is_made = (path / name / "is_made").exists()
            folder = Folder(path / name)
            if not is_made:
                make(folder)
                folder.write("is_made", "")
            return folder

    return once
