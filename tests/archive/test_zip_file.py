"""A zip has the same bytes for the same files, is whole or not there, and holds files of any size."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sweepfig.archive import zip_file
from sweepfig.archive.zip_file import written
from sweepfig.core import storage

pytestmark = pytest.mark.usefixtures("in_folder")
ARCHIVE = Path("one.zip")


def pack(path: Path = ARCHIVE) -> None:
    Path("a.png").write_bytes(b"\x89PNG" * 1000)
    Path("a.csv").write_text("k,nu\n" * 1000)
    with written(path) as archive:
        archive.add_folder("figures/")
        archive.add_file("figures/a.png", "a.png")
        archive.add_file("figures/a.csv", Path("a.csv"))
        archive.add_content("sums.txt", archive.sums())


def test_the_zip_holds_the_files_and_their_digests():
    pack()
    with zipfile.ZipFile(ARCHIVE) as found:
        assert found.testzip() is None
        assert found.namelist() == ["figures/", "figures/a.png", "figures/a.csv", "sums.txt"]
        assert found.read("figures/a.png") == Path("a.png").read_bytes()
        sums = [line.split("  ") for line in found.read("sums.txt").decode().splitlines()]
        assert sums == [
            [hashlib.sha256(found.read(name)).hexdigest(), name]
            for name in ("figures/a.png", "figures/a.csv")
        ]


def test_text_is_deflated_and_pictures_are_stored():
    pack()
    with zipfile.ZipFile(ARCHIVE) as found:
        kinds = {entry.filename: entry.compress_type for entry in found.infolist()}
    assert kinds["figures/a.csv"] == zipfile.ZIP_DEFLATED
    assert kinds["figures/a.png"] == zipfile.ZIP_STORED


def test_times_and_owners_of_files_do_not_count():
    pack()
    first = ARCHIVE.read_bytes()
    os.utime("a.png", (1, 1))
    Path("a.csv").chmod(0o600)
    pack(Path("two.zip"))
    assert Path("two.zip").read_bytes() == first


def test_what_was_added_is_said_with_its_size_and_digest():
    with written(ARCHIVE) as archive:
        packed = archive.add_content("a.txt", [b"ab", b"c"])
        assert packed == ("a.txt", 3, hashlib.sha256(b"abc").hexdigest())
        assert archive.n_files == 1


def test_a_file_beyond_what_a_plain_zip_holds(monkeypatch):
    """The zip's extension for large files has to be said before the file is written."""
    monkeypatch.setattr(zip_file, "LARGE", 10)
    pack()
    with zipfile.ZipFile(ARCHIVE) as found:
        assert found.testzip() is None
        assert found.getinfo("figures/a.png").extract_version >= zipfile.ZIP64_VERSION


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_an_interrupted_zip_is_not_there_and_the_former_one_stays(error):
    def pieces() -> Iterator[bytes]:
        yield b"abc"
        raise error

    ARCHIVE.write_bytes(b"before")
    with pytest.raises(error), written(ARCHIVE) as archive:
        archive.add_content("a.txt", pieces())
    assert [path.name for path in Path().iterdir()] == [ARCHIVE.name]
    assert ARCHIVE.read_bytes() == b"before"


def test_a_full_disk_names_the_archive():
    message = r"No space left on device: 'one\.zip'"
    with pytest.raises(OSError, match=message), written(ARCHIVE):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert not list(Path().iterdir())


def test_a_missing_file_ends_it():
    with pytest.raises(FileNotFoundError), written(ARCHIVE) as archive:
        archive.add_file("figures/a.png", "nowhere.png")
    assert not ARCHIVE.exists()


def test_a_pipe_is_refused_and_not_waited_for():
    os.mkfifo("pipe")
    with pytest.raises(OSError, match="no ordinary file"), written(ARCHIVE) as archive:
        archive.add_file("figures/a.png", "pipe")


def test_what_a_killed_process_left_is_removed_and_nothing_else():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = Path(f".{ARCHIVE.name}.{storage.MACHINE}-{ended.pid}.partial")
    running = Path(f".{ARCHIVE.name}.{storage.MACHINE}-{os.getppid()}.partial")
    others = Path(f".{ARCHIVE.name}.elsewhere-{ended.pid}.partial")
    for path in (left, running, others):
        path.touch()
    pack()
    assert not left.exists()
    assert running.exists()
    assert others.exists()
