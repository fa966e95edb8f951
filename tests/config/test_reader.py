"""A config file: read in time and in one message refused, whatever it holds and is."""

from __future__ import annotations

import os
import time

import pytest
from sweepfig.config import reader, settings
from sweepfig.core.errors import UserError


def test_a_config_of_10_megabytes_is_refused_by_its_size(tmp_path):
    path = tmp_path / "my.yaml"
    path.write_bytes(b"output: plots\n" * 750_000)
    with pytest.raises(UserError, match="has 10500000 bytes; at most 1048576 are allowed"):
        reader.read_mapping(path)


@pytest.mark.parametrize("character", "[{-?*&'\"#x\n")
def test_a_megabyte_of_one_character_is_refused_in_time(tmp_path, character):
    path = tmp_path / "my.yaml"
    path.write_text("a: " + character * 900_000)
    began = time.monotonic()
    with pytest.raises(UserError, match=r"^\S+my\.yaml: the config"):
        settings.read(path)
    assert time.monotonic() - began < 60


def test_a_pipe_is_no_config(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError, match="it is a pipe or a device; an ordinary file is allowed"):
        settings.read(tmp_path / "pipe")


def test_a_folder_is_no_config(tmp_path):
    with pytest.raises(UserError, match="can't be read: Is a directory"):
        settings.read(tmp_path)


def test_json_with_tabs_is_a_config_as_for_snakemake(tmp_path):
    path = tmp_path / "my.json"
    path.write_text('{\n\t"output": "a"\n}\n')
    assert reader.read_mapping(path) == {"output": "a"}
