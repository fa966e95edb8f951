"""The versions of what drew are told, for programs and for pip."""

from __future__ import annotations

import platform
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from paths import SMALL
from project import PROJECT
from sweepfig.archive.crate import programs
from sweepfig.config import settings
from sweepfig.plan.make import make_plan

FUNCTION = """
import scipy.special
import yaml
def draw(axes, slice):
    axes.plot(slice.abscissa, scipy.special.erf(slice.curves[0]))
"""


def test_the_address_is_the_projects():
    assert programs.sweepfig("1.0") == ("sweepfig", "1.0", PROJECT["urls"]["Repository"])


def test_python_is_the_one_that_runs():
    assert programs.python().version == platform.python_version()


@pytest.fixture
def plan(sweep):
    """The plan of figures that a user's function draws, which imports a package."""
    Path("own.py").write_text(FUNCTION)
    sweep.write_config(figure=SMALL | {"kind": "own.py:draw"})
    return make_plan(settings.read("config.yaml"))


def test_packages_are_those_that_draw_and_those_that_the_users_function_imports(plan):
    found = {each.name: each for each in programs.packages(plan)}
    assert found["matplotlib"].version == metadata.version("matplotlib")
    assert found["scipy"].version == metadata.version("scipy")
    assert found["PyYAML"].version == metadata.version("PyYAML")  # not the name that is imported
    assert all(each.address for name, each in found.items() if name not in ("scipy", "PyYAML"))


def test_pip_reads_the_versions(plan):
    text = programs.requirements_txt([programs.sweepfig("0.1.0"), *programs.packages(plan)])
    comment, own, *lines = text.splitlines()
    assert comment == f"# Python {platform.python_version()}"
    assert own == f"# sweepfig 0.1.0: {programs.ADDRESS}"  # no registry has it
    assert all(str(Requirement(line).specifier).startswith("==") for line in lines)
