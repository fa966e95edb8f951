"""What all tests share: a sweep in a folder of its own, and how hypothesis runs."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import yaml
from annotated_sweep import FIGURE, ROOTS, write_annotations
from paths import kill
from sweepfig import BackgroundPlotter
from sweeps import config_for, write_sweep

# A busy machine is no failure, and a run leaves nothing in the folder it was started from.
hypothesis.settings.register_profile(
    "sweepfig", deadline=None, database=None, max_examples=50, derandomize=True
)
hypothesis.settings.load_profile("sweepfig")

if sys.getfilesystemencoding() != "utf-8":
    raise pytest.UsageError(
        f"the tests write names of all letters, and {sys.getfilesystemencoding()}, this machine's "
        "encoding of file names, has not all: say PYTHONUTF8=1, as make test does"
    )

# What starts the tests may ignore them (`nohup`, a script's job in the background), and what the tests
# start would too.
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(
            number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what has one cluster to itself, then what takes longest: others run beside, none waits."""
    first = ("test_slurm.py", "test_distributions.py")
    items.sort(key=lambda item: (*first, item.path.name).index(item.path.name))


@pytest.fixture(autouse=True)
def own_modules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Have no test find a module that another one wrote."""
    folders, names = sys.path[:], set(sys.modules)
    yield
    sys.path[:] = folders
    for name in sys.modules.keys() - names:
        file = getattr(sys.modules[name], "__file__", None) or ""
        if Path(file).is_relative_to(tmp_path_factory.getbasetemp()):
            del sys.modules[name]


@dataclass
class SweepFolder:
    """A working folder with a sweep and its config.

    Attributes
    ----------
    folder, path, configfile : Path
        The working folder, the sweep file and the config file, all absolute.
    config : dict
        The config as written.
    output : Path
        Where its figures go, relative to the working folder.
    """

    folder: Path
    path: Path
    configfile: Path
    config: dict[str, Any]

    @property
    def output(self) -> Path:
        return Path(self.config["output"])

    def write_config(self, **overrides: Any) -> Path:
        """Write the config anew, with some keys different, and return its file."""
        self.config = config_for(self.path.name, **overrides)
        self.configfile.write_text(yaml.safe_dump(self.config), encoding="utf-8")
        return self.configfile


@pytest.fixture
def sweep(tmp_path, monkeypatch):
    """A small sweep and its config, in the working folder."""
    monkeypatch.chdir(tmp_path)
    write_sweep(tmp_path / "sweep.nc")
    found = SweepFolder(tmp_path, tmp_path / "sweep.nc", tmp_path / "config.yaml", {})
    found.write_config()
    return found


@pytest.fixture
def annotated(sweep):
    """The small sweep, with a root for each target, a temperature for each damping, and attributes."""
    write_annotations(sweep, ROOTS)
    sweep.write_config(figure=FIGURE)
    return sweep


@pytest.fixture
def in_folder(tmp_path, monkeypatch):
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def often_interrupted(in_folder):
    """An empty working folder, and threads that take turns so often that each figure is interrupted."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def arrays(tmp_path, monkeypatch):
    """The simulated and the predicted response of a small sweep, in the working folder."""
    monkeypatch.chdir(tmp_path)
    dataset = write_sweep(Path("sweep.nc"))
    return dataset["actual"], dataset["predicted"]


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """The address of a store of MLflow; to make its tables takes seconds."""
    return f"sqlite:///{tmp_path_factory.mktemp('mlflow')}/store.db"


@pytest.fixture
def plots(arrays):
    """A plotter of one process, ended whatever happens."""
    plotter = BackgroundPlotter(processes=1)
    yield plotter
    for pid in plotter.pids:
        kill(pid)
    plotter.close()
