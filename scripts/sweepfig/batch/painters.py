"""Draw slices in each variant of a plan, within the plan's time limit."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from sweepfig.drawing.slice import Slice
from sweepfig.plan.plan import Plan
from sweepfig.plan.variant import Variant
from sweepfig.pool.time_limit import time_limit

if TYPE_CHECKING:
    from sweepfig.drawing.painter import Painted, Painter


class Painters:
    """The painters of a plan, one for each variant, and the style that is set for the last one.

    A context, at whose end the rcParams are as before. A painter is made, and matplotlib imported, only
    when the first figure has to be drawn.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan, self._stack = plan, ExitStack()
        self._style: tuple[str, str] | None = None  # that is set, and for which kind

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *of_error: object) -> None:
        self._stack.close()

    def paint(self, variant: Variant, data: Slice, digest: str, plainly: str = "") -> Painted:
        """Return the file of a slice's figure; see `sweepfig.drawing.painter.Painter.paint`."""
        painter = self._painter(variant)
        record = _record_of(variant, data)

        is_built_in = not variant.look.is_users_function
        limit = time_limit(self._plan.time_limit, is_built_in=is_built_in)
        with limit:
            return painter.paint(data, digest, plainly=plainly, record=record)

    def _painter(self, variant: Variant) -> Painter:
        from sweepfig.drawing.painter import painter_of
        from sweepfig.drawing.rc_context import drawing_style

        look = variant.look
        style = (look.style, look.kind if look.is_users_function else "")
        if self._style != style:
            self._style = None
            self._stack.close()
            self._stack.enter_context(drawing_style(look))
            self._style = style
        beside = [each.drawing_digest for each in self._plan.variants]
        return painter_of(variant.look, drawing=variant.drawing_digest, beside=beside)


def _record_of(variant: Variant, data: Slice) -> bytes:
    """Return what a figure carries of its slice and settings: nothing, if it is not to."""
    if not variant.record:
        return b""
    from sweepfig.record.encoding import pack

    return pack(variant.record, data)
