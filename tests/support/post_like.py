"""A slice like the post's: a resonance, and a model of it."""

from __future__ import annotations

import numpy as np
from sweepfig.drawing.slice import Slice

X = np.linspace(0.8, 1.4, 33)
PEAK = 40 / (1 + ((X - 1.16) / 0.02) ** 2)


def a_slice(**changes):
    """A slice like the post's, with some changes."""
    usual = {
        "abscissa": X,
        "curves": (PEAK, 0.9 * PEAK),
        "labels": ("Actual", "Predicted"),
        "title": r"$k_0 = $ 0.33, $\nu$ = 1.778e-05",
        "xlabel": r"$\omega_{drive}$",
        "ylabel": "Normalized Electric Field",
    }
    return Slice(**{**usual, **changes})
