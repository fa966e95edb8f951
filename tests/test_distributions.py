"""What is published installs in an empty environment and draws there, and is the same from its sources."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
import yaml
from paths import ROOT, SMALL, assert_ok, run, tree
from project import BUILD_SYSTEM, PLUGIN
from sweeps import config_for, write_sweep

SOURCES = ("pyproject.toml", "MANIFEST.in", "README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE")

# They install packages from an index, which may be far or busy.
pytestmark = pytest.mark.timeout(900)


class Environment:
    """A virtual environment with nothing but pip in it."""

    def __init__(self, folder: Path):
        assert_ok(run([sys.executable, "-m", "venv", str(folder)]))
        self.python = str(folder / "bin" / "python")

    def borrow(self, packages: str) -> None:
        """Have another environment's packages for what is not installed here."""
        own = Path(self.run("-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
        (own / "borrowed.pth").write_text(packages)

    def install(self, *wanted: str) -> None:
        quiet = ("--quiet", "--disable-pip-version-check", "--no-compile")
        lock = str(ROOT / "requirements.lock")
        self.run("-m", "pip", "install", *quiet, "--constraint", lock, *wanted)

    def run(self, *arguments: str, folder: Path = Path()) -> str:
        return assert_ok(run([self.python, *arguments], folder, longest=600)).text


@pytest.fixture(scope="module")
def distributions(tmp_path_factory) -> dict[str, Path]:
    """The folders that `python -m build` and `python -m build --wheel` leave, of both packages.

    The first builds the wheel from the source distribution, the second from the files beside pyproject.toml.
    """
    folder = tmp_path_factory.mktemp("distributions")
    builder = Environment(folder / "builder")
    builder.install("build", *BUILD_SYSTEM["requires"])
    for package in (ROOT, PLUGIN):
        copy = folder / package.name
        copy_sources(package, copy)
        build = ("-m", "build", "--no-isolation", str(copy), "--outdir")
        builder.run(*build, str(folder / "from-sdist"))
        builder.run(*build, str(folder / "direct"), "--wheel")
    return {name: folder / name for name in ("from-sdist", "direct")}


def copy_sources(package: Path, copy: Path) -> None:
    """Copy what a package is built from: a build leaves its own files beside pyproject.toml."""
    copy.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", "tests")
    folders = package.iterdir() if package == PLUGIN else [package / "scripts"]
    for path in folders:
        if path.is_dir() and path.name not in ignored(str(package), [path.name]):
            shutil.copytree(path, copy / path.name, ignore=ignored, dirs_exist_ok=True)
    for name in SOURCES:
        if (package / name).is_file():
            shutil.copy(package / name, copy / name)


def wheels(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.whl"))


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_source_distribution_builds_the_wheel_that_the_checkout_does(distributions):
    from_sdist, direct = (wheels(distributions[name]) for name in ("from-sdist", "direct"))
    assert len(list(distributions["from-sdist"].glob("*.tar.gz"))) == 2
    assert [wheel.name for wheel in from_sdist] == [wheel.name for wheel in direct]
    assert len(direct) == 2
    for one, other in zip(from_sdist, direct, strict=True):
        assert contents(one) == contents(other)


def test_the_wheels_have_every_file_of_their_packages(distributions):
    plugin, library = wheels(distributions["from-sdist"])
    packages = {
        library: [ROOT / "scripts" / "sweepfig"],
        plugin: [start.parent for start in PLUGIN.glob("snakemake_*_plugin_*/__init__.py")],
    }
    for wheel, folders in packages.items():
        expected = {
            path.relative_to(folder.parent).as_posix()
            for folder in folders
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        found = {name for name in contents(wheel) if ".dist-info/" not in name}
        assert found == expected


@pytest.fixture
def there(tmp_path, monkeypatch) -> Environment:
    """A virtual environment beside a sweep and its config, `my.yaml`."""
    monkeypatch.chdir(tmp_path)
    for name in ("PYTHONPATH", "PYTHONHOME"):
        monkeypatch.delenv(name, raising=False)
    write_sweep(Path("sweep.nc"))
    Path("my.yaml").write_text(yaml.safe_dump(config_for("sweep.nc", figure=SMALL)))
    return Environment(tmp_path / "there")


def test_an_installed_wheel_draws(distributions, there):
    there.borrow(sysconfig.get_path("purelib"))
    there.install("--no-deps", "--force-reinstall", *map(str, wheels(distributions["from-sdist"])))
    assert there.run("-m", "pip", "check").startswith("No broken")
    package = there.run("-c", "import sweepfig; print(sweepfig.__file__)").strip()
    assert Path(package).is_relative_to(Path("there").resolve())
    assert "6 drawn" in there.run("-m", "sweepfig", "my.yaml")


@pytest.mark.slow
def test_installed_in_an_empty_environment_both_paths_draw(distributions, there):
    """The library with no Snakemake there, then the workflow with the plugin's wheel."""
    plugin, library = wheels(distributions["from-sdist"])

    there.install(str(library))
    assert "No module" in run([there.python, "-c", "import snakemake"]).text
    assert "6 drawn" in there.run("-m", "sweepfig", "my.yaml")
    drawn = tree(Path("plots"))
    installed = str(Path(there.python).with_name("sweepfig"))
    assert "0 drawn, 6 already current" in assert_ok(run([installed, "my.yaml"])).text
    assert {"index.html", "k0=0.33/rc-1.778e-05.png"} <= set(drawn)

    there.install(f"{library}[workflow]", str(plugin))
    shutil.move("plots", "former")
    again = there.run(
        *("-m", "snakemake", "--cores", "2", "--snakefile", str(ROOT / "workflow" / "Snakefile")),
        *("--configfile", "my.yaml"),
    )
    assert "6 drawn" in again
    assert tree(Path("plots")) == drawn
    log = max(Path(".snakemake/log").iterdir(), key=os.path.getmtime)
    assert "rule figure:" in log.read_text()  # a job a figure: only the plugin's executor has that
