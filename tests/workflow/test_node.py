"""Caches lie on the node, in a folder that is one's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sweepfig.workflow import node


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


def test_each_project_has_the_styles_of_its_own_config_folder(home, monkeypatch):
    found = {}
    for project in ("one", "two", "one", "none"):
        (home / project).mkdir(exist_ok=True)
        if project != "none":
            (home / project / "stylelib").mkdir(exist_ok=True)
            (home / project / "stylelib" / "lab.mplstyle").write_text(f"# {project}\n")
        monkeypatch.chdir(home)
        monkeypatch.setenv("MPLCONFIGDIR", project)
        node.use_local_caches()
        config = os.environ["MPLCONFIGDIR"]
        style = Path(config, "stylelib", "lab.mplstyle")
        said = style.read_text() if style.exists() else ""
        assert found.setdefault(project, (config, said)) == (config, said)
    assert [said for _, said in found.values()] == ["# one\n", "# two\n", ""]
