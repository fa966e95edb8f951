"""Draw the same pixels as plain matplotlib, many times faster, for the figures it understands: `Template`.

Little changes from slice to slice: the curves or the field, ticks, a few digits of the title, the legend's
place. `Template` draws only these over the pixels that stay the same. The result has exactly the pixels of
plain matplotlib, 12 to 58 times faster (`benchmarks/kinds.py`). This is checked with some figures of each
run, which plain matplotlib draws as well. For a figure that it does not support it returns None, and
`sweepfig.drawing.plain` draws it. Modules, from the outermost to the innermost:

    template.py       which figures it draws, and into which reused figure
    reused_figure.py  one real figure into which each slice's data are set, and which returns pixels
    panel.py          one of its Axes, with its content: curves.py, counts.py, field.py or contours.py
    map_content.py    what fields and contours share
    colour_bar.py     an Axes that only a range of colours changes
    cell_numbers.py   the cell that each pixel of a bent field shows
    draw_context.py   what a content draws with: renderer, transforms, slice, limits
    layout.py         the positions of all parts; the tight box
    axis_drawing.py   ticks, grid lines, tick labels
    strokes.py        curves, spines
    legend.py         its place
    frame.py          the transforms of the figure cropped to a tight box

They stand on `sweepfig.drawing.renderer`.
"""

from sweepfig.drawing.template.template import Template

__all__ = ["Template"]
