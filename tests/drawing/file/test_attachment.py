"""A record is attached to any figure's file and taken out again; the picture is as it was."""

from __future__ import annotations

import base64
import functools
import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from drawn_files import DIGEST, FILES, file_bytes, marked
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sweepfig.drawing.file import attachment, provenance
from sweepfig.drawing.painter import Painter
from sweepfig.drawing.rc_context import drawing_style

RECORD = bytes(range(256)) * 300
FORMATS = ("png", "svg", "pdf")


@functools.cache
def plain(name):
    whole = file_bytes(*FILES[name])
    return provenance.png.split_text(whole, provenance.KEY)[1] if name == "png" else whole


@pytest.mark.parametrize("name", FORMATS)
@given(record=st.binary(min_size=1, max_size=3000))
def test_what_was_attached_comes_back_and_so_does_the_file(name, record):
    content = attachment.attach(plain(name), record)
    assert content != plain(name)
    assert attachment.detach(content) == (record, plain(name))


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_without_a_record_has_none(name):
    assert attachment.attach(plain(name), b"") == plain(name)
    assert attachment.detach(plain(name)) == (b"", plain(name))


def test_a_png_with_a_record_has_the_same_pixels():
    with_record = attachment.attach(plain("png"), RECORD)
    pictures = [np.asarray(Image.open(io.BytesIO(c))) for c in (plain("png"), with_record)]
    assert np.array_equal(*pictures)


def test_an_svg_with_a_record_is_xml_with_the_same_elements():
    trees = [
        [element.tag for element in ElementTree.fromstring(content).iter()]
        for content in (plain("svg"), attachment.attach(plain("svg"), RECORD))
    ]
    assert trees[1].count("{urn:sweepfig}record") == 1
    assert [tag for tag in trees[1] if tag != "{urn:sweepfig}record"] == trees[0]


def test_a_pdfs_tables_lead_to_the_record_and_to_all_before_it():
    content = attachment.attach(plain("pdf"), RECORD)
    table = int(re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", content)[1])
    head, entry = re.match(
        rb"xref\n0 1\n0{10} 65535 f \n(\d+) 1\n(\d{10}) 00000 n \n", content[table:]
    ).groups()
    assert content[int(entry) :].startswith(head + b" 0 obj\n")
    trailer = re.search(rb"/Size (\d+) /Root .* /Prev (\d+)", content[table:])
    before = plain("pdf")
    assert content[int(trailer[2]) :].startswith(b"xref\n0 " + head + b"\n")
    assert int(trailer[1]) == int(head) + 1
    assert content.startswith(before)


def test_what_is_no_figure_takes_none():
    for content in (b"%PDF-1.4\nother", b"<svg></svg>"):
        with pytest.raises(ValueError, match="no record can be attached"):
            attachment.attach(content, RECORD)


@pytest.mark.parametrize("name", FORMATS)
def test_the_files_check_covers_the_record(name):
    data, look = FILES[name]
    with drawing_style(look):
        content = bytearray(Painter(look).paint(data, DIGEST, record=RECORD).content)
    assert provenance.digest_in(bytes(content)) == marked(name)
    piece = RECORD[50:80] if name != "svg" else base64.b64encode(RECORD)[50:80]
    content[bytes(content).index(piece) + 5] ^= 1
    assert provenance.digest_in(bytes(content)) is None
    assert provenance.has_mark(bytes(content))
