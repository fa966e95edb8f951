"""A user's mistake is one message that names what is wrong, on both paths; never a traceback."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from paths import PATHS, SMALL, Ended, assert_is_message, run_fallback, run_snakemake


def config_text(config: dict[str, Any], *changes: tuple[str, Any]) -> str:
    """Return a config as YAML with some keys changed, each given as in a message: ``a.b[0].c``."""
    config = copy.deepcopy(config)
    for key, value in changes:
        *places, last = key.replace("[", ".").replace("]", "").split(".")
        section: Any = config
        for place in places:
            section = section[int(place) if place.isdigit() else place]
        section[last] = value
    return yaml.safe_dump(config)


def assert_refused(done: Ended, *pieces: str) -> None:
    """Check the message, and that it is said once and nothing was drawn."""
    assert_is_message(done, *pieces)
    assert not list(Path().glob("plots/*/*.png"))


@pytest.fixture(params=PATHS)
def run_path(request, sweep):
    return PATHS[request.param]


CONFIG_FILES = {
    "not YAML": (b"sweep: [1, 2\nfigure: {", "config.yaml: the config file is not valid YAML"),
    "not UTF-8": (b"output: caf\xe9\n", "config.yaml: the config file is not UTF-8"),
    "not a mapping": (b"- one\n", "config.yaml: the config must be a mapping"),
    "empty": (b"", "config.yaml: the config must be a mapping"),
    "too little": (b"output: plots\n", "sweep: missing; it is needed"),
}


@pytest.mark.parametrize("what", CONFIG_FILES)
def test_a_file_that_is_no_config_is_named(sweep, what):
    content, message = CONFIG_FILES[what]
    sweep.configfile.write_bytes(content)
    assert_refused(run_fallback(), message)


@pytest.mark.parametrize("what", ["not YAML", "not a mapping", "too little"])
def test_a_file_that_is_no_config_is_refused_by_snakemake_in_its_own_words(sweep, what):
    # Snakemake reads the file before it reads the Snakefile.
    sweep.configfile.write_bytes(CONFIG_FILES[what][0])
    assert_refused(run_snakemake(), "missing; it is needed" if what == "too little" else "YAML")


def test_a_config_that_is_not_there_is_named(sweep):
    message = "nowhere.yaml: the config file can't be read: No such file"
    assert_refused(run_fallback(configfile="nowhere.yaml"), message)
    assert (
        "No such file or directory: 'nowhere.yaml'" in run_snakemake(configfile="nowhere.yaml").text
    )


CHANGES = {
    "unknown key": ([("figure.colour", "red")], ["figure.colour", "unknown key", "'red'", "size"]),
    "wrong type": ([("figure.dpi", "many")], ["figure.dpi", "'many'", "number"]),
    "unknown notation": ([("sweep.axes[0].notation", "roman")], ["axes[0].notation", "'fixed'"]),
    "unknown kind": ([("figure.kind", "pie")], ["figure.kind", "'pie'", "contourf, histogram"]),
    "unknown style": ([("figure.style", "pretty")], ["figure.style", "'pretty'", "ggplot"]),
    "path piece that leaves": ([("sweep.axes[0].path", "../{}")], ["axes[0].path", "'../{}'"]),
    "missing sweep": ([("sweep.curves[0].file", "gone.nc")], ["gone.nc"]),
    "missing variable": ([("sweep.curves[1].variable", "fit")], ["'fit'", "'actual', 'predicted'"]),
    "missing dimension": ([("sweep.abscissa", "time")], ["'time'", "'wavenumber', 'cee'"]),
    "colliding names": (
        [("sweep.axes[0].digits", 1)],
        ["sweep.axes[0]", "0.3 and 0.33", "'k0=0.3'", "digits: 2 tells all values apart"],
    ),
}


# On the workflow's path these come up in other places: in its Snakefile, in `split`, in what `split` plans.
IN_THE_WORKFLOW = ("unknown key", "missing sweep", "missing variable", "colliding names")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "what"),
    [*(("fallback", what) for what in CHANGES), *(("snakemake", what) for what in IN_THE_WORKFLOW)],
)
def test_a_key_that_is_wrong_is_named_with_the_value_met_and_what_is_allowed(sweep, path, what):
    changes, pieces = CHANGES[what]
    sweep.configfile.write_text(config_text(sweep.config, *changes))
    assert_refused(PATHS[path](), *pieces)


def test_several_mistakes_are_said_at_once(sweep):
    changes = [("figure.dpi", 0), ("sweep.axes[1].digits", -1), ("figures_per_job", 0)]
    sweep.configfile.write_text(config_text(sweep.config, *changes))
    assert_refused(run_fallback(), "figure.dpi", "sweep.axes[1].digits", "figures_per_job")


@pytest.mark.parametrize("path", PATHS)
def test_a_sweep_file_that_cannot_be_read_is_named(sweep, path):
    sweep.path.write_bytes(sweep.path.read_bytes()[:3000])
    assert_refused(PATHS[path](), "sweep.nc: ")


def test_a_sweep_file_that_is_no_netcdf_is_named(sweep):
    sweep.path.write_bytes(b"not NetCDF at all\n")
    assert_refused(run_fallback(), "sweep.nc: ")


def test_an_output_folder_that_is_a_file_is_named(run_path):
    Path("plots").write_text("notes")
    assert_refused(run_path(), "output: got 'plots', but plots is a file, not a folder")
    assert Path("plots").read_text() == "notes"


def test_an_output_folder_that_cannot_be_written_is_named(run_path, sweep):
    # /proc takes no new folder from anybody, root included.
    sweep.configfile.write_text(config_text(sweep.config, ("output", "/proc/plots")))
    assert_refused(run_path(), "/proc/plots")


def test_a_user_function_that_is_not_there_is_named(run_path, sweep):
    Path("mine.py").write_text("import no_such_package\n")
    look = {**SMALL, "kind": "mine.py:draw"}
    sweep.write_config(figure=look)
    assert_refused(run_path(), "figure.kind", "mine.py:draw", "no_such_package")
