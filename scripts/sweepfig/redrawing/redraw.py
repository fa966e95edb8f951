"""Draw a figure again from its file alone."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sweepfig.core.digests import digest_of
from sweepfig.core.errors import UserError, cause_of
from sweepfig.core.threads import alone
from sweepfig.drawing.look import is_users_function
from sweepfig.drawing.painter import Painter
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.interactive.one_figure import DrawnFigure
from sweepfig.record import own_code, reading
from sweepfig.record.encoding import pack
from sweepfig.record.reading import Carried
from sweepfig.record.settings import RecordedSettings, of_record
from sweepfig.redrawing import changes as changed
from sweepfig.redrawing.changes import Resolved

PLAINLY = "it is drawn from its file alone"  # one figure: a template would take as long to make


class Redrawn(NamedTuple):
    """A figure that was drawn again.

    Attributes
    ----------
    figure : DrawnFigure
    is_same : bool
        Whether its file has the bytes of the one that it was drawn from.
    difference : str
        Which versions are other than those that drew that one; empty if none are.
    """

    figure: DrawnFigure
    is_same: bool
    difference: str


def redraw(path: str | os.PathLike[str], *, trust: bool = False, **figure: Any) -> DrawnFigure:
    """Draw a figure again from its file alone: the same bytes, or with other settings.

    The file must carry its data (`figure.carry_data`). It is not changed: `DrawnFigure.save` writes what was
    drawn.

    Parameters
    ----------
    path : path
        A PNG, SVG or PDF that sweepfig has drawn.
    trust : bool
        Whether to run the code of a figure that a function of its author's draws.
    **figure
        Keys of a config's section `figure`, as ``ylimits=[0, 20]``, ``style="ggplot"``, ``format="pdf"``.

    Raises
    ------
    UserError
        If the file carries no data, a setting is not valid, or `trust` is needed.
    """
    return redrawn(path, figure, trust=trust).figure


@alone("call")
def redrawn(
    path: str | os.PathLike[str], figure: Mapping[str, Any], *, trust: bool = False
) -> Redrawn:
    """Draw a figure again, and say how it compares; see `redraw`."""
    path = Path(path)
    carried = reading.read(path)
    recorded = of_record(carried.record, source=str(path))
    if "kind" not in figure:
        _check_trust(path, recorded, trust=trust)
    folder = tempfile.TemporaryDirectory(prefix="sweepfig-", ignore_cleanup_errors=True)
    resolved = changed.resolve(
        recorded, carried.record.data, figure, Path(folder.name), source=str(path)
    )
    content = _painted(path, carried, resolved, is_changed=bool(figure))
    name = Path(path.name).with_suffix(f".{resolved.look.format}").name
    drawn = DrawnFigure(name, content, resolved.data, resolved.look, kept=folder)
    return Redrawn(
        drawn, content == carried.content, changed.difference(recorded, resolved, figure)
    )


def _painted(path: Path, carried: Carried, resolved: Resolved, *, is_changed: bool) -> bytes:
    data, digest, record = resolved.data, carried.digest, carried.packed
    if is_changed:
        settings = resolved.recorded.to_json()
        digest = data.digest(drawing=digest_of(["redrawn", settings]))
        record = pack(settings, data) if resolved.recorded.figure["carry_data"] else b""
    try:
        with drawing_style(resolved.look):
            painter = Painter(resolved.look)
            return painter.paint(data, digest, plainly=PLAINLY, record=record).content
    except UserError as error:
        raise UserError(f"{path}: {error}") from None
    except Exception as error:
        raise UserError(f"{path}: can't be drawn: {cause_of(error)}") from None


def _check_trust(path: Path, recorded: RecordedSettings, *, trust: bool) -> None:
    """Refuse to run code that a figure brings or names, unless the user has said to."""
    kind = str(recorded.figure.get("kind"))
    if is_users_function(kind) and not trust:
        said = own_code.described(
            kind, None if recorded.code is None else recorded.code.model_dump()
        )
        raise UserError(
            f"{path}: to draw it runs {said}; --trust (trust=True) allows that, to those who know the code"
        )
