"""What a job takes and asks for, a node's caches, what a lost node leaves: without a cluster."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from paths import ROOT
from sweepfig.config import settings
from sweepfig.core import storage
from sweepfig.plan.make import make_plan
from sweepfig.run import node, resources

PROFILES = {path.parent.name: path for path in (ROOT / "profiles").glob("*/profile.yaml")}


@pytest.fixture(scope="module")
def plan():
    config = settings.read(settings.EMBEDDED_CONFIG)
    return make_plan(config)


def test_a_second_try_asks_for_as_much_again(plan):
    for processes in (1, 8):
        asked = [resources.memory_mb(plan, processes, attempt) for attempt in (1, 2, 3)]
        assert asked == [asked[0], 2 * asked[0], 3 * asked[0]]
    assert [resources.runtime_minutes(250, 1, attempt) for attempt in (1, 2, 3)] == [10, 20, 30]


def test_more_figures_ask_for_more_time_and_more_processes_for_less(plan):
    assert resources.runtime_minutes(79, 1) == 7
    assert resources.runtime_minutes(1000, 1) == 22
    assert resources.runtime_minutes(1000, 8) == 8
    assert resources.memory_mb(plan, 8) > 2 * resources.memory_mb(plan, 1)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home and a node's temporary folder, both new."""
    (tmp_path / "tmp").mkdir()
    (tmp_path / "home" / ".config" / "matplotlib" / "stylelib").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(node.tempfile, "tempdir", str(tmp_path / "tmp"))
    for name in ("MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    return tmp_path / "home"


def test_caches_lie_on_the_node_and_the_users_styles_stay_in_reach(home):
    (home / ".config/matplotlib/stylelib/mine.mplstyle").write_text("lines.linewidth: 7\n")
    home.chmod(0o555)
    for _ in range(2):
        node.use_local_caches()
    code = "import matplotlib.font_manager, matplotlib.style as s; print('mine' in s.available)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert said.stdout == "True\n", said.stderr
    assert os.environ["MPLCONFIGDIR"].startswith(str(home.parent / "tmp"))
    assert list(Path(os.environ["MPLCONFIGDIR"]).glob("fontlist-*"))
    assert [path.name for path in home.rglob("*") if path.is_file()] == ["mine.mplstyle"]


def test_a_folder_that_another_may_have_made_is_not_used(home):
    trap = home.parent / "trap"
    trap.mkdir()
    (home.parent / "tmp" / f"sweepfig-{os.getuid()}").symlink_to(trap)
    node.use_local_caches()
    assert not list(trap.iterdir())
    assert Path(os.environ["XDG_CACHE_HOME"]).stat().st_mode & 0o077 == 0


def test_what_a_lost_node_left_half_written_is_removed_when_it_is_old(tmp_path):
    fresh, old = tmp_path / ".n1-4026531836-1", tmp_path / ".n2-4026531836-1"
    for path in (fresh, old):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 2 * storage.LONG_DEAD,) * 2)
    storage.remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == [fresh]


def test_the_profiles_for_clusters_leave_the_default_one_in_force():
    default = yaml.safe_load(PROFILES.pop("default").read_text())
    assert sorted(PROFILES) == ["cluster-generic", "slurm"]
    for path in PROFILES.values():
        profile = yaml.safe_load(path.read_text())
        assert profile["executor"] == path.parent.name
        assert profile["retries"] == 2
        assert not default.keys() & profile.keys()
