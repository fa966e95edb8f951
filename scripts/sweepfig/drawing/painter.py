"""Turn a slice into the bytes of a figure's file, with the digest of what it was drawn from.

Every figure's file is made here, on both paths, whether the template or plain matplotlib draws it.
"""

from __future__ import annotations

import io
from typing import NamedTuple

import matplotlib

from sweepfig.core.threads import alone
from sweepfig.drawing import kinds, png, user_function
from sweepfig.drawing.look import Look
from sweepfig.drawing.provenance import VECTOR_METADATA, with_mark
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template import Template, plain_pixels


class Painted(NamedTuple):
    """A figure file's content, and whether the template drew it."""

    content: bytes
    by_template: bool


class Painter:
    """Draws slices in one look and returns files' bytes. Use it inside `kinds.drawing_style(look)`."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.kind = user_function.load(look.kind)
        self.template = Template(look, self.kind)

    @alone("figure")
    def paint(self, data: Slice, digest: str) -> Painted:
        """Return the file of a slice's figure.

        Parameters
        ----------
        data : Slice
        digest : str
            The digest of what the figure is drawn from (`Slice.digest`), to be written into the file.
        """
        if self.kind in kinds.KINDS.values():
            return self._paint(data, digest)
        # A user's function may change its slice and rcParams: this must not affect other figures.
        with matplotlib.rc_context():
            return self._paint(data.copy(), digest)

    def _paint(self, data: Slice, digest: str) -> Painted:
        if self.look.format != "png":
            return Painted(self._vector_file(data, digest), by_template=False)
        pixels = self.template.pixels(data)
        by_template = pixels is not None
        if pixels is None:
            pixels = plain_pixels(self.look, self.kind, data)
            self.template.say_failure()
        content = png.encode(pixels, dpi=self.look.dpi)
        return Painted(with_mark(content, digest), by_template)

    def _vector_file(self, data: Slice, digest: str) -> bytes:
        buffer = io.BytesIO()
        kinds.draw(self.look, self.kind, data).savefig(
            buffer,
            format=self.look.format,
            dpi=self.look.dpi,
            bbox_inches="tight",
            metadata=VECTOR_METADATA[self.look.format](digest),
        )
        return with_mark(buffer.getvalue(), digest)


_kept: dict[str, Painter] = {}


def painter_of(look: Look, *, drawing: str) -> Painter:
    """Return a painter of a look: the last one again, if it was for the same digest.

    Making its template takes as long as drawing dozens of figures, and a worker draws one plan in many
    calls.

    Parameters
    ----------
    look : Look
    drawing : str
        Digest of all that shapes the figures (`Plan.drawing_digest`). It differs between two looks, and
        for the same look before and after an edit of the user's function.
    """
    if drawing not in _kept:
        _kept.clear()
        _kept[drawing] = Painter(look)
    return _kept[drawing]
