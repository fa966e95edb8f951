"""Files are whole or not there, whoever writes them; what cannot be read is no empty file."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from sweepfig.core import storage
from sweepfig.core.storage import content_digest


@pytest.fixture
def elsewhere(tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "mine.txt").write_text("mine")
    yield folder
    assert {path.name for path in folder.rglob("*")} == {"mine.txt"}
    assert (folder / "mine.txt").read_text() == "mine"


def test_a_temporary_file_that_is_a_link_or_a_pipe_is_replaced(tmp_path, elsewhere):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    beside = temporary / storage.name_for_writing()
    for make in (lambda: beside.symlink_to(elsewhere / "mine.txt"), lambda: os.mkfifo(beside)):
        make()
        storage.write(tmp_path / "a", b"content", temporary=temporary)
        assert (tmp_path / "a").read_bytes() == b"content"


# --- folders that must not be written, or read


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux")
def test_a_file_that_is_there_and_cannot_be_read_does_not_pass_for_none(tmp_path):
    assert [content_digest(path) for path in (tmp_path, tmp_path / "gone", "a\0b")] == [""] * 3
    with pytest.raises(OSError, match="Input/output error"):
        content_digest("/proc/self/mem")  # an ordinary file, to `os.stat`


def test_what_a_lost_node_left_half_written_is_removed_when_it_is_old(tmp_path):
    fresh, old = tmp_path / ".n1-4026531836-1", tmp_path / ".n2-4026531836-1"
    for path in (fresh, old):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 2 * storage.LONG_DEAD,) * 2)
    storage.remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == [fresh]


def test_a_directory_in_a_files_place_is_told_by_its_path(tmp_path):
    path = tmp_path / "figure.png"
    (path / "mine").mkdir(parents=True)
    with pytest.raises(
        IsADirectoryError, match=r"/figure\.png: a directory is in the file's place"
    ):
        storage.write(path, b"pixels", temporary=tmp_path / "tmp")
    assert not list((tmp_path / "tmp").iterdir())


def test_a_file_that_can_not_be_written_is_named_without_its_temporary_one(tmp_path):
    path = tmp_path / ("x" * 300)
    with pytest.raises(OSError, match="File name too long") as said:
        storage.write(path, b"", temporary=tmp_path / "temporary")
    assert (said.value.filename, said.value.filename2) == (str(path), None)
    assert [*(tmp_path / "temporary").iterdir()] == []


def test_files_behind_a_link_belong_to_a_folder_and_to_its_stamp(tmp_path, elsewhere):
    store = tmp_path / "s.zarr"
    (store / "group").mkdir(parents=True)
    (store / "group" / "loop").symlink_to(store)
    (store / "group" / "gone").symlink_to(tmp_path / "gone")
    (store / "zarr.json").write_text("{}")
    linked = tmp_path / "scratch"
    linked.mkdir()
    (linked / "0.0").write_text("numbers")
    (store / "response").symlink_to(linked)
    names = [str(file.relative_to(store)) for file in storage.files_below(store)]
    assert names == ["group/gone", "response/0.0", "zarr.json"]
    (store / "group" / "gone").unlink()
    before = storage.FileStamp.of(str(store))
    assert before.inside
    (linked / "0.0").write_text("Numbers")
    assert storage.FileStamp.of(str(store)) != before
