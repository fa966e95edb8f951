"""The sweep that workflow catalogs draw, in `.test`, is drawn as they do it, and is a part of the demo."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import make_demo
import netCDF4
import numpy as np
import pytest
import yaml
from document_config import SCHEMA
from jsonschema import Draft202012Validator
from paths import ROOT, Ended, assert_is_message, assert_ok, run, tree
from sweepfig.config import reader

CATALOG = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text())
LARGEST_BYTES = 50_000


# What somebody's run there leaves.
LEFT = shutil.ignore_patterns(".snakemake", "plots", "logs", "report.zip")


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(ROOT / ".test", tmp_path / "test", ignore=LEFT))


def snakemake(folder: Path, *arguments: str) -> Ended:
    """Run Snakemake as the catalog does: from the repository, with no config named."""
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "-s", "workflow/Snakefile"]
    flags = CATALOG["usage"]["mandatory-flags"]["flags"].split()
    return run([*command, "--directory", str(folder), *flags, *arguments], ROOT)


@pytest.mark.slow
def test_a_catalogs_run_draws_the_small_sweep_and_then_nothing(folder):
    assert "4 drawn" in assert_ok(snakemake(folder)).text
    drawn = tree(folder / "plots")
    assert {"index.html", "k0=0.33/rc-1.778e-05.png"} <= drawn.keys()
    again = assert_ok(snakemake(folder)).text
    assert "drawn" not in again or "0 drawn" in again
    assert tree(folder / "plots") == drawn


@pytest.mark.slow
def test_the_working_folders_config_is_read_and_checked_and_a_given_one_goes_before_it(folder):
    own = folder / "config" / "config.yaml"
    other = folder / "other.yaml"
    other.write_text(own.read_text())
    own.write_text("colour: red\n")
    assert_is_message(snakemake(folder, "-n"), str(own), "colour: unknown key")
    assert_ok(snakemake(folder, "-n", "--configfile", str(other)))


def test_the_catalogs_checks_of_the_source_pass(folder):
    assert_ok(snakemake(folder, "--lint"))
    assert (ROOT / "config" / "README.md").is_file()
    assert set(CATALOG["usage"]) == {"mandatory-flags", "software-stack-deployment", "report"}


def test_the_small_sweep_is_a_part_of_the_demo_and_small(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < LARGEST_BYTES
    with (
        netCDF4.Dataset(ROOT / ".test" / "resources" / "sweep.nc") as small,
        netCDF4.Dataset(make_demo.DEFAULT_OUTPUT) as demo,
    ):
        places = tuple(
            np.isin(demo[name][:], small[name][:]) for name in ("wavenumber", "cee", "frequency")
        )
        for name in ("actual", "predicted"):
            assert small[name].shape == (2, 2, demo[name].shape[-1])
            np.testing.assert_array_equal(small[name][:], demo[name][:][np.ix_(*places)])


def test_its_config_has_the_keys_of_the_schema():
    config = reader.read_mapping(ROOT / ".test" / "config" / "config.yaml")
    Draft202012Validator(yaml.safe_load(SCHEMA.read_text())).validate(config)
