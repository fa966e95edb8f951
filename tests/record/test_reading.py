"""Whatever a file lacks to be redrawn is said in one message."""

from __future__ import annotations

from pathlib import Path

import pytest
from carried import draw_one
from matplotlib.figure import Figure
from PIL import Image
from sweepfig.core.errors import UserError
from sweepfig.drawing.file import png, provenance
from sweepfig.drawing.file.attachment import attach, detach
from sweepfig.record import reading


def with_record(path, change):
    """Write a figure whose record is another, and whose check fits it."""
    content = png.split_text(path.read_bytes(), provenance.KEY)[1]
    record, rest = detach(content)
    path.write_bytes(provenance.with_mark(attach(rest, change(record)), "0" * 32))


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_a_figure_is_read_whatever_its_name(in_folder, form):
    path = draw_one(format=form)
    found = reading.read(path)
    assert reading.read(path.rename("figure")).packed == found.packed
    assert found.record.data.title == "k = 0.3"
    assert found.digest == provenance.digest_in(found.content)


def spoil(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def save_again(path):
    with Image.open(path) as picture:
        picture.load()
    picture.save(path)


def make_folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (Path.unlink, "can't be read: No such file or directory"),
        (make_folder, "can't be read: "),
        (lambda path: path.write_text("a,b"), "no figure; a PNG, SVG or PDF that sweepfig has"),
        (lambda path: Figure().savefig(path), "not drawn by sweepfig, or saved again"),
        (save_again, "not drawn by sweepfig, or saved again by another program"),
        (spoil, "damaged, or changed by another program"),
        (lambda path: path.write_bytes(path.read_bytes()[:-20]), "damaged, or changed by"),
        (
            lambda path: with_record(path, lambda record: b""),
            "it carries no data; with figure.carr",
        ),
        (
            lambda path: with_record(path, lambda r: b"\x07" + r[1:]),
            "its record is of format 7, from a new",
        ),
        (
            lambda path: with_record(path, lambda r: r[:-9]),
            "its record can't be read: it is cut short",
        ),
    ],
)
def test_what_cannot_be_read_is_said(in_folder, harm, said):
    path = draw_one()
    harm(path)
    with pytest.raises(UserError) as error:
        reading.read(path)
    assert str(error.value).startswith(f"{path}: {said}")


def test_a_file_beyond_the_limit_is_not_read(in_folder, monkeypatch):
    path = draw_one()
    monkeypatch.setattr(reading, "LARGEST_FILE", 100)
    with pytest.raises(UserError, match="larger than 100 bytes"):
        reading.read(path)
