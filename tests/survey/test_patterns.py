"""The files of a curve: found by patterns and groups, each with what its name says, or refused."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from layouts import write
from listed import configure
from sweepfig.config import settings
from sweepfig.core.errors import UserError
from sweepfig.plan.make import make_plan


@pytest.mark.parametrize("file", ["a{x}.nc", "{wavenumber}.nc", "a}.nc"])
def test_a_file_name_that_snakemake_would_fill_in_is_refused(sweep, file):
    sweep.path.rename(file)
    sweep.write_config(sweep={"curves": [{"file": file, "variable": "actual"}]})
    with pytest.raises(
        UserError, match=r"sweep.curves\[0\].file: .*(a path without|has no number)"
    ):
        make_plan(settings.read(sweep.configfile))


pytestmark = pytest.mark.usefixtures("in_folder")


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (
            "runs/k={wavenumber}/nu_{damping}.nc",
            r"{damping} is no axis; in braces are allowed wavenumber, cee",
        ),
        ("runs/k={wavenumber}{cee}.nc", "with text between"),
        ("runs/{wavenumber/{cee}.nc", "whole pairs"),
        ("other/*.nc", r"sweep.curves\[0\].file: no file matches other/\*.nc"),
        ("other/k={wavenumber}.nc", "no file matches other/k={wavenumber}.nc"),
        (["whole.nc", "gone.nc"], r"sweep.curves\[0\].file: there is no file gone.nc"),
        ("runs", r"sweep.curves\[0\].file: there is no file runs"),
    ],
)
def test_files_that_can_not_be_found_are_refused(file, message):
    write("file_names")
    with pytest.raises(UserError, match=message):
        make_plan(configure({"file": file}))


def test_a_name_without_its_number_is_refused():
    place = write("file_names")
    shutil.copytree("runs/k=0.3", "runs/k=new")
    with pytest.raises(UserError, match=r"k=new/.*matches 'runs/k={wavenumber}.* no number for"):
        make_plan(configure(place))


def test_group_that_is_not_there_is_refused():
    place = write("groups") | {"group": "output/walk_*"}
    with pytest.raises(
        UserError, match=r"no group matches 'output/walk_\*'; there are output, outp"
    ):
        make_plan(configure(place))


@pytest.mark.skipif(sys.platform == "darwin", reason="has no such names")
def test_a_name_that_is_not_in_utf_8_is_refused():
    write("file_names")
    Path(os.fsdecode(b"runs/b\xff.nc")).touch()
    message = r"sweep.curves\[\].file: .* matches 'runs/b\\udcff.nc', whose name is not in UTF-8"
    with pytest.raises(UserError, match=message):
        make_plan(configure({"file": "runs/*.nc"}))
