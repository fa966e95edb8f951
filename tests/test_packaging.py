"""pyproject.toml, requirements.lock and environment.yml agree; the setup says what it lacks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from paths import ROOT
from project import CONDA_NAMES, PROJECT


def parse_specifiers(lines):
    requirements = [Requirement(line) for line in lines]
    return {canonicalize_name(each.name): each.specifier for each in requirements}


OWN_LOCK = ("cluster", "mlflow")  # extras that not everybody needs


@pytest.fixture(scope="module")
def direct():
    """Each direct dependency's bound."""
    extras = PROJECT["optional-dependencies"]
    lines = [line for name, extra in extras.items() if name not in OWN_LOCK for line in extra]
    return parse_specifiers(PROJECT["dependencies"] + lines)


def read_pins(lock):
    """Return the lock's lines that install something."""
    lines = (ROOT / lock).read_text().splitlines()
    return [line for line in lines if not line.lstrip().startswith("#")]


@pytest.fixture(scope="module")
def pins():
    """The lock's lines that install something."""
    return read_pins("requirements.lock")


@pytest.fixture(scope="module")
def locked(pins):
    """Each locked package's version."""
    return {name: str(spec).removeprefix("==") for name, spec in parse_specifiers(pins).items()}


@pytest.fixture(scope="module")
def conda():
    """Each conda package's pin."""
    lines = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    return dict(line.split("=", 1) for line in lines)


def drop_build_date(version):
    """Leave what conda's prefix match needs: no post-release, no date of type stubs."""
    return re.sub(r"\.(post\d+|20\d{6})$", "", version)


def test_a_rules_environment_has_the_same_pins_and_no_tools(conda):
    text = (ROOT / "workflow" / "envs" / "sweepfig.yaml").read_text()
    pins = dict(line.split("=", 1) for line in yaml.safe_load(text)["dependencies"])
    assert pins.items() <= conda.items()
    names = {CONDA_NAMES.get(name, name) for name in parse_specifiers(PROJECT["dependencies"])}
    assert pins.keys() == {*names, "python", "zarr"}


def test_lock_pins_each_package_exactly_and_once(pins, locked):
    loose = [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+( ; .+)?", pin)]
    assert loose == []
    assert len(pins) == len(locked)


def test_lock_holds_every_direct_dependency(direct, locked):
    assert sorted(direct.keys() - locked.keys()) == [], "not in requirements.lock: say make lock"


def test_lock_satisfies_every_bound(direct, locked):
    below = {
        f"{name}{bound}": locked[name]
        for name, bound in direct.items()
        if name in locked and not bound.contains(locked[name])
    }
    assert below == {}, "out of bounds in requirements.lock: say make lock"


@pytest.mark.parametrize("extra", OWN_LOCK)
def test_an_extras_own_lock_holds_its_packages_and_changes_nothing_else(locked, extra):
    pinned = parse_specifiers(read_pins(f"requirements-{extra}.lock"))
    packages = parse_specifiers(PROJECT["optional-dependencies"][extra])
    for name, bound in packages.items():
        assert bound.contains(str(pinned[name]).removeprefix("==")), "say make lock"
    here = {name: str(pin).removeprefix("==") for name, pin in pinned.items() if name in locked}
    assert here == {name: locked[name] for name in here}, "say make lock"


def test_environment_lists_the_direct_dependencies_at_the_locked_versions(direct, locked, conda):
    expected = {
        CONDA_NAMES.get(name, name): drop_build_date(locked[name])
        for name in direct.keys() & locked.keys()
    }
    listed = {name: pin for name, pin in conda.items() if name not in {"python", "pip"}}
    assert listed == expected


def test_environment_has_a_python_that_the_project_takes(conda):
    assert SpecifierSet(PROJECT["requires-python"]).contains(conda["python"])


# --- the setup that make does ---

PYTHON_WITHOUT = {
    "version": ("sys.version_info = (3, 9, 2)", "python3 here is 3.9.2. Install a newer one"),
    "venv": ("sys.modules['ensurepip'] = None", "without venv. Install that"),
}


@pytest.fixture
def checkout(tmp_path):
    """Everything the setup needs, with nothing to install."""
    if not shutil.which("make"):
        pytest.skip("make is not installed")
    for name in ("Makefile", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    shutil.copytree(ROOT / "plugins", tmp_path / "plugins")
    (tmp_path / "requirements.lock").write_text("# nothing\n")
    return tmp_path


def set_up(checkout, *arguments, **environment):
    """Run make as from a shell, also where a make runs these tests and has its own PYTHON."""
    command = [shutil.which("make"), ".venv/ready", *arguments]
    environment = os.environ | {"MAKEFLAGS": "", "PYTHON": ""} | environment
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("lack", PYTHON_WITHOUT)
def test_setup_says_in_one_line_what_python_lacks(checkout, lack):
    disguise, message = PYTHON_WITHOUT[lack]
    python = checkout / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(f"#!{sys.executable}\nimport sys\n{disguise}\nexec(sys.argv[2])\n")
    python.chmod(0o755)

    made = set_up(checkout, PATH=str(python.parent))

    assert made.returncode != 0
    said = [line for line in made.stderr.splitlines() if not line.startswith("make")]
    assert len(said) == 1
    assert message in said[0]
    assert not (checkout / ".venv").exists()


def test_setup_says_that_there_is_no_python(checkout):
    made = set_up(checkout, "PYTHON=/no/such/python")
    assert made.returncode != 0
    assert "/no/such/python is not here. Install it" in made.stderr


@pytest.mark.slow
def test_setup_repairs_half_an_environment_and_then_leaves_it(checkout):
    left_over = checkout / ".venv" / "bin" / "python"
    left_over.parent.mkdir(parents=True)
    left_over.write_text("cut short")

    first = set_up(checkout, f"PYTHON={sys.executable}")
    again = set_up(checkout, f"PYTHON={sys.executable}")

    assert first.returncode == 0, first.stderr
    subprocess.run([left_over, "-m", "pip", "--version"], check=True)
    assert left_over.with_name("sweepfig").is_file()
    assert "Setting up" not in again.stdout


PACKAGE = ROOT / "scripts" / "sweepfig"


def test_an_installed_library_has_every_module_and_page():
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    assert setup["packages"]["find"] == {"where": ["scripts"], "include": ["sweepfig*"]}
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert folders == {path.parent for path in PACKAGE.rglob("__init__.py")}  # else not found
    data = {
        path
        for package, patterns in setup["package-data"].items()
        for pattern in patterns
        for path in (PACKAGE.parent / package.replace(".", "/")).glob(pattern)
    }
    others = {path for path in PACKAGE.rglob("*.*") if path.suffix not in (".py", ".pyc")}
    assert others == data


def test_the_container_has_the_environments_python_and_the_locks_versions():
    text = (ROOT / "Containerfile").read_text()
    version = re.search(r"^FROM python:([\d.]+)-slim$", text, re.MULTILINE)[1]
    assert f"python={version}\n" in (ROOT / "environment.yml").read_text()
    assert "--constraint requirements.lock" in text
    # What is copied is there.
    for copied in re.findall(r"^COPY ([^-].*) \S+$", text, re.MULTILINE):
        assert all((ROOT / name).exists() for name in copied.split())
    assert Path(ROOT / ".dockerignore").is_file()
