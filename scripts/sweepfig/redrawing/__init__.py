"""Draws a figure again from its own file, without the sweep: the same, or with other settings.

`redraw` does so, `dataset` returns the numbers that a figure shows; `changes` is theirs alone.
"""
