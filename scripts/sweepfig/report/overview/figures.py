"""Make an overview figure: a file's bytes.

The figures have matplotlib's own defaults, whatever the sweep's style.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from sweepfig.batch.row import Row
from sweepfig.drawing.file import png
from sweepfig.drawing.look import Look
from sweepfig.drawing.plain import canvas_pixels
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.measuring.lines import ERROR
from sweepfig.plan.plan import Plan
from sweepfig.report.overview.contact_sheet import contact_sheet
from sweepfig.report.overview.maps import DPI, is_of_number_maps, maps


def overview_png(plan: Plan, rows: Sequence[Row], output: str | Path, name: str) -> bytes:
    """Return the bytes of an overview figure.

    Parameters
    ----------
    plan : Plan
    rows : sequence of Row
        Every target's.
    output : str or Path
        The output folder, whose figures the contact sheet shows.
    name : str
        One of `sweepfig.core.paths.overviews`.
    """
    draw: dict[str, Callable[[], Figure]] = {
        "error-map": lambda: maps(plan, rows, lambda each: each.kind == ERROR),
        "peak-map": lambda: maps(plan, rows, lambda each: each.kind == "peak position"),
        "number-maps": lambda: maps(plan, rows, is_of_number_maps),
        "contact-sheet": lambda: contact_sheet(plan, rows, Path(output)),
    }
    with drawing_style(Look()):
        return png.encode(canvas_pixels(draw[name]()), dpi=DPI)
