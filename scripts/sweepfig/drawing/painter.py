"""Turn a slice into the bytes of a figure's file, with the digest of what it was drawn from.

Every figure's file is made here, on both paths, in whichever way it is drawn.
"""

from __future__ import annotations

import io
from collections.abc import Collection
from typing import NamedTuple

from sweepfig.core.threads import alone
from sweepfig.drawing import formulas, kinds, user_function
from sweepfig.drawing.file import png
from sweepfig.drawing.file.attachment import attach
from sweepfig.drawing.file.provenance import (
    BY_TEMPLATE,
    PLAIN,
    VECTOR_METADATA,
    WITH_KEPT_TEXT,
    digest_in_mark,
    with_mark,
)
from sweepfig.drawing.look import Look
from sweepfig.drawing.plain import PlainDrawing
from sweepfig.drawing.slice import Slice
from sweepfig.drawing.template import Template


class Painted(NamedTuple):
    """A figure's file.

    Attributes
    ----------
    content : bytes
    digest : str
        The one in its mark, which also tells what drew it.
    reason : str
        Why the template did not draw it; empty if it did.
    wrong : str
        What was found to be drawn with other pixels than plain matplotlib's, by this process: what it has
        drawn before may be wrong. Empty if nothing was.
    is_found_here : bool
        Whether that was found with this figure.
    """

    content: bytes
    digest: str
    reason: str = ""
    wrong: str = ""
    is_found_here: bool = False


class Painter:
    """Draws slices in one look and returns files' bytes. Use it inside `rc_context.drawing_style(look)`."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._function = kinds.load(look.kind)
        self.template = Template(look, self._function)
        self._plain = PlainDrawing(look, self._function)

    @alone("figure")
    def paint(self, data: Slice, digest: str, *, plainly: str = "", record: bytes = b"") -> Painted:
        """Return the file of a slice's figure.

        Parameters
        ----------
        data : Slice
        digest : str
            The digest of what the figure is drawn from (`Slice.digest`), for the file's mark.
        plainly : str
            Why plain matplotlib alone is to draw it; by default faster ways may.
        record : bytes
            What the file is to carry, so that it can be drawn again (`sweepfig.record`).

        Raises
        ------
        UserError
            If one of its texts is no formula that matplotlib can read. The message names the text.
        """
        try:
            if self._function in kinds.KINDS.values():
                return self._paint(data, digest, plainly, record)
            with user_function.nothing_kept():
                # It may change its slice, too.
                return self._paint(data.copy(), digest, plainly, record)
        except ValueError:  # which matplotlib raises for a formula, without saying of what
            formulas.check(self.look, data)
            raise

    def _paint(self, data: Slice, digest: str, plainly: str, record: bytes) -> Painted:
        known = self._wrong
        pixels, drawn_by = None if plainly else self.template.pixels(data), BY_TEMPLATE
        reason = plainly or self.template.reason
        if self.look.format != "png":
            return Painted(self._vector_file(data, digest, record), digest, reason)
        if pixels is None:
            may_keep_text = not (plainly or self.template.wrong)
            pixels, is_kept = self._plain.pixels(data, may_keep_text=may_keep_text)
            if not plainly:
                self.template.note_plainly_drawn()
            drawn_by = WITH_KEPT_TEXT if is_kept else PLAIN
        digest = digest_in_mark(digest, drawn_by)
        content = with_mark(attach(png.encode(pixels, dpi=self.look.dpi), record), digest)
        wrong = self._wrong
        return Painted(content, digest, reason, wrong, bool(wrong) and not known)

    @property
    def _wrong(self) -> str:
        return self.template.wrong or self._plain.wrong

    def _vector_file(self, data: Slice, digest: str, record: bytes) -> bytes:
        buffer = io.BytesIO()
        kinds.draw(self.look, self._function, data).savefig(
            buffer,
            format=self.look.format,
            dpi=self.look.dpi,
            bbox_inches="tight",
            metadata=VECTOR_METADATA[self.look.format](digest),
        )
        return with_mark(attach(buffer.getvalue(), record), digest)


_kept: dict[str, Painter] = {}


def painter_of(look: Look, *, drawing: str, beside: Collection[str] = ()) -> Painter:
    """Return a painter of a look: the one of an earlier call, if that was for the same digest.

    Making its template takes as long as drawing dozens of figures, and a worker draws one plan in many
    calls. Painters of other plans are not kept.

    Parameters
    ----------
    look : Look
    drawing : str
        Digest of all that shapes the figures (`Plan.drawing_digest`). It differs between two looks, and
        for the same look before and after an edit of the user's function.
    beside : collection of str
        Digests of the plan's other looks, whose painters are kept.
    """
    if drawing not in _kept:
        for other in _kept.keys() - {*beside}:
            del _kept[other]
        _kept[drawing] = Painter(look)
    return _kept[drawing]
