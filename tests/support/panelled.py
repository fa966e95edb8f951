"""A slice of two fields, and looks of several panels that draw it."""

from __future__ import annotations

import numpy as np
from sweepfig.drawing.slice import Slice

X, TIME = np.linspace(0, 1, 5), np.linspace(0, 10, 11)
FIELD = TIME[:, None] + X
FACET = {"values": 5, "columns": 3, "share": "both", "label": "time [ps]"}
HUE = {"values": 3, "label": "time [ps]"}


def a_slice(**changes):
    """Return a slice of two fields, with some changes."""
    usual = {
        "abscissa": X,
        "curves": (FIELD, 2 * FIELD),
        "labels": ("a", "b"),
        "title": "k = 1",
        "xlabel": "x",
        "ylabel": "E",
        "ordinate": TIME,
        "text": "hot",
    }
    return Slice(**{**usual, **changes})


def a_panel(**changes):
    """Return what a look says of a panel of lines, with some changes."""
    usual = {
        "kind": "resonance_curve",
        "curves": [],
        "show": "values",
        "apply": [],
        "at": None,
        "height": 1.0,
        "label": "time [ps]",
        "xlabel": "x",
        "ylabel": "E",
        "limits": None,
        "options": {},
        "legend": "best",
    }
    return {**usual, **changes}
