"""Attach a record to the content of a figure's file, and take it out again.

What a record holds is `sweepfig.record`'s affair; here it is bytes. Other programs ignore them:

- PNG: in a private chunk, which a program that changes the image has to drop;
- SVG: in base64, in an element of the metadata;
- PDF: in an object that no page uses, in a section that is appended to the file (ISO 32000, 7.5.6).
"""

from __future__ import annotations

import base64
import binascii
import re

from sweepfig.drawing.file import png

# Its capitals say that it may be ignored, is private, and is not to be copied to a changed image.
CHUNK = b"swFG"
END_OF_METADATA = b" </metadata>\n"
ELEMENT = re.compile(
    rb'  <sweepfig:record xmlns:sweepfig="urn:sweepfig">([A-Za-z0-9+/=]*)</sweepfig:record>\n'
)
OBJECT = re.compile(rb"\d+ 0 obj\n<< /Type /SweepfigRecord /Length (\d+) >>\nstream\n")
TRAILER = re.compile(
    rb"trailer\n<< /Size (\d+) (/Root \d+ 0 R /Info \d+ 0 R) >>\nstartxref\n(\d+)\n%%EOF\n\Z"
)


def attach(content: bytes, record: bytes) -> bytes:
    """Return a figure's file with a record.

    Parameters
    ----------
    content : bytes
        A PNG, or an SVG or PDF of matplotlib's.
    record : bytes
        If it is empty, the content is returned as it is.

    Raises
    ------
    ValueError
        If it is none of these.
    """
    if not record:
        return content
    if content.startswith(png.SIGNATURE):
        return png.with_chunk(content, CHUNK, record)
    return (
        _into_pdf(content, record) if content.startswith(b"%PDF-") else _into_svg(content, record)
    )


def detach(content: bytes) -> tuple[bytes, bytes]:
    """Return the record in a figure's file, empty if there is none, and the file without it."""
    if content.startswith(png.SIGNATURE):
        return png.split_chunk(content, CHUNK) or (b"", content)
    return _from_pdf(content) if content.startswith(b"%PDF-") else _from_svg(content)


def _into_svg(content: bytes, record: bytes) -> bytes:
    before, end, after = content.partition(END_OF_METADATA)
    if not end:
        raise ValueError("no record can be attached: the SVG has no metadata")
    shown = base64.b64encode(record)
    element = b'  <sweepfig:record xmlns:sweepfig="urn:sweepfig">%s</sweepfig:record>\n' % shown
    return b"".join((before, element, end, after))


def _from_svg(content: bytes) -> tuple[bytes, bytes]:
    found = ELEMENT.search(content)
    if found is None:
        return b"", content
    try:
        record = base64.b64decode(found[1], validate=True)
    except binascii.Error:
        return b"", content
    return record, content[: found.start()] + content[found.end() :]


def _into_pdf(content: bytes, record: bytes) -> bytes:
    trailer = TRAILER.search(content, max(0, len(content) - 1000))
    if trailer is None:
        raise ValueError("no record can be attached: the PDF does not end as matplotlib's do")
    number, before = int(trailer[1]), int(trailer[3])  # the first free number of an object
    head = b"%d 0 obj\n<< /Type /SweepfigRecord /Length %d >>\nstream\n" % (number, len(record))
    parts = [content, head, record, b"\nendstream\nendobj\n"]
    table = sum(map(len, parts))
    parts += [
        b"xref\n0 1\n0000000000 65535 f \n%d 1\n%010d 00000 n \n" % (number, len(content)),
        b"trailer\n<< /Size %d %s /Prev %d >>\n" % (number + 1, trailer[2], before),
        b"startxref\n%d\n%%%%EOF\n" % table,
    ]
    return b"".join(parts)


def _from_pdf(content: bytes) -> tuple[bytes, bytes]:
    found = OBJECT.search(content)
    if found is None:
        return b"", content
    return content[found.end() : found.end() + int(found[1])], content[: found.start()]
