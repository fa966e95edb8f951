"""A slice of two fields, and looks of several panels that draw it."""

from __future__ import annotations

import numpy as np
from sweepfig.drawing.look import Look
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


A_MAP = a_panel(kind="pcolormesh", curves=["a"], ylabel="time [ps]", colour_label="E [V/m]")
A_LINE = a_panel(at=2.9)
COUNTS = a_panel(kind="histogram", xlabel="E", ylabel="count")
SIDE_BY_SIDE = {
    "two maps": {"panels": (A_MAP, {**A_MAP, "curves": ["b"]})},
    "filled contours": {"panels": ({**A_MAP, "kind": "contourf", "limits": [0, 22]}, A_MAP)},
    "a line-out beside its map": {"panels": (A_MAP, A_LINE)},
    "a map beside a line-out": {"panels": (A_LINE, A_MAP)},
    "counts beside lines": {"panels": (A_LINE, COUNTS)},
    "log beside linear": {"panels": (A_LINE, {**A_LINE, "yscale": "log"})},
    "legends outside": {"panels": ({**A_LINE, "legend": "outside"},) * 2},
    "unequal heights": {
        "panels": (A_MAP, {**A_LINE, "height": 2.0}, A_LINE, {**A_MAP, "height": 0.5})
    },
    "a last row that is not full": {"panels": (A_LINE, A_MAP, A_MAP)},
    "three in a row": {"panels": (A_MAP, A_LINE, COUNTS), "columns": 3, "size": (15.0, 4.0)},
}


def side_by_side(name):
    """Return a look of panels side by side, by its name."""
    usual = {"columns": 2, "size": (10.0, 6.0), "dpi": 50.0}
    return Look(**{**usual, **SIDE_BY_SIDE[name]})
