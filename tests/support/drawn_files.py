"""Slices of lines and of a plane, and the bytes of their figures' files."""

from __future__ import annotations

import numpy as np
from sweepfig.drawing.file import provenance
from sweepfig.drawing.look import Look
from sweepfig.drawing.painter import Painter
from sweepfig.drawing.rc_context import drawing_style
from sweepfig.drawing.slice import Slice
from sweeps import resonance

DIGEST = "0123456789abcdef" * 2
FREQUENCIES = np.linspace(0.5, 2.1, 33)
LINES = Slice(
    abscissa=FREQUENCIES,
    curves=tuple(resonance([0.33], [1e-3], FREQUENCIES, error=e)[0, 0] for e in (0, 0.2)),
    labels=("Actual", "Cauchy fit"),
    title="$k_0 = $ 0.33, $\\nu$ = 1.778e-05",
    xlabel="$\\omega_{drive}$",
    ylabel="Normalized Electric Field",
)
PLANE = Slice(
    abscissa=FREQUENCIES,
    ordinate=np.arange(4.0),
    curves=(resonance([0.33], [1e-3, 2e-3, 3e-3, 4e-3], FREQUENCIES)[0],),
    labels=("response",),
    title="plane",
)
FILES = {
    "png": (LINES, Look()),
    "svg": (LINES, Look(format="svg")),
    "pdf": (LINES, Look(format="pdf")),
    "contours": (PLANE, Look(kind="contourf", format="svg")),
}


def marked(name):
    """Return the digest in the mark of the file of `FILES` with this name, or of lines in this format."""
    drawn_by = provenance.BY_TEMPLATE if name == "png" else provenance.PLAIN
    return provenance.digest_in_mark(DIGEST, drawn_by)


def file_bytes(data, look):
    with drawing_style(look):
        return Painter(look).paint(data, DIGEST).content
