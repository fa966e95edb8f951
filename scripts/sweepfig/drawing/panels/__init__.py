"""Say what each panel of a figure shows of a slice, and where it lies: `split` does the first.

views.py    the panels of a figure, each with its look and its slice
values.py   the values of the ordinate that panels and lines are at, and their titles
applied.py  functions of the response, such as log10
layout.py   the Axes of the panels, with room for what stands between them
"""

from sweepfig.drawing.panels.views import (
    LABEL_POINTS,
    SMALL_POINTS,
    TITLE_POINTS,
    PanelView,
    colours_of,
    difference_labels,
    has_heading,
    heading,
    is_empty,
    looks,
    split,
)

__all__ = [
    "LABEL_POINTS",
    "SMALL_POINTS",
    "TITLE_POINTS",
    "PanelView",
    "colours_of",
    "difference_labels",
    "has_heading",
    "heading",
    "is_empty",
    "looks",
    "split",
]
