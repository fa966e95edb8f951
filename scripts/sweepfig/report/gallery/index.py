"""Write the gallery: one static page, index.html, and its data, index.js.

The data are a script, not JSON, because a page opened from a folder (``file://``) may not fetch files.
The template and the page's own scripts are in ``page/``.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from sweepfig.batch.row import Row, Status
from sweepfig.core import naming
from sweepfig.core.errors import counted
from sweepfig.core.naming import unique
from sweepfig.measuring.description import USERS, Measure
from sweepfig.measuring.lines import ERROR
from sweepfig.measuring.slices import SIGNED
from sweepfig.plan.axis import Axis, axis_pieces
from sweepfig.plan.gallery_data import targets_in_file
from sweepfig.plan.plan import Plan
from sweepfig.report import table
from sweepfig.report.gallery.axes_box import Box
from sweepfig.report.gallery.symbols import in_unicode, with_greek
from sweepfig.report.table import grid, shown_axes

PAGE = Path(__file__).parent / "page"
# Two features of a template language, done here: to import one takes as long as drawing ten figures.
INCLUDED, WORD = re.compile(r'{% include "([\w.]+)" %}'), re.compile(r"{{ (\w+) }}")
ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&#39;", '"': "&#34;"})
STATUSES = get_args(Status)
ABSENT = len(STATUSES)  # a point of the grid that is no target


def index_html(plan: Plan, rows: Sequence[Row]) -> str:
    """Return the page.

    Parameters
    ----------
    plan : Plan
    rows : sequence of Row
        Every target's.
    """
    words = {"title": title(plan), "counts": counts(rows)}
    text = INCLUDED.sub(_included, (PAGE / "gallery.html").read_text(encoding="utf-8"))
    return WORD.sub(lambda found: words[found[1]].translate(ESCAPED), text) + "\n"


def _included(found: re.Match[str]) -> str:
    return (PAGE / found[1]).read_text(encoding="utf-8")


def title(plan: Plan) -> str:
    """Return the sweep's title: the config's, else as ``response over wavenumber and damping``."""
    return in_unicode(plan.gallery_title) or with_greek(table.title(plan))


def counts(rows: Sequence[Row]) -> str:
    """Return in words how many figures there are, and how many are empty, not measured or failed."""
    found = Counter(row.status for row in rows)
    drawn = sum(found.values()) - found["failed"]
    parts = [counted(drawn, "figure")]
    parts += [f"{found['empty']:,} empty"] if found["empty"] else []
    parts += [f"{found['unmeasured']:,} not measured"] if found["unmeasured"] else []
    parts += [f"{found['failed']:,} not drawn"] if found["failed"] else []
    return ", ".join(parts)


def index_js(plan: Plan, rows: Sequence[Row], box: Box | None = None) -> str:
    """Return the page's data: axes, numbers by column, status of each target.

    Parameters
    ----------
    plan : Plan
    rows : sequence of Row
        Every target's.
    box : Box, optional
        What thumbnails show of the figures; None: all.
    """
    parameters = _parameters(plan)
    measures, values = grid(plan, rows)
    values = values.reshape(len(measures), math.prod(values.shape[1:]))
    columns = [*(column for _, column in parameters), *values]
    described = [*(measure for measure, _ in parameters), *measures]
    labels = unique([with_greek(measure.name) for measure in described])
    shown = shown_axes(plan)
    names = unique([with_greek(quantity.label) for _, quantity in shown])
    status = np.array([STATUSES.index(row.status) for row in rows], dtype=np.uint8)
    place = np.arange(len(rows))
    if not plan.is_scattered:
        status = plan.on_grid(status, ABSENT).ravel()
        place = np.flatnonzero(status != ABSENT)
    document = {
        "axes": [_axis(plan, axis, name) for (axis, _), name in zip(shown, names, strict=True)],
        "curves": [in_unicode(source.label) for source in plan.sources],
        "format": plan.look.format,
        "twins": [twin.name for twin in plan.twins],
        "aspect": plan.look.size[1] / plan.look.size[0],
        "crop": None if box is None else box._asdict(),
        "parameters": len(parameters),  # of the numbers, the first ones
        "numbers": [
            {
                "name": label,
                "kind": measure.kind,
                "curve": measure.curve,
                "units": with_greek(measure.units),
                "signed": measure.kind in SIGNED,
                "values": _base64(column.astype("<f8")),
            }
            for label, measure, column in zip(labels, described, columns, strict=True)
        ],
        # How many neighbouring targets a file of slices has; 0: there are none, or there would be too many.
        "slices": targets_in_file(plan) if plan.gallery_data == "on" else 0,
        "isTooMuch": plan.gallery_data == "too much",
        # The number by which the page is sorted at first; -1: none.
        "first": next((n for n, each in enumerate(described) if each.kind == ERROR), -1),
        "status": _base64(status),
        "causes": {int(n): row.cause for n, row in zip(place, rows, strict=True) if row.cause},
    }
    return f"window.SWEEP = {json.dumps(document, separators=(',', ':'))};\n"


def _parameters(plan: Plan) -> list[tuple[Measure, NDArray[np.float64]]]:
    """Return the numbers among a scattered sweep's parameters, whose axes its page has not."""
    if not plan.is_scattered or plan.points is None:
        return []
    return [
        (Measure(quantity.name, USERS, "", quantity.units), axis.values[places].astype(float))
        for axis, quantity, places in zip(plan.axes, plan.quantities, plan.points.T, strict=False)
        if axis.values.dtype.kind in "fiu"
    ]


def _axis(plan: Plan, axis: Axis, label: str) -> dict[str, Any]:
    written = [naming.write_value(value, axis.notation, axis.digits) for value in axis.values]
    caption = with_greek(naming.fill(axis.title, "{}", "{}"))
    # A scattered sweep's one axis has the figures' paths as values.
    pieces = written if plan.is_scattered else axis_pieces(axis)
    return {"label": label, "written": written, "pieces": pieces, "caption": caption}


def _base64(values: NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode("ascii")
