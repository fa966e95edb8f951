"""A working folder runs no code: only `figure.kind` does, and what its function imports is the user's."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import paths
import pytest
from paths import (
    ROOT,
    SMALL,
    Ended,
    assert_ok,
    draw_here,
    fallback_command,
    figures,
    finish,
    run,
    run_sweepfig,
    started,
    sweepfig_command,
    wait_until,
)

SCRIPTS = ROOT / "scripts"
SNAKEMAKE = Path(sys.executable).with_name("snakemake")
TRAP = "open('{folder}/sprung-{name}', 'w').close()\nraise RuntimeError('{name} was executed')\n"
OURS = {"sweepfig", *(path.stem for path in SCRIPTS.glob("*.py"))}


def _needed_by_runpy() -> set[str]:
    # `python -m` looks for them in the working folder before it comes to the module.
    code = "import runpy, sys; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in said.stdout.split()}


def _found() -> set[str]:
    """Return the names of the modules and packages that Python and the installed libraries have."""
    installed = {name for name in metadata.packages_distributions() if name.isidentifier()}
    return {name for name in sys.stdlib_module_names if find_spec(name)} | installed


def _tried() -> set[str]:
    """Return names of modules that are imported where they are there."""
    optional = {"cupy", "dask", "numbagg", "bottleneck", "sparse", "sitecustomize", "usercustomize"}
    return sys.stdlib_module_names | optional


def set_traps(folder: Path, names: set[str]) -> None:
    """Write a file for each name, which says so when it is executed."""
    for name in names - OURS:
        (folder / f"{name}.py").write_text(TRAP.format(folder=folder, name=name))


def sprung(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("sprung-*"))


@pytest.fixture
def trapped(sweep):
    """A sweep in a folder with a file named as each module that there is."""
    sweep.write_config(figure=SMALL)
    set_traps(sweep.folder, _found() | _tried())
    yield sweep
    assert sprung(sweep.folder) == []


def python(script: str, *arguments: str) -> list[str]:
    return [sys.executable, str(SCRIPTS / f"{script}.py"), *arguments]


def run_snakemake(*arguments: str) -> Ended:
    # By its own name: `python -m snakemake` itself runs what lies here.
    command = [str(SNAKEMAKE), "--cores", "2", "-s", str(ROOT / "Snakefile")]
    return run([*command, "--configfile", "config.yaml", *arguments])


def test_the_fallback_and_its_workers_run_none_of_it(trapped):
    assert_ok(run(fallback_command()))
    assert len(figures(trapped.output)) == 6


@pytest.mark.slow
def test_snakemake_and_the_jobs_of_its_rules_run_none_of_it(trapped):
    assert_ok(run_snakemake("--set-threads", "render=2"))
    assert len(figures(trapped.output)) == 6


@pytest.mark.slow
def test_snakemake_as_a_module_runs_none_of_what_is_ours_to_import(sweep):
    # As its jobs on a cluster are. What it imports itself, it takes from the working folder.
    sweep.write_config(figure={**SMALL, "style": "ggplot"})
    set_traps(sweep.folder, {"matplotlib", "netCDF4", "xarray", "tqdm", "zlib_ng"})
    assert_ok(paths.run_snakemake())
    assert sprung(sweep.folder) == []


@pytest.mark.slow
def test_snakemake_in_its_own_checkout_runs_none_of_what_lies_there(sweep, tmp_path_factory):
    # It looks for modules beside the Snakefile first, and there is the working folder.
    checkout = tmp_path_factory.mktemp("checkout")
    for name in ("scripts", "workflow", "config", "resources"):
        shutil.copytree(ROOT / name, checkout / name)
    for name in ("Snakefile", "environment.yml"):
        shutil.copy(ROOT / name, checkout)
    shutil.copy(sweep.path, checkout)
    sweep.write_config(figure=SMALL)
    shutil.copy(sweep.configfile, checkout / "my.yaml")
    set_traps(checkout, _found() | _tried())
    assert_ok(run([str(SNAKEMAKE), "--cores", "2", "--configfile", "my.yaml"], checkout))
    assert sprung(checkout) == []


@pytest.mark.slow
def test_the_other_command_lines_run_none_of_it(trapped):
    assert_ok(run_sweepfig("init", "sweep.nc", "--config", "new.yaml"))
    assert_ok(run_sweepfig("preview", "config.yaml"))
    draw_here()
    for command in ("verify --processes 2", "movies", "book", "prune --yes"):
        assert_ok(run_sweepfig(*command.split(), "plots"))
    for command in ("sequence books", "verify --processes 2"):
        script, *arguments = command.split()
        assert_ok(run(python(script, "plots/.sweepfig/plan.json", *arguments)))


def test_watching_runs_none_of_it(trapped):
    with started(sweepfig_command("watch", "config.yaml", "--every", "0.1")) as process:
        wait_until(lambda: len(figures(trapped.output)) == 6 or process.poll() is not None)
        process.send_signal(signal.SIGINT)
        assert finish(process, 10).status == 130


@pytest.mark.parametrize(
    "arguments", [("config.yaml", "--processes", "2"), ("init", "sweep.nc"), ("sweep.nc",)]
)
def test_as_a_module_it_runs_none_of_it(sweep, monkeypatch, arguments):
    sweep.write_config(figure=SMALL)
    set_traps(sweep.folder, (_found() | _tried()) - _needed_by_runpy())
    monkeypatch.setenv("PYTHONPATH", str(SCRIPTS))
    assert_ok(run([sys.executable, "-m", "sweepfig", *arguments]))
    assert sprung(sweep.folder) == []


def test_a_module_of_another_program_keeps_its_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(SCRIPTS))
    Path("mine").mkdir()
    Path("mine/__init__.py").write_text("import sweepfig\nimport beside\n")
    Path("mine/__main__.py").write_text("import sys; print(sys.path[0])\n")
    Path("beside.py").touch()
    assert assert_ok(run([sys.executable, "-m", "mine"])).output.strip() == str(tmp_path)


PROGRAM = """
import os, sys
here = os.getcwd()
sys.path[:] = [folder for folder in sys.path if folder not in ("", here)]
import numpy as np
from sweepfig import BackgroundPlotter
import sweepfig.training.resonance
sys.path.insert(0, here)  # as Python does it for a program, or a notebook, that lies there
axes = {"wavenumber": [0.3], "cee": [1e-5], "frequency": np.linspace(0.5, 2.1, 33)}
with BackgroundPlotter(processes=1, coordinates=axes) as plots:
    plots.submit(np.ones((1, 1, 33)), np.ones((1, 1, 33)), folders={"plots": "plots"})
print(plots.drawn, plots.errors)
"""


def test_a_training_programs_helpers_run_none_of_what_lies_beside_it(trapped, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(SCRIPTS))
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    assert assert_ok(run([sys.executable, "-c", PROGRAM])).output == "1 []\n"


# --- a user's function imports what is the user's

FUNCTION = """
import {imports}

def draw(axes, data):
    import {imports} as again  # also while it draws
    axes.plot(data.abscissa, data.curves[0] * {imports}.HEIGHT * again.HEIGHT)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "kind"), [("snakemake", "render:draw"), ("fallback", "lib/render.py:draw")]
)
def test_a_users_summary_is_not_ours_and_installed_modules_are_theirs(sweep, path, kind):
    folder = Path(kind).parent if ".py" in kind else Path()
    (folder / "pkg").mkdir(parents=True)
    (folder / "pkg" / "__init__.py").write_text("from . import inner\n")
    (folder / "pkg" / "inner.py").touch()
    (folder / "render.py").write_text(FUNCTION.format(imports="summary"))
    (folder / "summary.py").write_text("import json, numpy, signal, pkg.inner\nHEIGHT = 2\n")
    if folder != Path():  # one beside the function comes before one beside the config
        Path("summary.py").write_text("raise RuntimeError('of another folder')\n")
    set_traps(sweep.folder, _found())
    sweep.write_config(figure={**SMALL, "kind": kind})
    assert_ok(run_snakemake() if path == "snakemake" else run(fallback_command()))
    assert len(figures(sweep.output)) == 6
    assert sprung(sweep.folder) == []


def test_no_command_line_of_ours_stands_before_a_users_module(sweep):
    names = sorted(OURS - {"sweepfig"})
    Path("mine.py").write_text(FUNCTION.format(imports="helpers"))
    Path("helpers.py").write_text(f"import {', '.join(names)}\nHEIGHT = 2\n")
    for name in names:
        Path(f"{name}.py").write_text(f"open('used-{name}', 'w').close()\n")
    sweep.write_config(figure={**SMALL, "kind": "mine.py:draw"})
    assert_ok(run_sweepfig("preview", "config.yaml"))
    assert len(figures(sweep.output)) > 0
    assert {path.name for path in Path().glob("used-*")} == {f"used-{name}" for name in names}
